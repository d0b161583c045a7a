package main

import (
	"net/http"
	"strconv"
)

const maxBelow = 10_000_000

var badRequest = problem(http.StatusBadRequest, "Bad Request")

// primes answers /primes?below=N with how many primes p < N there are, 0 <= N <= maxBelow.
func primes(w http.ResponseWriter, r *http.Request) {
	below, ok := parseBelow(r.URL.RawQuery)
	if !ok {
		badRequest(w, r)
		return
	}
	writeJSON(w, struct {
		Below int `json:"below"`
		Count int `json:"count"`
	}{below, countPrimes(below)})
}

// parseBelow takes exactly one below of decimal digits.
func parseBelow(query string) (below int, ok bool) {
	digits, ok := onlyValue(query, "below")
	value, err := strconv.ParseUint(digits, 10, 32)
	if !ok || err != nil || value > maxBelow {
		return 0, false
	}
	return int(value), true
}

// countPrimes counts the primes p < below by a sieve of Eratosthenes, one byte a number.
func countPrimes(below int) int {
	if below < 3 {
		return 0
	}
	composite := make([]bool, below)
	for factor := 2; factor*factor < below; factor++ {
		if composite[factor] {
			continue
		}
		for multiple := factor * factor; multiple < below; multiple += factor {
			composite[multiple] = true
		}
	}
	count := 0
	for _, isComposite := range composite[2:] {
		if !isComposite {
			count++
		}
	}
	return count
}
