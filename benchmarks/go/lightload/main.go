// Command lightload is Go's part of Heddle's LightLoad, until its input ends. It answers each line:
//
//	warm LOAD MILLIS      at once: it is compiled already
//	wake LOAD MILLIS      with the delays of wake-ups, in nanoseconds, and "never" for one of more than two seconds
//	tick PERCENT MILLIS   at once, having started a goroutine that computes for so much of each millisecond
//
// Go has no thread outside its scheduler. So what wakes the goroutine is another process, this program with the argument
// "waker": it writes the time into a pipe, and the goroutine sleeps in a read.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	period = 500 * time.Microsecond

	// patience is after which a wake-up counts as never answered.
	patience = 2 * time.Second
)

// waker writes the time again and again, each after the answer to the one before.
func waker(millis int) {
	stamp, answer := make([]byte, 8), make([]byte, 1)
	for start := time.Now(); time.Since(start) < time.Duration(millis)*time.Millisecond; {
		time.Sleep(period)
		binary.NativeEndian.PutUint64(stamp, uint64(time.Now().UnixNano()))
		if _, err := os.Stdout.Write(stamp); err != nil {
			panic(err)
		}
		if _, err := os.Stdin.Read(answer); err != nil {
			panic(err)
		}
	}
}

func wake(load string, millis string) string {
	command := exec.Command(os.Args[0], "waker", millis)
	command.Stderr = os.Stderr
	stamps, err := command.StdoutPipe()
	check(err)
	answers, err := command.StdinPipe()
	check(err)
	check(command.Start())
	var stop atomic.Bool
	others := start(load, &stop)
	var line strings.Builder
	sleeper := make(chan any)
	go func() {
		stamp, answer := make([]byte, 8), make([]byte, 1)
		for {
			n, err := stamps.Read(stamp)
			now := time.Now().UnixNano()
			if err != nil || n != len(stamp) {
				break
			}
			late := now - int64(binary.NativeEndian.Uint64(stamp))
			if late > patience.Nanoseconds() {
				line.WriteString("never ")
			} else {
				line.WriteString(strconv.FormatInt(max(0, late), 10))
				line.WriteByte(' ')
			}
			_, err = answers.Write(answer)
			check(err)
		}
		close(sleeper)
	}()
	<-sleeper
	stop.Store(true)
	others.Wait()
	check(command.Wait())
	return line.String()
}

// start starts a load.
func start(load string, stop *atomic.Bool) *sync.WaitGroup {
	var ended sync.WaitGroup
	switch load {
	case "idle":
	case "half":
		ended.Go(func() {
			for !stop.Load() {
				computeFor(time.Millisecond)
				time.Sleep(time.Millisecond)
			}
		})
	case "hogs":
		for i := 0; i < runtime.GOMAXPROCS(0); i++ {
			ended.Go(func() {
				for !stop.Load() {
				}
			})
		}
	case "garbage":
		ended.Go(func() { allocate(stop) })
	default:
		panic("no load " + load)
	}
	return &ended
}

func allocate(stop *atomic.Bool) {
	retained := make([][]byte, 1<<16)
	for i := 0; !stop.Load(); i = (i + 1) & (len(retained) - 1) {
		retained[i] = make([]byte, 512)
		if i&255 == 0 {
			runtime.Gosched()
		}
	}
}

func tick(percent int, span time.Duration) {
	work := time.Millisecond / 100 * time.Duration(percent)
	start := time.Now()
	for due := time.Duration(0); due <= span; due += time.Millisecond {
		time.Sleep(due - time.Since(start))
		computeFor(work)
	}
}

func computeFor(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	check(err)
	return n
}

func main() {
	if len(os.Args) > 1 {
		waker(number(os.Args[2]))
		return
	}
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		words := strings.Fields(input.Text())
		switch words[0] {
		case "warm":
			fmt.Println("warm")
		case "wake":
			fmt.Println(wake(words[1], words[2]))
		case "tick":
			if percent := number(words[1]); percent > 0 {
				go tick(percent, time.Duration(number(words[2]))*time.Millisecond)
			}
			fmt.Println("started")
		}
	}
}
