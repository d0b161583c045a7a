package main

import (
	"os"
	"strconv"
)

// PRIMES_BELOW: a sieve up to there is computed for each request, as the contract's /primes does; 0 is none.
var primesBelow, _ = strconv.Atoi(os.Getenv("PRIMES_BELOW"))

// How many primes there are below the limit (sieve of Eratosthenes).
func countPrimes(below int) int {
	composite := make([]bool, max(below, 2))
	count := 0
	for candidate := 2; candidate < below; candidate++ {
		if composite[candidate] {
			continue
		}
		count++
		for multiple := candidate * candidate; multiple < below; multiple += candidate {
			composite[multiple] = true
		}
	}
	return count
}
