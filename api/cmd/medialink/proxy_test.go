package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/fault"
)

const newLink = `{"link":"https://h.example/a.mp4","more":"body-marker"}`

func stubFault(t *testing.T, text string) stub.Option {
	t.Helper()
	f, err := fault.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return stub.WithFaults(f)
}

func TestTheProxyExitsByItsFindings(t *testing.T) {
	for _, row := range []struct {
		name, body, fault string
		args              []string
		want              int
		says              string
	}{
		{"a good exchange", goodLink, "", nil, 0, "1 exchange: 1 checked"},
		{"a member that is not declared", newLink, "", nil, 0, "new        POST /api/library/v1/media/link: request /more"},
		{"a member that is not declared fails if it should", newLink, "", []string{"--fail-on=new"}, 3, "new  "},
		{"a bad request that is refused", `{"link":7}`, "", nil, 0, "warning    POST"},
		{"a bad request that is refused fails if it should", `{"link":7}`, "", []string{"--fail-on=warning"}, 3, "warning    POST"},
		{"a status that default covers", goodLink, "503", []string{"--fail-on=new"}, 3, "response status: is covered by default only"},
		{"a response that breaks the contract", goodLink, "broken", nil, 3, "broken     POST"},
		{"a response that breaks off", goodLink, "truncate", nil, 3, "must be whole"},
		{"nothing", "", "", nil, 4, "0 exchanges"},
	} {
		t.Run(row.name, func(t *testing.T) {
			var opts []stub.Option
			if row.fault != "" {
				opts = append(opts, stubFault(t, row.fault))
			}
			p := startProxy(t, append(row.args, "--upstream", serveStub(t, opts...))...)
			if row.body != "" {
				post(t, p.url, row.body)
			}
			code, stdout, stderr := p.end()
			if code != row.want || !strings.Contains(stdout, row.says) {
				t.Errorf("code %d, want %d with %q: %s%s", code, row.want, row.says, stdout, stderr)
			}
		})
	}
}

func TestAProxyWithoutAnUpstreamIsCode5(t *testing.T) {
	p := startProxy(t, "--upstream", nobody(t))
	if status, _ := post(t, p.url, goodLink); status != 502 {
		t.Errorf("status %d", status)
	}
	if code, stdout, _ := p.end(); code != exitUnreached || !strings.Contains(stdout, "1 did not reach the server") {
		t.Errorf("code %d: %s", code, stdout)
	}
}

