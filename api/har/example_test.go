package har_test

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"strings"

	"github.com/medialink-go/medialink/api/har"
)

func ExampleNew() {
	archive := har.New(har.Creator{Name: "my tool", Version: "1.0"})
	text, err := json.Marshal(archive)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	// Output:
	// {"log":{"version":"1.2","creator":{"name":"my tool","version":"1.0"},"entries":[]}}
}

func ExampleEntries() {
	file := strings.NewReader(`{"log":{"version":"1.2","creator":{"name":"a browser","version":"1"},"entries":[
		{"request":{"method":"GET","url":"https://api.rask.ai/"},"response":{"status":404}},
		{"time":"long"}]}}`)
	for entry, err := range har.Entries(file) {
		if err != nil {
			fmt.Println(err)
			break
		}
		fmt.Println(entry.Request.Method, entry.Request.URL, entry.Response.Status)
	}
	// Output:
	// GET https://api.rask.ai/ 404
	// har: entry 2: time: must be of type float64
}

func ExampleHeaders() {
	fmt.Println(har.Headers(http.Header{"Accept": {"text/html", "*/*"}}))
	// Output:
	// [{Accept text/html} {Accept */*}]
}

func ExampleText() {
	fmt.Println(har.Text("caf\xe9"))
	// Output:
	// café
}
