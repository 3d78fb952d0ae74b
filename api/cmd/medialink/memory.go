package main

import (
	"os"
	"runtime/debug"
)

// limitMemory makes the garbage collector work harder before the program takes twice the memory that it needs: a stub keeps up to 64 MiB
// of media and exchanges. GOMEMLIMIT wins.
func limitMemory() {
	const limit = 160 << 20
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(limit)
	}
}
