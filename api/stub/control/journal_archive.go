package control

import (
	"net/http"
	"runtime/debug"

	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// creator names the build.
func creator() har.Creator {
	c := har.Creator{Name: "medialink stub", Version: "unknown"}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		c.Version = info.Main.Version
	}
	return c
}

// harEntry is an exchange as HAR has it. The journal does not separate sending and receiving from waiting.
func harEntry(recorded *journal.Exchange, base string) har.Entry {
	x := exchange(recorded)
	const httpVersion = "HTTP/1.1"
	e := har.Entry{
		Started: x.Time,
		Time:    x.DurationMs,
		Request: har.Request{
			Method:      x.Method,
			URL:         base + x.Path,
			HTTPVersion: httpVersion,
			Headers:     har.Headers(recorded.RequestHeader),
			HeadersSize: -1,
			BodySize:    recorded.RequestSize,
		},
		Response: har.Response{
			Status:      x.Status,
			StatusText:  http.StatusText(x.Status),
			HTTPVersion: httpVersion,
			Headers:     har.Headers(recorded.ResponseHeader),
			Content: har.Content{
				Size:     recorded.ResponseSize,
				MimeType: recorded.ResponseHeader.Get("Content-Type"),
				Text:     x.Response.Body,
				Encoding: string(valueOr(x.Response.Encoding, "")),
			},
			RedirectURL: recorded.ResponseHeader.Get("Location"),
			HeadersSize: -1,
			BodySize:    recorded.ResponseSize,
		},
		Timings: har.Timings{Wait: x.DurationMs},
		Comment: x.Operation,
		Number:  recorded.Number,
		Trace:   recorded.Trace,
	}
	if len(recorded.RequestBody) > 0 {
		e.Request.PostData = &har.PostData{MimeType: recorded.RequestHeader.Get("Content-Type"), Text: x.Request.Body}
		if x.Request.Encoding != nil {
			e.Request.PostData.Text = har.Text(string(recorded.RequestBody)) // HAR has no base64 here
		}
	}
	return har.New(har.Creator{}, e).Log.Entries[0] // without null
}