func TestWhatIsOutsideOfTheContractIsNotChecked(t *testing.T) {
	p := startProxy(t, "--upstream", serveHandler(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	get(t, p.url+"/elsewhere")
	if code, stdout, _ := p.end(); code != exitUnchecked || !strings.Contains(stdout, "1 not described by the contract") {
		t.Errorf("code %d: %s", code, stdout)
	}
}

func TestTheProxySaysWhereItListens(t *testing.T) {
	upstream := serveStub(t)
	p := startProxy(t, "--upstream", upstream)
	if _, stdout, _ := p.end(); !strings.HasPrefix(stdout, "medialink proxy listens on "+p.url+", upstream "+upstream+"\n") {
		t.Errorf("%s", stdout)
	}
}

func TestAFullDiskIsCode1(t *testing.T) {
	if !exists("/dev/full") {
		t.Skip("there is no /dev/full")
	}
	for _, flag := range []string{"--propose=", "--report=json=", "--report=junit="} {
		t.Run(flag, func(t *testing.T) {
			p := startProxy(t, "--upstream", serveStub(t, stubFault(t, "broken")), flag+"/dev/full")
			post(t, p.url, goodLink)
			if code, stdout, stderr := p.end(); code != exitFailure || !strings.Contains(stderr, "/dev/full") || !strings.Contains(stdout, "broken") {
				t.Errorf("code %d: %s%s", code, stdout, stderr)
			}
		})
	}
}

func TestARecordingOnAFullDiskIsCode1BeforeAnyTraffic(t *testing.T) {
	if !exists("/dev/full") {
		t.Skip("there is no /dev/full")
	}
	code, stdout, stderr := invoke(t, "proxy", "--upstream", serveStub(t), "--record=/dev/full", "--", "echo", "traffic")
	if code != exitFailure || stdout != "" || !strings.Contains(stderr, "/dev/full") {
		t.Errorf("code %d: %s%s", code, stdout, stderr)
	}
}

func TestAFileThatCannotBeOpenedIsCode1BeforeAnyTraffic(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "no", "file")
	for _, flag := range []string{"--record=", "--propose=", "--report=json=", "--report=junit=", "--addr-file="} {
		code, stdout, stderr := invoke(t, "proxy", "--addr=127.0.0.1:0", "--upstream", serveStub(t), flag+missing)
		if code != exitFailure || strings.Contains(stdout, "exchanges") || !strings.Contains(stderr, filepath.Dir(missing)) {
			t.Errorf("%s: code %d: %s%s", flag, code, stdout, stderr)
		}
	}
}

func TestInvalidFlagsOfTheProxyAreUsage(t *testing.T) {
	for _, row := range []struct{ args, want string }{
		{"", "missing flags: --upstream=URL"},
		{"--upstream=ftp://h.example", "--upstream: must be an absolute http or https URL"},
		{"--upstream=https://user:secret-marker@h.example", "--upstream: must be"},
		{"--upstream=https://h.example?key=secret-marker", "--upstream: must be"},
		{"--upstream=https://h.example --addr=8081", "--addr: must be HOST:PORT"},
	} {
		code, stdout, stderr := invoke(t, append([]string{"proxy"}, strings.Fields(row.args)...)...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, row.want) || strings.Contains(stderr, "secret-marker") {
			t.Errorf("%s: code %d: %s%s", row.args, code, stdout, stderr)
		}
	}
}

// What a message holds is in the recording alone, and credentials are nowhere.
func TestValuesOfMessagesAreInTheReportsIfTheyAreWanted(t *testing.T) {
	for _, row := range []struct {
		args []string
		want bool
	}{{nil, false}, {[]string{"--payloads"}, true}} {
		dir := t.TempDir()
		path := func(name string) string { return filepath.Join(dir, name) }
		p := startProxy(t, append(row.args, "--fail-on=new", "--upstream", serveStub(t), "--record", path("har"), "--report=json="+path("json"),
			"--report=junit="+path("junit"), "--report=github", "--propose", path("overlay"))...)
		post(t, p.url, newLink)
		_, stdout, stderr := p.end()
		for name, text := range map[string]string{"stdout": stdout, "stderr": stderr, "json": read(path("json")), "junit": read(path("junit"))} {
			if want := row.want && name != "stderr"; strings.Contains(text, "body-marker") != want {
				t.Errorf("%v: %s has the value: %v, want %v: %s", row.args, name, !want, want, text)
			}
		}
		if text := read(path("har")); !strings.Contains(text, "body-marker") || !strings.Contains(text, "Bearer ") {
			t.Errorf("the recording: %s", text)
		}
		for _, name := range []string{"har", "json", "junit", "overlay"} {
			stdout += read(path(name))
		}
		if strings.Contains(stdout+stderr, "bearer-marker") {
			t.Errorf("%v: the token is in %s%s", row.args, stdout, stderr)
		}
	}
}

func TestAProxyThatDoesNotStartKeepsTheRecording(t *testing.T) {
	file, upstream := fileWith(t, "recorded"), serveStub(t)
	for _, args := range [][]string{
		{"--upstream=ftp://h.example"},
		{"--upstream", upstream, "--addr", strings.TrimPrefix(upstream, "http://")},
		{"--upstream", upstream, "--report=xml"},
	} {
		code, _, stderr := invoke(t, append([]string{"proxy", "--record", file}, args...)...)
		if text := read(file); code == 0 || text != "recorded" {
			t.Errorf("%v: code %d: %q: %s", args, code, text, stderr)
		}
	}
}

// Browsers and http.Transport open connections in advance.
func TestTheProxyDoesNotWaitForConnectionsWithoutARequest(t *testing.T) {
	p := startProxy(t, "--upstream", serveStub(t))
	unused, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer unused.Close()
	post(t, p.url, goodLink) // the proxy has accepted both
	began := time.Now()
	if code, _, stderr := p.end(); code != 0 || time.Since(began) > 4*time.Second {
		t.Errorf("code %d after %v: %s", code, time.Since(began), stderr)
	}
}

func TestAnUpstreamHasAPathOrAnIPv6Address(t *testing.T) {
	upstream := serveStub(t)
	urls := []string{upstream + "/", serveHandler(t, http.StripPrefix("/v2", http.NotFoundHandler())) + "/v2/"}
	if listener, err := net.Listen("tcp", "[::1]:0"); err == nil {
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Listener.Close()
		server.Listener = listener
		server.Start()
		defer server.Close()
		urls = append(urls, server.URL)
	}
	for _, url := range urls {
		p := startProxy(t, "--upstream", url, "--fail-on=new")
		status, _ := post(t, p.url, goodLink)
		if _, stdout, _ := p.end(); status < 200 || status > 404 || !strings.Contains(stdout, "1 checked, 0 not described") {
			t.Errorf("%s: status %d: %s", url, status, stdout)
		}
	}
}

func TestTheAddrFileOfTheProxyIsDeleted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "addr")
	code, _, stderr := invoke(t, "proxy", "--addr-file", file, "--upstream", serveStub(t), "--", "sh", "-c", `grep -q "${MEDIALINK_BASE_URL#http://}" `+file)
	if _, err := os.Stat(file); code != exitUnchecked || err == nil {
		t.Errorf("code %d, %v: %s", code, err, stderr)
	}
}
