// Package server turns an implementation of gen.StrictServerInterface into an HTTP handler that conforms to the contract:
// routing, authentication, limits, checks of requests and responses, and error bodies come with it, for every operation that
// openapi.yaml declares.
//
// A request is routed, then authenticated, then judged, then bound; the answer is encoded, and the very bytes that will be
// sent are judged before they are. Error bodies are JSON objects with a detail, as FastAPI writes them:
// openapi.yaml marks these bodies as assumed, since nobody has published what the service sends.
package server

//go:generate go tool oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
