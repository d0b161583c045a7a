package main

import "testing"

func TestHalfACentIsRoundedUp(t *testing.T) {
	for _, example := range []struct{ cents, basisPoints, want int64 }{
		{1, 4_999, 0}, {1, 5_000, 1}, {3, 5_000, 2}, {10_000_000_000, 10_000, 10_000_000_000},
	} {
		if found := share(example.cents, example.basisPoints); found != example.want {
			t.Errorf("share(%d, %d) = %d, want %d", example.cents, example.basisPoints, found, example.want)
		}
	}
}

func TestJSONIsKnownByItsMediaType(t *testing.T) {
	for contentType, want := range map[string]bool{
		"application/json": true, "Application/JSON": true, "application/json ; charset=utf-8": true,
		"": false, "text/plain": false, "application/problem+json": false, "application/jsonx": false,
	} {
		if found := isJSON(contentType); found != want {
			t.Errorf("isJSON(%q) = %t", contentType, found)
		}
	}
}
