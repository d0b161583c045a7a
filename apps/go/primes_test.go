package main

import "testing"

func TestCountPrimesMatchesThePrimeCountingFunction(t *testing.T) {
	for below, count := range map[int]int{
		0: 0, 1: 0, 2: 0, 3: 1, 4: 2, 10: 4, 25: 9, 26: 9, 100: 25, 1_000_000: 78_498, maxBelow: 664_579,
	} {
		if found := countPrimes(below); found != count {
			t.Errorf("countPrimes(%d) = %d, want %d", below, found, count)
		}
	}
}

func TestParseBelowTakesExactlyOneNumberInRange(t *testing.T) {
	for query, want := range map[string]int{
		"below=0": 0, "below=10000000": maxBelow, "below=007": 7, "above=1&below=5&x": 5,
	} {
		if found, ok := parseBelow(query); !ok || found != want {
			t.Errorf("parseBelow(%q) = %d, %t, want %d", query, found, ok, want)
		}
	}
	for _, query := range []string{
		"", "below", "below=", "below=-1", "below=+5", "below=1.5", "below=1e3", "below=1_0", "below=%31",
		"below=10000001", "below=99999999999999999999", "below= 5", "below=5&below=5", "xbelow=5",
	} {
		if found, ok := parseBelow(query); ok {
			t.Errorf("parseBelow(%q) = %d, want a refusal", query, found)
		}
	}
}
