// Package server puts an implementation of gen.StrictServerInterface behind the contract, as an HTTP handler: routing, authentication,
// limits, checks of requests and responses, and error bodies come with it, for every operation that openapi.yaml declares.
//
// A request is matched, authenticated, checked and bound. The response is encoded, and the very bytes that will be sent are checked
// before. Error bodies are JSON objects with a detail, as FastAPI writes them: openapi.yaml marks them as assumed, since nobody has
// published what the service sends.
//
// To read the package, start with server.go and call.go.
//
//	server.go, routes.go   an implementation, or generated routes, behind a contract
//	call.go                the stages of a request, one by one
//	authenticate.go        who a bearer token stands for
//	refuse.go              error responses; validation_error.go is the one of status 422
//	serve*.go              an http.Server with every limit, which stops without loss
//	access_log.go          a log of requests
package server

//go:generate go tool oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
