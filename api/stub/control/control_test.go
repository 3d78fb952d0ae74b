package control_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// What is refused is refused with its place, and nothing of it is done.
func TestBadCallsChangeNothing(t *testing.T) {
	const refusal = `{"detail":[{"type":%q,"loc":[%s],"msg":%q}]}`
	operations := operationNames(t)
	last := len(operations) - 1
	quoted := "'" + strings.Join(operations[:last], "', '") + "' or '" + operations[last] + "'"
	scenarios := "ready-after-5s, ready-after-3polls, failed, failed-after-5s, failed-after-3polls, never-ready, post-503, get-503, get-2-500, slow-2s"
	for _, row := range []struct {
		name, method, target, body string
		status                     int
		want                       string
	}{
		{"an unknown scenario", "PUT", "/_stub/scenarios", `{"scenarios":["failed","sunny"]}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","scenarios",1`, "Input should be one of "+scenarios)},
		{"a scenario that the contract has no response for", "PUT", "/_stub/scenarios", `{"scenarios":["get-204"]}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","scenarios",0`, "Input should have a status from 400 to 599")},
		{"scenarios that are not a list", "PUT", "/_stub/scenarios", `{"scenarios":"failed"}`, 422,
			fmt.Sprintf(refusal, "list_type", `"body","scenarios"`, "Input should be a valid list")},
		{"a misspelt member", "PUT", "/_stub/scenarios", `{"scenarios":[],"scenario":["failed"]}`, 422,
			fmt.Sprintf(refusal, "extra_forbidden", `"body","scenario"`, "Extra inputs are not permitted: did you mean scenarios?")},
		{"no body", "PUT", "/_stub/scenarios", ``, 422, fmt.Sprintf(refusal, "missing", `"body"`, "Field required")},
		{"an invalid fault", "PUT", "/_stub/faults", `{"faults":["500","503,on=get-nothing"]}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","faults",1`, "Input should be on one of "+strings.Join(operations, ", "))},
		{"a fault with an unknown condition", "PUT", "/_stub/faults", `{"faults":["503,secret=1"]}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","faults",0`, "Input should have no other condition than on, first, rate, after and retry-after")},
		{"a clock that goes back", "PATCH", "/_stub/clock", `{"advance":"-1s","frozen":true}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","advance"`, "Input should not put the clock back, nor more than 100 years ahead")},
		{"a clock beyond the dates that there are", "PATCH", "/_stub/clock?world=a", `{"advance":"1000000h"}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","advance"`, "Input should not put the clock back, nor more than 100 years ahead")},
		{"an invalid duration", "PATCH", "/_stub/clock", `{"advance":"soon"}`, 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"body","advance"`, "Input should be a duration, such as 90s, 10m or 1h30m")},
		{"a change of nothing", "PATCH", "/_stub/clock", `{}`, 422,
			fmt.Sprintf(refusal, "too_short", `"body"`, "Input should have at least 1 of its properties")},
		{"an invalid status", "PUT", "/_stub/media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/status", `{"status":"done"}`, 422,
			fmt.Sprintf(refusal, "enum", `"body","status"`, "Input should be 'processing', 'ready' or 'failed'")},
		{"an invalid id", "PUT", "/_stub/media/7/status", `{"status":"ready"}`, 422,
			fmt.Sprintf(refusal, "uuid_parsing", `"path","media_id"`, "Input should be a valid UUID, 32 hexadecimal digits in groups of 8-4-4-4-12")},
		{"an unknown media", "PUT", "/_stub/media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7/status", `{"status":"ready"}`, 404, `{"detail":"Media not found"}`},
		{"a limit beyond the largest", "GET", "/_stub/media?limit=1001", "", 422,
			fmt.Sprintf(refusal, "less_than_equal", `"query","limit"`, "Input should be at most 1000")},
		{"an unknown verdict", "GET", "/_stub/journal?verdict=bad", "", 422,
			fmt.Sprintf(refusal, "enum", `"query","verdict"`, "Input should be 'ok', 'warning', 'violation' or 'unchecked'")},
		{"an unknown operation, listed", "GET", "/_stub/journal?operation=upload-nothing", "", 422,
			fmt.Sprintf(refusal, "enum", `"query","operation"`, "Input should be "+quoted)},
		{"an unknown operation, counted", "GET", "/_stub/journal/count?operation=getmedia", "", 422,
			fmt.Sprintf(refusal, "enum", `"query","operation"`, "Input should be "+quoted)},
		{"an unknown operation, exported", "GET", "/_stub/journal/har?operation=getMedia%20", "", 422,
			fmt.Sprintf(refusal, "enum", `"query","operation"`, "Input should be "+quoted)},
		{"a misspelt world", "DELETE", "/_stub/journal?wrld=a&all", "", 422,
			fmt.Sprintf(refusal, "extra_forbidden", `"query","wrld"`, "Extra inputs are not permitted: did you mean world?")},
		{"a world without a name", "DELETE", "/_stub/journal?world=&all", "", 422,
			fmt.Sprintf(refusal, "string_too_short", `"query","world"`, "Input should have at least 1 character")},
		{"a world in an invalid query", "DELETE", "/_stub/journal?all&world=%zz", "", 422,
			fmt.Sprintf(refusal, "value_error", `"query"`, "Input should be percent-encoded, with & between parameters")},
		{"a number that no Go type holds", "GET", "/_stub/journal?after=99999999999999999999", "", 422,
			fmt.Sprintf(refusal, "less_than_equal", `"query","after"`, "Input should be at most 9007199254740991")},
		{"a number as only JSON has it", "GET", "/_stub/media?limit=1e2", "", 422,
			fmt.Sprintf(refusal, "int_parsing", `"query","limit"`, "Input should be a valid integer, unable to interpret input")},
		{"all worlds, without all", "DELETE", "/_stub/journal", "", 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"query","all"`, "Input should be there where no world is named: it is about all of them")},
		{"all worlds, without all", "POST", "/_stub/reset", "", 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"query","all"`, "Input should be there where no world is named: it is about all of them")},
		{"one world, with all", "POST", "/_stub/reset?world=a&all", "", 422,
			fmt.Sprintf(refusal, "string_pattern_mismatch", `"query","all"`, "Input should not be there where a world is named, or its bearer token sent")},
		{"another path", "GET", "/_stub/none", "", 404, `{"detail":"Not Found"}`},
		{"another method", "POST", "/_stub/faults", "", 405, `{"detail":"Method Not Allowed"}`},
		{"another method of the document", "PUT", "/_stub/openapi.yaml", "", 405, `{"detail":"Method Not Allowed"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newService(t)
			s.upload("a", video)
			before := s.state()
			w := s.call(row.method, row.target, row.body)
			if got := strings.TrimSpace(w.Body.String()); w.Code != row.status || got != row.want {
				t.Errorf("%d %s", w.Code, got)
			}
			if diff := cmp.Diff(before, s.state()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// operationNames are those that a fault or a filter of the journal may name.
func operationNames(t *testing.T) []string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{journal.OperationToken}
	for _, op := range library.Operations() {
		names = append(names, op.ID())
	}
	return names
}

// state is all that a call could change.
func (s *service) state() string {
	text := ""
	for _, of := range []stub.Scope{s.stub.Scope, s.stub.World("a")} {
		text += fmt.Sprintf("%q %v %v %d\n", of.Scenarios(), of.Faults(), of.Frozen(), len(of.Exchanges()))
	}
	media, err := json.Marshal(s.stub.Media(""))
	if err != nil {
		s.t.Fatal(err)
	}
	return text + fmt.Sprint(s.stub.Now(), s.stub.World("a").Now(), string(media))
}

func TestACallIsAboutTheWorldThatItNames(t *testing.T) {
	s := withStub(t, []stub.Option{stub.WithAuthentication("a,b,issued")})
	for _, row := range []struct {
		name, target string
		header       []string
		status       int
		about        string
	}{
		{"by name", "?world=a", nil, 200, "a"},
		{"by its own bearer", "", []string{"Authorization", "Bearer b"}, 200, "b"},
		{"by name rather than by bearer", "?world=a", []string{"Authorization", "Bearer b"}, 200, "a"},
		{"by name, whatever the bearer", "?world=a", []string{"Authorization", "Bearer stranger"}, 200, "a"},
		{"none", "", nil, 200, "all"},
		{"a bearer that is not accepted", "", []string{"Authorization", "Bearer stranger"}, 401, ""},
		{"another scheme", "", []string{"Authorization", "Basic YTpi"}, 401, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s.stub.Reset()
			w := s.call("PUT", "/_stub/scenarios"+row.target, `{"scenarios":["failed"]}`, row.header...)
			changed := map[string]bool{"a": len(s.stub.World("a").Scenarios()) > 0, "b": len(s.stub.World("b").Scenarios()) > 0, "all": len(s.stub.Scenarios()) > 0}
			want := map[string]bool{"a": row.about == "a" || row.about == "all", "b": row.about == "b" || row.about == "all", "all": row.about == "all"}
			if w.Code != row.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if diff := cmp.Diff(want, changed); diff != "" {
				t.Error(diff)
			}
			if w.Code == 401 && w.Header().Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%v", w.Header())
			}
		})
	}
}

