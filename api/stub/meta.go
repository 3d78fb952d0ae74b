package stub

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/google/uuid"

	"github.com/medialink-go/medialink/gen"
)

// meta makes up what is known of a file's content: always the same for an id, complete for the kind, and such that sizes, rates and
// lengths go together. original_meta is null, as the strict official client wants it.
func (t fileType) meta(id uuid.UUID) gen.MediaMeta {
	random := randomOf(id)
	meta := gen.MediaMeta{OriginalMeta: new(map[string]any)}
	switch t.kind {
	case gen.MediaKindImage:
		t.describeImage(&meta, random, oneOf(random, pictures()...))
	case gen.MediaKindAudio:
		meta.DurationSeconds = new(between(random, 5, 600))
		meta.SizeBytes = new(*meta.DurationSeconds * t.describeAudio(&meta, random))
	default:
		meta.DurationSeconds = new(between(random, 5, 600))
		meta.SizeBytes = new(*meta.DurationSeconds * (t.describeAudio(&meta, random) + t.describeVideo(&meta, random)))
	}
	return meta
}

// describeAudio returns bytes for each second.
func (t fileType) describeAudio(meta *gen.MediaMeta, random *rand.Rand) int64 {
	rate := oneOf[int64](random, 44_100, 48_000)
	if t.audioCodec == "opus" {
		rate = 48_000 // the only one that Opus decodes to by default (RFC 7845, section 5.1)
	}
	layout, channels := gen.AudioLayoutStereo, int64(2)
	if random.IntN(2) == 0 {
		layout, channels = gen.AudioLayoutMono, 1
	}
	meta.AudioRate, meta.AudioLayout, meta.AudioChannels, meta.AudioCodecName = &rate, &layout, &channels, &t.audioCodec
	switch t.audioCodec {
	case "pcm_s16le":
		const bytesPerSample = 2
		return rate * channels * bytesPerSample
	case "flac":
		return rate * channels
	}
	const compressed = 8_000 // 64 kbit/s for each channel
	return channels * compressed
}

// describeVideo returns bytes for each second.
func (t fileType) describeVideo(meta *gen.MediaMeta, random *rand.Rand) int64 {
	frame := oneOf(random, pictures()...)
	rate := oneOf[int64](random, 24, 25, 30, 60)
	meta.VideoCodecName, meta.VideoFrameRate = &t.videoCodec, &rate
	meta.VideoFrameWidth, meta.VideoFrameHeight = &frame.width, &frame.height
	const pixelsPerByte = 80 // 0.1 bit for a pixel, usual for H.264
	return frame.width * frame.height * rate / pixelsPerByte
}

func (t fileType) describeImage(meta *gen.MediaMeta, random *rand.Rand, size picture) {
	meta.ImageWidth, meta.ImageHeight, meta.ImageFormat = &size.width, &size.height, &t.format
	const header = 512
	meta.SizeBytes = new(header + size.width*size.height/between(random, 4, 12))
}

// posterMeta is that of a still of the media, or of a drawn one where there is nothing to see.
func (t fileType) posterMeta(id uuid.UUID, of gen.MediaMeta) gen.MediaMeta {
	size := picture{640, 360}
	switch {
	case of.VideoFrameWidth != nil:
		size = picture{*of.VideoFrameWidth, *of.VideoFrameHeight}
	case of.ImageWidth != nil:
		size = picture{*of.ImageWidth, *of.ImageHeight}
	}
	meta := gen.MediaMeta{OriginalMeta: new(map[string]any)}
	t.describeImage(&meta, randomOf(id), size)
	return meta
}

func randomOf(id uuid.UUID) *rand.Rand {
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])))
}

type picture struct{ width, height int64 }

func pictures() []picture {
	return []picture{{640, 360}, {1280, 720}, {1920, 1080}, {1080, 1920}}
}

func oneOf[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

func between(random *rand.Rand, low, high int64) int64 { return low + random.Int64N(high-low+1) }
