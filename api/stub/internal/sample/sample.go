// Package sample holds a small file of each media type, and what ffprobe says of it.
package sample

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// files has the files, and beside each what ffprobe says of it. make media makes them.
//
//go:embed files
var files embed.FS

// File is a file with what it holds: an image, or audio with or without video.
type File struct {
	Content         []byte
	ETag            string // RFC 9110, section 8.8.3
	DurationSeconds int64  // 0 for an image
	Audio           *Audio
	Video           *Video
	Image           *Image
}

// Audio describes the audio stream of a file.
type Audio struct {
	Codec, Layout  string
	Rate, Channels int64 // in hertz
}

// Video describes the video stream of a file.
type Video struct {
	Codec                    string
	FrameRate, Width, Height int64
}

// Image describes a file that is an image.
type Image struct {
	Format        string
	Width, Height int64
}

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
	text, err := files.ReadFile(path + ".json")
	if err != nil {
		return nil, err
	}
	var p probe
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	f := &File{Content: content, ETag: `"` + hex.EncodeToString(sum[:8]) + `"`}
	return f, p.describe(f)
}

// probe is what ffprobe says of a file.
type probe struct {
	Streams []stream `json:"streams"`
	Format  struct {
		Duration float64 `json:"duration,string"` // in seconds
	} `json:"format"`
}

type stream struct {
	Type      string `json:"codec_type"`
	Codec     string `json:"codec_name"`
	Rate      int64  `json:"sample_rate,string"` // in hertz
	Channels  int64  `json:"channels"`
	Layout    string `json:"channel_layout"` // absent where the container has none
	Width     int64  `json:"width"`
	Height    int64  `json:"height"`
	FrameRate string `json:"r_frame_rate"` // a fraction, such as "25/1"
}

func (p probe) describe(f *File) (err error) {
	if len(p.Streams) == 1 && p.Streams[0].Type == "video" {
		s := p.Streams[0]
		f.Image = &Image{Format: s.imageFormat(), Width: s.Width, Height: s.Height}
		return nil
	}
	f.DurationSeconds = int64(math.Round(p.Format.Duration))
	for _, s := range p.Streams {
		if s.Type == "video" {
			f.Video = &Video{Codec: s.Codec, Width: s.Width, Height: s.Height}
			f.Video.FrameRate, err = strconv.ParseInt(strings.TrimSuffix(s.FrameRate, "/1"), 10, 64)
			continue
		}
		f.Audio = &Audio{Codec: s.Codec, Layout: s.layout(), Rate: s.Rate, Channels: s.Channels}
	}
	return err
}

func (s stream) layout() string {
	if s.Layout != "" {
		return s.Layout
	}
	return map[int64]string{1: "mono", 2: "stereo"}[s.Channels]
}

// imageFormat names the format, for which ffprobe has the codec.
func (s stream) imageFormat() string {
	switch s.Codec {
	case "mjpeg":
		return "jpeg"
	case "av1":
		return "avif"
	}
	return s.Codec
}
