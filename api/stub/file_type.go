package stub

import (
	"path"
	"strings"

	"github.com/medialink-go/medialink/gen"
)

// fileType is what the stub knows of a file by its name. Codecs are those that such a file usually has, by FFmpeg's names for them.
type fileType struct {
	kind       gen.MediaKind
	mimeType   string // as IANA registers it, where it does
	audioCodec string // of video and audio
	videoCodec string // of video
	format     string // of image
}

// fileTypeOf lets a given kind win over the extension of the name, as the service does (contract-facts: detected when absent).
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
		return video("video/mp4", "h264", "aac"), true
	case ".mov":
		return video("video/quicktime", "h264", "aac"), true
	case ".webm":
		return video("video/webm", "vp9", "opus"), true
	case ".mkv":
		return video("video/matroska", "h264", "aac"), true
	case ".avi":
		return video("video/x-msvideo", "mpeg4", "mp3"), true
	case ".mpg", ".mpeg":
		return video("video/mpeg", "mpeg2video", "mp2"), true
	case ".mp3":
		return audio("audio/mpeg", "mp3"), true
	case ".wav":
		return audio("audio/wav", "pcm_s16le"), true
	case ".m4a":
		return audio("audio/mp4", "aac"), true
	case ".aac":
		return audio("audio/aac", "aac"), true
	case ".flac":
		return audio("audio/flac", "flac"), true
	case ".ogg":
		return audio("audio/ogg", "vorbis"), true
	case ".opus":
		return audio("audio/ogg", "opus"), true
	case ".jpg", ".jpeg":
		return image("jpeg"), true
	case ".png", ".gif", ".webp", ".bmp", ".avif":
		return image(extension[1:]), true
	case ".tif", ".tiff":
		return image("tiff"), true
	}
	return fileType{}, false
}

func video(mimeType, videoCodec, audioCodec string) fileType {
	return fileType{kind: gen.MediaKindVideo, mimeType: mimeType, videoCodec: videoCodec, audioCodec: audioCodec}
}

func audio(mimeType, codec string) fileType {
	return fileType{kind: gen.MediaKindAudio, mimeType: mimeType, audioCodec: codec}
}

func image(format string) fileType {
	return fileType{kind: gen.MediaKindImage, mimeType: "image/" + format, format: format}
}
