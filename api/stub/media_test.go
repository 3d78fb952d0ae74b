package stub_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

func TestTheLinkDecidesKindAndName(t *testing.T) {
	for _, row := range []struct{ name, body, kind, mimeType, called, file string }{
		{"the extension decides", `{"link":"https://h.example/d/a.MP3"}`, "audio", "audio/mpeg", "a.MP3", "a.MP3"},
		{"a query is no part of the name", `{"link":"https://h.example/a.png?x=b.mp4#c.mp3"}`, "image", "image/png", "a.png", "a.png"},
		{"a given kind wins", `{"link":"https://h.example/a.mp4","kind":"audio"}`, "audio", "audio/mpeg", "a.mp4", "a.mp4"},
		{"a given kind that agrees keeps the type", `{"link":"https://h.example/a.flac","kind":"audio"}`, "audio", "audio/flac", "a.flac", "a.flac"},
		{"nulls mean absent", `{"link":"https://h.example/a.gif","kind":null,"name":null}`, "image", "image/gif", "a.gif", "a.gif"},
		{"a given name wins", `{"link":"https://h.example/a.webm","name":"Tour"}`, "video", "video/webm", "Tour", "a.webm"},
		{"an empty name is a name", `{"link":"https://h.example/a.webm","name":""}`, "video", "video/webm", "", "a.webm"},
		{"a name is echoed letter by letter", `{"link":"https://h.example/a.mp4","name":"<é\u2028\"\\>"}`, "video", "video/mp4", "<é\u2028\"\\>", "a.mp4"},
		{"the name is decoded", `{"link":"https://h.example/my%20tour%2F1.mov"}`, "video", "video/quicktime", "1.mov", "1.mov"},
		{"no extension means video", `{"link":"https://youtube.com/watch?v=1"}`, "video", "video/mp4", "watch", "watch"},
		{"a trailing slash is no name", `{"link":"https://h.example/a/"}`, "video", "video/mp4", "a", "a"},
		{"a bare host has a name", `{"link":"https://h.example"}`, "video", "video/mp4", "media", "media"},
		{"any scheme passes", `{"link":"s3://bucket/key/a.wav"}`, "audio", "audio/wav", "a.wav", "a.wav"},
		{"an opaque URI passes", `{"link":"urn:example:a.jpeg"}`, "image", "image/jpeg", "example:a.jpeg", "example:a.jpeg"},
		{"what is not declared is ignored", `{"link":"https://h.example/a.mp4","id":1}`, "video", "video/mp4", "a.mp4", "a.mp4"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newService(t)
			uploaded := s.upload("a", row.body)
			s.now = s.now.Add(time.Minute)
			for _, m := range []gen.Media{uploaded, s.get("a", uploaded)} {
				path := "media/" + m.ID.String() + "/" + row.file
				if string(m.Kind) != row.kind || m.MIMEType != row.mimeType || m.Name == nil || *m.Name != row.called || m.Path != path {
					t.Errorf("%s: got %s %s %q %s", m.Status, m.Kind, m.MIMEType, *m.Name, m.Path)
				}
			}
		})
	}
}

var extensions = strings.Fields("mp4 m4v mov webm mkv avi mpg mpeg mp3 wav m4a aac flac ogg opus jpg jpeg png gif webp bmp avif tif tiff none")

// ready returns the responses for ready media of each extension, several times over.
func ready(t *testing.T) [][]byte {
	s := newService(t, stub.WithSeed(7))
	var bodies [][]byte
	for i := range 200 {
		m := s.upload("a", fmt.Sprintf(`{"link":"https://h.example/%d.%s"}`, i, extensions[i%len(extensions)]))
		s.now = s.now.Add(time.Minute)
		bodies = append(bodies, s.do("a", http.MethodGet, mediaPath+m.ID.String(), "").Body.Bytes())
	}
	return bodies
}

func decode[T any](t *testing.T, body []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestMetaIsCompleteForItsKind(t *testing.T) {
	audio := "audio_channels audio_codec_name audio_layout audio_rate duration_seconds original_meta size_bytes"
	want := map[string]string{
		"image": "image_format image_height image_width original_meta size_bytes",
		"audio": audio,
		"video": audio + " video_codec_name video_frame_height video_frame_rate video_frame_width",
	}
	for _, body := range ready(t) {
		m := decode[struct {
			Kind    string
			Meta    map[string]any
			Preview struct{ Meta map[string]any }
		}](t, body)
		if got := strings.Join(sortedNames(m.Meta), " "); got != want[m.Kind] {
			t.Errorf("%s: meta has %s, want %s", m.Kind, got, want[m.Kind])
		}
		if got := strings.Join(sortedNames(m.Preview.Meta), " "); got != want["image"] {
			t.Errorf("preview: meta has %s", got)
		}
	}
}
