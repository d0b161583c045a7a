package main

import "net/http"

// maxEchoBytes is the largest body that POST /echo takes.
const maxEchoBytes = 1 << 20

// echo sends the request's body back with its content type.
func echo(w http.ResponseWriter, r *http.Request) {
	body, ok := takeBody(w, r, maxEchoBytes)
	if !ok {
		return
	}
	contentType := r.Header.Get("Content-Type")
	if contentType == "" {
		contentType = "application/octet-stream" // RFC 9110, 8.3
	}
	write(w, http.StatusOK, contentType, body)
}
