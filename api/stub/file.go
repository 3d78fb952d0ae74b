package stub

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/scenario"
)

// filesPath is below which the files of ready media are, for anyone who has their URL.
const filesPath = "/files/"

// The preview of a media has a folder of its own: a name from a link has no slash.
const (
	previewName = "preview.jpg"
	previewPath = "preview/" + previewName
)

// WithPublicURL sets the base of the URLs of files, such as "https://stub.example/base", for a stub behind a proxy. By default they
// have the scheme and the host of the request that is answered.
func WithPublicURL(base string) Option {
	return option(func(s *settings) error {
		u, err := url.Parse(base)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || u.User != nil || !isHost(u.Host) {
			return errors.New("public URL: must be http or https with a host, without user, query and fragment")
		}
		s.publicURL = strings.TrimRight(u.String(), "/")
		return nil
	})
}

// PublicURL is where the one who sends a request to the stub finds it: by the request's host, unless [WithPublicURL] says otherwise.
func (s *Stub) PublicURL(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	if !isHost(r.Host) {
		return s.settings.publicURLOr("")
	}
	return s.settings.publicURLOr(scheme + r.Host)
}

// publicURLOr returns what WithPublicURL has set, or else what is given, as far as URLs can be made of it.
func (s *settings) publicURLOr(given string) string {
	switch {
	case s.publicURL != "":
		return s.publicURL
	case given == "":
		return "https://" + scenario.StorageHost // nobody can tell where the stub is
	}
	return given
}

// hostPattern is what a URI can have for its host without any escaping. A Host header may have more, or nothing.
var hostPattern = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]+$`)

func isHost(host string) bool {
	u, err := url.Parse("http://" + host)
	return err == nil && hostPattern.MatchString(host) && u.Host == host && u.Hostname() != ""
}

func fileURL(publicURL string, id uuid.UUID, escapedName string) string {
	return publicURL + filesPath + id.String() + "/" + escapedName
}

func isFile(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, filesPath) }

// serveFile answers with the file of a ready media, or with its preview. http.ServeContent knows ranges and validators (RFC 9110,
// sections 13 and 14).
func (s *Stub) serveFile(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		server.WriteDetail(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		return
	}
	f, ok := s.store.file(strings.TrimPrefix(r.URL.Path, filesPath))
	if !ok {
		server.WriteDetail(w, http.StatusNotFound, "Not Found")
		return
	}
	w.Header().Set("Content-Type", f.mimeType)
	w.Header().Set("ETag", f.sample.ETag)
	since := f.since
	if now := s.settings.now(); since.After(now) {
		since = now // Last-Modified is never later than Date (RFC 9110, section 8.8.2.1), which no world's clock decides
	}
	http.ServeContent(w, r, "", since, bytes.NewReader(f.sample.Content))
}

// file is one that can be fetched.
type file struct {
	*fileType
	since time.Time
}

// file finds it in any world: its URL is all that is asked for.
func (st *store) file(path string) (file, bool) {
	idText, name, _ := strings.Cut(path, "/")
	id, err := uuid.Parse(idText)
	if err != nil || id.String() != idText {
		return file{}, false
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	m, now := st.find(id, st.worlds.Keys())
	if m == nil {
		return file{}, false
	}
	return m.fileAt(now, name)
}

// fileAt returns the media's own file or its preview, if they are there by now.
func (m *media) fileAt(now time.Time, name string) (file, bool) {
	if !m.isReady(now) {
		return file{}, false
	}
	switch name {
	case m.fileName:
		return file{m.file, m.settled}, true
	case previewPath:
		return file{poster(), m.settled}, true
	}
	return file{}, false
}
