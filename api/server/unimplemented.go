package server

import (
	"errors"
	"fmt"
)

// ErrUnimplemented is for an implementation to return, wrapped or not, where it does not have an operation. The response is
// status 501.
var ErrUnimplemented = errors.New("not implemented")

func unimplemented(operation string) error { return fmt.Errorf("%s: %w", operation, ErrUnimplemented) }
