// Command compare runs one workload of Heddle's comparison on Go's own runtime.
//
// usage: compare ROW CAPACITY UNITS. It answers each line on its input, a number of operations, with the
// nanoseconds they took; "ready" or "unsupported" comes first. The workloads are those of Row.java.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"
	"time"
)

const (
	mask         = 127
	ways         = 10
	neverReached = time.Hour
)

func value(i int) int { return i & mask }

func sum(n int) int {
	rest := n % (mask + 1)
	return n/(mask+1)*mask*(mask+1)/2 + rest*(rest-1)/2
}

func check(actual, expected int) {
	if actual != expected {
		panic(fmt.Sprintf("wrong result: %d, not %d", actual, expected))
	}
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

func select4(n, capacity int) {
	var c [4]chan int
	for i := range c {
		c[i] = make(chan int, capacity)
		go sendAll(c[i], n/4)
	}
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
	check(s, 4*sum(n/4))
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

func timerStop(n int) {
	for i := 0; i < n; i++ {
		if !time.AfterFunc(neverReached, func() {}).Stop() {
			panic("fired")
		}
	}
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

func run(row string, n, capacity, units int) bool {
	switch row {
	case "ping-pong":
		pingPong(n)
	case "pair-0", "pair-1", "pair-16", "pair-128", "pair-1024":
		pairs(n, capacity, 1)
	case "parallel":
		pairs(n, capacity, units)
	case "timed-receive":
		timedReceive(n)
	case "many-4", "many-100":
		many(n, capacity, units, units)
	case "fan-in":
		many(n, capacity, units, 1)
	case "select-2":
		select2(n, capacity)
	case "select-4":
		select4(n, capacity)
	case "chain":
		chain(n, capacity, units)
	case "ring":
		ring(n, units)
	case "spawn":
		spawn(n, units)
	case "chained-spawn":
		chainedSpawn(n)
	case "yield":
		together(units, n, func(share int) {
			for i := 0; i < share; i++ {
				runtime.Gosched()
			}
		})
	case "mutex-1", "mutex-8", "mutex-1000":
		mutex(n, units)
	case "timer-stop":
		timerStop(n)
	case "sleeps":
		together(n, n, func(int) { time.Sleep(time.Millisecond) })
	case "skynet":
		check(skynet(0, n), n*(n-1)/2)
	default:
		return false
	}
	return true
}

func main() {
	row := os.Args[1]
	capacity, _ := strconv.Atoi(os.Args[2])
	units, _ := strconv.Atoi(os.Args[3])
	if row == "external" {
		fmt.Println("unsupported")
		return
	}
	fmt.Println("ready")
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		n, err := strconv.Atoi(in.Text())
		if err != nil {
			panic(err)
		}
		start := time.Now()
		if !run(row, n, capacity, units) {
			panic("unknown row " + row)
		}
		fmt.Println(time.Since(start).Nanoseconds())
	}
}
