package control_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/fault"
)

type choices struct {
	Scenarios, Faults, Preferences []fault.Form
	Kinds, Statuses                []string
	FinalStatuses                  []string `json:"final_statuses"`
	Upload                         struct {
		URL     string
		Example json.RawMessage
	}
}

func choicesOf(s *service, target string) choices {
	return decode[choices](s.t, s.call(http.MethodGet, target, "").Body.Bytes())
}

// Each form is a call that works: what can be chosen can be set.
func TestEachChoiceCanBeSet(t *testing.T) {
	s := newService(t)
	all := choicesOf(s, "/_stub/choices")
	for list, put := range map[string][]fault.Form{"scenarios": all.Scenarios, "faults": all.Faults} {
		if len(put) == 0 {
			t.Errorf("no %s", list)
		}
		for _, form := range put {
			body, _ := json.Marshal(map[string][]string{list: {form.Example}})
			if w := s.call(http.MethodPut, "/_stub/"+list, string(body)); w.Code != http.StatusOK {
				t.Errorf("%s: %d %s", form.Example, w.Code, w.Body)
			}
			if form.Means == "" {
				t.Errorf("%s means nothing", form.Example)
			}
		}
	}
	s.call(http.MethodPost, "/_stub/reset?all", "")
	if status, _ := s.upload("a", string(all.Upload.Example)); status != http.StatusOK {
		t.Errorf("the example of an upload gets %d", status)
	}
	if len(all.Preferences) == 0 {
		t.Error("no preferences")
	}
}

func TestChoicesAreThoseOfTheLibrary(t *testing.T) {
	var library struct {
		Components struct {
			Schemas map[string]struct {
				Enum   []string
				States struct{ Terminal []string } `yaml:"x-states"`
			}
		}
	}
	if err := yaml.Unmarshal(medialink.OpenAPI, &library); err != nil {
		t.Fatal(err)
	}
	got, schemas := choicesOf(newService(t), "/_stub/choices?world=a"), library.Components.Schemas
	for _, row := range []struct {
		name      string
		want, got []string
	}{
		{"kinds", schemas["MediaKind"].Enum, got.Kinds},
		{"statuses", schemas["MediaStatus"].Enum, got.Statuses},
		{"final statuses", schemas["MediaStatus"].States.Terminal, got.FinalStatuses},
	} {
		if diff := cmp.Diff(row.want, row.got); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestUploadsGoToTheStub(t *testing.T) {
	elsewhere := control.WithStubHost(func(*http.Request) string { return "127.0.0.1:8080" })
	public := []stub.Option{stub.WithPublicURL("https://stub.example/base")}
	for _, row := range []struct {
		name string
		of   *service
		want string
	}{
		{"at the host of the call", newService(t), "http://h.example:1/api/"},
		{"at an address of its own", newService(t, elsewhere), "http://127.0.0.1:8080/api/"},
		{"by its public URL", withStub(t, public, elsewhere), "https://stub.example/base/api/"},
	} {
		w := row.of.callHost("h.example:1", "/_stub/choices")
		if got := decode[choices](t, w.Body.Bytes()).Upload.URL; !strings.HasPrefix(got, row.want) {
			t.Errorf("%s: %s, want %s…", row.name, got, row.want)
		}
		upload := newRequest(http.MethodPost, decode[choices](t, w.Body.Bytes()).Upload.URL, video, "Authorization", "Bearer a")
		upload.URL.Path = strings.TrimPrefix(upload.URL.Path, "/base") // by the proxy
		uploaded := httptest.NewRecorder()
		row.of.stub.ServeHTTP(uploaded, upload)
		if uploaded.Code != http.StatusOK {
			t.Errorf("%s: an upload gets %d", row.name, uploaded.Code)
		}
	}
}
