package main

import (
	"errors"
	"io"
	"net/http"
)

var contentTooLarge = problem(http.StatusRequestEntityTooLarge, "Content Too Large")

// takeBody reads a body of up to limit bytes; one that is longer is answered with 413, and ok is false.
func takeBody(w http.ResponseWriter, r *http.Request, limit int64) (body []byte, ok bool) {
	if r.ContentLength > limit {
		contentTooLarge(w, r)
		return nil, false
	}
	body, err := readBody(w, r, limit)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		contentTooLarge(w, r)
		return nil, false
	}
	if err != nil {
		// The body broke off: nobody waits for an answer.
		panic(http.ErrAbortHandler)
	}
	return body, true
}

func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength < 0 {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	return body, err
}
