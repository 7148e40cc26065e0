// Command compare runs one workload of Heddle's comparison on Go's own runtime.
//
// usage: compare ROW CAPACITY UNITS. It answers each line on its input, a number of operations, with the
// nanoseconds they took; "ready" or "unsupported" comes first. The workloads are those of Row.java.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"time"
)

const mask = 127

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

// workload runs so many operations, and answers the nanoseconds they took.
type workload func(n int) int64

// timed is a workload whose time is that of the whole run.
func timed(run func(n int)) workload {
	return func(n int) int64 {
		start := time.Now()
		run(n)
		return time.Since(start).Nanoseconds()
	}
}

// find returns nil for the rows that Go has nothing for: threads outside, channels without a limit, locks that give up.
func find(row string, capacity, units int) workload {
	for _, found := range []workload{
		channels(row, capacity, units),
		selects(row, capacity),
		starts(row, capacity, units),
		locks(row, capacity, units),
		times(row, capacity, units),
	} {
		if found != nil {
			return found
		}
	}
	return nil
}

func main() {
	capacity, _ := strconv.Atoi(os.Args[2])
	units, _ := strconv.Atoi(os.Args[3])
	run := find(os.Args[1], capacity, units)
	if run == nil {
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
		fmt.Println(run(n))
	}
}
