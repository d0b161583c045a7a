package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxIDs = 16
	maxID  = 1_000_000_000
	// bundleTimeout is how long a bundle waits for its items, from the first request to the last byte.
	bundleTimeout = 5 * time.Second
)

var (
	badGateway         = problem(http.StatusBadGateway, "Bad Gateway")
	serviceUnavailable = problem(http.StatusServiceUnavailable, "Service Unavailable")
	gatewayTimeout     = problem(http.StatusGatewayTimeout, "Gateway Timeout")
)

// bundle answers /bundle?ids=1,2 with these items of the upstream, in this order.
func bundle(upstream *upstream) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ids, ok := parseIDs(r.URL.RawQuery)
		if !ok {
			badRequest(w, r)
			return
		}
		if upstream == nil {
			serviceUnavailable(w, r)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), bundleTimeout)
		defer cancel()
		items, err := upstream.items(ctx, ids)
		switch {
		case err == nil:
			writeJSON(w, struct {
				Items []item `json:"items"`
			}{items})
		case errors.Is(err, context.DeadlineExceeded):
			gatewayTimeout(w, r)
		default:
			badGateway(w, r)
		}
	}
}

// parseIDs takes exactly one ids of 1 to 16 numbers.
func parseIDs(query string) (ids []int, ok bool) {
	list, ok := onlyValue(query, "ids")
	if !ok || strings.Count(list, ",") >= maxIDs {
		return nil, false
	}
	for digits := range strings.SplitSeq(list, ",") {
		id, err := strconv.ParseUint(digits, 10, 32)
		if err != nil || len(digits) > 10 || id > maxID {
			return nil, false
		}
		ids = append(ids, int(id))
	}
	return ids, true
}
