package main

import (
	"syscall"
	"time"
	"unsafe"
)

// clock_gettime(2): CPU time of the process, and of the calling thread, up to this moment.
const (
	processClock = 2
	threadClock  = 3
)

func processCPU() time.Duration { return cpuTime(processClock) }
func threadCPU() time.Duration  { return cpuTime(threadClock) }

func cpuTime(clock uintptr) time.Duration {
	var spent syscall.Timespec
	_, _, _ = syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clock, uintptr(unsafe.Pointer(&spent)), 0)
	return time.Duration(spent.Nano())
}
