package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// trusting is a client that trusts the certificates in a file alone.
func trusting(t *testing.T, path string) *http.Client {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		t.Fatalf("no certificate in %s", text)
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestASelfSignedCertificateCanBeTrusted(t *testing.T) {
	certificate := filepath.Join(t.TempDir(), "ca.pem")
	r := start(t, "--tls-self-signed", certificate, "--fault=reset,first=1")
	defer r.end()
	if !strings.HasPrefix(r.url, "https://127.0.0.1:") || !strings.Contains(r.curl, "--cacert '"+certificate+"'") {
		t.Errorf("%s\n%s", r.url, r.curl)
	}
	client := trusting(t, certificate)
	ask := func(url string) error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer a")
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		return response.Body.Close()
	}
	if err := ask(r.url + "/api/library/v1/media/7"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("a connection that is reset: %v", err)
	}
	if err := ask(r.url + "/api/library/v1/media/7"); err != nil {
		t.Errorf("by address: %v", err)
	}
	if err := ask(strings.Replace(r.url, "127.0.0.1", "localhost", 1) + "/_stub/health"); err != nil {
		t.Errorf("by name: %v", err)
	}
	if _, err := http.Get(r.url + "/_stub/health"); err == nil { //nolint:bodyclose // there is none
		t.Error("one who trusts nobody trusts it")
	}
}

func TestACertificateOfFilesIsServed(t *testing.T) {
	dir := t.TempDir()
	certificate, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	made, err := selfSigned(certificate, []string{"localhost"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(made.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	r := start(t, "--tls-cert", certificate, "--tls-key", key)
	defer r.end()
	response, err := trusting(t, certificate).Get(strings.Replace(r.url, "127.0.0.1", "localhost", 1) + "/_stub/ready")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || response.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%d, TLS %x", response.StatusCode, response.TLS.Version)
	}
}

func TestPagesOfAnOriginMayCall(t *testing.T) {
	r := start(t, "--cors=http://page.example")
	defer r.end()
	for _, row := range []struct {
		name, origin, method, path, asks string
		allowed                          string
	}{
		{"an upload is asked for", "http://page.example", "POST", "/api/library/v1/media/link", "authorization,content-type,prefer", "http://page.example"},
		{"a control call is asked for", "http://page.example", "PUT", "/_stub/faults", "content-type,control-token", "http://page.example"},
		{"another page asks", "http://evil.example", "POST", "/api/library/v1/media/link", "authorization", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, r.url+row.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Origin", row.origin)
			request.Header.Set("Access-Control-Request-Method", row.method)
			request.Header.Set("Access-Control-Request-Headers", row.asks)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if got := response.Header.Get("Access-Control-Allow-Origin"); got != row.allowed {
				t.Errorf("%v", response.Header)
			}
		})
	}
}

func TestTheAccessLogHasALineForEachRequest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	r := start(t, "--access-log", path, "--fault=truncate,on=getMedia")
	upload(t, r)
	for _, target := range []string{"/_stub/health?secret=1", "/api/library/v1/media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer secret")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body) // one of them ends amid its body
		response.Body.Close()
	}
	if code := r.end(); code != 0 {
		t.Fatalf("code %d: %s", code, r.stderr)
	}
	text, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(text), "secret") || strings.Contains(string(text), "sample_1") {
		t.Errorf("%v: %s", err, text)
	}
	var lines []string
	for scanner := bufio.NewScanner(strings.NewReader(string(text))); scanner.Scan(); {
		var line struct {
			Method, Path string
			Status       int
			Bytes        int
			Aborted      bool
			DurationMS   *float64 `json:"duration_ms"`
		}
		if err := json.Unmarshal(scanner.Bytes(), &line); err != nil || line.DurationMS == nil || line.Bytes == 0 {
			t.Errorf("%v: %s", err, scanner.Text())
		}
		aborted := ""
		if line.Aborted {
			aborted = " aborted"
		}
		lines = append(lines, line.Method+" "+line.Path+" "+http.StatusText(line.Status)+aborted)
	}
	want := "POST /api/library/v1/media/link OK\nGET /_stub/health OK\nGET /api/library/v1/media/0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7 Not Found aborted"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("%s", got)
	}
}

