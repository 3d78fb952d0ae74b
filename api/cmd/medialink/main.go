// Command medialink is an unofficial client of Rask AI's media library, and a stub of it.
//
// Start with run.go.
//
//	run.go, exit.go          the commands, and how errors and signals become exit codes
//	media.go, progress.go    upload and get, and the progress of a wait
//	stub.go, stub_check.go   the flags of the stub, their checks, and --check-health
//	stub_config.go           the file that sets them
//	stub_serve.go            the life of the server: listeners, handlers, signals
//	stub_log*.go             --log and --access-log, and what people see of requests
//	stub_metrics.go          what Prometheus sees
//	stub_docs.go             the API reference
//	stub_*.go                what it prints at the start, TLS, the queue of a log, the address file
//	proxy.go, proxy_run.go   the proxy's flags and server, and the command that it starts
//	check.go                 the same validation of recordings, and of one body
//	watch.go                 what both share: flags, reports, exit codes
//	print.go, overlay.go     spec and version, and the contract with an overlay
//	completion.go            what can follow on a command line, for shells
//	escape.go, open.go       control characters, and named pipes
//	terminal.go              whether output is a terminal, and has colors
package main

import (
	"context"
	"io"
	"log"
	"os"
	"runtime/debug"
)

func main() {
	log.SetOutput(io.Discard) // net/http prints to it what a server sends unasked
	tuneMemory()
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// tuneMemory makes the garbage collector run half as often as by default while little is kept, and more often near the limit: a stub keeps up to
// 56 MiB of media and exchanges. GOGC and GOMEMLIMIT win.
func tuneMemory() {
	const percent, limit = 200, 116 << 20
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
