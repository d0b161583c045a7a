package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strconv"
	"syscall"
)

// listenAddress is HOST and PORT, by default 127.0.0.1 and 8080.
func listenAddress(getenv func(string) string) (string, error) {
	host, port := getenv("HOST"), getenv("PORT")
	if host == "" {
		host = "127.0.0.1"
	}
	if port == "" {
		port = "8080"
	}
	// net.Listen would also take the name of a service.
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", fmt.Errorf("LISTEN_PORT_INVALID: PORT must be a whole number from 0 to 65535, found %q", port)
	}
	return net.JoinHostPort(host, port), nil
}

// listenNetwork keeps an IPv4 address to IPv4: as "tcp", 0.0.0.0 would mean every IPv6 address too.
func listenNetwork(address string) string {
	if addrPort, err := netip.ParseAddrPort(address); err == nil && addrPort.Addr().Is4() {
		return "tcp4"
	}
	return "tcp"
}

// listenError says why address cannot be listened on, with a stable code and the remedy.
func listenError(address string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("LISTEN_ADDRESS_IN_USE: %s is taken by another program; "+
			"stop that program or set PORT to a free port", address)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("LISTEN_ADDRESS_DENIED: no permission to listen on %s; set PORT to 1024 or above", address)
	default:
		return fmt.Errorf("LISTEN_ADDRESS_UNAVAILABLE: cannot listen on %s (%w); "+
			"set HOST to an address of this machine", address, err)
	}
}
