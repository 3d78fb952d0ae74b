package stub

import (
	"net/url"
	"strings"
	"time"
	"unsafe"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/gen"
)

// storageHost is where files seem to be.
const storageHost = "storage." + magicDomain

// media is a record as it was handed in, and how far it is. All that changes follows from it and the time.
type media struct {
	id, userID uuid.UUID
	file       fileType
	fileName   string
	name       string
	course     course
	created    time.Time
	settled    time.Time // when it ceases to be processing; zero while that is not known
	polls      int       // GETs so far
}

func newMedia(link gen.MediaLink, course course) *media {
	fileName := lastSegment(link.Link)
	m := &media{file: fileTypeOf(fileName, link.Kind), fileName: fileName, name: fileName, course: course}
	if link.Name != nil {
		m.name = *link.Name
	}
	return m
}

// begin starts the clock.
func (m *media) begin(now time.Time) {
	m.created = now
	if m.course.outcome != gen.MediaStatusProcessing && m.course.polls == 0 {
		m.settled = now.Add(m.course.after)
	}
}

// polled is what a GET gets beside the record.
type polled struct {
	delay  time.Duration
	status int // instead of the record, if not 0
}

// poll counts a GET.
func (m *media) poll(now time.Time) polled {
	m.polls++
	c := m.course
	if c.outcome != gen.MediaStatusProcessing && m.polls == c.polls {
		m.settled = now
	}
	p := polled{delay: c.delay}
	if c.getNumber == 0 || c.getNumber == m.polls {
		p.status = c.getStatus
	}
	return p
}

// lastSegment is a copy, so that a long link does not stay in memory for the sake of its end.
func lastSegment(link string) string {
	path := link
	if u, err := url.Parse(link); err == nil {
		path = u.Path + u.Opaque
	}
	path = strings.TrimRight(path, "/")
	if name := path[strings.LastIndex(path, "/")+1:]; name != "" {
		return strings.Clone(name)
	}
	return "media"
}

// bytes is what the record takes in memory, with what the list around it takes.
func (m *media) bytes() int64 {
	const listEntry = 128
	return int64(unsafe.Sizeof(*m)) + listEntry + int64(len(m.name)+len(m.fileName))
}

// at returns the record at a time.
func (m *media) at(now time.Time) gen.Media {
	switch {
	case m.settled.IsZero() || now.Before(m.settled):
		return m.processing()
	case m.course.outcome == gen.MediaStatusFailed:
		return m.failed()
	}
	return m.ready()
}

func (m *media) processing() gen.Media {
	return gen.Media{
		Kind:      m.file.kind,
		Status:    gen.MediaStatusProcessing,
		MIMEType:  m.file.mimeType,
		UserID:    m.userID,
		Meta:      &gen.MediaMeta{},
		Name:      &m.name,
		ID:        m.id,
		CreatedAt: m.created,
		UpdatedAt: m.created,
		Path:      storagePath(m.id, m.fileName),
	}
}

// failed has no reason: none is published.
func (m *media) failed() gen.Media {
	record := m.processing()
	record.Status = gen.MediaStatusFailed
	record.UpdatedAt = m.settled
	return record
}

func (m *media) ready() gen.Media {
	meta := m.file.meta(m.id)
	record := m.processing()
	record.Status = gen.MediaStatusReady
	record.UpdatedAt = m.settled
	record.Meta = &meta
	record.URL = new(storageURL(m.id, m.fileName))
	record.Preview = new(m.preview(meta))
	return record
}

// preview is a poster image.
func (m *media) preview(of gen.MediaMeta) gen.MediaPreview {
	id := derivedID(m.id, "preview", 0)
	const fileName = "preview.jpg"
	poster := usual(gen.MediaKindImage)
	meta := poster.posterMeta(id, of)
	return gen.MediaPreview{
		Kind:      poster.kind,
		Status:    gen.MediaStatusReady,
		MIMEType:  poster.mimeType,
		UserID:    m.userID,
		Meta:      &meta,
		Name:      &m.name,
		ID:        id,
		CreatedAt: m.settled,
		UpdatedAt: m.settled,
		Path:      storagePath(id, fileName),
		URL:       new(storageURL(id, fileName)),
	}
}

func storagePath(id uuid.UUID, fileName string) string {
	return "media/" + id.String() + "/" + fileName
}

func storageURL(id uuid.UUID, fileName string) string {
	return "https://" + storageHost + "/media/" + id.String() + "/" + url.PathEscape(fileName)
}
