// A server with the fault behind a widely seen benchmark result: Nagle's algorithm (RFC 896) is on, and
// each response's head and body are written apart. The body then waits in the server's kernel until the
// client acknowledges the head, and the client delays that ACK by 40 ms on Linux (RFC 1122 §4.2.3.2).
// With STALL=off it is the same server without the fault.
package main

import (
	"bufio"
	"log"
	"net"
	"net/http"
	"os"
)

const (
	body = `{"message":"Hello, World!"}`
	head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n"
)

func main() {
	host, port := envOr("HOST", "127.0.0.1"), envOr("PORT", "8080")
	stall := os.Getenv("STALL") != "off"
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(connection.(*net.TCPConn), stall)
	}
}

func serve(connection *net.TCPConn, stall bool) {
	defer connection.Close()
	if err := connection.SetNoDelay(!stall); err != nil {
		return
	}
	requests := bufio.NewReader(connection)
	for {
		request, err := http.ReadRequest(requests)
		if err != nil {
			return
		}
		parts := []string{head + body}
		if stall {
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

func envOr(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
