//go:build !linux

package main

import (
	"syscall"
	"time"
)

var start = time.Now()

func processCPU() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// Wall time of a busy loop, which is its CPU time unless another program takes the CPU meanwhile.
func threadCPU() time.Duration { return time.Since(start) }
