package stub_test

import (
	"encoding/json"
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

// Whoever adds an optional property to the contract hears of it here: the compiler cannot say that the stub leaves it out.
func TestTheStubSendsEveryDeclaredProperty(t *testing.T) {
	var document struct {
		Components struct{ Schemas map[string]any }
	}
	if err := yaml.Unmarshal(medialink.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	s := newService(t)
	for _, extension := range extensions {
		m := s.upload("a", `{"link":"https://h.example/a.`+extension+`"}`)
		s.now = s.now.Add(time.Minute)
		var object map[string]any
		if err := json.Unmarshal(s.do("a", "GET", mediaPath+m.ID.String(), "").Body.Bytes(), &object); err != nil {
			t.Fatal(err)
		}
		sent(seen, object, "")
	}
	// A preview is an image, so it has nothing to say of sound and motion.
	never := map[string]bool{}
	for _, name := range []string{"duration_seconds", "audio_rate", "audio_layout", "audio_channels", "audio_codec_name",
		"video_codec_name", "video_frame_rate", "video_frame_width", "video_frame_height"} {
		never["/preview/meta/"+name] = true
	}
	for _, pointer := range declared(document.Components.Schemas, "Media", "") {
		if seen[pointer] == never[pointer] {
			t.Errorf("%s: sent %v, though never expected is %v", pointer, seen[pointer], never[pointer])
		}
	}
}
