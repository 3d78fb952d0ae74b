// Package har reads and writes HTTP archives in the HAR format, version 1.2, which browsers and proxies write and many tools read. The
// format is a draft of the W3C Web Performance Working Group of 2012, "HTTP Archive (HAR) format", which was never finished.
package har

import (
	"maps"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"
)

// Archive is a HAR file, which encoding/json encodes and decodes. See [Entries] for one that may be large.
type Archive struct {
	Log Log `json:"log"`
}

// Log is a list of exchanges, oldest first.
type Log struct {
	Version string  `json:"version"`
	Creator Creator `json:"creator"`
	Entries []Entry `json:"entries"`
	Count   int     `json:"_count,omitempty"` // of all exchanges, if Entries has only some of them; not part of HAR
}

// Creator is the program that wrote the archive.
type Creator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Entry is a request and its response.
type Entry struct {
	Started  time.Time `json:"startedDateTime"`
	Time     float64   `json:"time"` // in milliseconds: the sum of Timings
	Request  Request   `json:"request"`
	Response Response  `json:"response"`
	Cache    struct{}  `json:"cache"`
	Timings  Timings   `json:"timings"`
	Comment  string    `json:"comment,omitempty"`
	Number   uint64    `json:"_number,omitempty"` // of the exchange among all, from 1; not part of HAR
	Trace    string    `json:"_trace,omitempty"`  // the trace id of W3C Trace Context; not part of HAR
	Caller   string    `json:"_caller,omitempty"` // tells callers apart, without a secret; not part of HAR
}

// Request is a request. HeadersSize and BodySize are in bytes, -1 if not known.
type Request struct {
	Method      string    `json:"method"`
	URL         string    `json:"url"` // absolute, without a fragment
	HTTPVersion string    `json:"httpVersion"`
	Cookies     []Pair    `json:"cookies"`
	Headers     []Pair    `json:"headers"`
	QueryString []Pair    `json:"queryString"`
	PostData    *PostData `json:"postData,omitempty"`
	HeadersSize int64     `json:"headersSize"`
	BodySize    int64     `json:"bodySize"`
}

// PostData is the body of a request: Text, or Params of a form. The format has no encoding for a body that is not text.
type PostData struct {
	MimeType string `json:"mimeType"`
	Params   []Pair `json:"params,omitempty"`
	Text     string `json:"text"`
	Comment  string `json:"comment,omitempty"`
}

// Response is a response. Status 0 means that there was none. HeadersSize and BodySize are in bytes, -1 if not known.
type Response struct {
	Status      int     `json:"status"`
	StatusText  string  `json:"statusText"`
	HTTPVersion string  `json:"httpVersion"`
	Cookies     []Pair  `json:"cookies"`
	Headers     []Pair  `json:"headers"`
	Content     Content `json:"content"`
	RedirectURL string  `json:"redirectURL"`
	HeadersSize int64   `json:"headersSize"`
	BodySize    int64   `json:"bodySize"`
	Error       string  `json:"_error,omitempty"` // why there is no complete response, as browsers say it; not part of HAR
}

// Content is the body of a response.
type Content struct {
	Size     int64  `json:"size"` // in bytes, of the whole body, even if Text has only a part
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"` // "base64", or "" for text as it is
	Comment  string `json:"comment,omitempty"`
}

// Pair is a name and a value: of a header, a cookie or a parameter.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Timings are in milliseconds.
type Timings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// New returns an archive of entries, to be encoded as JSON. No list in it is null, as the format requires.
func New(creator Creator, entries ...Entry) *Archive {
	archive := &Archive{Log{Version: "1.2", Creator: creator, Entries: make([]Entry, len(entries))}}
	for i, e := range entries {
		for _, list := range []*[]Pair{&e.Request.Cookies, &e.Request.Headers, &e.Request.QueryString, &e.Response.Cookies, &e.Response.Headers} {
			if *list == nil {
				*list = []Pair{}
			}
		}
		archive.Log.Entries[i] = e
	}
	return archive
}

// Headers returns the fields of a header in the order of their names, each value as [Text].
func Headers(header http.Header) (all []Pair) {
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			all = append(all, Pair{Name: name, Value: Text(value)})
		}
	}
	return all
}

// Text takes bytes that are not UTF-8 for ISO 8859-1, as fields of HTTP once were (RFC 9110, section 5.5): JSON has no other text.
func Text(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	runes := make([]rune, len(value))
	for i := range len(value) {
		runes[i] = rune(value[i])
	}
	return string(runes)
}
