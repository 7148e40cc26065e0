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

// times is the workload of a row that sleeps, or that measures delays at a fixed rate.
func times(row string, capacity, units int) workload {
	switch row {
	case "timer-stop":
		return func(n int) int64 { return timerStop(units-1, n) }
	case "hand-off-p50":
		return func(n int) int64 { return int64(n) * handOff(n, capacity, 50) }
	case "hand-off-p99":
		return func(n int) int64 { return int64(n) * handOff(n, capacity, 99) }
	case "sleeps":
		return timed(func(n int) { together(n, n, sleep) })
	case "sleep-race":
		return timed(func(n int) { together(n, n, func(int) { raceTimers() }) })
	case "sleep-drift":
		return timed(sleep)
	}
	return nil
}

func sleep(times int) {
	for i := 0; i < times; i++ {
		time.Sleep(time.Millisecond)
	}
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
