package stub_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/medialink-go/medialink/api/internal/floor"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

const (
	goodUpload = `{"link":"https://static.rask.ai/samples/sample_1.mp4","kind":"video","name":"Product tour"}`
	badUpload  = `{"link":"static.rask.ai","kind":"film","name":7}` // three violations
)

// benchStub is a stub whose media are ready at the first GET.
func benchStub(b *testing.B) *stub.Stub {
	b.Helper()
	s, err := stub.New(stub.WithReadyAfter("0s"))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func post(world, body string) *floor.Call {
	return floor.NewCall(http.MethodPost, linkPath, world, body)
}

// receive returns the body of a response.
func receive(b *testing.B, h http.Handler, method, path, world, body string) []byte {
	b.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+world)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.Fatal(w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// readyVideo makes a ready video in a world. It returns the bodies of the upload and of the GET, and its record.
func readyVideo(b *testing.B, h http.Handler, world string) (upload, get []byte, media gen.Media) {
	b.Helper()
	upload = receive(b, h, http.MethodPost, linkPath, world, goodUpload)
	if err := json.Unmarshal(upload, &media); err != nil {
		b.Fatal(err)
	}
	get = receive(b, h, http.MethodGet, mediaPath+media.ID.String(), world, "")
	if err := json.Unmarshal(get, &media); err != nil || media.Status != gen.MediaStatusReady {
		b.Fatal(media.Status, err)
	}
	return upload, get, media
}

// newPair returns the bare server and the stub, with the same responses, and the path of a ready video of the world reader.
func newPair(b *testing.B) (pair [2]http.Handler, path string) {
	b.Helper()
	s := benchStub(b)
	upload, get, media := readyVideo(b, s, "reader")
	bare, err := floor.New(upload, get)
	if err != nil {
		b.Fatal(err)
	}
	return [2]http.Handler{bare, s}, mediaPath + media.ID.String()
}

// serve is a benchmark of calls, each in its turn.
func serve(b *testing.B, h http.Handler, want int, calls ...*floor.Call) {
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if status := calls[n%len(calls)].Serve(h); status != want {
			b.Fatal(status)
		}
	}
}

// BenchmarkInProcess compares with the bare server. A refusal and a token are compared with its upload.
func BenchmarkInProcess(b *testing.B) {
	pair, path := newPair(b)
	get := floor.NewCall(http.MethodGet, path, "reader", "")
	token := floor.NewCall(http.MethodPost, "/oauth2/token", "", "grant_type=client_credentials&client_id=me&client_secret=any")
	token.Header.Del("Authorization")
	token.Header.Set("Content-Type", formType)
	for _, row := range []struct {
		name       string
		bare, stub *floor.Call
		status     int
	}{
		{"upload", post("writer", goodUpload), post("writer", goodUpload), http.StatusOK},
		{"get", get, get, http.StatusOK},
		{"refusal", post("writer", goodUpload), post("writer", badUpload), http.StatusUnprocessableEntity},
		{"token", post("writer", goodUpload), token, http.StatusOK},
	} {
		b.Run(row.name+"/bare", func(b *testing.B) { serve(b, pair[0], http.StatusOK, row.bare) })
		b.Run(row.name+"/stub", func(b *testing.B) { serve(b, pair[1], row.status, row.stub) })
	}
}

// BenchmarkLoopback is one client and one server over TCP, in one process.
func BenchmarkLoopback(b *testing.B) {
	pair, path := newPair(b)
	for _, row := range []struct {
		name, method, path string
		bodies             [2]string
	}{
		{"upload", http.MethodPost, linkPath, [2]string{goodUpload, goodUpload}},
		{"get", http.MethodGet, path, [2]string{}},
		{"refusal", http.MethodPost, linkPath, [2]string{goodUpload, badUpload}},
	} {
		for i, name := range []string{"bare", "stub"} {
			b.Run(row.name+"/"+name, func(b *testing.B) {
				server := httptest.NewServer(pair[i])
				defer server.Close()
				b.ReportAllocs()
				for b.Loop() {
					roundTrip(b, server.Client(), row.method, server.URL+row.path, row.bodies[i])
				}
			})
		}
	}
}

func roundTrip(b *testing.B, c *http.Client, method, address, body string) {
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer reader")
	r.Header.Set("Content-Type", "application/json")
	response, err := c.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode/100 == 5 {
		b.Fatal(response.StatusCode, err)
	}
}

// BenchmarkParallel is 64 worlds at once. Run it with -cpu 1,2: the ratio says what the worlds wait for each other.
func BenchmarkParallel(b *testing.B) {
	pair, _ := newPair(b)
	const worlds = 64
	var uploads, gets [worlds]*floor.Call
	for n := range worlds {
		world := fmt.Sprint("world-", n)
		_, _, media := readyVideo(b, pair[1], world)
		uploads[n] = post(world, goodUpload)
		gets[n] = floor.NewCall(http.MethodGet, mediaPath+media.ID.String(), world, "")
	}
	for i, server := range []string{"bare", "stub"} {
		for _, row := range []struct {
			name  string
			calls *[worlds]*floor.Call
		}{{"get", &gets}, {"upload", &uploads}} { // uploads remove the oldest media in the end
			b.Run(row.name+"/"+server, func(b *testing.B) {
				var next atomic.Int64
				b.SetParallelism(worlds / runtime.GOMAXPROCS(0))
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					call := row.calls[next.Add(1)%worlds]
					for pb.Next() {
						if status := call.Serve(pair[i]); status != http.StatusOK {
							b.Error(status)
							return
						}
					}
				})
			})
		}
	}
}

// BenchmarkFile is a GET of the file of a ready video, in a stub of one world and of a thousand.
func BenchmarkFile(b *testing.B) {
	s := benchStub(b)
	_, _, media := readyVideo(b, s, "reader")
	file, err := url.Parse(*media.URL)
	if err != nil {
		b.Fatal(err)
	}
	get := floor.NewCall(http.MethodGet, file.Path, "", "")
	b.Run("1world", func(b *testing.B) { serve(b, s, http.StatusOK, get) })
	for n := range 999 {
		readyVideo(b, s, fmt.Sprint("world-", n))
	}
	b.Run("1000worlds", func(b *testing.B) { serve(b, s, http.StatusOK, get) })
}

// BenchmarkFullUpload is an upload to a stub that is new, and to one whose media and journal are at their limits: 1,000 worlds,
// 100,000 uploads.
func BenchmarkFullUpload(b *testing.B) {
	var calls [1000]*floor.Call
	for n := range calls {
		calls[n] = post(fmt.Sprint("world-", n), goodUpload)
	}
	b.Run("new", func(b *testing.B) { serve(b, benchStub(b), http.StatusOK, calls[0]) })
	full := benchStub(b)
	for n := range 100 * len(calls) {
		if status := calls[n%len(calls)].Serve(full); status != http.StatusOK {
			b.Fatal(status)
		}
	}
	b.Run("full", func(b *testing.B) { serve(b, full, http.StatusOK, calls[:]...) })
}
