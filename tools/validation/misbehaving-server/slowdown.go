package main

import (
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

// One request in so many pays for all: a clock of the kernel costs as much as a twentieth of a quick request.
const requestsPerBurn = 8

// Burns EXTRA_SHARE (0.05 is 5 %) of the CPU time that the process uses otherwise, by the kernel's own clocks. The server
// settles what it owes as it goes, so that the share is the same whatever a request costs on this machine just now.
func slowBy() func() int {
	share, _ := strconv.ParseFloat(os.Getenv("EXTRA_SHARE"), 64)
	var lock sync.Mutex
	var begun, burned time.Duration
	return func() int {
		if requests.Add(1)%requestsPerBurn != 0 || !lock.TryLock() {
			return http.StatusOK
		}
		defer lock.Unlock()
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		from := threadCPU()
		if begun == 0 {
			begun = processCPU()
		}
		otherwise := processCPU() - begun - burned
		owed := time.Duration(share*float64(otherwise)) - burned
		for threadCPU()-from < owed {
		}
		burned += threadCPU() - from
		return http.StatusOK
	}
}
