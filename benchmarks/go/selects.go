package main

import "sync"

// selects is the workload of a row that sends values through whichever channel is ready.
func selects(row string, capacity int) workload {
	switch row {
	case "select-1":
		return timed(func(n int) { select1(n, capacity) })
	case "select-2":
		return timed(func(n int) { select2(n, capacity) })
	case "select-4":
		return timed(func(n int) { select4(n, capacity) })
	case "select-both":
		return timed(func(n int) { selectBoth(n, capacity) })
	}
	return nil
}

func select1(n, capacity int) {
	c := make(chan int, capacity)
	go sendAll(c, n)
	s := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-c:
			s += v
		}
	}
	check(s, sum(n))
}

func select2(n, capacity int) {
	a, b := make(chan int, capacity), make(chan int, capacity)
	go sendAll(a, n/2)
	go sendAll(b, n/2)
	s := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-a:
			s += v
		case v := <-b:
			s += v
		}
	}
	check(s, 2*sum(n/2))
}

func four(capacity int) (c [4]chan int) {
	for i := range c {
		c[i] = make(chan int, capacity)
	}
	return c
}

func select4(n, capacity int) {
	c := four(capacity)
	for i := range c {
		go sendAll(c[i], n/4)
	}
	check(receiveAny(&c, n), 4*sum(n/4))
}

func selectBoth(n, capacity int) {
	c := four(capacity)
	var sums [4]int
	var ended sync.WaitGroup
	for i := range sums {
		ended.Add(2)
		go func() {
			sendAny(&c, n/4)
			ended.Done()
		}()
		go func() {
			sums[i] = receiveAny(&c, n/4)
			ended.Done()
		}()
	}
	ended.Wait()
	check(sums[0]+sums[1]+sums[2]+sums[3], 4*sum(n/4))
}

func receiveAny(c *[4]chan int, n int) int {
	s := 0
	for i := 0; i < n; i++ {
		select {
		case v := <-c[0]:
			s += v
		case v := <-c[1]:
			s += v
		case v := <-c[2]:
			s += v
		case v := <-c[3]:
			s += v
		}
	}
	return s
}

func sendAny(c *[4]chan int, n int) {
	for i := 0; i < n; i++ {
		v := value(i)
		select {
		case c[0] <- v:
		case c[1] <- v:
		case c[2] <- v:
		case c[3] <- v:
		}
	}
}
