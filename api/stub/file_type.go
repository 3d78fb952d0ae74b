package stub

import (
	"path"
	"strings"

	"github.com/medialink-go/medialink/gen"
)

// fileType is what the stub knows of a file by its name.
type fileType struct {
	kind     gen.MediaKind
	mimeType string // as IANA registers it, where it does
	sample   string // the extension of the file that stands in for it
}

// fileTypeOf lets a given kind win over the extension of the name, as openapi.yaml assumes of the service.
func fileTypeOf(fileName string, kind *gen.MediaKind) fileType {
	known, ok := fileTypes(strings.ToLower(path.Ext(fileName)))
	switch {
	case ok && (kind == nil || *kind == known.kind):
		return known
	case kind == nil:
		return usual(gen.MediaKindVideo)
	}
	return usual(*kind)
}

func usual(kind gen.MediaKind) fileType {
	extension := map[gen.MediaKind]string{
		gen.MediaKindVideo: ".mp4",
		gen.MediaKindAudio: ".mp3",
		gen.MediaKindImage: ".jpg",
	}[kind]
	known, _ := fileTypes(extension)
	return known
}

func fileTypes(extension string) (known fileType, ok bool) {
	switch extension {
	case ".mp4", ".m4v":
		return fileType{gen.MediaKindVideo, "video/mp4", "mp4"}, true
	case ".mov":
		return fileType{gen.MediaKindVideo, "video/quicktime", "mov"}, true
	case ".webm":
		return fileType{gen.MediaKindVideo, "video/webm", "webm"}, true
	case ".mkv":
		return fileType{gen.MediaKindVideo, "video/matroska", "mkv"}, true
	case ".avi":
		return fileType{gen.MediaKindVideo, "video/x-msvideo", "avi"}, true
	case ".mpg", ".mpeg":
		return fileType{gen.MediaKindVideo, "video/mpeg", "mpg"}, true
	case ".mp3":
		return fileType{gen.MediaKindAudio, "audio/mpeg", "mp3"}, true
	case ".wav":
		return fileType{gen.MediaKindAudio, "audio/wav", "wav"}, true
	case ".m4a":
		return fileType{gen.MediaKindAudio, "audio/mp4", "m4a"}, true
	case ".aac":
		return fileType{gen.MediaKindAudio, "audio/aac", "aac"}, true
	case ".flac":
		return fileType{gen.MediaKindAudio, "audio/flac", "flac"}, true
	case ".ogg", ".opus":
		return fileType{gen.MediaKindAudio, "audio/ogg", extension[1:]}, true
	case ".jpg", ".jpeg":
		return fileType{gen.MediaKindImage, "image/jpeg", "jpg"}, true
	case ".png", ".gif", ".webp", ".bmp", ".avif":
		return fileType{gen.MediaKindImage, "image/" + extension[1:], extension[1:]}, true
	case ".tif", ".tiff":
		return fileType{gen.MediaKindImage, "image/tiff", "tiff"}, true
	}
	return fileType{}, false
}

// file is what stands in for a file of the type. It is there for each type: New has seen to that.
func (t fileType) file() *sample {
	all, _ := samples()
	return all[t.sample]
}
