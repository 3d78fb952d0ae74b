package contract_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// checked is a client on Transport, to a server whose response is given.
func checked(t *testing.T, next http.HandlerFunc, opts ...contract.TransportOption) func(method, path, body string) (*http.Response, error) {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	sockets := httptest.NewServer(next)
	t.Cleanup(sockets.Close)
	client := &http.Client{Transport: library.Transport(nil, opts...)}
	return func(method, path, body string) (*http.Response, error) {
		request, err := http.NewRequestWithContext(t.Context(), method, sockets.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer t")
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err == nil {
			t.Cleanup(func() { response.Body.Close() })
		}
		return response, err
	}
}

func TestTransportSendsWhatConformsAndReturnsTheResponseWhole(t *testing.T) {
	var sent string
	ask := checked(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = fmt.Sprint(r.ContentLength, " ", string(body))
		respondWith(404, `{"detail":"x"}`)(w, r)
	})
	response, err := ask("POST", linkPath, `{"link":"a:b"}`)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != `{"detail":"x"}` || sent != `14 {"link":"a:b"}` {
		t.Errorf("%v: got %s, sent %s", err, body, sent)
	}
}

func TestTransportKeepsWhatDoesNotConform(t *testing.T) {
	for _, row := range []struct {
		name, method, path, body string
		status                   int
		response                 string
		sent                     bool
		says                     string
	}{
		{"a bad request", "POST", linkPath, `{}`, 404, `{"detail":"x"}`, false, "request /link: is required"},
		{"an unknown path", "GET", "/", ``, 404, `{"detail":"x"}`, false, "no operation has this path"},
		{"a bad response", "POST", linkPath, `{"link":"a:b"}`, 200, `{}`, true, "response /created_at: is required (and 8 more)"},
		{"a response by another status", "POST", linkPath, `{"link":"a:b"}`, 202, `{}`, true, "response status: 202 is not declared"},
		{"a bad response to HEAD", "HEAD", "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", ``, 202, ``, true, "202 is not declared"},
	} {
		sent := false
		ask := checked(t, func(w http.ResponseWriter, r *http.Request) {
			sent = true
			respondWith(row.status, row.response)(w, r)
		})
		_, err := ask(row.method, row.path, row.body)
		_, violated := errors.AsType[*contract.ViolationError](err)
		_, lost := errors.AsType[*contract.RouteError](err)
		if err == nil || !violated && !lost || sent != row.sent || !strings.Contains(err.Error(), row.says) {
			t.Errorf("%s: sent %v, %v", row.name, sent, err)
		}
	}
}

func TestTransportAsksWhatAViolationMeans(t *testing.T) {
	var seen []string
	ask := checked(t, respondWith(200, `{}`), contract.WithOnViolation(func(err *contract.ViolationError) error {
		seen = append(seen, string(err.Violations[0].Direction))
		return nil
	}))
	response, err := ask("POST", linkPath, `{"link":"no link"}`)
	if err != nil || response.StatusCode != 200 || fmt.Sprint(seen) != "[request response]" {
		t.Errorf("%v, saw %v", err, seen)
	}
}

func TestTransportKnowsABasePath(t *testing.T) {
	ask := checked(t, respondWith(404, `{"detail":"x"}`), contract.WithBasePath("/rask/"))
	if _, err := ask("POST", "/rask"+linkPath, `{"link":"a:b"}`); err != nil {
		t.Error(err)
	}
	if _, err := ask("POST", linkPath, `{"link":"a:b"}`); err == nil {
		t.Error("a path without the prefix is accepted")
	}
}

func TestTransportReadsNoMoreThanItsLimit(t *testing.T) {
	ask := checked(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(200)
		_, _ = io.Copy(w, io.LimitReader(endless{}, contract.DefaultMaxResponse+1))
	})
	if _, err := ask("POST", linkPath, `{"link":"a:b"}`); err == nil || !strings.Contains(err.Error(), "larger than the limit") {
		t.Error(err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
