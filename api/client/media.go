package client

import "github.com/medialink-go/medialink/gen"

// The types of the contract, under their own names.
type (
	Media        = gen.Media
	MediaPreview = gen.MediaPreview
	MediaMeta    = gen.MediaMeta
	MediaKind    = gen.MediaKind
	MediaStatus  = gen.MediaStatus
	AudioLayout  = gen.AudioLayout
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
