package proxy_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

func ExampleNew() {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "this is %s", r.URL)
	}))
	defer upstream.Close()

	handler, err := proxy.New(upstream.URL+"/base", proxy.WithObserver(func(x *contract.Exchange) {
		fmt.Println(x.Request.Method, x.Path, x.Outcome, x.Response.StatusCode)
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	server := httptest.NewUnstartedServer(handler)
	server.Config.DisableGeneralOptionsHandler = true
	server.Config.ReadHeaderTimeout = 10 * time.Second
	server.Start()
	defer server.Close()

	response, err := http.Get(server.URL + "/media?q=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	fmt.Println(string(body), err)
	// Output:
	// GET /media complete 200
	// this is /base/media?q=1 <nil>
}
