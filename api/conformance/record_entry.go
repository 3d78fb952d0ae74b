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
	r, header := x.Request, redacted(x.Request.Header)
	host := cmp.Or(r.URL.Host, r.Host)
	body := recordedBody(r.Header, x.RequestBody)
	entry := har.Request{
		Method:      r.Method,
		URL:         redact.Text(cmp.Or(r.URL.Scheme, "http") + "://" + host + r.URL.RequestURI()),
		HTTPVersion: r.Proto,
		Headers:     har.Headers(header),
		HeadersSize: -1,
		BodySize:    body.size,
	}
	if body.size != 0 || body.missing != "" {
		entry.PostData = &har.PostData{MimeType: header.Get("Content-Type"), Text: body.text, Comment: body.missing}
	}
	return entry
}

func responseEntry(x *contract.Exchange) har.Response {
	if x.Response == nil {
		return har.Response{HeadersSize: -1, BodySize: -1}
	}
	header := redacted(x.Response.Header)
	body := recordedBody(x.Response.Header, x.ResponseBody)
	entry := har.Response{
		Status:      x.Response.StatusCode,
		StatusText:  http.StatusText(x.Response.StatusCode),
		HTTPVersion: x.Response.Proto,
		Headers:     har.Headers(header),
		Content:     har.Content{Size: body.size, MimeType: header.Get("Content-Type"), Text: body.text, Comment: body.missing},
		RedirectURL: header.Get("Location"),
		HeadersSize: -1,
		BodySize:    int64(len(x.ResponseBody.Data)),
	}
	if x.ResponseBody.Missing != "" {
		entry.BodySize = -1
	}
	return entry
}

// redacted leaves out the User-Agent that a proxy sets to "" so that net/http sends none.
func redacted(header http.Header) http.Header {
	header = redact.Header(header)
	if header.Get("User-Agent") == "" {
		header.Del("User-Agent")
	}
	return header
}

// body is one as it is recorded: decoded, and text.
type body struct {
	text    string
	size    int64  // in bytes, of the text if that is all of it, or -1 if nobody knows
	missing string // why the text is not all of it
}

func recordedBody(header http.Header, payload contract.Payload) body {
	plain, _, missing := decoded(header, payload.Data)
	cut := payload.Missing != ""
	if missing = cmp.Or(payload.Missing, missing); plain == nil && missing != "" {
		return body{size: -1, missing: missing}
	}
	text := string(redact.Body(plain, cut))
	if cut {
		text = withoutBrokenRune(text)
	}
	switch {
	case !utf8.ValidString(text) || strings.Contains(text, "\x00"): // what is encoded, also as UTF-16, may hide a credential
		return body{size: int64(len(plain)), missing: cmp.Or(missing, "not text")}
	case cut:
		return body{text: text, size: -1, missing: missing}
	}
	return body{text: text, size: int64(len(text))}
}

// withoutBrokenRune removes the start of a character at the end, where a body was cut.
func withoutBrokenRune(text string) string {
	for i := len(text) - 1; i >= max(0, len(text)-utf8.UTFMax+1); i-- {
		if utf8.RuneStart(text[i]) && !utf8.FullRuneInString(text[i:]) {
			return text[:i]
		}
	}
	return text
}
