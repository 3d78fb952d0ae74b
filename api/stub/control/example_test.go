package control_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

func ExampleNew() {
	s, err := stub.New()
	if err != nil {
		log.Fatal(err)
	}
	api, err := control.New(s)
	if err != nil {
		log.Fatal(err)
	}
	stubWithControl := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if control.Owns(r) {
			api.ServeHTTP(w, r)
			return
		}
		s.ServeHTTP(w, r)
	})

	request := httptest.NewRequest(http.MethodPut, "/_stub/faults?world=shop", strings.NewReader(`{"faults":["503,first=2"]}`))
	request.Header.Set("Content-Type", "application/json")
	response := httptest.NewRecorder()
	stubWithControl.ServeHTTP(response, request)
	fmt.Print(response.Body)
	// Output:
	// {"faults":[{"fault":"503,first=2","count":0}]}
}
