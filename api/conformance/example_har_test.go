package conformance_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/har"
)

func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // to memory
	_ = w.Close()
	return b.Bytes()
}

func ExampleReadHAR() {
	file := strings.NewReader(`{"log":{"version":"1.2","creator":{"name":"a browser","version":"1"},"entries":[
		{"request":{"method":"GET","url":"http://127.0.0.1:8080/rask/v1/media/1"},"response":{"status":404}},
		{"request":{"method":"GET","url":"http://127.0.0.1:8080/favicon.ico"},"response":{"status":0,"_error":"net::ERR_ABORTED"}}]}}`)
	for x, err := range conformance.ReadHAR(file, "/rask") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s %q: %s\n", x.Request.Method, x.Path, x.Outcome)
	}
	// Output:
	// GET "/v1/media/1": complete
	// GET "": canceled
}

func ExampleRecorder() {
	file, err := os.CreateTemp("", "*.har")
	if err != nil {
		log.Fatal(err)
	}
	recorder, err := conformance.NewRecorder(file, har.Creator{Name: "my tool", Version: "1.0"})
	if err != nil {
		log.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodGet, "http://127.0.0.1:8080/v1/media/1", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer abc")
	if err := recorder.Record(&contract.Exchange{Request: request, Outcome: contract.OutcomeUnreached}); err != nil {
		log.Fatal(err)
	}
	if err := errors.Join(recorder.Close(), file.Close()); err != nil {
		log.Fatal(err)
	}
	text, err := os.ReadFile(file.Name())
	if err := errors.Join(err, os.Remove(file.Name())); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	// Output:
	// {"log":{"version":"1.2","creator":{"name":"my tool","version":"1.0"},"entries":[
	// {"startedDateTime":"0001-01-01T00:00:00Z","time":0,"request":{"method":"GET","url":"http://127.0.0.1:8080/v1/media/1","httpVersion":"HTTP/1.1","cookies":[],"headers":[{"name":"Authorization","value":"Bearer REDACTED"}],"queryString":[],"headersSize":-1,"bodySize":0},"response":{"status":0,"statusText":"","httpVersion":"","cookies":[],"headers":[],"content":{"size":0,"mimeType":""},"redirectURL":"","headersSize":-1,"bodySize":-1,"_error":"unreached"},"cache":{},"timings":{"send":0,"wait":0,"receive":0}}
	// ]}}
}
