package main

import "github.com/medialink-go/medialink"

type specCommand struct{}

// Run prints the document byte for byte.
func (specCommand) Run(t terminal) error {
	_, err := t.out.Write(medialink.OpenAPI)
	return err
}
