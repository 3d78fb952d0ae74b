// Command medialink stands up a stub of Rask AI's media library, unofficially, and prints the contract that it conforms to.
package main

import (
	"context"
	"os"
)

func main() {
	limitMemory()
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}
