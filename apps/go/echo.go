package main

import (
	"errors"
	"io"
	"net/http"
)

// maxEchoBytes is the largest body that POST /echo takes.
const maxEchoBytes = 1 << 20

var contentTooLarge = problem(http.StatusRequestEntityTooLarge, "Content Too Large")

// echo sends the request's body back with its content type.
func echo(w http.ResponseWriter, r *http.Request) {
	if r.ContentLength > maxEchoBytes {
		contentTooLarge(w, r)
		return
	}
	body, err := readBody(w, r)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		contentTooLarge(w, r)
		return
	}
	if err != nil {
		// The body broke off: nobody waits for an answer.
		panic(http.ErrAbortHandler)
	}
	contentType := r.Header.Get("Content-Type")
	if contentType == "" {
		contentType = "application/octet-stream" // RFC 9110, 8.3
	}
	write(w, http.StatusOK, contentType, body)
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 {
		return io.ReadAll(http.MaxBytesReader(w, r.Body, maxEchoBytes))
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	return body, err
}
