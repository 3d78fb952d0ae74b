package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

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

func TestVersionSaysWhichBuildAndWhichContract(t *testing.T) {
	var document struct{ Info struct{ Version string } }
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("\ncontract %s sha256:%x\n", document.Info.Version, sha256.Sum256(medialink.OpenAPI))
	for _, args := range [][]string{{"version"}, {"--version"}, {"-V"}, {"stub", "--version"}} {
		code, stdout, _ := invoke(t, args...)
		if code != 0 || !strings.HasPrefix(stdout, "medialink ") || !strings.Contains(stdout, " go1.") || !strings.HasSuffix(stdout, want) || strings.Count(stdout, "\n") != 2 {
			t.Errorf("%v: code %d: %q", args, code, stdout)
		}
	}
}

func TestHelpExitsWithCode0(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"stub", "--help"}} {
		code, stdout, stderr := invoke(t, args...)
		if code != 0 || !strings.Contains(stdout, "Usage: medialink") || stderr != "" {
			t.Errorf("%v: code %d, %q", args, code, stderr)
		}
	}
}

func TestInvalidArgumentsAreRefusedInOneLineThatNamesThem(t *testing.T) {
	for _, row := range []struct {
		name, args, names string
		code              int
	}{
		{"no command", "", "stub", 2},
		{"an unknown command", "serve", "serve", 2},
		{"an unknown flag", "stub --port=1", "--port", 2},
		{"a flag with one hyphen", "stub -addr :0", `unknown flag -addr, did you mean "--addr"? (see medialink stub --help)`, 2},
		{"a flag with a typing error", "stub --ready-aftr=1s", `unknown flag --ready-aftr, did you mean "--ready-after"?`, 2},
		{"a flag of another command", "upload https://h.example/a.mp4 --addr=:0", "unknown flag --addr (see medialink upload --help)", 2},
		{"a duration without a unit", "stub --ready-after=5", `--ready-after: "5": must have a duration`, 2},
		{"a negative duration", "stub --ready-after=-5s", `--ready-after: "-5s"`, 2},
		{"an unknown fault", "stub --fault=rain", `--fault: "rain": must be one of 503`, 2},
		{"an unknown scenario", "stub --scenario=sunny", `--scenario: "sunny": must be one of ready-after-5s`, 2},
		{"a client without a secret", "stub --client=me", "--client: a client must be id:secret", 2},
		{"invalid tokens", "stub --auth=a,,b", "--auth: authentication must be", 2},
		{"an invalid token lifetime", "stub --token-ttl=1ms", "--token-ttl: token lifetime 1ms: must be in whole seconds", 2},
		{"an invalid public URL", "stub --public-url=x", "--public-url: public URL: must be http", 2},
		{"an empty control token", "stub --control-token=", "--control-token: must not be empty", 2},
		{"an empty client", "stub --client=", "--client: must not be empty", 2},
		{"an empty certificate", "stub --tls-cert= --tls-key=", "--tls-cert: must not be empty", 2},
		{"a negative seed", "stub --seed=-1", "--seed", 2},
		{"an address without a port", "stub --addr=localhost", "--addr: must be HOST:PORT: did you mean localhost:8080?", 2},
		{"a port alone", "stub --addr 8080", "--addr: must be HOST:PORT: did you mean 127.0.0.1:8080, or :8080 for every interface?", 2},
		{"an address of IPv6 without brackets", "stub --addr ::1:8080", "--addr: must be HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080", 2},
		{"a port beyond 65535", "stub --addr=127.0.0.1:99999", "--addr: must have a port from 0 to 65535", 2},
		{"a port of the control API alone", "stub --control 9090", "--control: must be on, off or an address: must be HOST:PORT: did you mean 127.0.0.1:9090", 2},
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
