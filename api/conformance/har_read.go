package conformance

import (
	"cmp"
	"encoding/base64"
	"io"
	"iter"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
)

// ReadHAR returns the exchanges of an HTTP archive (HAR) of a browser, a proxy or a [Recorder], with one at a time in memory. Paths within
// the contract follow basePath. Bodies are without Content-Encoding, as HAR has them. An error names the entry, holds no value, and is the last.
func ReadHAR(r io.Reader, basePath string) iter.Seq2[*contract.Exchange, error] {
	basePath = strings.TrimSuffix(basePath, "/")
	return func(yield func(*contract.Exchange, error) bool) {
		for entry, err := range har.Entries(r) {
			var x *contract.Exchange
			if err == nil {
				x = exchangeOf(entry, basePath)
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

func exchangeOf(e *har.Entry, basePath string) *contract.Exchange {
	took := time.Duration(math.Round(min(max(e.Time, 0), 1e12) * float64(time.Millisecond))) // bounded, since it must fit
	x := &contract.Exchange{Started: e.Started, Ended: e.Started.Add(took), Caller: e.Caller, Recorded: true}
	x.Request, x.RequestBody = requestOf(&e.Request)
	x.Path = pathWithin(x.Request.URL, basePath)
	addResponse(x, &e.Response)
	return x
}

// pathWithin returns "" for what is not below basePath, and for a URL such as "data:".
func pathWithin(target *url.URL, basePath string) string {
	path, within := strings.CutPrefix(cmp.Or(target.EscapedPath(), "/"), basePath)
	if target.Host == "" || !within || !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

func requestOf(r *har.Request) (*http.Request, contract.Payload) {
	target, err := url.Parse(r.URL)
	if err != nil {
		target = &url.URL{}
	}
	header := headerOf(r.Headers)
	body := requestBody(r, header)
	header.Del("Host") // as net/http has it
	return &http.Request{Method: r.Method, URL: target, Host: target.Host, Header: header, Proto: r.HTTPVersion}, body
}

func requestBody(r *har.Request, header http.Header) contract.Payload {
	data := cmp.Or(r.PostData, &har.PostData{})
	if strings.HasPrefix(data.MimeType, "multipart/") || len(data.Params) > 0 && data.Text == "" {
		return contract.Payload{Missing: "recorded as form fields"}
	}
	length, _ := strconv.ParseInt(header.Get("Content-Length"), 10, 64) // 0 if there is none
	return payloadOf(data.Text, data.Comment, r.BodySize, length)
}

// addResponse knows the outcomes that a [Recorder] writes, and takes the error of another program for a client that left.
func addResponse(x *contract.Exchange, r *har.Response) {
	x.Outcome = contract.Outcome(cmp.Or(r.Error, string(contract.OutcomeComplete)))
	switch x.Outcome {
	case contract.OutcomeNoResponse, contract.OutcomeUnreached:
		return
	case contract.OutcomeComplete, contract.OutcomeTruncated, contract.OutcomeCanceled:
		if r.Status >= 100 {
			x.Response = &http.Response{StatusCode: r.Status, Header: headerOf(r.Headers), Proto: r.HTTPVersion, Request: x.Request}
			x.ResponseBody = responseBody(r)
			return
		}
	}
	x.Outcome = contract.OutcomeCanceled
}

func responseBody(r *har.Response) contract.Payload {
	text := r.Content.Text
	if r.Content.Encoding != "" {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return contract.Payload{Missing: "recorded as invalid base64"}
		}
		text = string(data)
	}
	return payloadOf(text, r.Content.Comment, r.Content.Size, r.BodySize)
}

// payloadOf takes a comment for the reason why there is less than the body, as a [Recorder] writes it. It may hold anything. The sizes are
// in bytes, -1 if not known, as recorded and as sent, which may be compressed.
func payloadOf(text, comment string, size, sent int64) contract.Payload {
	switch {
	case text == "" && (comment != "" || max(size, sent) != 0):
		return contract.Payload{Missing: "not recorded"}
	case comment != "" || int64(len(text)) < size:
		return contract.Payload{Data: []byte(text), Missing: "not recorded whole"}
	}
	return contract.Payload{Data: []byte(text)}
}

// headerOf is for a decoded body: it leaves out the fields that contradict it, which some programs keep.
func headerOf(pairs []har.Pair) http.Header {
	header := http.Header{}
	for _, pair := range pairs {
		if strings.HasPrefix(pair.Name, ":") { // a pseudo-header of HTTP/2
			continue
		}
		for value := range strings.SplitSeq(pair.Value, "\n") { // Chrome joins fields of one name
			header.Add(pair.Name, value)
		}
	}
	if header.Get("Content-Encoding") != "" {
		header.Del("Content-Encoding")
		header.Del("Content-Length")
	}
	return header
}
