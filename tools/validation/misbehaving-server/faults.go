package main

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// What is wrong with the server.
type fault struct {
	// Nagle's algorithm (RFC 896) is on, and each response's head and body are written apart: the body waits
	// until the client acknowledges the head, which it delays by 40 ms on Linux (RFC 1122 §4.2.3.2).
	stall bool
	// Called before each response; returns its status.
	before func() int
	// Whether it takes no more connections once it has had a request, and goes on to answer on those that it has.
	deaf bool
}

var faults = map[string]fault{
	"none":       {},
	"stall":      {stall: true},
	"wait":       {before: func() int { time.Sleep(25 * time.Millisecond); return http.StatusOK }},
	"errors":     {before: failOneInTwenty},
	"leak":       {before: keepMemory},
	"log":        {before: logMuch},
	"slow-start": {before: burnUntilWarm},
	"moody":      {before: burnEveryOtherLaunch()},
	"slower":     {before: slowBy()},
	"spread":     {before: waitSpread},
	"bursts":     {before: burnNowAndThen()},
	"compute":    {before: compute},
	"one-thread": {before: computeOneByOne},
	"gateway":    {before: askUpstream()},
	"deaf":       {deaf: true},
}

var requests atomic.Int64

func failOneInTwenty() int {
	if requests.Add(1)%20 == 0 {
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

var (
	kept     [][]byte
	keptLock sync.Mutex
)

func keepMemory() int {
	piece := make([]byte, 4096)
	for index := range piece {
		piece[index] = byte(index)
	}
	keptLock.Lock()
	kept = append(kept, piece)
	keptLock.Unlock()
	return http.StatusOK
}

var logLine = append(bytes.Repeat([]byte("."), 2047), '\n')

// A line of 2 KB to the standard output for each request, as of a server that logs its headers.
func logMuch() int {
	_, _ = os.Stdout.Write(logLine)
	return http.StatusOK
}

var firstRequest sync.Once
var warmAt time.Time

// The first seconds under load cost more, as with a JIT that has yet to compile.
func burnUntilWarm() int {
	firstRequest.Do(func() { warmAt = time.Now().Add(6 * time.Second) })
	if time.Now().Before(warmAt) {
		burn(150 * time.Microsecond)
	}
	return http.StatusOK
}

// MOOD_FILE is there in every other launch.
func burnEveryOtherLaunch() func() int {
	file := os.Getenv("MOOD_FILE")
	if file == "" {
		return nil
	}
	if os.Remove(file) == nil {
		return nil
	}
	_ = os.WriteFile(file, nil, 0o600)
	return func() int { burn(200 * time.Microsecond); return http.StatusOK }
}

// Waits of 5 to 25 ms, spread evenly in any stretch of requests: multiples of the golden ratio, modulo 1, are the most even
// such sequence (Knuth, The Art of Computer Programming 3, §6.4, theorem S). Two generators that ask for the same number of
// requests are to see the same percentiles.
func waitSpread() int {
	_, place := math.Modf(float64(requests.Add(1)) * (math.Sqrt(5) - 1) / 2)
	time.Sleep(5*time.Millisecond + time.Duration(place*float64(20*time.Millisecond)))
	return http.StatusOK
}

// One request in fifty computes for 25 ms: more than a quota that would do for the mean. At 200 requests a second that is twice
// in each half second, between two looks at the CPU time; each launch begins at another place in the fifty, so that no part of
// its load costs more than another in every round.
func burnNowAndThen() func() int {
	first := rand.Int64N(50)
	return func() int {
		if (first+requests.Add(1))%50 == 0 {
			burn(25 * time.Millisecond)
		}
		return http.StatusOK
	}
}

func compute() int {
	burn(time.Millisecond)
	return http.StatusOK
}

// Asks what UPSTREAM_URL names, and answers well whatever that answers: what fails is to be found without its errors.
func askUpstream() func() int {
	url := os.Getenv("UPSTREAM_URL")
	if url == "" {
		return nil
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}
	return func() int {
		if answer, err := client.Get(url); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			_ = answer.Body.Close()
		}
		return http.StatusOK
	}
}

var oneThread sync.Mutex

// Computes one answer at a time, as a server of one thread does.
func computeOneByOne() int {
	oneThread.Lock()
	defer oneThread.Unlock()
	return compute()
}

// Keeps a CPU busy.
func burn(length time.Duration) {
	for end := time.Now().Add(length); time.Now().Before(end); {
	}
}
