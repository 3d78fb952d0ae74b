// Package contract validates HTTP messages by an OpenAPI 3.1 document, on both sides of the wire.
//
// [Library] is the contract of this module, openapi.yaml; [Parse] takes any other document that this package can check
// in full and refuses the rest. An [Operation] checks a request or a response and returns a [Result]. What a result
// means is for others to decide: [Contract.Handler] enforces the contract around a server, [Contract.Transport] around
// a client.
//
// The document decides, by way of kin-openapi's Schema.VisitJSON on schemas that are prepared once, in Parse. JSON is
// read strictly before that: duplicate names, trailing data, invalid UTF-8, more than 64 levels and numbers of more than
// 4,300 characters are violations, and names are compared letter by letter.
//
// Numbers are checked as 64-bit floats (RFC 8259, section 6): one beyond their range is a violation, a fraction beyond their
// precision is not seen.
//
// No error, violation or reason of this package holds a value from a message.
//
// Where to start: [Operation.CheckRequest] in check_request.go. The files, from the bottom up:
//
//	violation, pointer, similar  what is wrong, where, and which name was meant
//	format*                      the formats of strings
//	check_schema, decode         schemas prepared once, and strict JSON by them
//	check_value, check_reason    why a value does not fit its schema
//	check_*                      messages: parameters, headers, bodies, undeclared names
//	normalize                    a checked body as the generated Go types read it
//	contract, operation, route   operations, and which one a request is for
//	parse*                       from a document to a Contract: grammar and rules refuse, build and example make
//	http_*                       the contract around a handler and a RoundTripper
package contract
