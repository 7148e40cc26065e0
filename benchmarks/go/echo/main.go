// Command echo is Go's part of Heddle's EchoComparison: a server that echoes and its clients, in one process.
//
// It answers each line on its input, "SIZE CONNECTIONS TRIPS", with the nanoseconds that the trips took, the
// processor time in nanoseconds and the number of context switches.
package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func serve(c net.Conn, size int) {
	defer c.Close()
	buffer := make([]byte, size)
	for {
		n, err := c.Read(buffer)
		if err != nil {
			return
		}
		if _, err := c.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func talk(c net.Conn, size, times int) {
	buffer := make([]byte, size)
	for i := 0; i < times; i++ {
		_, err := c.Write(buffer)
		must(err)
		_, err = io.ReadFull(c, buffer)
		must(err)
	}
}

func roundTrips(clients []net.Conn, size, each int) {
	var done sync.WaitGroup
	for _, c := range clients {
		done.Go(func() { talk(c, size, each) })
	}
	done.Wait()
}

func cpuNanos() int64 {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return usage.Utime.Nano() + usage.Stime.Nano()
}

// contextSwitches sums over all threads that live now.
func contextSwitches() int64 {
	var sum int64
	tasks, err := filepath.Glob("/proc/self/task/*/status")
	must(err)
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			continue
		}
		for _, line := range strings.Split(string(text), "\n") {
			if strings.Contains(line, "ctxt_switches") {
				n, err := strconv.ParseInt(strings.Fields(line)[1], 10, 64)
				must(err)
				sum += n
			}
		}
	}
	return sum
}

func measure(size, connections, trips int) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	defer listener.Close()
	var clients []net.Conn
	for i := 0; i < connections; i++ {
		client, err := net.Dial("tcp", listener.Addr().String())
		must(err)
		defer client.Close()
		server, err := listener.Accept()
		must(err)
		clients = append(clients, client)
		go serve(server, size)
	}
	each := max(1, trips/connections)
	roundTrips(clients, size, max(1, each/5))
	switches, cpu, start := contextSwitches(), cpuNanos(), time.Now()
	roundTrips(clients, size, each)
	nanos := time.Since(start).Nanoseconds()
	cpu = cpuNanos() - cpu
	return fmt.Sprintln(nanos, cpu, contextSwitches()-switches)
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var size, connections, trips int
		_, err := fmt.Sscan(input.Text(), &size, &connections, &trips)
		must(err)
		fmt.Print(measure(size, connections, trips))
	}
}
