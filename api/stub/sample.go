package stub

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

	"github.com/medialink-go/medialink/gen"
)

// sampleFiles has a small file of each type, and beside it what ffprobe says of it. make media makes them.
//
//go:embed sample
var sampleFiles embed.FS

// sample is a file that media of a type have for theirs.
type sample struct {
	content []byte
	etag    string // RFC 9110, section 8.8.3
	meta    gen.MediaMeta
}

// samples holds them by extension, such as "mp4".
var samples = sync.OnceValues(readSamples)

func readSamples() (map[string]*sample, error) {
	entries, err := sampleFiles.ReadDir("sample")
	if err != nil {
		return nil, err
	}
	all := map[string]*sample{}
	for _, entry := range entries {
		extension := strings.TrimPrefix(entry.Name(), "sample.")
		if strings.HasSuffix(extension, ".json") {
			continue
		}
		if all[extension], err = readSample("sample/" + entry.Name()); err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
	}
	return all, nil
}

func readSample(path string) (*sample, error) {
	content, err := sampleFiles.ReadFile(path)
	if err != nil {
		return nil, err
	}
	said, err := sampleFiles.ReadFile(path + ".json")
	if err != nil {
		return nil, err
	}
	var p probe
	if err := json.Unmarshal(said, &p); err != nil {
		return nil, err
	}
	meta, err := p.meta()
	sum := sha256.Sum256(content)
	return &sample{content: content, etag: `"` + hex.EncodeToString(sum[:8]) + `"`, meta: meta}, err
}

// probe is what ffprobe says of a file, as far as meta has it.
type probe struct {
	Streams []stream `json:"streams"`
	Format  struct {
		Duration string `json:"duration"` // in seconds
		Size     string `json:"size"`     // in bytes
	} `json:"format"`
}

type stream struct {
	Type      string `json:"codec_type"`
	Codec     string `json:"codec_name"`
	Rate      string `json:"sample_rate"` // in hertz
	Channels  int64  `json:"channels"`
	Layout    string `json:"channel_layout"`
	Width     int64  `json:"width"`
	Height    int64  `json:"height"`
	FrameRate string `json:"r_frame_rate"` // a fraction, such as "25/1"
}

// meta is complete for the kind. original_meta is null, as the strict official client wants it.
func (p probe) meta() (gen.MediaMeta, error) {
	meta := gen.MediaMeta{OriginalMeta: new(map[string]any)}
	size, err := strconv.ParseInt(p.Format.Size, 10, 64)
	if err != nil {
		return meta, err
	}
	meta.SizeBytes = &size
	if len(p.Streams) == 1 && p.Streams[0].Type == "video" {
		p.Streams[0].describeImage(&meta)
		return meta, nil
	}
	seconds, err := strconv.ParseFloat(p.Format.Duration, 64)
	if err != nil {
		return meta, err
	}
	meta.DurationSeconds = new(int64(math.Round(seconds)))
	for _, s := range p.Streams {
		if err := s.describe(&meta); err != nil {
			return meta, err
		}
	}
	return meta, nil
}

func (s stream) describe(meta *gen.MediaMeta) error {
	if s.Type == "video" {
		rate, err := strconv.ParseInt(strings.TrimSuffix(s.FrameRate, "/1"), 10, 64)
		meta.VideoCodecName, meta.VideoFrameRate, meta.VideoFrameWidth, meta.VideoFrameHeight = &s.Codec, &rate, &s.Width, &s.Height
		return err
	}
	rate, err := strconv.ParseInt(s.Rate, 10, 64)
	layout := gen.AudioLayout(s.Layout)
	if layout == "" { // ffprobe leaves it out where the container does: what is left is the number of channels
		layout = map[int64]gen.AudioLayout{1: gen.AudioLayoutMono, 2: gen.AudioLayoutStereo}[s.Channels]
	}
	meta.AudioCodecName, meta.AudioRate, meta.AudioLayout, meta.AudioChannels = &s.Codec, &rate, &layout, &s.Channels
	return err
}

// describeImage names the format, for which ffprobe has the codec.
func (s stream) describeImage(meta *gen.MediaMeta) {
	format := s.Codec
	switch s.Codec {
	case "mjpeg":
		format = "jpeg"
	case "av1":
		format = "avif"
	}
	meta.ImageWidth, meta.ImageHeight, meta.ImageFormat = &s.Width, &s.Height, &format
}