func TestTheControlAPIHasAnAddressOfItsOwn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	r := start(t, "--control=127.0.0.1:0", "--addr-file", path, "--control-token=t0ken", "--ready-after=0s")
	defer r.end()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	addresses := strings.Fields(string(text))
	if len(addresses) != 2 || "http://"+addresses[0] != r.url {
		t.Fatalf("%q", text)
	}
	id := idIn(upload(t, r))
	for _, row := range []struct {
		url, token string
		status     int
		body       string
	}{
		{r.url + "/_stub/ready", "", 200, `"ok"`},
		{r.url + "/_stub/media", "t0ken", 404, "Not Found"},
		{"http://" + addresses[1] + "/_stub/ready", "", 200, `"ok"`},
		{"http://" + addresses[1] + "/_stub/media", "", 401, "Control-Token"},
		{"http://" + addresses[1] + "/_stub/media", "t0ken", 200, `"url":"` + r.url + `/files/` + id},
		{"http://" + addresses[1] + "/api/library/v1/media/" + id, "t0ken", 404, "Not Found"},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, row.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Control-Token", row.token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != row.status || !strings.Contains(string(body), row.body) {
			t.Errorf("%s: %d %s", row.url, response.StatusCode, body)
		}
	}
}

func TestAnAccessLogThatCannotBeWrittenIsReported(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("there is no disk that is always full")
	}
	r := start(t, "--access-log=/dev/full")
	upload(t, r)
	upload(t, r)
	if code := r.end(); code != 0 || strings.Count(r.stderr.String(), "the access log cannot be written") != 1 {
		t.Errorf("code %d: %s", code, r.stderr)
	}
}

func TestARequestThatIsCutOffIsLogged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "access.log")
	r := start(t, "--access-log", path, "--fault=stall=60s", "--drain=1ms")
	response := begin(t, r.url) // half of the body is there
	defer response.Body.Close()
	if code := r.end(); code != 1 || !strings.Contains(r.stderr.String(), "cut off what had not ended within 1ms") {
		t.Errorf("code %d: %s", code, r.stderr)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), `"aborted":true`) {
		t.Errorf("%v: %s", err, text)
	}
}

func TestTheAddrFileOfASuccessorStays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	first, second := start(t, "--addr-file", path), start(t, "--addr-file", path)
	first.end()
	if text, err := os.ReadFile(path); err != nil || "http://"+strings.TrimSpace(string(text)) != second.url {
		t.Errorf("%v: %s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("%v: %v", err, info.Mode())
	}
	second.end()
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestTheControlAPINamesFilesAtAHostItsCallerCanReach(t *testing.T) {
	everywhere := &net.TCPAddr{IP: net.IPv4zero, Port: 8080}
	for _, row := range []struct {
		addr         *net.TCPAddr
		called, want string
	}{
		{everywhere, "stub.example:9090", "stub.example:8080"}, {everywhere, "stub.example", "stub.example:8080"},
		{everywhere, "[::1]:9090", "[::1]:8080"}, {everywhere, "[::1]", "[::1]:8080"},
		{&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, "stub.example:9090", "127.0.0.1:8080"},
	} {
		if got := hostOf(row.addr)(&http.Request{Host: row.called}); got != row.want {
			t.Errorf("%v, %s: %s", row.addr, row.called, got)
		}
	}
}

func TestCheckHealthAsksARunningStub(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "addr")
	args := []string{"stub", "--check-health", "--addr=127.0.0.1:0", "--addr-file", path, "--control=off", "--tls-self-signed", filepath.Join(dir, "ca.pem")}
	if code, _, stderr := invoke(t, args...); code != 1 || !strings.Contains(stderr, "not ready") {
		t.Errorf("before: code %d: %s", code, stderr)
	}
	r := start(t, args[3:]...)
	if code, stdout, stderr := invoke(t, args...); code != 0 || stdout+stderr != "" {
		t.Errorf("while: code %d: %s%s", code, stdout, stderr)
	}
	r.end()
	if code, _, _ := invoke(t, args...); code != 1 {
		t.Errorf("after: code %d", code)
	}
}
