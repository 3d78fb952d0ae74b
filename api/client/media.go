package client

import "github.com/medialink-go/medialink/gen"

// The types of the contract, under their own names.
type (
	// Media is a media record.
	Media = gen.Media
	// MediaPreview is a record that stands for another.
	MediaPreview = gen.MediaPreview
	// MediaMeta is what is known of a file's content.
	MediaMeta = gen.MediaMeta
	// MediaKind is what a file is.
	MediaKind = gen.MediaKind
	// MediaStatus is where a record stands.
	MediaStatus = gen.MediaStatus
	// AudioLayout is how the channels of an audio stream are laid out.
	AudioLayout = gen.AudioLayout
)

// The values of the contract, under their own names.
const (
	MediaKindVideo = gen.MediaKindVideo
	MediaKindAudio = gen.MediaKindAudio
	MediaKindImage = gen.MediaKindImage

	MediaStatusProcessing = gen.MediaStatusProcessing
	MediaStatusReady      = gen.MediaStatusReady
	MediaStatusFailed     = gen.MediaStatusFailed

	AudioLayoutMono   = gen.AudioLayoutMono
	AudioLayoutStereo = gen.AudioLayoutStereo
)
