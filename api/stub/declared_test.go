package stub_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink"
)

func sortedNames(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

// declared returns the pointers of all properties of a schema of openapi.yaml, those of referenced schemas included.
func declared(schemas map[string]any, name, at string) []string {
	var pointers []string
	properties, _ := schemas[name].(map[string]any)["properties"].(map[string]any)
	for property, schema := range properties {
		pointers = append(pointers, at+"/"+property)
		if ref, ok := schema.(map[string]any)["$ref"].(string); ok {
			pointers = append(pointers, declared(schemas, ref[len("#/components/schemas/"):], at+"/"+property)...)
		}
	}
	return pointers
}

// sent collects the pointers of all members of an object.
func sent(to map[string]bool, object map[string]any, at string) {
	for name, value := range object {
		to[at+"/"+name] = true
		if inner, ok := value.(map[string]any); ok {
			sent(to, inner, at+"/"+name)
		}
	}
}

// The compiler cannot say that the stub leaves an optional property out; this test does.
func TestTheStubSendsEveryDeclaredProperty(t *testing.T) {
	var document struct {
		Components struct{ Schemas map[string]any }
	}
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	s := newService(t)
	byItself, onRequest := map[string]bool{}, map[string]bool{}
	for _, extension := range extensions {
		m := s.upload("a", `{"link":"https://h.example/a.`+extension+`"}`)
		s.now = s.now.Add(time.Minute)
		sent(byItself, decode[map[string]any](t, s.do("a", "GET", mediaPath+m.ID.String(), "").Body.Bytes()), "")
	}
	sent(onRequest, decode[map[string]any](t, s.prefer("GET", someMedia, "", "example=full").Body.Bytes()), "")

	// A preview is an image, so it has nothing to say of sound and motion.
	never := map[string]bool{}
	for _, name := range []string{"duration_seconds", "audio_rate", "audio_layout", "audio_channels", "audio_codec_name",
		"video_codec_name", "video_frame_rate", "video_frame_width", "video_frame_height"} {
		never["/preview/meta/"+name] = true
	}
	// The official client models these, but the documentation does not show them.
	only := map[string]bool{"/preview_id": true, "/deleted_at": true}
	for _, pointer := range declared(document.Components.Schemas, "Media", "") {
		if want := !never[pointer] && !only[pointer]; byItself[pointer] != want {
			t.Errorf("%s: sent by itself: %v, want %v", pointer, byItself[pointer], want)
		}
		if only[pointer] && !onRequest[pointer] {
			t.Errorf("%s is not in the example full", pointer)
		}
	}
}
