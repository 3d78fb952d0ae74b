package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/medialink-go/medialink/api/client"
)

const sample = "https://static.rask.ai/samples/sample_1.mp4"

// aim makes the commands call a stub.
func aim(t *testing.T, args ...string) {
	t.Helper()
	r := start(t, args...)
	t.Cleanup(func() { r.end() })
	t.Setenv("MEDIALINK_BASE_URL", r.url)
	t.Setenv("MEDIALINK_TOKEN", "demo")
}

func TestUploadAndGetByExitCode(t *testing.T) {
	aim(t, "--ready-after=1poll")
	never := "https://never-ready.medialink.invalid/a.mp4"
	for _, row := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"an upload", []string{"upload", sample}, 0, "video  processing"},
		{"one that waits", []string{"upload", sample, "--wait"}, 0, "video  ready  http://127.0.0.1:"},
		{"one that fails", []string{"upload", "https://failed-after-1poll.medialink.invalid/a.mp4", "--wait"}, 3, "video  failed"},
		{"one that takes too long", []string{"upload", never, "--wait", "--limit=1ms"}, 4, "Go on waiting with: medialink get "},
		{"one of a kind and a name", []string{"upload", sample, "--kind=audio", "--name=Talk", "--json"}, 0, `"name": "Talk"`},
		{"an invalid link", []string{"upload", "sample.mp4"}, 2, "<link>: must be an absolute URI"},
		{"an invalid limit", []string{"get", "3c90c3cc-0d44-4b50-8888-8dd25736052a", "--wait", "--limit=0s"}, 2, "--limit: must be more than 0s"},
		{"what the service refuses", []string{"upload", "https://nope.medialink.invalid/a.mp4"}, 1, "body.link Input should name a scenario"},
		{"a kind that does not exist", []string{"upload", sample, "--kind=doc"}, 2, "--kind"},
		{"no link", []string{"upload"}, 2, "<link>"},
		{"an invalid id", []string{"get", "7"}, 2, "<id>"},
		{"an unknown id", []string{"get", "3c90c3cc-0d44-4b50-8888-8dd25736052a"}, 1, "not found (status 404)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, row.args...)
			if code != row.code || !strings.Contains(stdout+stderr, row.says) {
				t.Errorf("code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}

func TestGetShowsWhatWasUploaded(t *testing.T) {
	aim(t, "--ready-after=0s")
	_, stdout, _ := invoke(t, "upload", sample, "--json")
	var media client.Media
	if err := json.Unmarshal([]byte(stdout), &media); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := invoke(t, "get", media.ID.String())
	if code != 0 || !strings.HasPrefix(stdout, media.ID.String()+"  video  ready") || stderr != "" {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
}

func TestAnInterruptedWaitSaysHowToGoOn(t *testing.T) {
	aim(t)
	ctx, cancel := context.WithCancel(t.Context())
	var out bytes.Buffer
	stderr := writer(func(p []byte) {
		if bytes.Contains(p, []byte("poll 1")) {
			cancel()
		}
	})
	code := run(ctx, []string{"upload", "https://never-ready.medialink.invalid/a.mp4", "--wait"}, &out, stderr)
	if code != 1 || !strings.Contains(stderr.text.String(), "Go on waiting with: medialink get ") {
		t.Errorf("code %d: %s", code, stderr.text)
	}
}

// watched is a writer that calls tell with what is written.
type watched struct {
	text *bytes.Buffer
	tell func([]byte)
}

func writer(tell func([]byte)) watched { return watched{text: &bytes.Buffer{}, tell: tell} }

func (w watched) Write(p []byte) (int, error) {
	w.tell(p)
	return w.text.Write(p)
}

func TestCredentialsComeFromAFile(t *testing.T) {
	aim(t, "--auth=issued", "--client=id:secret")
	t.Setenv("MEDIALINK_TOKEN", "")
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "credentials")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	full := "MEDIALINK_CLIENT_ID=id\nMEDIALINK_CLIENT_SECRET=secret\nMEDIALINK_TOKEN_URL=" + os.Getenv("MEDIALINK_BASE_URL") + "/oauth2/token\n"
	for _, row := range []struct {
		name, path string
		code       int
		says       string
	}{
		{"credentials", write(full), 0, "processing"},
		{"a token that is not accepted", write("MEDIALINK_TOKEN=M4RK3R\n"), 1, "unauthorized (status 401)"},
		{"another name", write(full + "MEDIALINK_SECRET=M4RK3R\n"), 2, "none of [MEDIALINK_TOKEN"},
		{"no lines of the kind", write("M4RK3R"), 2, "has a line that is none of"},
		{"a token with a line end", write("MEDIALINK_TOKEN=\"M4RK3R\\nX\"\n"), 2, "the token holds a line end"},
		{"half of it", write("MEDIALINK_CLIENT_ID=id\n"), 2, "must have an id and a secret"},
		{"no token URL", write("MEDIALINK_CLIENT_ID=id\nMEDIALINK_CLIENT_SECRET=secret\n"), 2, "MEDIALINK_TOKEN_URL"},
		{"no file", "/no/such/file", 2, "cannot be read"},
		{"none at all", "", 2, "no credentials"},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := []string{"upload", sample}
			if row.path != "" {
				args = append(args, "--credentials", row.path)
			}
			code, stdout, stderr := invoke(t, args...)
			if code != row.code || !strings.Contains(stdout+stderr, row.says) || strings.Contains(stdout+stderr, "M4RK3R") {
				t.Errorf("code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}

func TestUsageErrorsComeBeforeCredentials(t *testing.T) {
	for _, name := range []string{"MEDIALINK_TOKEN", "MEDIALINK_CLIENT_ID", "MEDIALINK_CLIENT_SECRET", "MEDIALINK_TOKEN_URL"} {
		t.Setenv(name, "")
	}
	id := "3c90c3cc-0d44-4b50-8888-8dd25736052a"
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"upload", "sample.mp4"}, "<link>: must be an absolute URI"},
		{[]string{"upload", ""}, "<link>: must"},
		{[]string{"upload", "sample.mp4", "--credentials=/no/such/file"}, "<link>: must be an absolute URI"},
		{[]string{"upload", sample, "--wait", "--limit=-1s"}, "--limit: must be more than 0s"},
		{[]string{"upload", sample, "--base-url=ftp://h.example"}, "--base-url: base URL: must be http or https"},
		{[]string{"get", id, "--limit=-1s"}, "--limit: must be more than 0s"},
		{[]string{"get", id, "--base-url=h.example"}, "--base-url: base URL: must be http or https"},
		{[]string{"upload", sample}, "no credentials"},
	} {
		code, _, stderr := invoke(t, row.args...)
		if code != 2 || !strings.HasPrefix(stderr, "medialink: "+row.want) && !strings.HasPrefix(stderr, "medialink: client: "+row.want) {
			t.Errorf("%q: code %d: %s", row.args, code, stderr)
		}
		if strings.Contains(stderr, "credentials") != (row.want == "no credentials") {
			t.Errorf("%q: %s", row.args, stderr)
		}
		if want := "(see medialink " + row.args[0] + " --help)\n"; !strings.HasSuffix(stderr, want) {
			t.Errorf("%q: %s does not end with %s", row.args, stderr, want)
		}
	}
}
