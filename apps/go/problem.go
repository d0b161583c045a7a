package main

import (
	"encoding/json"
	"net/http"
)

// problem answers with an application/problem+json document (RFC 9457) of type about:blank, whose title is
// the status's phrase in RFC 9110, 15.
func problem(status int, title string) http.HandlerFunc {
	body, err := json.Marshal(struct {
		Type   string `json:"type"`
		Title  string `json:"title"`
		Status int    `json:"status"`
	}{"about:blank", title, status})
	if err != nil {
		panic(err) // a type of ours that has no JSON
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		write(w, status, "application/problem+json", body)
	}
}

// methodNotAllowed answers 405 with the Allow header that RFC 9110, 15.5.6 asks for.
func methodNotAllowed(allow string) http.HandlerFunc {
	answer := problem(http.StatusMethodNotAllowed, "Method Not Allowed")
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		answer(w, r)
	}
}
