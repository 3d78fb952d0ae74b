//go:build ignore

// This program reports what in an OpenAPI document could not be checked at run time, before anything is generated from it. It is
// a program of its own so that it builds when the generated code does not.
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
			fmt.Fprintln(os.Stderr, located(name, problem))
		}
	default:
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(1)
}

// located writes file:line as compilers do, so that editors can follow it.
func located(name string, problem contract.Problem) string {
	if problem.Line > 0 {
		name = fmt.Sprintf("%s:%d", name, problem.Line)
	}
	problem.Line = 0
	return fmt.Sprintf("%s: %v", name, problem)
}
