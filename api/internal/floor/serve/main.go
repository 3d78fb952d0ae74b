// Command serve is the bare server as a process: serve ADDRESS UPLOAD READY, the latter two being the JSON of its responses.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"github.com/medialink-go/medialink/api/internal/floor"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: serve ADDRESS UPLOAD READY")
	}
	handler, err := floor.New([]byte(os.Args[2]), []byte(os.Args[3]))
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: os.Args[1], Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}
