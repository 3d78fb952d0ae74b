//go:build ignore

// This program says what in openapi.yaml could not be judged at run time, before anything is generated of it. It stands
// apart so that it builds when the generated code does not.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/medialink-go/medialink/api/contract"
)

func main() {
	_, err := contract.Library()
	if err == nil {
		return
	}
	var spec *contract.SpecError
	if !errors.As(err, &spec) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, problem := range spec.Problems {
		fmt.Fprintln(os.Stderr, "openapi.yaml:", problem)
	}
	os.Exit(1)
}
