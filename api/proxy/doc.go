// Package proxy is a reverse proxy that observes what goes through it, and changes nothing: status, headers but for hop-by-hop ones,
// bodies, compression, trailers, informational responses, and the way a response ends. It adds no X-Forwarded-For, Via, User-Agent or
// Accept-Encoding, follows no redirect, and sends no request twice. The Host header is the upstream's.
//
// A response that breaks off breaks off for the client too. If the upstream closes the connection before a header, the client's connection
// is aborted, by a panic with [http.ErrAbortHandler]; if it cannot be connected to, the client gets 502. A client that leaves cancels its
// request to the upstream.
//
// Whoever serves the handler sets, in http.Server, what the proxy cannot know: DisableGeneralOptionsHandler, or "OPTIONS *" never
// comes here; ReadHeaderTimeout and IdleTimeout, but no ReadTimeout and WriteTimeout, which cut streams; MaxHeaderBytes as large as that of the upstream.
//
// Some things are out of reach behind net/http: it refuses targets such as "/%zz" and malformed headers itself, does not keep the order of headers, the case of their names, the
// reason of a status line, Content-Type and Content-Length of a 304, and unannounced trailers of a request. A response that ends with its
// connection is sent in chunks. The upstream is asked in HTTP/1.1 alone.
package proxy
