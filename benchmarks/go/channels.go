package main

import (
	"sync"
	"time"
)

const (
	ways         = 10
	neverReached = time.Hour
)

// channels is the workload of a row that sends values through channels.
func channels(row string, capacity, units int) workload {
	switch row {
	case "ping-pong":
		return timed(pingPong)
	case "pair-0", "pair-1", "pair-16", "pair-128", "pair-1024":
		return timed(func(n int) { pairs(n, capacity, 1) })
	case "alone":
		return timed(func(n int) { alone(n, capacity, 1) })
	case "fill":
		return timed(func(n int) { alone(n, capacity, units) })
	case "parallel", "parallel-0":
		return timed(func(n int) { pairs(n, capacity, units) })
	case "timed-receive":
		return timed(timedReceive)
	case "many-4", "many-4-0", "many-100":
		return timed(func(n int) { many(n, capacity, units, units) })
	case "fan-in":
		return timed(func(n int) { many(n, capacity, units, 1) })
	case "fan-out":
		return timed(func(n int) { many(n, capacity, 1, units) })
	case "chain", "chain-16":
		return timed(func(n int) { chain(n, capacity, units) })
	case "ring":
		return timed(func(n int) { ring(n, units) })
	case "skynet":
		return timed(func(n int) { check(skynet(0, n), n*(n-1)/2) })
	}
	return nil
}

func sendAll(c chan<- int, n int) {
	for i := 0; i < n; i++ {
		c <- value(i)
	}
}

func receiveAll(c <-chan int, n int) int {
	s := 0
	for i := 0; i < n; i++ {
		s += <-c
	}
	return s
}

func pingPong(n int) {
	there, back := make(chan int), make(chan int)
	go func() {
		for i := 0; i < n; i++ {
			back <- <-there
		}
	}()
	s := 0
	for i := 0; i < n; i++ {
		there <- value(i)
		s += <-back
	}
	check(s, sum(n))
}

func pairs(n, capacity, pairs int) {
	each := n / pairs
	var ended sync.WaitGroup
	for i := 0; i < pairs; i++ {
		c := make(chan int, capacity)
		ended.Add(1)
		go sendAll(c, each)
		go func() {
			check(receiveAll(c, each), sum(each))
			ended.Done()
		}()
	}
	ended.Wait()
}

func timedReceive(n int) {
	c := make(chan int)
	go sendAll(c, n)
	s := 0
	for i := 0; i < n; i++ {
		timer := time.NewTimer(neverReached)
		select {
		case v := <-c:
			s += v
		case <-timer.C:
			panic("timed out")
		}
		timer.Stop()
	}
	check(s, sum(n))
}

func alone(n, capacity, filling int) {
	c := make(chan int, capacity)
	s := 0
	for i := 0; i < n; i += filling {
		sendAll(c, filling)
		s += receiveAll(c, filling)
	}
	check(s, n/filling*sum(filling))
}

func many(n, capacity, senders, receivers int) {
	c := make(chan int, capacity)
	sums := make([]int, receivers)
	var ended sync.WaitGroup
	for i := 0; i < senders; i++ {
		go sendAll(c, n/senders)
	}
	for i := 0; i < receivers; i++ {
		ended.Add(1)
		go func() {
			sums[i] = receiveAll(c, n/receivers)
			ended.Done()
		}()
	}
	ended.Wait()
	total := 0
	for _, s := range sums {
		total += s
	}
	check(total, senders*sum(n/senders))
}

func chain(n, capacity, units int) {
	values := n / units
	first := make(chan int, capacity)
	last := first
	for i := 0; i < units; i++ {
		from, to := last, make(chan int, capacity)
		go func() {
			for j := 0; j < values; j++ {
				to <- <-from
			}
		}()
		last = to
	}
	go sendAll(first, values)
	check(receiveAll(last, values), sum(values))
}

func ring(n, units int) {
	laps := n / units
	first := make(chan int)
	last := first
	for i := 1; i < units; i++ {
		from, to := last, make(chan int)
		go func() {
			for j := 0; j < laps; j++ {
				to <- <-from + 1
			}
		}()
		last = to
	}
	token := 0
	for j := 0; j < laps; j++ {
		first <- token
		token = <-last + 1
	}
	check(token, n)
}

func skynet(number, size int) int {
	if size == 1 {
		return number
	}
	part := size / ways
	results := make(chan int)
	for i := 0; i < ways; i++ {
		go func() { results <- skynet(number+i*part, part) }()
	}
	s := 0
	for i := 0; i < ways; i++ {
		s += <-results
	}
	return s
}
