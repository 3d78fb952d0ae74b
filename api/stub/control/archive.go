package control

import (
	"maps"
	"net/http"
	"runtime/debug"
	"slices"

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

// entry is an exchange in the words of the format. The journal does not tell sending and receiving from waiting.
func entry(x *journal.Exchange, base string) har.Entry {
	const httpVersion = "HTTP/1.1"
	took := milliseconds(x.Duration)
	e := har.Entry{
		Started: x.Time,
		Time:    took,
		Request: har.Request{
			Method:      x.Method,
			URL:         base + x.Path,
			HTTPVersion: httpVersion,
			Headers:     pairs(x.RequestHeader),
			PostData:    postData(x),
			HeadersSize: -1,
			BodySize:    x.RequestSize,
		},
		Response: har.Response{
			Status:      x.Status,
			StatusText:  http.StatusText(x.Status),
			HTTPVersion: httpVersion,
			Headers:     pairs(x.ResponseHeader),
			Content:     content(x),
			RedirectURL: x.ResponseHeader.Get("Location"),
			HeadersSize: -1,
			BodySize:    x.ResponseSize,
		},
		Timings: har.Timings{Wait: took},
		Comment: x.Operation,
		Number:  x.Number,
	}
	return har.New(har.Creator{}, e).Log.Entries[0]
}

func pairs(header http.Header) []har.Pair {
	var all []har.Pair
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			all = append(all, har.Pair{Name: name, Value: text([]byte(value))})
		}
	}
	return all
}

func postData(x *journal.Exchange) *har.PostData {
	if len(x.RequestBody) == 0 {
		return nil
	}
	data := &har.PostData{MimeType: x.RequestHeader.Get("Content-Type")}
	var encoded bool
	if data.Text, encoded = readable(x.RequestBody, x.RequestSize); encoded {
		data.Text = text(x.RequestBody)
	}
	return data
}

func content(x *journal.Exchange) har.Content {
	c := har.Content{Size: x.ResponseSize, MimeType: x.ResponseHeader.Get("Content-Type")}
	var encoded bool
	if c.Text, encoded = readable(x.ResponseBody, x.ResponseSize); encoded {
		c.Encoding = "base64"
	}
	return c
}
