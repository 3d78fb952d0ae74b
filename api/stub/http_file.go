package stub

import (
	"bytes"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/gen"
)

// IsFile reports whether a request is for the file of a media. Such requests are not in the journal.
func IsFile(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, filesPath) }

// serveFile responds with the file of a ready media, or with its preview. http.ServeContent knows ranges and validators (RFC 9110,
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

// download is a file, and since when it is there.
type download struct {
	*fileType
	since time.Time
}

// file finds it in any world: its URL is all that is asked for.
func (st *store) file(path string) (download, bool) {
	idText, name, _ := strings.Cut(path, "/")
	id, err := uuid.Parse(idText)
	if err != nil || id.String() != idText {
		return download{}, false
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	m, w := st.find(id)
	if m == nil {
		return download{}, false
	}
	return m.fileAt(st.timeIn(w), name)
}

// fileAt returns the media's own file or its preview, if they are there by now.
func (m *media) fileAt(now time.Time, name string) (download, bool) {
	if m.statusAt(now) != gen.MediaStatusReady {
		return download{}, false
	}
	switch name {
	case m.fileName:
		return download{m.file, m.settled}, true
	case previewPath:
		return download{poster(), m.settled}, true
	}
	return download{}, false
}
