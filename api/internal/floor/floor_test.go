package floor_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/floor"
	"github.com/medialink-go/medialink/gen"
)

const linkPath, mediaPath = "/api/library/v1/media/link", "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a"

func decode(t *testing.T, body []byte) (media gen.Media) {
	t.Helper()
	if err := json.Unmarshal(body, &media); err != nil {
		t.Fatal(err)
	}
	return media
}

func TestResponsesAreThoseThatWereGiven(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	examples := library.Operation("getMedia").ResponseExamples(http.StatusOK)
	upload, ready := examples[0].Body, examples[1].Body
	bare, err := floor.New(upload, ready)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		method, path, body string
		want               []byte
	}{
		{http.MethodPost, linkPath, `{"link":"https://h.example/a.mp4"}`, upload},
		{http.MethodGet, mediaPath, "", ready},
	} {
		w := httptest.NewRecorder()
		bare.ServeHTTP(w, httptest.NewRequest(row.method, row.path, strings.NewReader(row.body)))
		if diff := cmp.Diff(decode(t, row.want), decode(t, w.Body.Bytes())); diff != "" {
			t.Errorf("%s: %s", row.method, diff)
		}
		if status := floor.NewCall(row.method, row.path, "a", row.body).Serve(bare); status != http.StatusOK {
			t.Errorf("%s in process: status %d", row.method, status)
		}
	}
	if status := floor.NewCall(http.MethodPost, linkPath, "a", "{").Serve(bare); status != http.StatusBadRequest {
		t.Errorf("a body that is no JSON: status %d", status)
	}
}

func TestResponsesAreMedia(t *testing.T) {
	if _, err := floor.New([]byte(`{}`), []byte(`{`)); err == nil {
		t.Error("no error")
	}
}
