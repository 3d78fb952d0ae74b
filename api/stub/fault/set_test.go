package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/fault"
)

func set(t *testing.T, texts ...string) fault.Set {
	t.Helper()
	var faults []fault.Fault
	for _, text := range texts {
		f, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, f)
	}
	return fault.NewSet(faults)
}

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func TestSelectionFollowsConditionsAndOrder(t *testing.T) {
	for _, row := range []struct{ faults, operations, selects string }{
		{"503", "getMedia", "[503]"},
		{"503", "token", "[]"},
		{"503,on=token", "token getMedia", "[503,on=token] []"},
		{"503,on=getMedia", "uploadMediaLink getMedia", "[] [503,on=getMedia]"},
		{"503,first=2", "getMedia getMedia getMedia", "[503,first=2] [503,first=2] []"},
		{"503,first=1 html", "getMedia getMedia", "[503,first=1] [html]"},
		{"latency=1s 503 latency=2s html", "getMedia", "[latency=1s 503 latency=2s]"},
		{"503,first=1,on=uploadMediaLink", "getMedia uploadMediaLink uploadMediaLink", "[] [503,on=uploadMediaLink,first=1] []"},
	} {
		s := set(t, strings.Fields(row.faults)...)
		var got []string
		for operation := range strings.FieldsSeq(row.operations) {
			got = append(got, fmt.Sprint(s.Select(operation, random()).Faults))
		}
		if text := strings.Join(got, " "); text != row.selects {
			t.Errorf("%s on %s: %s, want %s", row.faults, row.operations, text, row.selects)
		}
	}
}

func TestLatenciesAddUp(t *testing.T) {
	s := set(t, "latency=1s", "503", "latency=2s").Select("getMedia", random())
	if s.Latency != 3*time.Second {
		t.Errorf("the latency is %v", s.Latency)
	}
	if s := set(t, "slow=5s").Select("getMedia", random()); s.Latency != 0 {
		t.Errorf("a slow body is a latency of %v", s.Latency)
	}
}

func TestARateIsThatOfTheRequests(t *testing.T) {
	s, r, selected := set(t, "503,rate=0.25"), random(), 0
	for range 4000 {
		selected += len(s.Select("getMedia", r).Faults)
	}
	if selected < 900 || selected > 1100 || s[0].Count != selected {
		t.Errorf("%d of 4000, counted %d", selected, s[0].Count)
	}
	if s := set(t, "503,rate=1"); len(s.Select("getMedia", r).Faults) != 1 {
		t.Error("a rate of 1 leaves a request out")
	}
}

func TestDelaysAreWithinTheirRange(t *testing.T) {
	r := random()
	for text, limits := range map[string][2]time.Duration{
		"latency=2s":       {2 * time.Second, 2 * time.Second},
		"latency=1s..3s":   {time.Second, 3 * time.Second},
		"latency=90s~10":   {0, 100 * time.Second},
		"latency=1s..1s":   {time.Second, time.Second},
		"latency=0s..1ns":  {0, 1},
		"latency=100s~0.1": {0, 100 * time.Second},
	} {
		s := set(t, text)
		lowest, highest := 101*time.Second, time.Duration(-1)
		for range 500 {
			d := s.Select("getMedia", r).Latency
			lowest, highest = min(lowest, d), max(highest, d)
		}
		if lowest < limits[0] || highest > limits[1] {
			t.Errorf("%s: from %v to %v", text, lowest, highest)
		}
		if lowest == highest && limits[0] != limits[1] {
			t.Errorf("%s is always %v", text, lowest)
		}
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		if !fault.Wait(ctx, time.Second) || time.Since(began) != time.Second {
			t.Errorf("it ended after %v", time.Since(began))
		}
		if fault.Wait(ctx, time.Hour) || time.Since(began) != 2*time.Second {
			t.Errorf("it went on until %v", time.Since(began))
		}
		if fault.Wait(ctx, 0) {
			t.Error("a wait of no time says that the context goes on")
		}
		if !fault.Wait(t.Context(), 0) || !fault.Wait(t.Context(), -1) {
			t.Error("a wait of no time ends a context")
		}
	})
}

// sent is a response of 20 bytes as a client gets it from a server with the fault.
func sent(t *testing.T, text string) (status int, header http.Header, body string, err error) {
	t.Helper()
	selection := set(t, text).Select("getMedia", random())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		res := contract.NewResponse()
		res.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(res, `{"detail":"12345678"}`)
		selection.Corrupt(res)
		selection.Send(w, r, res)
	}))
	defer server.Close()
	response, err := http.Get(server.URL)
	if err != nil {
		return 0, nil, "", err
	}
	defer response.Body.Close()
	data, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header, string(data), err
}

func TestHowAResponseIsSent(t *testing.T) {
	for _, row := range []struct {
		fault, body, contentType string
		err                      error
	}{
		{"latency=0s", `{"detail":"12345678"}`, "application/json", nil},
		{"reset", "", "", syscall.ECONNRESET},
		{"truncate", `{"detail":`, "application/json", io.ErrUnexpectedEOF},
		{"stall=1ms", `{"detail":`, "application/json", io.ErrUnexpectedEOF},
		{"slow=1ms", `{"detail":"12345678"}`, "application/json", nil},
		{"content-type", `{"detail":"12345678"}`, "text/plain; charset=utf-8", nil},
		{"broken", "{}", "application/json", nil},
	} {
		_, header, body, err := sent(t, row.fault)
		if !errors.Is(err, row.err) {
			t.Errorf("%s: %v, want %v", row.fault, err, row.err)
		}
		if body != row.body {
			t.Errorf("%s: %q, want %q", row.fault, body, row.body)
		}
		if got := header.Get("Content-Type"); got != row.contentType {
			t.Errorf("%s: %q, want %q", row.fault, got, row.contentType)
		}
	}
}

func TestASlowBodyComesInTenPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		res := contract.NewResponse()
		_, _ = io.WriteString(res, strings.Repeat("x", 25))
		pieces := &pieceWriter{ResponseRecorder: httptest.NewRecorder()}
		began := time.Now()
		set(t, "slow=5s").Select("getMedia", random()).Send(pieces, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(t.Context()), res)
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("it took %v", took)
		}
		if got := fmt.Sprint(pieces.lengths); got != "[2 3 2 3 2 3 2 3 2 3]" {
			t.Errorf("the pieces are %s", got)
		}
	})
}

type pieceWriter struct {
	*httptest.ResponseRecorder
	lengths []int
}

func (w *pieceWriter) Write(p []byte) (int, error) {
	w.lengths = append(w.lengths, len(p))
	return w.ResponseRecorder.Write(p)
}

func TestASlowBodyEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		res := contract.NewResponse()
		_, _ = io.WriteString(res, "0123456789")
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		w := httptest.NewRecorder()
		defer func() {
			if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
				t.Errorf("it ended with %v", err)
			}
			if w.Body.String() != "012" {
				t.Errorf("it sent %q", w.Body)
			}
		}()
		set(t, "slow=10s").Select("getMedia", random()).Send(w, httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx), res)
	})
}
