package contract_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// observing is a transport, and what it has observed.
func observing(t *testing.T, base http.RoundTripper, opts ...contract.TransportOption) (http.RoundTripper, *[]contract.Exchange) {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	var seen []contract.Exchange
	observe := contract.WithObserver(func(x *contract.Exchange) { seen = append(seen, *x) })
	return library.Transport(base, append(opts, observe)...), &seen
}

func respond(status int, length int64, body io.Reader) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return &http.Response{StatusCode: status, Header: http.Header{"A": {"b"}}, ContentLength: length, Body: io.NopCloser(body)}, nil
	}
}

func newRequest(t *testing.T, method, url, body string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// only returns the one exchange that was observed.
func only(t *testing.T, seen *[]contract.Exchange) contract.Exchange {
	t.Helper()
	if len(*seen) != 1 {
		t.Fatalf("%d exchanges were observed, want 1", len(*seen))
	}
	return (*seen)[0]
}

func TestAnObserverSeesWhatDoesNotConform(t *testing.T) {
	transport, seen := observing(t, respond(200, 2, strings.NewReader("no")),
		contract.WithOnViolation(func(*contract.ViolationError) error { return errors.New("enforced") }))
	r := newRequest(t, http.MethodPost, "http://h.example/api/library/v1/media/link", "no JSON")
	response, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(*seen) != 0 {
		t.Error("it was observed before the body was read")
	}
	response.Header.Set("A", "changed")
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	x := only(t, seen)
	if string(body) != "no" || err != nil || string(x.ResponseBody.Data) != "no" || x.ResponseBody.Missing != "" {
		t.Errorf("read %q, %v; observed %+v", body, err, x.ResponseBody)
	}
	if x.Request != r || response.Request != r {
		t.Error("the request is another one")
	}
	if string(x.RequestBody.Data) != "no JSON" || x.RequestBody.Missing != "" {
		t.Errorf("the request body %+v", x.RequestBody)
	}
	if x.Outcome != contract.OutcomeComplete || x.Response.StatusCode != 200 || x.Response.Header.Get("A") != "b" {
		t.Errorf("%s, %+v", x.Outcome, x.Response)
	}
	if x.Started.IsZero() || x.Ended.Before(x.Started) || x.Recorded {
		t.Errorf("from %v to %v, recorded %v", x.Started, x.Ended, x.Recorded)
	}
}

func TestHowAResponseEnds(t *testing.T) {
	broken := errors.New("broken")
	readAll := func(body io.Reader) { _, _ = io.Copy(io.Discard, body) }
	for _, row := range []struct {
		name    string
		status  int
		length  int64
		body    io.Reader
		read    func(io.Reader)
		outcome contract.Outcome
		missing string
	}{
		{"read to the end", 200, -1, strings.NewReader("hello"), readAll, contract.OutcomeComplete, ""},
		{"its length read, and not the end", 200, 5, strings.NewReader("hello"), func(b io.Reader) { _, _ = io.ReadFull(b, make([]byte, 5)) }, contract.OutcomeComplete, ""},
		{"closed early", 200, 5, strings.NewReader("hello"), func(b io.Reader) { _, _ = io.ReadFull(b, make([]byte, 2)) }, contract.OutcomeCanceled, "not received whole"},
		{"not read", 200, -1, strings.NewReader("hello"), func(io.Reader) {}, contract.OutcomeCanceled, "not received whole"},
		{"shorter than its length", 200, 9, strings.NewReader("hello"), readAll, contract.OutcomeTruncated, "not received whole"},
		{"with an error", 200, -1, io.MultiReader(strings.NewReader("he"), errReader{broken}), readAll, contract.OutcomeTruncated, "not received whole"},
		{"with an error behind its length", 200, 2, io.MultiReader(strings.NewReader("he"), errReader{broken}), readAll, contract.OutcomeComplete, ""},
		{"over the limit", 200, -1, strings.NewReader(strings.Repeat("a", contract.DefaultMaxBody+1)), readAll, contract.OutcomeComplete, "over 1048576 bytes"},
		{"switched", 101, -1, strings.NewReader("hello"), readAll, contract.OutcomeComplete, "the protocol was switched"},
	} {
		transport, seen := observing(t, respond(row.status, row.length, row.body))
		response, err := transport.RoundTrip(newRequest(t, http.MethodGet, "http://h.example/", ""))
		if err != nil {
			t.Fatal(err)
		}
		row.read(response.Body)
		_, _ = response.Body.Read(nil)
		_ = response.Body.Close()
		_ = response.Body.Close()
		if x := only(t, seen); x.Outcome != row.outcome || x.ResponseBody.Missing != row.missing {
			t.Errorf("%s: %s, missing is %q", row.name, x.Outcome, x.ResponseBody.Missing)
		}
	}
}

type errReader struct{ error }

func (e errReader) Read([]byte) (int, error) { return 0, e.error }

func TestAResponseWithoutABodyEndsAtOnce(t *testing.T) {
	transport, seen := observing(t, roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
	}))
	response, err := transport.RoundTrip(newRequest(t, http.MethodGet, "http://h.example/", ""))
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if x := only(t, seen); x.Outcome != contract.OutcomeComplete || x.ResponseBody.Missing != "" {
		t.Errorf("observed %+v", x)
	}
}

