package main

import (
	"sync"
	"sync/atomic"
)

// locks is the workload of a row whose goroutines exclude one another.
func locks(row string, capacity, units int) workload {
	switch row {
	case "mutex-1", "mutex-8", "mutex-1000":
		return timed(func(n int) { mutex(n, units) })
	case "semaphore":
		return timed(func(n int) { semaphore(n, capacity, units) })
	}
	return nil
}

func mutex(n, units int) {
	var lock sync.Mutex
	count := 0
	together(units, n, func(share int) {
		for i := 0; i < share; i++ {
			lock.Lock()
			count++
			lock.Unlock()
		}
	})
	check(count, n)
}

// churn takes fifty steps of a xorshift generator.
func churn(seed uint32) uint32 {
	x := seed | 1
	for i := 0; i < 50; i++ {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
	}
	return x
}

// semaphore is a channel that holds the permits that are taken, as Go's programs do it.
func semaphore(n, permits, units int) {
	taken := make(chan struct{}, permits)
	var held atomic.Int64
	together(units, n, func(share int) {
		seed, done := uint32(1), 0
		for i := 0; i < share; i++ {
			taken <- struct{}{}
			seed = churn(seed)
			<-taken
			seed = churn(seed)
			if seed != 0 {
				done++
			}
		}
		held.Add(int64(done))
	})
	check(int(held.Load()), n)
}
