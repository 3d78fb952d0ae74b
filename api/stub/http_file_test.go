package stub_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/gen"
)

// fetch asks for a file as a browser would, without credentials.
func (s *service) fetch(method, address string, header ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequest(method, u.RequestURI(), nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// readyMedia uploads a link with the extension, waits until the media is ready, and returns the members of its record.
func (s *service) readyMedia(extension string) map[string]any {
	s.t.Helper()
	m := s.upload("a", `{"link":"https://h.example/d/my%20file.`+extension+`"}`)
	s.now = s.now.Add(time.Minute)
	return decode[map[string]any](s.t, s.do("a", http.MethodGet, mediaPath+m.ID.String(), "").Body.Bytes())
}

func TestTheFilesFitTheirMeta(t *testing.T) {
	for _, extension := range extensions {
		t.Run(extension, func(t *testing.T) {
			s := newService(t)
			m := s.readyMedia(extension)
			for _, record := range []map[string]any{m, m["preview"].(map[string]any)} {
				w := s.fetch(http.MethodGet, record["url"].(string))
				if w.Code != http.StatusOK || w.Header().Get("Content-Type") != record["mime_type"] {
					t.Fatalf("%s: %d %s", record["url"], w.Code, w.Header().Get("Content-Type"))
				}
				for source, probed := range map[string][]byte{"committed": goldenOf(t, w.Body.Bytes()), "ffprobe": ffprobe(t, w.Body.Bytes())} {
					if probed == nil {
						continue
					}
					if diff := cmp.Diff(metaOf(t, probed), record["meta"]); diff != "" {
						t.Errorf("%s, %s: %s", record["url"], source, diff)
					}
				}
			}
		})
	}
}

// goldenOf returns what make media has recorded of the file with this content.
func goldenOf(t *testing.T, content []byte) []byte {
	t.Helper()
	files, err := filepath.Glob("internal/sample/files/sample.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if have, err := os.ReadFile(file); err == nil && string(have) == string(content) {
			golden, err := os.ReadFile(file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			return golden
		}
	}
	t.Fatal("it is none of the samples")
	return nil
}

// ffprobe asks the real one, where it is on the machine.
func ffprobe(t *testing.T, content []byte) []byte {
	t.Helper()
	if _, err := exec.LookPath("ffprobe"); err != nil {
		return nil
	}
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	said, err := exec.CommandContext(ctx, "ffprobe", "-loglevel", "error", "-print_format", "json", "-show_format", "-show_streams", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// metaOf is the meta that should come of ffprobe's words: written once more, from the contract's descriptions.
func metaOf(t *testing.T, probed []byte) map[string]any {
	t.Helper()
	var p struct {
		Streams []map[string]any
		Format  map[string]any
	}
	if err := json.Unmarshal(probed, &p); err != nil {
		t.Fatal(err)
	}
	number := func(value any) float64 {
		n, err := strconv.ParseFloat(strings.TrimSuffix(value.(string), "/1"), 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	want := map[string]any{"original_meta": nil, "size_bytes": number(p.Format["size"])}
	still := len(p.Streams) == 1 && p.Streams[0]["codec_type"] == "video"
	if !still {
		want["duration_seconds"] = float64(int(number(p.Format["duration"]) + 0.5))
	}
	for _, stream := range p.Streams {
		switch {
		case still:
			formats := map[any]string{"mjpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp", "bmp": "bmp", "av1": "avif", "tiff": "tiff"}
			want["image_width"], want["image_height"], want["image_format"] = stream["width"], stream["height"], formats[stream["codec_name"]]
		case stream["codec_type"] == "video":
			want["video_codec_name"], want["video_frame_rate"] = stream["codec_name"], number(stream["r_frame_rate"])
			want["video_frame_width"], want["video_frame_height"] = stream["width"], stream["height"]
		default:
			want["audio_codec_name"], want["audio_rate"], want["audio_channels"] = stream["codec_name"], number(stream["sample_rate"]), stream["channels"]
			want["audio_layout"] = []string{"", "mono", "stereo"}[int(stream["channels"].(float64))]
			if layout := stream["channel_layout"]; layout != nil && layout != want["audio_layout"] {
				t.Errorf("ffprobe says %v with %v channels", layout, stream["channels"])
			}
		}
	}
	return want
}

func TestAFileIsServedInPieces(t *testing.T) {
	s := newService(t)
	address := s.readyMedia("mp4")["url"].(string)
	whole := s.fetch(http.MethodGet, address)
	tag := whole.Header().Get("ETag")
	for _, row := range []struct {
		name, method string
		header       []string
		status       int
		body         string
		field, value string
	}{
		{"the end", "GET", []string{"Range", "bytes=1000-"}, 206, whole.Body.String()[1000:], "Content-Range", "bytes 1000-12190/12191"},
		{"the end, of the same file", "GET", []string{"Range", "bytes=1000-", "If-Range", tag}, 206, whole.Body.String()[1000:], "ETag", tag},
		{"the end, of another file", "GET", []string{"Range", "bytes=1000-", "If-Range", `"other"`}, 200, whole.Body.String(), "ETag", tag},
		{"what is known", "GET", []string{"If-None-Match", tag}, 304, "", "ETag", tag},
		{"behind the end", "GET", []string{"Range", "bytes=99999-"}, 416, "invalid range: failed to overlap\n", "Content-Range", "bytes */12191"},
		{"its header alone", "HEAD", nil, 200, "", "Content-Length", "12191"},
		{"no such method", "POST", nil, 405, `{"detail":"Method Not Allowed"}` + "\n", "Allow", "GET, HEAD"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := s.fetch(row.method, address, row.header...)
			if w.Code != row.status || w.Body.String() != row.body || w.Header().Get(row.field) != row.value {
				t.Errorf("%d, %d bytes, %s: %s", w.Code, w.Body.Len(), row.field, w.Header().Get(row.field))
			}
		})
	}
}

func TestOnlyFilesOfReadyMediaAreThere(t *testing.T) {
	s := newService(t, stub.WithReadyAfter("10s"))
	m := s.upload("a", `{"link":"https://h.example/a.mp4"}`)
	failed := s.upload("a", `{"link":"https://failed-after-0s.medialink.invalid/a.mp4"}`)
	address := "/files/" + m.ID.String() + "/a.mp4"
	if w := s.fetch(http.MethodGet, address); w.Code != http.StatusNotFound {
		t.Errorf("while it is processing: %d", w.Code)
	}
	s.now = s.now.Add(time.Minute)
	if w := s.fetch(http.MethodGet, address); w.Code != http.StatusOK {
		t.Errorf("when it is ready: %d", w.Code)
	}
	for _, path := range []string{
		"/files/" + failed.ID.String() + "/a.mp4",
		"/files/" + m.ID.String() + "/b.mp4",
		"/files/" + m.ID.String() + "/preview",
		"/files/" + m.ID.String() + "/",
		"/files/" + strings.ToUpper(m.ID.String()) + "/a.mp4",
		"/files/00000000-0000-4000-8000-000000000000/a.mp4",
		"/files/x/a.mp4", "/files/", "/files/../files/" + m.ID.String() + "/a.mp4",
	} {
		if w := s.fetch(http.MethodGet, path); w.Code != http.StatusNotFound || strings.TrimSpace(w.Body.String()) != `{"detail":"Not Found"}` {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestAFileIsWhereTheStubWasAsked(t *testing.T) {
	for _, row := range []struct {
		name, publicURL, host string
		want                  string
	}{
		{"the host of the request", "", "stub:8080", "http://stub:8080/files/"},
		{"an address of version 6", "", "[::1]:80", "http://[::1]:80/files/"},
		{"no host", "", "", "https://storage.medialink.invalid/files/"},
		{"a host that no URI has", "", "a$b", "https://storage.medialink.invalid/files/"},
		{"the public URL", "https://stub.example/base/", "stub:8080", "https://stub.example/base/files/"},
	} {
		t.Run(row.name, func(t *testing.T) {
			options := []stub.Option{stub.WithReadyAfter("0s")}
			if row.publicURL != "" {
				options = append(options, stub.WithPublicURL(row.publicURL))
			}
			s := newService(t, options...)
			m := s.upload("a", `{"link":"https://h.example/a.mp4"}`)
			r := httptest.NewRequest(http.MethodGet, mediaPath+m.ID.String(), nil)
			r.Host = row.host
			r.Header.Set("Authorization", "Bearer a")
			w := httptest.NewRecorder()
			s.handler.ServeHTTP(w, r)
			if got := decode[gen.Media](t, w.Body.Bytes()); got.URL == nil || *got.URL != row.want+m.ID.String()+"/a.mp4" {
				t.Errorf("%s", w.Body)
			}
		})
	}
	for _, wrong := range []string{"h.example", "ftp://h.example", "http://", "http://u@h.example", "http://h.example?a", "http://h.example#a", "http://a b", "//h.example"} {
		if _, err := stub.New(stub.WithPublicURL(wrong)); err == nil || strings.Contains(err.Error(), wrong) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
