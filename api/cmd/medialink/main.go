// Command medialink is an unofficial client of Rask AI's media library, and a stub of it.
//
// Start with run.go.
//
//	run.go, exit.go          the commands, and how errors and signals become exit codes
//	media.go, progress.go    upload and get, and the progress of a wait
//	stub.go, stub_check.go   the flags of the stub, their checks, and --check-health
//	stub_config.go           the file that sets them
//	stub_serve.go            the life of the server: listeners, handlers, signals
//	stub_*.go                what it prints at the start, TLS, the access log, the address file
//	print.go                 spec and version
//	escape.go, open.go       control characters, and named pipes
package main

import (
	"context"
	"os"
	"runtime/debug"
)

func main() {
	limitMemory()
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// limitMemory makes the garbage collector run more often near the limit. A stub keeps up to 64 MiB of media and exchanges, and would
// otherwise use twice the memory that it needs. GOMEMLIMIT wins.
func limitMemory() {
	const limit = 160 << 20
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
