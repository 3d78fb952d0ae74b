package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// configured writes a configuration file and returns its path.
func configured(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stub.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAFlagWinsOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	path := configured(t, "seed: 7\n")
	byFile := start(t, "--config", path)
	defer byFile.end()
	bySeven := start(t, "--seed=7")
	defer bySeven.end()
	t.Setenv("MEDIALINK_STUB_SEED", "8")
	t.Setenv("MEDIALINK_STUB_CONFIG", path)
	byEnvironment := start(t)
	defer byEnvironment.end()
	byEight := start(t, "--seed=8")
	defer byEight.end()
	byFlag := start(t, "--seed=9")
	defer byFlag.end()

	file, seven, environment, eight, flag := idIn(upload(t, byFile)), idIn(upload(t, bySeven)), idIn(upload(t, byEnvironment)), idIn(upload(t, byEight)), idIn(upload(t, byFlag))
	if file != seven || environment != eight || flag == eight || flag == seven || seven == eight {
		t.Errorf("ids %s by file, %s by 7, %s by environment, %s by 8, %s by flag", file, seven, environment, eight, flag)
	}
}

func TestEveryFlagCanBeInTheFile(t *testing.T) {
	text := `
addr: 127.0.0.1:0
addr-file: addr
ready-after: 3polls
scenario: [failed, never-ready]
fault: 503,first=1
strict: true
auth: [not, a, list]
`
	code, _, stderr := invoke(t, "stub", "--check-config", "--config", configured(t, text))
	if code != 2 || !strings.Contains(stderr, "stub.yaml:8: auth: must be one value") {
		t.Errorf("a list where there can be one: code %d: %s", code, stderr)
	}
	text = strings.Replace(text, "[not, a, list]", "issued", 1) + `
client: [a:b, c:d]
token-ttl: 90s
public-url: https://stub.example
seed: 7
tls-self-signed: ca.pem
access-log: "-"
drain: 1s
control: "off"
control-token: secret
cors: ['*']
`
	if code, _, stderr := invoke(t, "stub", "--check-config", "--config", configured(t, text)); code != 0 {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestInvalidFilesAreRefusedWithTheLine(t *testing.T) {
	for name, row := range map[string]struct {
		text string
		want []string
	}{
		"unknown keys":                      {"seed: 1\nsede: 2\nworlds:\n  a: {clients: [x:y]}\n", []string{":2: unknown key \"sede\"", ":4: unknown key \"clients\": use client, scenario, fault"}},
		"a key twice":                       {"seed: 1\nseed: 2\n", []string{"2"}},
		"invalid YAML":                      {"seed: [1\n", []string{"line"}},
		"two documents":                     {"seed: 1\n---\nseed: 2\n", []string{":2: must be one document"}},
		"a list":                            {"- seed\n", []string{":1: must be a mapping"}},
		"no value":                          {"seed:\nfault: [~]\n", []string{":1: seed: must be one value", ":2: fault: must be a value or a list of values"}},
		"an invalid number":                 {"\nseed: soon\n", []string{":2: seed: expected a valid 64 bit uint"}},
		"an invalid duration":               {"\ntoken-ttl: later\n", []string{":2: token-ttl: expected duration"}},
		"an unknown fault":                  {"fault: [503, rain]\n", []string{`:1: fault: "rain": must be one of 503`}},
		"an unknown scenario":               {"worlds:\n  a:\n    scenario: sunny\n", []string{`:3: scenario: "sunny": must be one of ready-after-5s`}},
		"a client without a secret":         {"client: [me]\n", []string{":1: client: a client must be id:secret"}},
		"a world that is not a mapping":     {"worlds: {a: 7}\n", []string{":1: must be a mapping"}},
		"clients in two worlds":             {"worlds:\n  a: {client: 'x:secret'}\n  b: {client: 'x:secret'}\n", []string{`:3: client: duplicate client "x"`}},
		"an invalid ready-after":            {"\n\nready-after: 5x\n", []string{`:3: ready-after: "5x"`}},
		"an invalid origin":                 {"cors: ['*', foo, 'http://*.example']\n", []string{":1: cors: must be * or an origin"}},
		"invalid tokens":                    {"auth: a b\n", []string{":1: auth: authentication must be"}},
		"an empty address":                  {"addr: ''\n", []string{":1: addr: must not be empty"}},
		"several mistakes":                  {"strict: maybe\nseed: -1\naddr: x\n", []string{":1: strict: bool value must be true", ":2: seed: expected a valid 64 bit uint", ":3: addr: must be HOST:PORT"}},
		"several in one value":              {"client: 'a:x b:y'\nworlds: {a: {fault: 500 503}}\n", []string{":1: client: must not have blanks", ":2: fault: must not have blanks"}},
		"a world twice by an alias":         {"worlds:\n  &n shop: {fault: '500'}\n  *n : {fault: '503'}\n", []string{`:3: duplicate key "shop"`}},
		"a merge":                           {"worlds:\n  a: &b {fault: '503'}\n  <<: *b\n", []string{":3: must be a key"}},
		"a key that is a list":              {"? [a, b]\n: 1\n", []string{":1: must be a key"}},
		"a list over several lines":         {"fault:\n  - '503'\n  - rain\ncors:\n- '*'\n- foo\n", []string{`:3: fault: "rain": must be one of 503`, ":6: cors: must be * or an origin"}},
		"a negative drain":                  {"\ndrain: -1s\n", []string{":2: drain: must not be negative"}},
		"an invalid control":                {"\ncontrol: here\n", []string{":2: control: must be on, off or an address"}},
		"a token lifetime of 1ms":           {"\ntoken-ttl: 1ms\n", []string{":2: token-ttl: token lifetime 1ms"}},
		"an empty control token":            {"\ncontrol-token: ''\n", []string{":2: control-token: must not be empty"}},
		"a control token with a line end":   {"\ncontrol-token: \"a\\n\"\n", []string{":2: control-token: must be a valid header value"}},
		"a certificate without a key":       {"\ntls-cert: a\n", []string{":2: tls-cert: needs tls-key too"}},
		"a key without a certificate":       {"\ntls-key: a\n", []string{":2: tls-key: needs tls-cert too"}},
		"a certificate that does not exist": {"tls-key: b\ntls-cert: /no/such/file\n", []string{":2: tls-cert and tls-key: open /no/such/file"}},
		"two certificates":                  {"tls-cert: a\ntls-key: b\ntls-self-signed: c\n", []string{":3: tls-self-signed: cannot be used with tls-cert"}},
		"an invalid public URL":             {"\npublic-url: x\n", []string{":2: public-url: public URL: must be http or https"}},
		"a world without a name":            {"worlds:\n  '': {fault: '503'}\n", []string{":2: a world must have a name"}},
		"an invalid port":                   {"\naddr: :65536\n", []string{":2: addr: must have a port from 0 to 65535"}},
		"flags that only check":             {"check-config: true\nconfig: x\n", []string{`:1: unknown key "check-config"`, `:2: unknown key "config"`}},
	} {
		t.Run(name, func(t *testing.T) {
			code, stdout, stderr := invoke(t, "stub", "--check-config", "--config", configured(t, row.text))
			if code != 2 || stdout != "" || strings.Contains(stderr, "secret\"") {
				t.Errorf("code %d: %s", code, stdout)
			}
			for _, want := range row.want {
				if !strings.Contains(stderr, want) {
					t.Errorf("%q is not in %s", want, stderr)
				}
			}
		})
	}
	if code, _, stderr := invoke(t, "stub", "--config", filepath.Join(t.TempDir(), "none.yaml")); code != 2 || !strings.Contains(stderr, "--config") {
		t.Errorf("no file: code %d: %s", code, stderr)
	}
	for _, args := range []string{"--cors=page.example", "--cors=http://*.example", "--control-token=a\x01", "--control=here", "--addr=here", "--drain=-1s", "--tls-cert=a", "--tls-cert=a --tls-key=b", "--tls-self-signed=c --tls-cert=a --tls-key=b"} {
		fields := strings.Fields(args)
		flag, _, _ := strings.Cut(fields[0], "=")
		if code, _, stderr := invoke(t, append([]string{"stub", "--check-config"}, fields...)...); code != 2 || !strings.Contains(stderr, flag) {
			t.Errorf("%s: code %d: %s", args, code, stderr)
		}
	}
}

func TestAnEmptyFileIsValid(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "{}\n", "---\n# nothing\n"} {
		if code, _, stderr := invoke(t, "stub", "--check-config", "--config", configured(t, text)); code != 0 {
			t.Errorf("%q: code %d: %s", text, code, stderr)
		}
	}
}

func TestAnEmptyVariableIsNotSet(t *testing.T) {
	for _, name := range []string{"CONFIG", "ADDR_FILE", "TLS_CERT", "TLS_KEY", "TLS_SELF_SIGNED", "ACCESS_LOG", "PUBLIC_URL", "CORS", "FAULT", "SCENARIO", "CLIENT", "CONTROL_TOKEN"} {
		t.Setenv("MEDIALINK_STUB_"+name, "")
	}
	r := start(t, "--config", configured(t, "fault: '503'\n"))
	if body := upload(t, r); !strings.Contains(body, "Service Unavailable") {
		t.Errorf("the file does not win over an empty variable: %s", body)
	}
	if code := r.end(); code != 0 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
}

func TestTheFileSetsClientsScenariosAndFaultsOfWorlds(t *testing.T) {
	r := start(t, "--config", configured(t, `
auth: issued
fault: ['500']
worlds:
  shop: &like
    client: [one:x, two:y]
    fault: []
    scenario: failed-after-0s
  till:
    client: three:z
`))
	defer r.end()
	statuses := map[string]int{}
	for _, client := range []string{"one:x", "two:y", "three:z", "four:w"} {
		id, secret, _ := strings.Cut(client, ":")
		response, err := http.Post(r.url+"/oauth2/token", "application/x-www-form-urlencoded",
			strings.NewReader(fmt.Sprintf("grant_type=client_credentials&client_id=%s&client_secret=%s", id, secret)))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		statuses[client] = response.StatusCode
	}
	if diff := cmp.Diff(map[string]int{"one:x": 200, "two:y": 200, "three:z": 200, "four:w": 400}, statuses); diff != "" {
		t.Error(diff)
	}
	for target, want := range map[string]string{"scenarios?world=shop": `"failed-after-0s"`, "faults?world=shop": `[]`, "faults?world=till": `"500"`, "faults": `"500"`} {
		response, err := http.Get(r.url + "/_stub/" + target)
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, 200)
		n, _ := response.Body.Read(body)
		response.Body.Close()
		if !strings.Contains(string(body[:n]), want) {
			t.Errorf("%s: %s", target, body[:n])
		}
	}
}
