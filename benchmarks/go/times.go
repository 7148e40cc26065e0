package main

import (
	"slices"
	"sync"
	"time"
)

const (
	consumers = 16
	burst     = 20
	service   = 10 * time.Microsecond
	period    = time.Millisecond
)

// runTimes sleeps, or measures delays at a fixed rate. It answers the nanoseconds if the workload
// measures itself, and 0 if it is the whole run.
func runTimes(row string, n, capacity, units int) (int64, bool) {
	switch row {
	case "timer-stop":
		return timerStop(units-1, n), true
	case "hand-off-p50":
		return int64(n) * handOff(n, capacity, 50), true
	case "hand-off-p99":
		return int64(n) * handOff(n, capacity, 99), true
	case "sleeps":
		together(n, n, func(int) { time.Sleep(time.Millisecond) })
	case "sleep-race":
		together(n, n, func(int) { raceTimers() })
	case "sleep-drift":
		for i := 0; i < n; i++ {
			time.Sleep(time.Millisecond)
		}
	default:
		return 0, false
	}
	return 0, true
}

func timerStop(armed, n int) int64 {
	others := make([]*time.Timer, armed)
	for i := range others {
		others[i] = time.AfterFunc(2*neverReached, func() {})
	}
	start := time.Now()
	for i := 0; i < n; i++ {
		if !time.AfterFunc(neverReached, func() {}).Stop() {
			panic("fired")
		}
	}
	nanos := time.Since(start).Nanoseconds()
	for _, other := range others {
		other.Stop()
	}
	return nanos
}

func raceTimers() {
	first, last := time.NewTimer(time.Millisecond), time.NewTimer(neverReached)
	select {
	case <-first.C:
		last.Stop()
	case <-last.C:
		panic("the later one came first")
	}
}

// handOff returns the delay at a percentile.
func handOff(n, capacity, percentile int) int64 {
	c := make(chan int, capacity)
	delays := make([]int64, n)
	start := time.Now()
	due := func(index int) time.Time {
		return start.Add(time.Duration(index/burst+1) * period)
	}
	var ended sync.WaitGroup
	for i := 0; i < consumers; i++ {
		ended.Add(1)
		go func() {
			for j := 0; j < n/consumers; j++ {
				index := <-c
				burn(service)
				delays[index] = time.Since(due(index)).Nanoseconds()
			}
			ended.Done()
		}()
	}
	for i := 0; i < n; i++ {
		if i%burst == 0 {
			time.Sleep(time.Until(due(i)))
		}
		c <- i
	}
	ended.Wait()
	slices.Sort(delays)
	if delays[0] < service.Nanoseconds() {
		panic("a value is missing")
	}
	return delays[n/100*percentile]
}
