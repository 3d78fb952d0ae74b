package control_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub/control"
)

// A page that gives its own name the address of this machine is of the same origin, as far as its browser can tell.
func TestAControlAPIOnLoopbackIsCalledByNamesOfLoopback(t *testing.T) {
	loopback := newService(t, control.WithLoopbackHosts("Stub.Example"))
	without := newService(t, control.WithLoopbackHosts(""))
	anywhere := newService(t)
	for _, row := range []struct {
		host                        string
		loopback, without, anywhere int
	}{
		{"localhost", 200, 200, 200},
		{"LOCALHOST:8080", 200, 200, 200},
		{"localhost.:8080", 200, 200, 200},
		{"team.localhost:8080", 200, 200, 200},
		{"127.0.0.1:8080", 200, 200, 200},
		{"127.1.2.3", 200, 200, 200},
		{"[::1]:8080", 200, 200, 200},
		{"[::1]", 200, 200, 200},
		{"[::ffff:127.0.0.1]:8080", 200, 200, 200},
		{"stub.example", 200, 403, 200},
		{"STUB.example:443", 200, 403, 200},
		{"evil.example:8080", 403, 403, 200},
		{"a.stub.example", 403, 403, 200},
		{"localhost.evil.example", 403, 403, 200},
		{"notlocalhost", 403, 403, 200},
		{"127.0.0.1.evil.example", 403, 403, 200},
		{"0.0.0.0:8080", 403, 403, 200},
		{"192.0.2.1:8080", 403, 403, 200},
		{"[2001:db8::1]:8080", 403, 403, 200},
		{"", 403, 403, 200},
	} {
		for _, path := range []string{"health", "ready", "openapi.yaml", "faults", "media"} {
			for _, served := range []struct {
				by   string
				to   *service
				want int
			}{{"on loopback, with a public URL", loopback, row.loopback}, {"on loopback", without, row.without}, {"on every interface", anywhere, row.anywhere}} {
				got := served.to.callHost(row.host, "/_stub/"+path)
				if got.Code != served.want {
					t.Errorf("%s, host %q: %s gets %d, want %d", served.by, row.host, path, got.Code, served.want)
				}
				if got.Code == http.StatusForbidden && !strings.Contains(got.Body.String(), `{"detail":"The control API listens on loopback: Host must be`) {
					t.Errorf("%s, host %q: %s", served.by, row.host, got.Body)
				}
			}
		}
	}
}

func TestACallToAnotherHostChangesNothing(t *testing.T) {
	s := newService(t, control.WithLoopbackHosts())
	s.upload("a", video)
	before := s.state()
	r := newRequest(http.MethodPost, "/_stub/reset?all", "")
	r.Host = "evil.example"
	w := httptest.NewRecorder()
	s.control.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff(before, s.state()); diff != "" {
		t.Error(diff)
	}
}
