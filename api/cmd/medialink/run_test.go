package main

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"github.com/medialink-go/medialink"
)

// invoke runs the program to its end.
func invoke(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestSpecPrintsTheDocumentByteForByte(t *testing.T) {
	code, stdout, stderr := invoke(t, "spec")
	if code != 0 || stdout != string(medialink.OpenAPI) || stderr != "" {
		t.Errorf("code %d, %d bytes, %q", code, len(stdout), stderr)
	}
}

func TestVersionSaysWhichBuild(t *testing.T) {
	code, stdout, _ := invoke(t, "version")
	if code != 0 || !strings.HasPrefix(stdout, "medialink ") || !strings.Contains(stdout, " go1.") {
		t.Errorf("code %d: %q", code, stdout)
	}
}

func TestHelpIsNoFailure(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"stub", "--help"}} {
		code, stdout, stderr := invoke(t, args...)
		if code != 0 || !strings.Contains(stdout, "Usage: medialink") || stderr != "" {
			t.Errorf("%v: code %d, %q", args, code, stderr)
		}
	}
}

func TestWhatCannotBeIsRefusedInOneLineThatNamesIt(t *testing.T) {
	for _, row := range []struct {
		name, args, names string
		code              int
	}{
		{"no command", "", "spec", 2},
		{"an unknown command", "serve", "serve", 2},
		{"an unknown flag", "stub --port=1", "--port", 2},
		{"a duration without a unit", "stub --ready-after=5", `ready after "5"`, 2},
		{"a negative duration", "stub --ready-after=-5s", `ready after "-5s"`, 2},
		{"a negative seed", "stub --seed=-1", "--seed", 2},
		{"an address without a port", "stub --addr=localhost", "--addr: must be HOST:PORT", 2},
		{"a port beyond 65535", "stub --addr=127.0.0.1:99999", "99999", 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			code, _, stderr := invoke(t, strings.Fields(row.args)...)
			if code != row.code || !strings.Contains(stderr, row.names) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("code %d: %q", code, stderr)
			}
		})
	}
}

func TestAPortInUseIsOneLineAndCode1(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	code, stdout, stderr := invoke(t, "stub", "--addr", taken.Addr().String())
	if code != 1 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "address already in use") {
		t.Errorf("code %d: %q, %q", code, stdout, stderr)
	}
}

func TestTheWildcardIsNotAnAddressToCall(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:80":   "http://127.0.0.1:80",
		"[::]:80":      "http://127.0.0.1:80",
		"127.0.0.1:80": "http://127.0.0.1:80",
		"[::1]:80":     "http://[::1]:80",
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&stubCommand{}).baseURL(tcp); got != want {
			t.Errorf("%s: %s", addr, got)
		}
	}
}
