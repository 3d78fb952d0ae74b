package stub

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/medialink-go/medialink/api/stub/internal/sample"
	"github.com/medialink-go/medialink/gen"
)

// The preview of a media has a folder of its own: a name from a link has no slash.
const (
	previewName = "preview.jpg"
	previewPath = "preview/" + previewName
)

// fileType is what the stub knows of a file by its name.
type fileType struct {
	kind     gen.MediaKind
	mimeType string
	sample   *sample.File // stands in for the file
	meta     gen.MediaMeta
}

// fileTypes has the file types by extension.
var fileTypes = sync.OnceValues(func() (map[string]*fileType, error) {
	samples, err := sample.Files()
	if err != nil {
		return nil, err
	}
	types := map[string]*fileType{}
	for _, row := range []struct {
		mimeType   string // as IANA registers it, where it does
		extensions string // the first is that of the sample
	}{
		{"video/mp4", "mp4 m4v"},
		{"video/quicktime", "mov"},
		{"video/webm", "webm"},
		{"video/matroska", "mkv"},
		{"video/x-msvideo", "avi"},
		{"video/mpeg", "mpg mpeg"},
		{"audio/mpeg", "mp3"},
		{"audio/wav", "wav"},
		{"audio/mp4", "m4a"},
		{"audio/aac", "aac"},
		{"audio/flac", "flac"},
		{"audio/ogg", "ogg"},
		{"audio/ogg", "opus"},
		{"image/jpeg", "jpg jpeg"},
		{"image/png", "png"},
		{"image/gif", "gif"},
		{"image/webp", "webp"},
		{"image/bmp", "bmp"},
		{"image/avif", "avif"},
		{"image/tiff", "tiff tif"},
	} {
		kind, _, _ := strings.Cut(row.mimeType, "/")
		extensions := strings.Fields(row.extensions)
		found := samples[extensions[0]]
		if found == nil {
			return nil, fmt.Errorf("there is no sample of %s", extensions[0])
		}
		for _, extension := range extensions {
			types[extension] = &fileType{gen.MediaKind(kind), row.mimeType, found, metaOf(found)}
		}
	}
	return types, nil
})

// fileTypeOf prefers a given kind to the extension of the name, as openapi.yaml assumes of the service.
func fileTypeOf(fileName string, kind *gen.MediaKind) *fileType {
	types, _ := fileTypes() // New has checked the error
	known, ok := types[strings.TrimPrefix(strings.ToLower(path.Ext(fileName)), ".")]
	switch {
	case ok && (kind == nil || *kind == known.kind):
		return known
	case kind == nil:
		return types["mp4"]
	}
	return types[map[gen.MediaKind]string{gen.MediaKindVideo: "mp4", gen.MediaKindAudio: "mp3", gen.MediaKindImage: "jpg"}[*kind]]
}

// poster is the type of previews.
func poster() *fileType { return fileTypeOf(previewName, nil) }

// metaOf is complete for the kind. original_meta is null, as the strict official client wants it.
func metaOf(f *sample.File) gen.MediaMeta {
	meta := gen.MediaMeta{OriginalMeta: new(map[string]any), SizeBytes: new(int64(len(f.Content)))}
	if !f.IsImage() {
		meta.DurationSeconds = new(int64(math.Round(f.Format.Seconds)))
	}
	for _, s := range f.Streams {
		switch {
		case f.IsImage():
			format := cmp.Or(map[string]string{"mjpeg": "jpeg", "av1": "avif"}[s.Codec], s.Codec)
			meta.ImageWidth, meta.ImageHeight, meta.ImageFormat = &s.Width, &s.Height, &format
		case s.Type == "video":
			rate, _ := strconv.ParseInt(strings.TrimSuffix(s.FrameRate, "/1"), 10, 64) // a test compares it
			meta.VideoCodecName, meta.VideoFrameRate, meta.VideoFrameWidth, meta.VideoFrameHeight = &s.Codec, &rate, &s.Width, &s.Height
		default:
			// ffprobe has no layout where the container has none.
			layout := gen.AudioLayout(cmp.Or(s.Layout, map[int64]string{1: "mono", 2: "stereo"}[s.Channels]))
			meta.AudioCodecName, meta.AudioRate, meta.AudioLayout, meta.AudioChannels = &s.Codec, &s.Rate, &layout, &s.Channels
		}
	}
	return meta
}
