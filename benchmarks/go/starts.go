package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

const (
	taskTime  = 10 * time.Microsecond
	wordsKB   = 256
	mostUnits = 1024
)

// starts is the workload of a row that starts goroutines, which yield and end.
func starts(row string, capacity, units int) workload {
	switch row {
	case "spawn":
		return timed(func(n int) { spawn(n, units) })
	case "spawn-yield":
		return timed(func(n int) { batches(n, units, runtime.Gosched) })
	case "batch":
		return timed(func(n int) { batches(n, units, func() { burn(taskTime) }) })
	case "short-ping-pong":
		return timed(func(n int) { shortPingPongs(n, units) })
	case "chained-spawn":
		return timed(chainedSpawn)
	case "yield":
		return timed(func(n int) { together(units, n, yield) })
	case "cache", "cache-32m":
		return timed(func(n int) { turns(n, units, capacity*wordsKB) })
	}
	return nil
}

func yield(times int) {
	for i := 0; i < times; i++ {
		runtime.Gosched()
	}
}

// burn computes for so long.
func burn(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func spawn(n, units int) {
	for left := n; left > 0; left -= units {
		var ended sync.WaitGroup
		ended.Add(units)
		for i := 0; i < units; i++ {
			go ended.Done()
		}
		ended.Wait()
	}
}

func batches(n, units int, body func()) {
	for left := n; left > 0; left -= units {
		var ended sync.WaitGroup
		ended.Add(units)
		for i := 0; i < units; i++ {
			go func() {
				body()
				ended.Done()
			}()
		}
		ended.Wait()
	}
}

func shortPingPongs(n, units int) {
	var right atomic.Int64
	batches(n, units, func() {
		there, back := make(chan int), make(chan int)
		go func() { back <- <-there + 1 }()
		there <- 1
		right.Add(int64(<-back - 1))
	})
	check(int(right.Load()), n)
}

func link(left int, ended *sync.WaitGroup) {
	if left > 1 {
		go link(left-1, ended)
	} else {
		ended.Done()
	}
}

func chainedSpawn(n int) {
	var ended sync.WaitGroup
	ended.Add(1)
	go link(n, &ended)
	ended.Wait()
}

// together runs body on so many goroutines, or right here if it is one.
func together(units, n int, body func(share int)) {
	if units == 1 {
		body(n)
		return
	}
	var ended sync.WaitGroup
	ended.Add(units)
	for i := 0; i < units; i++ {
		go func() {
			body(n / units)
			ended.Done()
		}()
	}
	ended.Wait()
}

// memories is what goroutines of the row cache had in an earlier run: to make it would take longer.
var memories = make(chan []int32, mostUnits)

func memory(words int) []int32 {
	select {
	case used := <-memories:
		return used
	default:
	}
	fresh := make([]int32, words)
	for i := range fresh {
		fresh[i] = 1
	}
	return fresh
}

func turns(n, units, words int) {
	var total atomic.Int64
	together(units, n, func(share int) {
		own := memory(words)
		s := 0
		for i := 0; i < share; i++ {
			for _, word := range own {
				s += int(word)
			}
			runtime.Gosched()
		}
		total.Add(int64(s))
		select {
		case memories <- own:
		default:
		}
	})
	check(int(total.Load()), n*words)
}
