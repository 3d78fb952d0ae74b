//go:build ignore

// This program says what in an OpenAPI document could not be judged at run time, before anything is generated of it. It stands
// apart so that it builds when the generated code does not.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/medialink-go/medialink/api/contract"
)

func main() {
	name := os.Args[1]
	document, err := os.ReadFile(name)
	if err == nil {
		_, err = contract.Parse(document)
	}
	var spec *contract.SpecError
	switch {
	case err == nil:
		return
	case errors.As(err, &spec):
		for _, problem := range spec.Problems {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, problem)
		}
	default:
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}
