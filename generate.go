// Package medialink holds the contract of Rask AI's media library, as an unofficial OpenAPI 3.1 document.
//
// The document comes first: openapi.yaml is written by hand, and go generate makes package gen of it, a typed client and a
// server interface. Package api/contract validates messages by the same document at run time, api/server puts any
// implementation behind it, and api/stub is an implementation to test against.
package medialink

import _ "embed"

//go:generate go run api/contract/parse_main.go openapi.yaml
//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml

// OpenAPI is openapi.yaml as it was when the program was built. Do not change it.
//
//go:embed openapi.yaml
var OpenAPI []byte
