package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/speakeasy-api/openapi/overlay"
	"gopkg.in/yaml.v3" // whose nodes overlay takes

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
)

// contractWith returns the contract and its document, with an overlay if there is a path.
func contractWith(path string) (c *contract.Contract, document []byte, err error) {
	if path == "" {
		c, err = contract.Library()
		return c, medialink.OpenAPI, err
	}
	if document, err = applyOverlay(path); err == nil {
		c, err = contract.Parse(document)
	}
	if err != nil {
		return nil, nil, usage(fmt.Errorf("--overlay: %s: %w", path, err))
	}
	return c, document, nil
}

// applyOverlay returns the document with an overlay, each target of which has to match.
func applyOverlay(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, errors.Unwrap(err) // without the path
	}
	var o overlay.Overlay
	err = yaml.Unmarshal(text, &o)
	if len(o.Actions) > 0 {
		err = errors.Join(err, o.Validate())
	} else { // as a proposal may be
		err = errors.Join(append(o.ValidateVersion(), err)...)
	}
	if err != nil {
		return nil, fmt.Errorf("is no OpenAPI Overlay: %w", err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		return nil, err
	}
	if _, err := o.ApplyToStrict(&document); err != nil {
		return nil, err
	}
	var applied bytes.Buffer
	encoder := yaml.NewEncoder(&applied)
	encoder.SetIndent(2)
	err = encoder.Encode(&document)
	return applied.Bytes(), err
}
