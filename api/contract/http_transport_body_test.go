package contract_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// roundTrip is a base transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// watchedBody knows whether it was closed.
type watchedBody struct {
	io.Reader
	closed bool
}

func (b *watchedBody) Close() error {
	b.closed = true
	return nil
}

func throughTransport(t *testing.T, base roundTrip, r *http.Request) (*http.Response, error) {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	r.RequestURI = ""
	r.Header.Set("Authorization", "Bearer t")
	r.Header.Set("Content-Type", "application/json")
	return library.Transport(base).RoundTrip(r)
}

func TestTransportClosesWhatItHasRead(t *testing.T) {
	for name, row := range map[string]struct {
		request, response string
		refused           bool
	}{
		"what conforms":  {`{"link":"a:b"}`, `{"detail":"x"}`, false},
		"a bad request":  {`{}`, ``, true},
		"a bad response": {`{"link":"a:b"}`, `{}`, true},
	} {
		request := &watchedBody{Reader: strings.NewReader(row.request)}
		response := &watchedBody{Reader: strings.NewReader(row.response)}
		sent := false
		_, err := throughTransport(t, func(*http.Request) (*http.Response, error) {
			sent = true
			return &http.Response{StatusCode: 404, Header: http.Header{"Content-Type": {"application/json"}}, Body: response}, nil
		}, upstreamRequest("POST", linkPath, request))
		if row.refused != (err != nil) || !request.closed || sent && !response.closed {
			t.Errorf("%s: %v, request closed: %v, response closed: %v", name, err, request.closed, response.closed)
		}
	}
}

func TestTransportSendsABodyThatCanBeSentAgain(t *testing.T) {
	r := upstreamRequest("POST", linkPath, unsized(`{"link":"a:b"}`))
	_, err := throughTransport(t, func(r *http.Request) (*http.Response, error) {
		first, _ := io.ReadAll(r.Body)
		again, err := r.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		second, _ := io.ReadAll(again)
		if string(first) != `{"link":"a:b"}` || string(second) != string(first) || r.ContentLength != int64(len(first)) {
			t.Errorf("%s, then %s, %d bytes", first, second, r.ContentLength)
		}
		return &http.Response{StatusCode: 401, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(`{"detail":"x"}`))}, nil
	}, r)
	if err != nil {
		t.Error(err)
	}
	if r.ContentLength >= 0 || r.GetBody != nil {
		t.Error("the caller's request is changed")
	}
}

func TestTransportReturnsTheErrorsOfItsBase(t *testing.T) {
	want := errors.New("no network")
	_, err := throughTransport(t, func(*http.Request) (*http.Response, error) { return nil, want }, upstreamRequest("GET", mediaPath, nil))
	if !errors.Is(err, want) {
		t.Error(err)
	}
}

func TestTransportSendsNoMoreThanItsLimit(t *testing.T) {
	_, err := throughTransport(t, func(*http.Request) (*http.Response, error) {
		t.Error("it is sent")
		return nil, io.EOF
	}, upstreamRequest("POST", linkPath, io.LimitReader(endless{}, contract.DefaultMaxBody+1)))
	if err == nil || !strings.Contains(err.Error(), "larger than the limit") {
		t.Error(err)
	}
}

func TestTransportChecksHEADWithoutABody(t *testing.T) {
	ask := checked(t, respondWith(404, `{"detail":"x"}`))
	response, err := ask("HEAD", mediaPath, "")
	if err != nil || response.StatusCode != 404 {
		t.Errorf("%v, %v", response, err)
	}
}

func TestTransportDoesNotFollowARedirect(t *testing.T) {
	asked := 0
	ask := checked(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, mediaPath, http.StatusTemporaryRedirect)
	})
	_, err := ask("POST", linkPath, `{"link":"a:b"}`)
	if _, ok := errors.AsType[*contract.ViolationError](err); !ok || asked != 1 {
		t.Errorf("asked %d times: %v", asked, err)
	}
}
