package main

import (
	"net/http"
	"path"
)

const getOnly = "GET, HEAD"

// handler answers every request of the contract.
func handler(upstream *upstream) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", health)
	mux.Handle("/health", methodNotAllowed(getOnly))
	mux.HandleFunc("GET /plaintext", plaintext)
	mux.Handle("/plaintext", methodNotAllowed(getOnly))
	mux.HandleFunc("GET /primes", primes)
	mux.Handle("/primes", methodNotAllowed(getOnly))
	mux.HandleFunc("POST /echo", echo)
	mux.Handle("/echo", methodNotAllowed(http.MethodPost))
	mux.HandleFunc("GET /bundle", bundle(upstream))
	mux.Handle("/bundle", methodNotAllowed(getOnly))
	mux.HandleFunc("POST /quote", quote)
	mux.Handle("/quote", methodNotAllowed(http.MethodPost))
	mux.Handle("/", problem(http.StatusNotFound, "Not Found"))
	return exactPaths(mux)
}

// exactPaths answers 404 where ServeMux would decode a path or redirect to a cleaner one.
func exactPaths(next http.Handler) http.Handler {
	notFound := problem(http.StatusNotFound, "Not Found")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// RawPath is empty unless the path has an escape that was not necessary.
		if r.URL.RawPath != "" || path.Clean(r.URL.Path) != r.URL.Path || r.URL.Path[0] != '/' {
			notFound.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func health(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, struct {
		Message string `json:"message"`
	}{"Hello, World!"})
}

func plaintext(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, "text/plain", []byte("Hello, World!"))
}
