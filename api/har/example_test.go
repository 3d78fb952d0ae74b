package har_test

import (
	"encoding/json"
	"fmt"
	"log"
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

func ExampleRead() {
	archive, err := har.Read(strings.NewReader(`{"log":{"version":"1.2","creator":{"name":"a browser","version":"1"},"entries":[
		{"request":{"method":"GET","url":"https://api.rask.ai/"},"response":{"status":404}}]}}`))
	if err != nil {
		log.Fatal(err)
	}
	for _, entry := range archive.Log.Entries {
		fmt.Println(entry.Request.Method, entry.Request.URL, entry.Response.Status)
	}
	// Output:
	// GET https://api.rask.ai/ 404
}
