// Package proxy is a reverse proxy that observes what goes through it, and changes nothing: status, headers but for hop-by-hop ones,
// bodies, compression, trailers, informational responses, and the way a response ends. It adds no X-Forwarded-For, Via, User-Agent or
// Accept-Encoding, follows no redirect, and sends no request twice. The Host header is the upstream's.
//
// A response that breaks off breaks off for the client too. If the upstream closes the connection before a header, the client's connection
// is aborted, by a panic with [http.ErrAbortHandler]; if it cannot be connected to, the client gets 502. A client that leaves cancels its
// request to the upstream.
//
// Whoever serves the handler sets in [http.Server]: DisableGeneralOptionsHandler, or "OPTIONS *" does not come here; ReadHeaderTimeout and
// IdleTimeout, but neither ReadTimeout nor WriteTimeout, which cut streams. The proxy waits for an upstream as long as its client does.
//
// net/http has limits. Its server refuses targets such as "/%zz" and malformed headers, and sends no Content-Type and Content-Length with 304.
// It keeps neither the order of headers, nor the case of their names, nor the reason of a status line, nor unannounced trailers of a
// request. A response that ends with its connection is sent in chunks. What an upstream sends after the end of a response goes to the
// standard logger of package log.
package proxy
