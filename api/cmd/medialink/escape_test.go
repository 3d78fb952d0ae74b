package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/medialink-go/medialink/api/client"
	"github.com/medialink-go/medialink/api/contract"
)

// hostile has characters that clear a terminal, set its title, reverse text, and begin a line of their own.
const hostile = `\u001b[2J\u001b]0;title\u0007\u009b31m\u007f\u202e\r\nmedialink: fine`

func TestAServerCannotControlTheTerminal(t *testing.T) {
	media := contractExample(t)
	for name, row := range map[string]struct {
		status int
		body   string
		args   []string
		code   int
		want   string // a part of what is shown
	}{
		"the URL of a media":         {200, strings.Replace(media, `"url":"`, `"url":"`+hostile, 1), nil, 0, `\u001b[2J`},
		"its name in JSON":           {200, strings.Replace(media, `"name":"`, `"name":"`+hostile, 1), []string{"--json"}, 0, `\u009b31m\u007f\u202e\r\nmedialink: fine`},
		"its status":                 {200, strings.Replace(media, `"status":"ready"`, `"status":"`+hostile+`"`, 1), nil, 0, `\u009b31m\u007f\u202e\u000d\u000amedialink: fine`},
		"the sentence of an error":   {404, `{"detail":"` + hostile + `"}`, nil, 1, `\u007f\u202e\u000d\u000amedialink: fine`},
		"the entries of a 422":       {422, `{"detail":[{"loc":["` + hostile + `"],"msg":"` + hostile + `","type":"x"}]}`, nil, 1, `\u001b]0;title\u0007`},
		"a body that is not the API": {502, "\x1b[2J\x9b31m", nil, 1, "status 502"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(row.status)
				_, _ = io.WriteString(w, row.body)
			}))
			defer server.Close()
			t.Setenv("MEDIALINK_BASE_URL", server.URL)
			t.Setenv("MEDIALINK_TOKEN", "demo")
			code, stdout, stderr := invoke(t, append([]string{"get", idIn(media)}, row.args...)...)
			if code != row.code {
				t.Errorf("code %d, want %d", code, row.code)
			}
			shown := stdout + stderr
			if !strings.Contains(shown, row.want) {
				t.Errorf("%q does not have %q", shown, row.want)
			}
			expectHarmless(t, shown)
			if strings.Contains(shown, "\nmedialink: fine") {
				t.Errorf("%q has a line of the server's", shown)
			}
		})
	}
}

// contractExample is a media that is ready.
func contractExample(t *testing.T) string {
	t.Helper()
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range library.Operation("getMedia").ResponseExamples(http.StatusOK) {
		if text := string(example.Body); strings.Contains(text, `"status":"ready"`) {
			return text
		}
	}
	t.Fatal("the contract has no example of a media that is ready")
	return ""
}

// expectHarmless fails for characters that a terminal obeys.
func expectHarmless(t *testing.T, shown string) {
	t.Helper()
	controls := func(r rune) bool { return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) }
	if i := strings.IndexFunc(shown, controls); i >= 0 {
		t.Errorf("%q has a control character at %d", shown, i)
	}
	if !utf8.ValidString(shown) {
		t.Errorf("%q is not UTF-8", shown)
	}
}

func TestAStatusThatIsPolledCannotControlTheTerminal(t *testing.T) {
	var shown bytes.Buffer
	p := newProgress(&shown)
	p.observe(t.Context(), client.Event{Kind: client.EventPoll, Media: "\x1b[2J\nfine\u202e"})
	expectHarmless(t, shown.String())
	if got := strings.Count(shown.String(), "\n"); got != 1 {
		t.Errorf("%d lines: %q", got, &shown)
	}
}

func TestArgumentsCannotControlTheTerminal(t *testing.T) {
	for _, args := range [][]string{{"\x1b[2J\x9b"}, {"stub", "--\x1b[2J"}, {"stub", "--fault=\x1b[2J\x9b"}, {"stub", "--config=\x1b[2J\x9b"}} {
		_, stdout, stderr := invoke(t, args...)
		expectHarmless(t, stdout+stderr)
	}
}
