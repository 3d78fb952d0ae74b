// Command medialink calls Rask AI's media library, unofficially, serves a stub of it, and prints the contract of both.
//
// Start reading at run.go, which has the commands and how errors become exit codes. The files:
//
//   - media*.go: upload and get, how they reach the API, and the progress of a wait
//   - stub.go: the flags of the stub; stub_config.go, the file that sets them; stub_check.go, their validation
//   - stub_serve.go: the life of the server; stub_greeting.go, what it prints; stub_tls.go, stub_access_log.go, stub_addr_file.go and stub_health.go
//   - terminal.go, signals.go, open.go: control characters, signals and named pipes
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

// limitMemory makes the garbage collector work harder before the program takes twice the memory that it needs: a stub keeps up to 64 MiB
// of media and exchanges. GOMEMLIMIT wins.
func limitMemory() {
	const limit = 160 << 20
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
