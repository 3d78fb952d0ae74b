package conformance

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
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
		number := 0
		for entry, err := range har.Entries(r) {
			if err != nil {
				yield(nil, err)
				return
			}
			number++
			x, err := exchangeOf(entry, basePath)
			if err != nil {
				yield(nil, fmt.Errorf("har: entry %d: %w", number, err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
	}
}

func exchangeOf(e *har.Entry, basePath string) (*contract.Exchange, error) {
	x := &contract.Exchange{Started: e.Started, Ended: ended(e), Caller: e.Caller, Recorded: true, Outcome: outcomeOf(&e.Response)}
	x.Request, x.RequestBody = requestOf(&e.Request)
	x.Path = pathWithin(x.Request.URL, basePath)
	if !hasResponse(&e.Response) {
		return x, nil
	}
	content, err := contentOf(&e.Response)
	x.ResponseBody = content
	x.Response = &http.Response{
		Status:     strings.TrimSpace(strconv.Itoa(e.Response.Status) + " " + e.Response.StatusText),
		StatusCode: e.Response.Status,
		Header:     headerOf(e.Response.Headers, string(content.Data)),
		Request:    x.Request,
		Proto:      e.Response.HTTPVersion,
	}
	return x, err
}

// ended takes a time that no exchange takes for the nearest that one could.
func ended(e *har.Entry) time.Time {
	const longest = 1e12 // in milliseconds, of those that a time.Duration can have
	return e.Started.Add(time.Duration(math.Round(min(max(e.Time, 0), longest) * float64(time.Millisecond))))
}

// outcomeOf knows our own outcomes, and takes the error of another program for a client that left.
func outcomeOf(r *har.Response) contract.Outcome {
	outcome := contract.Outcome(cmp.Or(r.Error, string(contract.OutcomeComplete)))
	switch outcome {
	case contract.OutcomeNoResponse, contract.OutcomeUnreached:
		return outcome
	case contract.OutcomeComplete, contract.OutcomeTruncated:
		if hasStatus(r) {
			return outcome
		}
	}
	return contract.OutcomeCanceled
}

// hasResponse reports whether there is a response, of which a canceled exchange may have a part.
func hasResponse(r *har.Response) bool {
	switch contract.Outcome(r.Error) {
	case "", contract.OutcomeComplete, contract.OutcomeTruncated, contract.OutcomeCanceled:
		return hasStatus(r)
	}
	return false
}

func hasStatus(r *har.Response) bool { return r.Status >= 100 && r.Status <= 999 }

func requestOf(r *har.Request) (*http.Request, contract.Payload) {
	target, err := url.Parse(r.URL)
	if err != nil {
		target = &url.URL{}
	}
	target.Fragment, target.RawFragment = "", ""
	data := r.PostData
	if data == nil {
		data = &har.PostData{}
	}
	header := headerOf(r.Headers, data.Text)
	body := postDataOf(data, max(r.BodySize, lengthOf(data, header)))
	host := cmp.Or(header.Get("Host"), target.Host)
	header.Del("Host") // as net/http has it
	return &http.Request{Method: r.Method, URL: target, Host: host, Header: header, Proto: r.HTTPVersion}, body
}

// pathWithin returns "" for what is not below basePath, and for a URL such as "data:".
func pathWithin(target *url.URL, basePath string) string {
	path, within := strings.CutPrefix(cmp.Or(target.EscapedPath(), "/"), basePath)
	if target.Host == "" || !within || !strings.HasPrefix(path, "/") {
		return ""
	}
	return path
}

// headerOf is for a body that was decoded: the fields that contradict it are left out. Some proxies record it as it was, with the fields.
func headerOf(pairs []har.Pair, body string) http.Header {
	header := http.Header{}
	for _, pair := range pairs {
		if strings.HasPrefix(pair.Name, ":") { // a pseudo-header of HTTP/2
			continue
		}
		for value := range strings.SplitSeq(pair.Value, "\n") { // Chrome joins fields of one name
			header.Add(pair.Name, value)
		}
	}
	if header.Get("Content-Encoding") != "" && !strings.HasPrefix(body, "\x1f\x8b") {
		return undecorated(header)
	}
	return header
}

const (
	notRecorded      = "not recorded"
	notRecordedWhole = "not recorded whole"
)

// lengthOf is for a body that is not there.
func lengthOf(data *har.PostData, header http.Header) int64 {
	if data.Text != "" {
		return 0
	}
	length, _ := strconv.ParseInt(header.Get("Content-Length"), 10, 64) // 0 if it is none
	return length
}

func postDataOf(data *har.PostData, size int64) contract.Payload {
	multipart := strings.HasPrefix(strings.ToLower(data.MimeType), "multipart/")
	if len(data.Params) > 0 && (multipart || data.Text == "") {
		return contract.Payload{Missing: "recorded as form fields"}
	}
	return payloadOf([]byte(data.Text), size, data.Comment)
}

func contentOf(r *har.Response) (contract.Payload, error) {
	c := &r.Content
	data := []byte(c.Text)
	switch c.Encoding {
	case "":
	case "base64":
		var err error
		if data, err = base64.StdEncoding.DecodeString(c.Text); err != nil {
			return contract.Payload{}, errors.New("response.content.text: must be base64")
		}
	default:
		return contract.Payload{Missing: "recorded in an unknown encoding"}, nil
	}
	size := c.Size
	if len(data) == 0 {
		size = max(size, r.BodySize)
		if size < 0 && r.Status != http.StatusNoContent && r.Status != http.StatusNotModified { // not known
			size = math.MaxInt64
		}
	}
	return payloadOf(data, size, c.Comment), nil
}

// payloadOf takes a comment for the reason why there is less than the body, as a [Recorder] writes it. It may hold anything.
func payloadOf(data []byte, size int64, comment string) contract.Payload {
	switch {
	case int64(len(data)) >= size && comment == "":
		return contract.Payload{Data: data}
	case len(data) == 0:
		return contract.Payload{Missing: notRecorded}
	}
	return contract.Payload{Data: data, Missing: notRecordedWhole}
}
