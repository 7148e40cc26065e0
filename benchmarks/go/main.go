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

// run answers the nanoseconds that the operations took, and whether there is such a row.
func run(row string, n, capacity, units int) (int64, bool) {
	start := time.Now()
	if runChannels(row, n, capacity, units) || runSelects(row, n, capacity) ||
		runStarts(row, n, capacity, units) || runLocks(row, n, capacity, units) {
		return time.Since(start).Nanoseconds(), true
	}
	nanos, known := runTimes(row, n, capacity, units)
	if nanos == 0 {
		nanos = time.Since(start).Nanoseconds()
	}
	return nanos, known
}

// isUnsupported tells the rows apart that Go has nothing for: threads outside, channels without a
// limit, locks that give up.
func isUnsupported(row string) bool {
	switch row {
	case "external", "external-busy", "pair-unbounded", "mutex-cancel":
		return true
	}
	return false
}

func main() {
	row := os.Args[1]
	capacity, _ := strconv.Atoi(os.Args[2])
	units, _ := strconv.Atoi(os.Args[3])
	if isUnsupported(row) {
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
		nanos, known := run(row, n, capacity, units)
		if !known {
			panic("unknown row " + row)
		}
		fmt.Println(nanos)
	}
}
