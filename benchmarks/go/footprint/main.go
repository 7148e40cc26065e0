// Command footprint prints how many bytes of heap and stacks Go takes for one of each kind, out of many. It is the
// counterpart of Footprint.java.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const many = 500_000

func used() uint64 {
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

func show(what string, bytes uint64) {
	fmt.Printf("%-40s %6.0f bytes\n", "Go: "+what, float64(bytes)/many)
}

func kept[T any](what string, make1 func() T) {
	all := make([]T, many)
	before := used()
	for i := range all {
		all[i] = make1()
	}
	show(what, used()-before)
	runtime.KeepAlive(all)
}

func goroutines(what string, wait func()) {
	var running sync.WaitGroup
	running.Add(many)
	before := used()
	for i := 0; i < many; i++ {
		go func() {
			running.Done()
			wait()
		}()
	}
	running.Wait()
	show(what, used()-before)
}

func main() {
	kept("unbuffered channel", func() chan any { return make(chan any) })
	kept("channel of capacity 16", func() chan any { return make(chan any, 16) })
	kept("Mutex", func() *sync.Mutex { return new(sync.Mutex) })
	kept("RWMutex", func() *sync.RWMutex { return new(sync.RWMutex) })
	kept("WaitGroup", func() *sync.WaitGroup { return new(sync.WaitGroup) })
	nothing := func() {}
	kept("armed timer", func() *time.Timer { return time.AfterFunc(time.Hour, nothing) })
	stop := make(chan any)
	goroutines("parked goroutine", func() { <-stop })
	goroutines("goroutine that receives", func() { <-make(chan any) })
	runtime.KeepAlive(stop)
}
