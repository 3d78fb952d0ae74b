package stubtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stubtest"
	"github.com/medialink-go/medialink/gen"
)

const sample = "https://static.rask.ai/samples/sample_1.mp4"

func upload(t *testing.T, s *stubtest.Server) *gen.UploadMediaLinkResponse {
	t.Helper()
	response, err := s.Generated().UploadMediaLinkWithResponse(t.Context(), gen.MediaLink{Link: sample})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func get(t *testing.T, s *stubtest.Server, m *gen.Media) *gen.GetMediaResponse {
	t.Helper()
	response, err := s.Generated().GetMediaWithResponse(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func TestAdvanceMakesMediaReady(t *testing.T) {
	t.Parallel()
	s := stubtest.New(t, stub.WithReadyAfter("10m"))
	m := upload(t, s).JSON200
	if got := get(t, s, m).JSON200.Status; got != gen.MediaStatusProcessing {
		t.Errorf("it is %s at once", got)
	}
	s.Advance(10 * time.Minute)
	if got := get(t, s, m).JSON200.Status; got != gen.MediaStatusReady {
		t.Errorf("it is %s ten minutes later", got)
	}
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	s := stubtest.New(t)
	get(t, s, upload(t, s).JSON200)
	var asked []string
	for _, x := range s.Exchanges() {
		asked = append(asked, fmt.Sprint(x.Operation, " ", x.Status))
	}
	if got := strings.Join(asked, ", "); got != "uploadMediaLink 200, getMedia 200" {
		t.Error(got)
	}
}

func TestFaultsCanBeTurnedOnAndOff(t *testing.T) {
	t.Parallel()
	s := stubtest.New(t)
	s.Faults("503,first=1", "429,on=getMedia")
	if got := upload(t, s).StatusCode(); got != 503 {
		t.Errorf("the first upload gets %d", got)
	}
	m := upload(t, s).JSON200
	if got := get(t, s, m); got.StatusCode() != 429 || got.HTTPResponse.Header.Get("Retry-After") != "1" {
		t.Errorf("the GET gets %d", got.StatusCode())
	}
	s.Faults()
	if got := get(t, s, m).StatusCode(); got != 200 {
		t.Errorf("without faults the GET gets %d", got)
	}
}

// Real code has the https URL of the service built in.
func TestTheTransportTakesHTTPSURLs(t *testing.T) {
	s := stubtest.New(t, stub.WithReadyAfter("0s"))
	c := s.Client(client.WithBaseURL(client.DefaultBaseURL))
	m, err := c.UploadLink(t.Context(), sample)
	if err != nil {
		t.Fatal(err)
	}
	ready, err := c.Get(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if url := *ready.URL; !strings.HasPrefix(url, client.DefaultBaseURL+"/files/") {
		t.Errorf("the file is at %s, want it below %s/files/", url, client.DefaultBaseURL)
	}
	file, err := (&http.Client{Transport: s.Transport()}).Get(*ready.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Body.Close()
	if file.StatusCode != http.StatusOK {
		t.Errorf("the file has status %d, want 200", file.StatusCode)
	}
}

func TestTimePassesInsideABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t, stub.WithReadyAfter("3h"))
		s.Faults("latency=90s,first=1")
		began := time.Now()
		m := upload(t, s).JSON200
		if took := time.Since(began); took != 90*time.Second {
			t.Errorf("the upload took %v", took)
		}
		<-time.After(3 * time.Hour)
		if got := get(t, s, m).JSON200.Status; got != gen.MediaStatusReady {
			t.Errorf("it is %s", got)
		}
	})
}

func TestAStalledResponseDoesNotDelayTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("stall=100s")
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://any.invalid/", nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := s.Transport().RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	})
}

func TestACallerWhoGoesAwayIsRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("latency=100s")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Generated().GetMediaWithResponse(ctx, uuid.New()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		synctest.Wait()
		if x := s.Exchanges(); len(x) != 1 || x[0].Status != 0 || x[0].Operation != "getMedia" {
			t.Errorf("%+v", x)
		}
	})
}

func TestHooksOfHTTPTraceAreCalled(t *testing.T) {
	t.Parallel()
	s := stubtest.New(t)
	var called []string
	note := func(name string) { called = append(called, name) }
	trace := &httptrace.ClientTrace{
		GetConn:              func(string) { note("GetConn") },
		GotConn:              func(httptrace.GotConnInfo) { note("GotConn") },
		WroteRequest:         func(httptrace.WroteRequestInfo) { note("WroteRequest") },
		GotFirstResponseByte: func() { note("GotFirstResponseByte") },
	}
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), http.MethodGet, "http://any.invalid/", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.Transport().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if got := strings.Join(called, " "); got != "GetConn GotConn WroteRequest GotFirstResponseByte" {
		t.Error(got)
	}
}

func TestOtherProgramsReachTheStubBySockets(t *testing.T) {
	t.Parallel()
	s := stubtest.New(t)
	url := s.URL()
	response, err := http.Get(url + "/api/library/v1/media/7")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || string(body) != "{\"detail\":\"Not authenticated\"}\n" || s.URL() != url {
		t.Errorf("%v: %s", err, body)
	}
}

func post(t *testing.T, s *stubtest.Server, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://any.invalid/api/library/v1/media/link", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+stubtest.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := s.Transport().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
}

func TestACallerWhoGivesUpHasUploadedNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := stubtest.New(t)
		s.Faults("latency=10s")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.Generated().UploadMediaLinkWithResponse(ctx, gen.MediaLink{Link: "https://h.example/a.mp4"})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it was not late: %v", err)
		}
		synctest.Wait()
		if x := s.Exchanges(); len(x) != 1 || x[0].Status != 0 || len(x[0].RequestBody) == 0 || len(s.Media("")) != 0 {
			t.Errorf("%+v", x)
		}
	})
}

// go doc shows no promoted methods.
func TestTheDocListsEachMethod(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Fields("AllowViolations Client Faults Generated Transport URL Verify VerifyInOrder")
	for method := range reflect.TypeFor[*stubtest.Server]().Methods() {
		listed := regexp.MustCompile(`\b` + method.Name + `\b`).Match(doc)
		if !listed && !slices.Contains(own, method.Name) {
			t.Errorf("doc.go has no %s", method.Name)
		}
	}
}
