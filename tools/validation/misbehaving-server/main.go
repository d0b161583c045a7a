// A server that misbehaves on request: FAULT names how. The validation of the findings measures it; each fault
// is one that a finding has to tell, and without one (FAULT=none) none may be told.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	fault, known := faults[envOr("FAULT", "none")]
	if !known {
		log.Fatalf("FAULT: expected one of the faults in faults.go, found %q", os.Getenv("FAULT"))
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(envOr("HOST", "127.0.0.1"), envOr("PORT", "8080")))
	if err != nil {
		log.Fatal(err)
	}
	go exitOnSignal()
	for {
		connection, err := listener.Accept()
		if fault.deaf && errors.Is(err, net.ErrClosed) {
			select {}
		}
		if err != nil {
			log.Fatal(err)
		}
		go serve(connection.(*net.TCPConn), fault, listener)
	}
}

func serve(connection *net.TCPConn, fault fault, listener net.Listener) {
	defer connection.Close()
	if err := connection.SetNoDelay(!fault.stall); err != nil {
		return
	}
	requests := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(requests)
		if err != nil {
			return
		}
		if fault.deaf {
			_ = listener.Close()
		}
		status := http.StatusOK
		if fault.before != nil {
			status = fault.before()
		}
		const body = `{"message":"Hello, World!"}`
		head := fmt.Sprintf(
			"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
			status, http.StatusText(status), len(body),
		)
		parts := []string{head + body}
		if fault.stall {
			parts = []string{head, body}
		}
		for _, part := range parts {
			if _, err := connection.Write([]byte(part)); err != nil {
				return
			}
		}
		if request.Close {
			return
		}
	}
}

func exitOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	<-signals
	os.Exit(0)
}

func envOr(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
