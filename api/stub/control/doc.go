// Package control is the control API of a running stub: what a program in any language can tell it and ask it over HTTP. Its contract is
// an OpenAPI document of its own, which the stub serves beside it.
package control

//go:generate go run ../../contract/parse_main.go openapi.yaml
//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml
