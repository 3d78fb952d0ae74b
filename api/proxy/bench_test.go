package proxy_test

import (
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
	"github.com/medialink-go/medialink/api/proxy"
)

// The proxies that are compared: one that only passes on, one that also observes, and one whose observer validates, and one that also records.
var benchProxies = []struct {
	name string
	new  func(b *testing.B, upstream string) http.Handler
}{
	{"bare", func(b *testing.B, upstream string) http.Handler {
		target, err := url.Parse(upstream)
		if err != nil {
			b.Fatal(err)
		}
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 100
		return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }, Transport: transport, FlushInterval: -1}
	}},
	{"observed", func(b *testing.B, upstream string) http.Handler {
		return newProxy(b, upstream, func(*contract.Exchange) {})
	}},
	{"watched", func(b *testing.B, upstream string) http.Handler {
		library, err := contract.Library()
		if err != nil {
			b.Fatal(err)
		}
		watch := conformance.NewWatch(library)
		return newProxy(b, upstream, func(x *contract.Exchange) { watch.Observe(x) })
	}},
	{"recorded", func(b *testing.B, upstream string) http.Handler {
		library, err := contract.Library()
		if err != nil {
			b.Fatal(err)
		}
		file, err := os.Create(filepath.Join(b.TempDir(), "traffic.har"))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = file.Close() })
		recorder, err := conformance.NewRecorder(file, har.Creator{Name: "bench"})
		if err != nil {
			b.Fatal(err)
		}
		watch := conformance.NewWatch(library)
		return newProxy(b, upstream, func(x *contract.Exchange) {
			watch.Observe(x)
			if err := recorder.Record(x); err != nil {
				b.Error(err)
			}
		})
	}},
}

func newProxy(b *testing.B, upstream string, observe func(*contract.Exchange)) http.Handler {
	handler, err := proxy.New(upstream, proxy.WithObserver(observe))
	if err != nil {
		b.Fatal(err)
	}
	return handler
}

// BenchmarkProxy is one client, a proxy and the stub over TCP, in one process.
func BenchmarkProxy(b *testing.B) {
	upstream := startStub(b)
	reader := upload
	reader.token = "Bearer reader" // whose media does not go for that of others
	_, id, _ := strings.Cut(send(b, upstream, reader).Body, `"id":"`)
	poll := call{http.MethodGet, mediaPath + id[:36], reader.token, "", ""}
	for _, row := range []struct {
		name string
		call call
	}{{"upload", upload}, {"get", poll}} {
		for _, p := range benchProxies {
			b.Run(row.name+"/"+p.name, func(b *testing.B) {
				server := startHandler(b, p.new(b, upstream))
				client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
				b.ReportAllocs()
				for b.Loop() {
					benchCall(b, client, server, row.call)
				}
				client.CloseIdleConnections()
			})
		}
	}
}

func benchCall(b *testing.B, client *http.Client, server string, c call) {
	r, err := http.NewRequestWithContext(b.Context(), c.method, server+c.path, strings.NewReader(c.body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", c.token)
	r.Header.Set("Content-Type", typed)
	response, err := client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Fatal(response.StatusCode, err)
	}
}
