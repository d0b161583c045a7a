package main

import "strings"

// onlyValue is the value of a parameter that the query has exactly once, as it stands: net/url would decode it,
// and take the first of two.
func onlyValue(query, name string) (value string, ok bool) {
	for parameter := range strings.SplitSeq(query, "&") {
		key, found, hasValue := strings.Cut(parameter, "=")
		if !hasValue || key != name {
			continue
		}
		if ok {
			return "", false
		}
		value, ok = found, true
	}
	return value, ok
}
