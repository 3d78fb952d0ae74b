package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestARecordingIsChecked(t *testing.T) {
	file := record(t, goodLink)
	good := read(file)
	for _, row := range []struct {
		name, har string
		want      int
		says      string
	}{
		{"a good exchange", good, 0, "1 exchange: 1 checked"},
		{"a response that breaks the contract", strings.ReplaceAll(good, `\"kind\":\"video\"`, `\"kind\":\"vidio\"`), 3, "broken     POST /api/library/v1/media/link: response /kind: "},
		{"another path", strings.ReplaceAll(good, linkPath, "/elsewhere"), 4, "1 not described by the contract"},
		{"no exchange", `{"log":{"version":"1.2","creator":{"name":"t","version":"1"},"entries":[]}}`, 4, "0 exchanges"},
		{"no answer", strings.ReplaceAll(good, `"status":200`, `"status":0,"_error":"unreached"`), 5, "1 did not reach the server"},
		{"an exchange, and then no JSON", strings.Replace(good, "\n]}}", ",\n{marker", 1), 2, "har: entry 2: "},
		{"no JSON", "marker", 2, "har: "},
		{"nothing", "", 2, "har: "},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, "check", fileWith(t, row.har))
			if code != row.want || !strings.Contains(stdout+stderr, row.says) || strings.Contains(stderr, "marker") || code == 2 && stdout != "" {
				t.Errorf("code %d, want %d with %q: %s%s", code, row.want, row.says, stdout, stderr)
			}
		})
	}
}

func TestSeveralRecordingsAreOneReport(t *testing.T) {
	file := record(t, goodLink)
	if code, stdout, _ := invoke(t, "check", file, file); code != 0 || !strings.HasPrefix(stdout, "2 exchanges: 2 checked") {
		t.Errorf("code %d: %s", code, stdout)
	}
}

func TestARecordingThatCannotBeReadIsUsage(t *testing.T) {
	for _, path := range []string{filepath.Join(t.TempDir(), "missing"), t.TempDir()} {
		if code, stdout, stderr := invoke(t, "check", path); code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "medialink: "+path+": ") {
			t.Errorf("code %d: %s%s", code, stdout, stderr)
		}
	}
}

func TestTheBasePathPrecedesThePathsOfARecording(t *testing.T) {
	file := fileWith(t, strings.ReplaceAll(read(record(t, goodLink)), linkPath, "/v2"+linkPath))
	for base, want := range map[string]int{"/v2": 0, "/v2/": 0, "/v1": exitUnchecked} {
		if code, stdout, _ := invoke(t, "check", file, "--base-path", base); code != want {
			t.Errorf("%s: code %d: %s", base, code, stdout)
		}
	}
}

func TestStandardInputIsChecked(t *testing.T) {
	binary := buildBinary(t)
	for _, row := range []struct{ args, input, want string }{
		{"check -", read(record(t, goodLink)), "1 exchange: 1 checked"},
		{"check - --operation uploadMediaLink", `{"link":7}`, "broken POST /api/library/v1/media/link: request /link: must be a string (type)\n"},
	} {
		command := exec.CommandContext(t.Context(), binary, strings.Fields(row.args)...)
		command.Stdin = strings.NewReader(row.input)
		if output, _ := command.Output(); !strings.HasPrefix(string(output), row.want) {
			t.Errorf("%s: %s", row.args, output)
		}
	}
}

func TestABodyIsChecked(t *testing.T) {
	const media, link = "GET /api/library/v1/media/{media_id}: response ", "POST /api/library/v1/media/link: request "
	for _, row := range []struct {
		name, args, body string
		want             int
		prints           string
	}{
		{"a good request", "uploadMediaLink", goodLink, 0, ""},
		{"a request without its member", "uploadMediaLink", `{}`, 3, "broken " + link + "/link: is required (required)\n"},
		{"a request that is no JSON", "uploadMediaLink", `{`, 3, "broken " + link + "body: must be valid JSON (RFC 8259) (syntax)\n"},
		{"a member that is not declared", "uploadMediaLink", newLink, 0, "new " + link + "/more: is not declared (undeclared)\n"},
		{"a member with a name that forges a line", "uploadMediaLink", `{"link":"https://h.example","a\n::error::":1}`, 0, "new " + link + "/a\ufffd::error::: is not declared (undeclared)\n"},
		{"a member that is not declared fails if it should", "uploadMediaLink --fail-on=new", newLink, 3, "new " + link + "/more: is not declared (undeclared)\n"},
		{"a response that is no object", "getMedia --status=200", `[]`, 3, "broken " + media + "body: must be an object (type)\n"},
		{"a good error", "getMedia --status=401", `{"detail":"Not authenticated"}`, 0, ""},
		{"a status that default covers", "getMedia --status=503", `{"detail":"x"}`, 0, "new " + media + "status: is covered by default only (unlisted)\n"},
		{"a status that nothing covers", "getMedia --status=202", `{}`, 3, "broken " + media + "status: 202 is not declared (status)\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			args := append([]string{"check", fileWith(t, row.body), "--operation"}, strings.Fields(row.args)...)
			if code, stdout, stderr := invoke(t, args...); code != row.want || stdout != row.prints {
				t.Errorf("code %d, want %d: %q, want %q: %s", code, row.want, stdout, row.prints, stderr)
			}
		})
	}
}

func TestTheReportsOfABodyAreWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "r.json")
	code, stdout, _ := invoke(t, "check", fileWith(t, `{}`), "--operation=uploadMediaLink", "--report=github", "--report=json="+file)
	if code != 3 || !strings.Contains(stdout, "\n::error title=contract broken::") || !strings.Contains(read(file), `"pointer": "/link"`) {
		t.Errorf("code %d: %s%s", code, stdout, read(file))
	}
}
