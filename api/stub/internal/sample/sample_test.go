package sample_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/stub/internal/sample"
)

func files(t *testing.T) map[string]*sample.File {
	t.Helper()
	all, err := sample.Files()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestAFileSaysWhatItHolds(t *testing.T) {
	all := files(t)
	for extension, want := range map[string]sample.File{
		"mp4": {DurationSeconds: 2, Audio: &sample.Audio{Codec: "aac", Layout: "stereo", Rate: 48000, Channels: 2},
			Video: &sample.Video{Codec: "h264", FrameRate: 25, Width: 160, Height: 90}},
		"wav":  {DurationSeconds: 1, Audio: &sample.Audio{Codec: "pcm_s16le", Layout: "mono", Rate: 8000, Channels: 1}},
		"opus": {DurationSeconds: 1, Audio: &sample.Audio{Codec: "opus", Layout: "stereo", Rate: 48000, Channels: 2}},
		"jpg":  {Image: &sample.Image{Format: "jpeg", Width: 160, Height: 90}},
		"avif": {Image: &sample.Image{Format: "avif", Width: 160, Height: 90}},
		"gif":  {Image: &sample.Image{Format: "gif", Width: 160, Height: 90}},
	} {
		got := *all[extension]
		got.Content, got.ETag = nil, ""
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", extension, diff)
		}
	}
}

func TestAFileIsTheOneThatWasProbed(t *testing.T) {
	etags := map[string]string{}
	for extension, f := range files(t) {
		text, err := os.ReadFile("files/sample." + extension + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var probed struct{ Format struct{ Size string } }
		if err := json.Unmarshal(text, &probed); err != nil {
			t.Fatal(err)
		}
		if got := strconv.Itoa(len(f.Content)); got != probed.Format.Size {
			t.Errorf("%s has %s bytes, and ffprobe says %s", extension, got, probed.Format.Size)
		}
		if other, ok := etags[f.ETag]; ok {
			t.Errorf("%s and %s have the same ETag", extension, other)
		}
		if etags[f.ETag] = extension; len(f.ETag) != 18 || f.ETag[0] != '"' || f.ETag[17] != '"' {
			t.Errorf("%s: the ETag is %s", extension, f.ETag)
		}
	}
}

func ExampleFiles() {
	files, err := sample.Files()
	if err != nil {
		fmt.Println(err)
		return
	}
	mp3 := files["mp3"]
	fmt.Println(mp3.Audio.Codec, mp3.DurationSeconds, mp3.Video)
	// Output: mp3 1 <nil>
}
