// Command http is Go's part of Heddle's HttpComparison: net/http with one handler. It says where it listens, and
// serves until it is ended.
package main

import (
	"fmt"
	"net"
	"net/http"
)

func main() {
	hello := []byte("Hello, World!")
	http.HandleFunc("/plaintext", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Write(hello)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("listening on http://%s/\n", listener.Addr())
	panic(http.Serve(listener, nil))
}
