package conformance

import (
	"cmp"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/internal/redact"
)

// entryOf is an exchange as HAR has it, without credentials and trailers. Sending and receiving are part of waiting.
func entryOf(x *contract.Exchange) har.Entry {
	took := max(0, float64(x.Ended.Sub(x.Started))/float64(time.Millisecond))
	e := har.Entry{Started: x.Started, Time: took, Timings: har.Timings{Wait: took}, Caller: x.Caller,
		Request: requestEntry(x), Response: responseEntry(x)}
	if x.Outcome != contract.OutcomeComplete {
		e.Response.Error = string(x.Outcome)
	}
	return har.New(har.Creator{}, e).Log.Entries[0] // without null
}

func requestEntry(x *contract.Exchange) har.Request {
	r := x.Request
	body := contentOf(r.Header, x.RequestBody)
	entry := har.Request{
		Method:      r.Method,
		URL:         redact.Text(cmp.Or(r.URL.Scheme, "http") + "://" + cmp.Or(r.URL.Host, r.Host) + r.URL.RequestURI()),
		HTTPVersion: r.Proto,
		Headers:     har.Headers(redact.Header(r.Header)),
		HeadersSize: -1,
		BodySize:    body.Size,
	}
	if body.Size != 0 {
		entry.PostData = &har.PostData{MimeType: body.MimeType, Text: body.Text, Comment: body.Comment}
	}
	return entry
}

func responseEntry(x *contract.Exchange) har.Response {
	if x.Response == nil {
		return har.Response{HeadersSize: -1, BodySize: -1}
	}
	header := redact.Header(x.Response.Header)
	return har.Response{
		Status:      x.Response.StatusCode,
		StatusText:  http.StatusText(x.Response.StatusCode),
		HTTPVersion: x.Response.Proto,
		Headers:     har.Headers(header),
		Content:     contentOf(x.Response.Header, x.ResponseBody),
		RedirectURL: header.Get("Location"),
		HeadersSize: -1,
		BodySize:    -1,
	}
}

// contentOf is a body decoded, without credentials, and as text. Its comment is why the text is not all of it. Its size is that of the text
// if it is all, or -1 if nobody knows.
func contentOf(header http.Header, body contract.Payload) har.Content {
	plain, _, missing := decoded(header, body.Data)
	cut := body.Missing != ""
	content := har.Content{MimeType: redact.Text(header.Get("Content-Type")), Size: -1, Comment: cmp.Or(body.Missing, missing)}
	if missing != "" {
		return content
	}
	text := string(redact.Body(plain, cut))
	for i := 1; cut && i < utf8.UTFMax && !utf8.ValidString(text); i++ { // it may be cut within a character
		text = text[:len(text)-1]
	}
	switch {
	case !utf8.ValidString(text) || strings.Contains(text, "\x00"): // what is encoded, also as UTF-16, may hide a credential
		content.Comment = cmp.Or(content.Comment, "not text")
		return content
	case !cut:
		content.Size = int64(len(text))
	}
	content.Text = text
	return content
}
