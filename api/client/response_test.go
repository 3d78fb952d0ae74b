package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stubtest"
)

// exampleID is the id of the media in every example of the contract, but in the documented sample.
var exampleID = uuid.MustParse("0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7")

// clientWith returns a client that gets the same response to each call, and the drift that it reports.
func clientWith(t *testing.T, status int, body string, opts ...client.Option) (c *client.Client, drift *[]string) {
	t.Helper()
	drift = new([]string)
	all := []client.Option{
		client.WithHTTPClient(&http.Client{Transport: responding(status, http.Header{"Content-Type": {"application/json"}}, body)}),
		client.WithRetry(client.RetryPolicy{Attempts: 1}),
		client.WithObserver(func(_ context.Context, e client.Event) {
			if e.Kind == client.EventDrift {
				*drift = append(*drift, e.Violation.Pointer+" "+string(e.Violation.Rule))
			}
		}),
	}
	return stubtest.New(t).Client(append(all, opts...)...), drift
}

func example(t testing.TB, name string) string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range library.Operation("getMedia").ResponseExamples(200) {
		if e.Name == name {
			return string(e.Body)
		}
	}
	t.Fatalf("no example %s", name)
	return ""
}

func TestContractModesDecideWhatIsDelivered(t *testing.T) {
	video := example(t, "ready-video")
	replaced := func(old, replacement string) string {
		if !strings.Contains(video, old) {
			t.Fatalf("no %s in %s", old, video)
		}
		return strings.Replace(video, old, replacement, 1)
	}
	for _, row := range []struct {
		name, body string
		tolerant   bool
		strict     bool
		drift      string
	}{
		{"what conforms", video, true, true, ""},
		{"a property that is not declared", replaced(`{"kind"`, `{"new":1,"kind"`), true, true, ""},
		{"no name", replaced(`"name":"Product tour",`, ``), true, true, ""},
		{"name null", replaced(`"name":"Product tour"`, `"name":null`), true, true, ""},
		{"url null", replaced(`"url":"https`, `"url":null,"x":"https`), true, true, ""},
		{"meta null", replaced(`"meta":{`, `"meta":null,"x":{`), true, true, ""},
		{"a kind that nobody knows", replaced(`"kind":"video"`, `"kind":"hologram"`), true, false, "/kind enum"},
		{"a status that nobody knows", replaced(`"status":"ready"`, `"status":"waiting"`), true, false, "/status enum"},
		{"a url that is none", replaced(`"url":"https`, `"url":"<string>","x":"https`), true, false, "/url format"},
		{"a time without an offset", replaced(`"2026-01-15T09:30:00Z"`, `"2026-01-15T09:30:00.5"`), true, false, "/created_at format"},
		{"a time with a lower-case t and z", replaced(`"2026-01-15T09:30:00Z"`, `"2026-01-15t09:30:00z"`), true, true, ""},
		{"a leap second", replaced(`"2026-01-15T09:30:00Z"`, `"2026-12-31T23:59:60Z"`), false, false, ""},
		{"an integer with a fraction of zero", replaced(`:94,`, `:94.0,`), true, true, ""},
		{"an integer with an exponent", replaced(`:94,`, `:1e3,`), true, true, ""},
		{"an integer that no int holds", replaced(`:94,`, `:1e30,`), false, false, ""},
		{"a time that is none", replaced(`"2026-01-15T09:30:00Z"`, `"yesterday"`), false, false, ""},
		{"an id that is none", replaced(`"id":"0d9f3a52`, `"id":"x0d9f3a52`), false, false, ""},
		{"no status", replaced(`"status":"ready",`, ``), false, false, ""},
		{"a number as text", replaced(`"size_bytes":18874368`, `"size_bytes":"18874368"`), false, false, ""},
		{"no object", `[]`, false, false, ""},
		{"no JSON", `<html>`, false, false, ""},
		{"a name twice", replaced(`{"kind"`, `{"kind":"audio","kind"`), false, false, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, drift := clientWith(t, 200, row.body)
			media, err := c.Get(t.Context(), exampleID)
			if (err == nil) != row.tolerant || err != nil && !errors.Is(err, client.ErrContract) || strings.Join(*drift, ", ") != row.drift {
				t.Errorf("tolerant: %v, drift %v", err, *drift)
			}
			if err == nil && media.MIMEType != "video/mp4" {
				t.Errorf("tolerant: %+v", media)
			}
			c, _ = clientWith(t, 200, row.body, client.WithContract(client.Strict))
			if _, err := c.Get(t.Context(), exampleID); (err == nil) != row.strict || err != nil && !errors.Is(err, client.ErrContract) {
				t.Errorf("strict: %v", err)
			}
		})
	}
}

func TestATimeWithoutAnOffsetIsUTC(t *testing.T) {
	body := strings.ReplaceAll(example(t, "ready-video"), `Z"`, `"`)
	c, drift := clientWith(t, 200, body)
	media, err := c.Get(t.Context(), exampleID)
	if err != nil {
		t.Fatal(err)
	}
	if got := media.CreatedAt.Format("2006-01-02T15:04:05Z07:00"); got != "2026-01-15T09:30:00Z" || len(*drift) != 4 {
		t.Errorf("%s, drift %v", got, *drift)
	}
}

