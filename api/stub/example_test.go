package stub_test

import (
	"fmt"
	"log"
	"net/http/httptest"
	"strings"

	"github.com/medialink-go/medialink/api/stub"
)

func ExampleNew() {
	s, err := stub.New(stub.WithReadyAfter("0s"), stub.WithSeed(1))
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/api/library/v1/media/link", strings.NewReader(`{"link":"https://static.rask.ai/samples/sample_1.mp4"}`))
	r.Header.Set("Authorization", "Bearer demo")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.Contains(w.Body.String(), `"status":"processing"`))
	// Output: 200 true
}
