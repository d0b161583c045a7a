package main

import (
	"slices"
	"testing"
)

func TestIDsAreNumbersAsTheyStand(t *testing.T) {
	for query, want := range map[string][]int{
		"ids=1": {1}, "a=1&ids=3,1,3,0,1000000000&b": {3, 1, 3, 0, maxID}, "ids=0000000007": {7},
		"ids=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
	} {
		if found, ok := parseIDs(query); !ok || !slices.Equal(found, want) {
			t.Errorf("parseIDs(%q) = %v, %t, want %v", query, found, ok, want)
		}
	}
	for _, query := range []string{
		"", "ids", "ids=", "ids=1,", "ids=,1", "ids=1,,2", "ids=-1", "ids=+1", "ids=1.0", "ids=x", "ids=%31", "ids=1%2C2",
		"ids=1000000001", "ids=00000000001", "ids=99999999999999999999", "ids=1&ids=2", "xids=1",
		"ids=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17",
	} {
		if found, ok := parseIDs(query); ok {
			t.Errorf("parseIDs(%q) = %v, want a refusal", query, found)
		}
	}
}

func TestAnUpstreamIsAHostAndAPort(t *testing.T) {
	parse := func(url string) (*upstream, error) { return newUpstream(func(string) string { return url }) }
	for _, url := range []string{"http://127.0.0.1:8080", "http://127.0.0.1:8080/", "http://items.example", "http://[::1]:8080"} {
		if upstream, err := parse(url); err != nil || upstream == nil {
			t.Errorf("%q: %v", url, err)
		}
	}
	for _, url := range []string{
		"127.0.0.1:8080", "https://127.0.0.1:8080", "http://", "http://user@127.0.0.1:8080", "http://127.0.0.1:8080/path",
		"http://127.0.0.1:8080?query", "http://127.0.0.1:8080/?", "http://127.0.0.1:80800", "http://127.0.0.1:", "x",
	} {
		if _, err := parse(url); err == nil {
			t.Errorf("%q is an upstream", url)
		}
	}
}
