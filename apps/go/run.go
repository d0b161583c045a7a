package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

const (
	// The contract gives five seconds from the signal to the exit; one is kept for the exit itself.
	grace = 4 * time.Second
	// A client that sends its head more slowly than this is holding a connection, not making a request.
	headerReadTimeout = 30 * time.Second
	maxHeadBytes      = 64 << 10
)

// run serves until ctx ends, then lets what is in flight finish; a client that does not finish within the
// grace period is cut off, which is no error.
func run(ctx context.Context, getenv func(string) string, stdout io.Writer) error {
	address, err := listenAddress(getenv)
	if err != nil {
		return err
	}
	upstream, err := newUpstream(getenv)
	if err != nil {
		return err
	}
	listener, err := net.Listen(listenNetwork(address), address)
	if err != nil {
		return listenError(address, err)
	}
	fmt.Fprintf(stdout, "listening on http://%s\n", listener.Addr())

	server := &http.Server{
		Handler:                      handler(upstream),
		ReadHeaderTimeout:            headerReadTimeout,
		MaxHeaderBytes:               maxHeadBytes,
		DisableGeneralOptionsHandler: true,
		// It logs what clients do wrong, one line a connection.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	graceful, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err = server.Shutdown(graceful)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}
