package main

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// statusOf gets a URL under another name for its host.
func statusOf(t *testing.T, url, host string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

func TestAPageCannotReachTheControlAPIByItsOwnHostName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "addr")
	apart := start(t, "--control=127.0.0.1:0", "--addr-file", path)
	defer apart.end()
	addrs, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ownAddress := "http://" + strings.Fields(string(addrs))[1]
	beside := start(t)
	defer beside.end()
	public := start(t, "--public-url=https://stub.example:8443/base")
	defer public.end()
	for _, row := range []struct {
		name, url, host string
		want            int
	}{
		{"beside the stub, by a name of loopback", beside.url, "localhost:8080", 200},
		{"beside the stub, by a name of the page", beside.url, "evil.example:8080", 403},
		{"beside the stub, by the public URL", public.url, "stub.example", 200},
		{"beside the stub, by a name of the page although there is a public URL", public.url, "evil.example", 403},
		{"at an address of its own, by a name of loopback", ownAddress, "127.0.0.1", 200},
		{"at an address of its own, by a name of the page", ownAddress, "evil.example", 403},
	} {
		if got := statusOf(t, row.url+"/_stub/health", row.host); got != row.want {
			t.Errorf("%s: status %d, want %d", row.name, got, row.want)
		}
	}
}

func TestOnlyLoopbackAddressesCheckTheHost(t *testing.T) {
	for ip, want := range map[string]int{"127.0.0.1": 1, "127.9.9.9": 1, "::1": 1, "0.0.0.0": 0, "::": 0, "192.0.2.1": 0} {
		if got := len((&stubCommand{}).hostCheck(&net.TCPAddr{IP: net.ParseIP(ip)})); got != want {
			t.Errorf("on %s there are %d checks, want %d", ip, got, want)
		}
	}
}

// Without a seed nobody but the stub itself can issue a token that it accepts.
func TestTheKeyOfTokensFollowsTheSeedAlone(t *testing.T) {
	first, second := start(t, "--auth=issued"), start(t, "--auth=issued")
	defer first.end()
	defer second.end()
	seeded, again := start(t, "--auth=issued", "--seed=0"), start(t, "--auth=issued", "--seed=0")
	defer seeded.end()
	defer again.end()
	for _, row := range []struct {
		name           string
		issuer, opener *running
		want           int
	}{
		{"its own, without a seed", first, first, 200},
		{"of another, without a seed", first, second, 401},
		{"of one with seed 0, without a seed", seeded, first, 401},
		{"of another with the same seed", seeded, again, 200},
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, row.opener.url+"/api/library/v1/media/link", strings.NewReader(`{"link":"https://h.example/a.mp4"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+issuedBy(t, row.issuer))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != row.want {
			t.Errorf("a token %s: status %d, want %d", row.name, response.StatusCode, row.want)
		}
	}
}

func issuedBy(t *testing.T, r *running) string {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"me"}, "client_secret": {"any"}}
	response, err := http.PostForm(r.url+"/oauth2/token", form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(response.Body).Decode(&token); err != nil {
		t.Fatal(err)
	}
	return token.AccessToken
}

func TestAnEmptyControlTokenNeverOpensTheControlAPI(t *testing.T) {
	t.Setenv("MEDIALINK_STUB_CONTROL_TOKEN", "")
	open := start(t)
	defer open.end()
	closed := start(t, "--config", configured(t, "control-token: t0ken\n"))
	defer closed.end()
	for _, row := range []struct {
		name, url string
		want      int
	}{
		{"an empty variable is one that is not set", open.url, http.StatusOK},
		{"an empty variable leaves the token of the file", closed.url, http.StatusUnauthorized},
	} {
		if got := statusOf(t, row.url+"/_stub/scenarios", ""); got != row.want {
			t.Errorf("%s: status %d, want %d", row.name, got, row.want)
		}
	}
}
