package stub

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"net/url"
	"path"
	"strings"
	"time"
	"unsafe"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/api/stub/scenario"
	"github.com/medialink-go/medialink/gen"
)

// media is a record as it was handed in, and how far it is. All that changes follows from it and the time.
type media struct {
	id, userID uuid.UUID
	file       *fileType
	fileName   string
	name       string
	behavior   *scenario.Behavior // shared: most media have that of the scenarios in force
	created    time.Time
	settled    time.Time // when it ceases to be processing; zero while that is not known
	polls      int       // GETs so far
	last       *response // to a GET; nil before the first one
}

// response is one that was validated and recorded, and can be sent again as long as the record is the same for the caller.
type response struct {
	*contract.Validated
	recorded  *journal.Exchange
	status    gen.MediaStatus // of the record
	publicURL string
}

func newMedia(link gen.MediaLink, behavior *scenario.Behavior) *media {
	fileName := lastSegment(link.Link)
	m := &media{file: fileTypeOf(fileName, link.Kind), fileName: fileName, name: fileName, behavior: behavior}
	if link.Name != nil {
		m.name = strings.Clone(*link.Name) // a piece of the body, which it would keep in memory
	}
	return m
}

// begin starts the clock.
func (m *media) begin(now time.Time) {
	m.created = now
	if m.behavior.Outcome != scenario.Never && m.behavior.Polls == 0 {
		m.settled = now.Add(m.behavior.After)
	}
}

// polled is what a GET finds: the response as it was sent before, or else the record.
type polled struct {
	again  *response // nil if it was another one
	record gen.Media
	delay  time.Duration
	status int // instead of the record, if not 0
}

// poll counts a GET.
func (m *media) poll(now time.Time) polled {
	m.polls++
	b := m.behavior
	if b.Outcome != scenario.Never && m.polls == b.Polls {
		m.settled = now
	}
	p := polled{delay: b.Delay}
	if b.GetNumber == 0 || b.GetNumber == m.polls {
		p.status = b.GetStatus
	}
	return p
}

// lastSegment is a copy, so that a long link does not stay in memory for the sake of its end.
func lastSegment(link string) string {
	whole := link
	if u, err := url.Parse(link); err == nil {
		whole = u.Path + u.Opaque
	}
	whole = strings.TrimRight(whole, "/")
	switch name := whole[strings.LastIndex(whole, "/")+1:]; name {
	case "", ".", "..": // a URL that ends in these means another one (RFC 3986, section 5.2.4)
		return "media"
	default:
		return shortened(name)
	}
}

// shortened is a copy that is no longer than names of files are, with its extension, so that any server takes the URL.
func shortened(name string) string {
	const longest = 255
	if len(name) <= longest {
		return strings.Clone(name)
	}
	extension := path.Ext(name)
	if len(extension) > longest/2 {
		extension = ""
	}
	return strings.ToValidUTF8(name[:longest-len(extension)], "") + extension
}

// size is what the record takes in memory, with what the list around it takes.
func (m *media) size() int64 {
	const listEntry, responseBytes = 192, 1024
	n := int64(unsafe.Sizeof(*m)+unsafe.Sizeof(*m.behavior)) + listEntry + int64(len(m.name)+len(m.fileName))
	if m.last != nil {
		n += responseBytes + int64(len(m.last.publicURL)+m.last.Size()+len(m.last.recorded.ResponseBody))
	}
	return n
}

// The errors of [Scope.SetStatus].
var (
	ErrMediaNotFound = errors.New("there is no media of this id")
	ErrFinal         = errors.New("the status is final, and so does not change any more")
	ErrNoStatus      = errors.New("there is no such status")
)

// setStatus gives the media its status now. A status that is not final keeps it from getting one.
func (m *media) setStatus(status gen.MediaStatus, now time.Time, final bool) error {
	switch {
	case m.isSettled(now) && string(status) == m.behavior.Outcome:
		return nil
	case m.isSettled(now):
		return ErrFinal
	}
	b := *m.behavior
	b.Outcome, b.Polls = string(status), 0
	m.behavior, m.settled = &b, time.Time{}
	if final {
		m.settled = now
	}
	return nil
}

func (m *media) isSettled(now time.Time) bool { return !m.settled.IsZero() && !now.Before(m.settled) }

func (m *media) statusAt(now time.Time) gen.MediaStatus {
	if m.isSettled(now) {
		return gen.MediaStatus(m.behavior.Outcome)
	}
	return gen.MediaStatusProcessing
}

// filesPath begins the paths of the files of ready media, for anyone who has their URL.
const filesPath = "/files/"

// at returns the record at a time, for a caller who finds the stub at publicURL. A failed one has no reason: none is published.
func (m *media) at(now time.Time, publicURL string) gen.Media {
	record := gen.Media{
		Kind:      m.file.kind,
		Status:    m.statusAt(now),
		MIMEType:  m.file.mimeType,
		UserID:    m.userID,
		Meta:      &gen.MediaMeta{},
		Name:      &m.name,
		ID:        m.id,
		CreatedAt: m.created,
		UpdatedAt: m.created,
		Path:      storagePath(m.id, m.fileName),
	}
	if record.Status != gen.MediaStatusProcessing {
		record.UpdatedAt = m.settled
	}
	if record.Status == gen.MediaStatusReady {
		record.Meta = &m.file.meta
		record.URL = new(fileURL(publicURL, m.id, url.PathEscape(m.fileName)))
		record.Preview = new(m.preview(publicURL))
	}
	return record
}

func (m *media) preview(publicURL string) gen.MediaPreview {
	id, poster := derivedID(m.id, "preview", 0), poster()
	return gen.MediaPreview{
		Kind:      poster.kind,
		Status:    gen.MediaStatusReady,
		MIMEType:  poster.mimeType,
		UserID:    m.userID,
		Meta:      &poster.meta,
		Name:      &m.name,
		ID:        id,
		CreatedAt: m.settled,
		UpdatedAt: m.settled,
		Path:      storagePath(id, previewName),
		URL:       new(fileURL(publicURL, m.id, previewPath)),
	}
}

func storagePath(id uuid.UUID, fileName string) string {
	return "media/" + id.String() + "/" + fileName
}

func fileURL(publicURL string, id uuid.UUID, escapedName string) string {
	return publicURL + filesPath + id.String() + "/" + escapedName
}

// derivedID follows from its arguments alone. It says version 4, as the service's ids do: strict readers look at that.
func derivedID(space uuid.UUID, role string, n uint64) uuid.UUID {
	var name [64]byte // enough for each role: nothing is allocated
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(append(append(name[:0], space[:]...), role...), n))
	id := uuid.UUID(sum[:len(space)])
	id[6] = id[6]&0x0f | 4<<4 // the version
	id[8] = id[8]&0x3f | 0x80 // the variant of RFC 9562
	return id
}