func TestTheDocumentedSampleHasTwoDriftEvents(t *testing.T) {
	sample, err := os.ReadFile("../contract/testdata/documented.json")
	if err != nil {
		t.Fatal(err)
	}
	c, drift := clientWith(t, 200, string(sample))
	media, err := c.Get(t.Context(), uuid.MustParse("3c90c3cc-0d44-4b50-8888-8dd25736052a"))
	if err != nil || strings.Join(*drift, ", ") != "/preview/url format, /url format" {
		t.Fatalf("%v, drift %v", err, *drift)
	}
	var sent, got any
	back, err := json.Marshal(media)
	if err != nil {
		t.Fatal(err)
	}
	if json.Unmarshal(sample, &sent) != nil || json.Unmarshal(back, &got) != nil || len(sent.(map[string]any)) != len(got.(map[string]any)) {
		t.Errorf("%s", back)
	}
}

func TestAnErrorOfAnyShapeKeepsItsStatus(t *testing.T) {
	for body, want := range map[string]client.Detail{
		`{"detail":"Not here"}`: {Message: "Not here"},
		`{"detail":[{"type":"missing","loc":["body","link",0],"msg":"Field required"}]}`: {Type: "missing", Location: "body.link.0", Message: "Field required"},
		``:                  {},
		`<html>`:            {},
		`[]`:                {},
		`{"error":"x"}`:     {},
		`{"detail":7}`:      {},
		`{"detail":[7]}`:    {},
		"\xff":              {},
		`{"detail":"x"} {}`: {},
	} {
		c, _ := clientWith(t, 418, body)
		_, err := c.Get(t.Context(), exampleID)
		failed, ok := errors.AsType[*client.Error](err)
		if !ok || failed.Status != 418 || !errors.Is(err, client.ErrInvalid) || string(failed.Body()) != body {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if want != (client.Detail{}) && (len(failed.Details) != 1 || failed.Details[0] != want) || want == (client.Detail{}) && len(failed.Details) > 0 {
			t.Errorf("%s: %+v", body, failed.Details)
		}
	}
}

func TestAResponseMayBeAsLargeAsTheLimit(t *testing.T) {
	body := example(t, "ready-video")
	for limit, want := range map[int64]error{int64(len(body)) - 1: client.ErrTooLarge, int64(len(body)): nil, math.MaxInt64: nil} {
		c, _ := clientWith(t, 200, body, client.WithMaxResponse(limit))
		if _, err := c.Get(t.Context(), exampleID); !errors.Is(err, want) {
			t.Errorf("%d bytes with a limit of %d: %v; want %v", len(body), limit, err, want)
		}
	}
}

func TestTheBodyOfAnErrorIsCutAndRedacted(t *testing.T) {
	for _, status := range []int{300, 500} {
		token := client.NewSecret("M4RK3R-M4RK3R")
		c, _ := clientWith(t, status, `you sent M4RK3R-M4RK3R`+strings.Repeat(" ", 8<<10), client.WithToken(token))
		_, err := c.Get(t.Context(), exampleID)
		failed, ok := errors.AsType[*client.Error](err)
		if !ok {
			t.Fatalf("%d: %v", status, err)
		}
		if got := string(failed.Body()); strings.Contains(got, "M4RK3R") || !strings.HasPrefix(got, "you sent REDACTED") {
			t.Errorf("%d: %s; want the token redacted", status, got)
		}
		if n := len(failed.Body()); n != 4<<10 {
			t.Errorf("%d: %d bytes, want 4 KiB", status, n)
		}
	}
}

func TestStrictRefusesAnErrorThatDoesNotConform(t *testing.T) {
	for _, row := range []struct {
		status int
		body   string
		kind   error
	}{
		{399, `{"error":"x"}`, client.ErrServer}, // the contract has nothing to say of redirects
		{400, `{"error":"x"}`, client.ErrContract},
		{400, `{"detail":"x"}`, client.ErrInvalid},
		{404, `{"error":"x"}`, client.ErrContract},
		{404, ``, client.ErrContract},
		{404, `{"detail":"x"}`, client.ErrNotFound},
	} {
		c, _ := clientWith(t, row.status, row.body, client.WithContract(client.Strict))
		_, err := c.Get(t.Context(), exampleID)
		if failed, ok := errors.AsType[*client.Error](err); !ok || failed.Status != row.status || !errors.Is(err, row.kind) {
			t.Errorf("%d %s: %v; want %v", row.status, row.body, err, row.kind)
		}
	}
}

func TestARequestIsCheckedBeforeItIsSent(t *testing.T) {
	s := stubtest.New(t)
	for _, link := range []string{"", "sample.mp4", "<string>"} {
		_, err := s.Client().UploadLink(t.Context(), link)
		if _, violated := errors.AsType[*contract.ViolationError](err); !violated || !errors.Is(err, client.ErrInvalid) {
			t.Errorf("%q: %v", link, err)
		}
	}
	if n := len(s.Exchanges()); n > 0 {
		t.Errorf("%d requests", n)
	}
	s.AllowViolations()
	if _, err := s.Client(client.WithContract(client.Off)).UploadLink(t.Context(), ""); !errors.Is(err, client.ErrInvalid) || len(s.Exchanges()) != 1 {
		t.Errorf("without checks: %v", err)
	}
}

func TestABodyThatCannotBeDecodedIsAnErrorWithoutChecksToo(t *testing.T) {
	for _, body := range []string{`{"id":"M4RK3R"}`, `[]`, `<`} {
		c, _ := clientWith(t, 200, body, client.WithContract(client.Off))
		_, err := c.UploadLink(t.Context(), sample)
		failed, ok := errors.AsType[*client.Error](err)
		if !ok || !errors.Is(err, client.ErrContract) || failed.Effect != client.Applied || strings.Contains(err.Error(), "M4RK3R") {
			t.Errorf("%s: %v", body, err)
		}
	}
}
