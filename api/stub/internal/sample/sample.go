// Package sample holds a small file of each media type, and what ffprobe says of it.
package sample

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// files has the files, and beside each what ffprobe says of it. make media makes them.
//
//go:embed files
var files embed.FS

// File is a file with what ffprobe says of it.
type File struct {
	Content []byte   `json:"-"`
	ETag    string   `json:"-"` // RFC 9110, section 8.8.3
	Streams []Stream `json:"streams"`
	Format  struct {
		Seconds float64 `json:"duration,string"`
	} `json:"format"`
}

// Stream is the audio or the video of a file, or its image.
type Stream struct {
	Type      string `json:"codec_type"` // "video" for an image too
	Codec     string `json:"codec_name"`
	Rate      int64  `json:"sample_rate,string"` // in hertz
	Channels  int64  `json:"channels"`
	Layout    string `json:"channel_layout"`
	Width     int64  `json:"width"`
	Height    int64  `json:"height"`
	FrameRate string `json:"r_frame_rate"` // a fraction, such as "25/1"
}

// IsImage reports whether the file has nothing but one picture.
func (f *File) IsImage() bool { return len(f.Streams) == 1 && f.Streams[0].Type == "video" }

// Files returns the files by extension, such as "mp4".
var Files = sync.OnceValues(func() (map[string]*File, error) {
	entries, err := files.ReadDir("files")
	if err != nil {
		return nil, err
	}
	all := map[string]*File{}
	for _, entry := range entries {
		extension := strings.TrimPrefix(entry.Name(), "sample.")
		if strings.HasSuffix(extension, ".json") {
			continue
		}
		if all[extension], err = read("files/" + entry.Name()); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	return all, nil
})

func read(path string) (*File, error) {
	content, err := files.ReadFile(path)
	if err != nil {
		return nil, err
	}
	probed, err := files.ReadFile(path + ".json")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	f := &File{Content: content, ETag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	return f, json.Unmarshal(probed, f)
}
