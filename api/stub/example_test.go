package stub_test

import (
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

func ExampleNew() {
	s, err := stub.New(stub.WithReadyAfter("0s"), stub.WithSeed(1))
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(`{"link":"https://static.rask.ai/samples/sample_1.mp4"}`))
	r.Header.Set("Authorization", "Bearer demo")
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	fmt.Println(w.Code, strings.Contains(w.Body.String(), `"status":"processing"`))
	// Output: 200 true
}

func ExampleParseOAuthClient() {
	client, err := stub.ParseOAuthClient("my-service:secret")
	fmt.Println(client.ID, err)
	// Output: my-service <nil>
}

// Each test that shares a stub has a world of its own, by the token that it sends.
func ExampleStub_World() {
	s, err := stub.New(stub.WithClock(func() time.Time { return time.Date(2026, 1, 15, 9, 30, 0, 0, time.UTC) }))
	if err != nil {
		log.Fatal(err)
	}
	alice, bob := s.World("alice"), s.World("bob")
	if err := alice.Advance(time.Hour); err != nil {
		log.Fatal(err)
	}
	if err := bob.SetScenarios("failed"); err != nil {
		log.Fatal(err)
	}
	fmt.Println(alice.Now().Sub(bob.Now()), len(bob.Exchanges()))
	// Output: 1h0m0s 0
}

// Two clients of a shop share a world, in which uploads fail.
func ExampleWithWorlds() {
	s, err := stub.New(stub.WithAuthentication("issued"), stub.WithWorlds(stub.WorldConfig{
		Name:      "shop",
		Clients:   []stub.OAuthClient{{ID: "shop-web", Secret: "one"}, {ID: "shop-worker", Secret: "two"}},
		Scenarios: []string{"failed-after-0s"},
	}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.World("shop").Scenarios(), s.World("till").Scenarios())
	// Output: [failed-after-0s] []
}

// What becomes of a media can be said while it is processing.
func ExampleScope_SetStatus() {
	s, err := stub.New()
	if err != nil {
		log.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/library/v1/media/link", strings.NewReader(`{"link":"https://static.rask.ai/samples/sample_1.mp4"}`))
	r.Header.Set("Authorization", "Bearer demo")
	r.Header.Set("Content-Type", "application/json")
	s.ServeHTTP(httptest.NewRecorder(), r)

	demo := s.World("demo")
	media := demo.Media("http://127.0.0.1:8080")[0]
	failed, err := demo.SetStatus(media.ID, gen.MediaStatusFailed, "")
	fmt.Println(media.Status, failed.Status, err)
	_, err = demo.SetStatus(media.ID, gen.MediaStatusReady, "")
	fmt.Println(err)
	// Output:
	// processing failed <nil>
	// the status is final, and so does not change any more
}
