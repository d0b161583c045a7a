package main

import (
	"strings"
	"testing"
)

func env(host, port string) func(string) string {
	return func(name string) string { return map[string]string{"HOST": host, "PORT": port}[name] }
}

func TestLoopback8080IsTheDefault(t *testing.T) {
	if address, err := listenAddress(env("", "")); err != nil || address != "127.0.0.1:8080" {
		t.Errorf("listenAddress() = %q, %v", address, err)
	}
	if address, err := listenAddress(env("::1", "0")); err != nil || address != "[::1]:0" {
		t.Errorf("listenAddress() = %q, %v", address, err)
	}
}

func TestAPortThatIsNoneNamesTheVariableAndTheValue(t *testing.T) {
	for _, port := range []string{"http", "-1", "65536", "80 "} {
		_, err := listenAddress(env("", port))
		if err == nil || !strings.HasPrefix(err.Error(), "LISTEN_PORT_INVALID: PORT") ||
			!strings.Contains(err.Error(), port) {
			t.Errorf("PORT=%q: %v", port, err)
		}
	}
}