func TestWhyThereIsNoResponse(t *testing.T) {
	broken := errors.New("broken")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	readFirst := func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		return nil, err
	}
	for _, row := range []struct {
		name    string
		ctx     context.Context
		body    io.Reader
		fails   roundTrip
		outcome contract.Outcome
	}{
		{"the connection broke", t.Context(), nil, func(*http.Request) (*http.Response, error) { return nil, broken }, contract.OutcomeNoResponse},
		{"a read failed", t.Context(), nil, func(*http.Request) (*http.Response, error) { return nil, &net.OpError{Op: "read", Err: broken} }, contract.OutcomeNoResponse},
		{"nobody is there", t.Context(), nil, func(*http.Request) (*http.Response, error) { return nil, &net.OpError{Op: "dial", Err: broken} }, contract.OutcomeUnreached},
		{"the client left", ended, nil, func(*http.Request) (*http.Response, error) { return nil, broken }, contract.OutcomeCanceled},
		{"the client's body broke", t.Context(), errReader{broken}, readFirst, contract.OutcomeCanceled},
		{"the client's body was closed first", t.Context(), errReader{broken}, func(r *http.Request) (*http.Response, error) {
			_ = r.Body.Close()
			return readFirst(r)
		}, contract.OutcomeNoResponse},
	} {
		transport, seen := observing(t, row.fails)
		r := newRequest(t, http.MethodPost, "http://h.example/", "").WithContext(row.ctx)
		if r.Body = http.NoBody; row.body != nil {
			r.Body = io.NopCloser(row.body)
		}
		if _, err := transport.RoundTrip(r); err == nil || !errors.Is(err, broken) {
			t.Errorf("%s: the error is %v", row.name, err)
		}
		if x := only(t, seen); x.Outcome != row.outcome || x.Response != nil {
			t.Errorf("%s: outcome %q", row.name, x.Outcome)
		}
	}
}

func TestAResponseThatEndsWithTheClientsBodyIsCanceled(t *testing.T) {
	broken := errors.New("broken")
	transport, seen := observing(t, respond(200, -1, io.MultiReader(strings.NewReader("he"), errReader{broken})))
	r := newRequest(t, http.MethodPost, "http://h.example/", "")
	r.Body = io.NopCloser(errReader{broken})
	response, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	x := only(t, seen)
	if x.Outcome != contract.OutcomeCanceled {
		t.Errorf("outcome %q", x.Outcome)
	}
	if x.RequestBody.Missing != "not sent whole" || x.ResponseBody.Missing != "not received whole" {
		t.Errorf("missing is %q and %q", x.RequestBody.Missing, x.ResponseBody.Missing)
	}
}

// net/http begins a body anew when it sends a request again.
func TestABodyThatIsSentAgainIsObservedOnce(t *testing.T) {
	transport, seen := observing(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		_, _ = io.ReadFull(r.Body, make([]byte, 3))
		_ = r.Body.Close()
		again, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, again)
		return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
	}))
	if _, err := transport.RoundTrip(newRequest(t, http.MethodPost, "http://h.example/", "hello")); err != nil {
		t.Fatal(err)
	}
	if x := only(t, seen); string(x.RequestBody.Data) != "hello" || x.RequestBody.Missing != "" {
		t.Errorf("observed %q, missing is %q", x.RequestBody.Data, x.RequestBody.Missing)
	}
}

func TestThePathOfAnExchange(t *testing.T) {
	for _, row := range []struct{ base, url, want string }{
		{"", "http://h.example/a%2Fb?c", "/a%2Fb"},
		{"", "http://h.example", ""},
		{"/rask", "http://h.example/rask/a", "/a"},
		{"/rask/", "http://h.example/rask/a", "/a"},
		{"/rask", "http://h.example/rask", ""},
		{"/rask", "http://h.example/raskal", ""},
		{"/rask", "http://h.example/a", ""},
	} {
		transport, seen := observing(t, respond(204, 0, bytes.NewReader(nil)), contract.WithBasePath(row.base))
		response, err := transport.RoundTrip(newRequest(t, http.MethodGet, row.url, ""))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if x := only(t, seen); x.Path != row.want {
			t.Errorf("%s behind %q: path %q, want %q", row.url, row.base, x.Path, row.want)
		}
	}
}

func TestCallersAreToldApartWithoutASecret(t *testing.T) {
	callers := map[string]string{}
	for _, authorization := range []string{"", "Bearer a", "Bearer b", "Bearer a"} {
		transport, seen := observing(t, respond(204, 0, http.NoBody)) // each has the same key
		r := newRequest(t, http.MethodGet, "http://h.example/", "")
		r.Header.Set("Authorization", authorization)
		response, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		caller := only(t, seen).Caller
		if before, ok := callers[authorization]; ok && before != caller {
			t.Errorf("%q is %q and %q", authorization, before, caller)
		}
		callers[authorization] = caller
	}
	if callers[""] != "" || len(callers["Bearer a"]) != 16 || callers["Bearer a"] == callers["Bearer b"] {
		t.Errorf("callers %v", callers)
	}
}

func TestObservingAServer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Sum")
		_, _ = io.Copy(w, r.Body)
		w.Header().Set("Sum", "1")
	}))
	t.Cleanup(server.Close)
	transport, seen := observing(t, nil)
	response, err := (&http.Client{Transport: transport}).Do(newRequest(t, http.MethodPut, server.URL+"/a", "hello"))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if x := only(t, seen); string(x.RequestBody.Data) != "hello" || string(x.ResponseBody.Data) != "hello" || x.Response.Trailer.Get("Sum") != "1" {
		t.Errorf("observed %+v", x)
	}
}
