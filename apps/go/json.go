package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
)

// number may be written 2, 2.0 or 20e-1, which an int64 would not take.
type number float64

func (n *number) isWhole(min, max number) bool {
	return n != nil && min <= *n && *n <= max && math.Trunc(float64(*n)) == float64(*n)
}

// parseJSON reads one JSON text, of which no key may be unknown, into value.
func parseJSON(text []byte, value any) bool {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return false
	}
	_, err := decoder.Token()
	return err == io.EOF
}