func TestATokenProtectsAllButTheProbesAndTheDocument(t *testing.T) {
	s := newService(t, control.WithToken("t0ken"))
	for target, want := range map[string]int{
		"/_stub/health": 200, "/_stub/ready": 200, "/_stub/openapi.yaml": 200,
		"/_stub/faults": 401, "/_stub/faults?world=a": 401, "/_stub/none": 401,
	} {
		for _, token := range []string{"", "T0ken", "t0ken1"} {
			if w := s.call("GET", target, "", control.TokenHeader, token); w.Code != want || strings.Contains(w.Body.String(), "t0ken") {
				t.Errorf("%s with %q: %d %s", target, token, w.Code, w.Body)
			}
		}
	}
	if w := s.call("GET", "/_stub/faults", "", control.TokenHeader, "t0ken"); w.Code != 200 {
		t.Errorf("with the token: %d %s", w.Code, w.Body)
	}
	for name, row := range map[string]struct {
		handler http.Handler
		want    int
	}{"that is asked for": {s.control, 401}, "that nobody asks for": {newService(t).control, 422}} {
		r := newRequest("GET", "/_stub/faults", "")
		r.Header[control.TokenHeader] = []string{"t0ken", "t0ken"}
		w := httptest.NewRecorder()
		row.handler.ServeHTTP(w, r)
		if w.Code != row.want {
			t.Errorf("a token twice %s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestOnlyTheProbesAreServed(t *testing.T) {
	s := newService(t, control.WithProbesOnly())
	for target, want := range map[string]int{"/_stub/health": 200, "/_stub/ready?probe=1": 200, "/_stub/openapi.yaml": 404, "/_stub/faults": 404} {
		if w := s.call("GET", target, "", "Authorization", "Basic YTpi"); w.Code != want {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
}

func TestPagesOfOtherOriginsAreKeptOut(t *testing.T) {
	for _, row := range []struct {
		origins []string
		origin  string
		want    int
	}{
		{nil, "", 204}, {nil, "http://example.com", 204}, {nil, "http://evil.example", 403},
		{[]string{"http://good.example"}, "http://good.example", 204}, {[]string{"http://good.example"}, "http://evil.example", 403},
		{[]string{"*"}, "http://evil.example", 204},
	} {
		s := newService(t, control.WithOrigins(row.origins...))
		var header []string
		if row.origin != "" {
			header = []string{"Origin", row.origin}
		}
		if w := s.call("POST", "/_stub/reset?all", "", header...); w.Code != row.want {
			t.Errorf("%v, %q: %d %s", row.origins, row.origin, w.Code, w.Body)
		}
	}
	if _, err := control.New(newService(t).stub, control.WithOrigins("good.example")); err == nil {
		t.Error("an origin without a scheme is accepted")
	}
}

func TestTheDocumentIsServedAsItIs(t *testing.T) {
	w := httptest.NewRecorder()
	newService(t).control.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/_stub/openapi.yaml", nil))
	if w.Body.String() != string(control.OpenAPI) || w.Header().Get("Content-Type") != "application/yaml" {
		t.Errorf("%d bytes, %v", w.Body.Len(), w.Header())
	}
}

// What both documents have must be the same in both.
func TestTheStatusesAreThoseOfTheLibrary(t *testing.T) {
	statuses := func(document []byte) any {
		var d struct {
			Components struct{ Schemas map[string]map[string]any }
		}
		if err := yaml.Unmarshal(document, &d); err != nil {
			t.Fatal(err)
		}
		return d.Components.Schemas["MediaStatus"]["enum"]
	}
	if diff := cmp.Diff(statuses(medialink.OpenAPI), statuses(control.OpenAPI)); diff != "" {
		t.Error(diff)
	}
}
