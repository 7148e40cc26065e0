// Command idle is Go's part of Heddle's IdleConnections: a server that echoes. It says its port, and then answers each
// line on its input with the bytes of heap and of stacks in use. It ends with its input.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"runtime"
)

func echo(c net.Conn) {
	defer c.Close()
	buffer := make([]byte, 16)
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

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				panic(err)
			}
			go echo(c)
		}
	}()
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		var stats runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&stats)
		fmt.Println(stats.HeapAlloc + stats.StackInuse)
	}
}
