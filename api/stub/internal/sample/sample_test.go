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

func TestAFileHasWhatFFProbeSaysOfIt(t *testing.T) {
	all := files(t)
	for extension, want := range map[string][]sample.Stream{
		"mp4": {{Type: "video", Codec: "h264", FrameRate: "25/1", Width: 160, Height: 90},
			{Type: "audio", Codec: "aac", Layout: "stereo", Rate: 48000, Channels: 2, FrameRate: "0/0"}},
		"wav":  {{Type: "audio", Codec: "pcm_s16le", Rate: 8000, Channels: 1, FrameRate: "0/0"}},
		"opus": {{Type: "audio", Codec: "opus", Layout: "stereo", Rate: 48000, Channels: 2, FrameRate: "0/0"}},
		"jpg":  {{Type: "video", Codec: "mjpeg", FrameRate: "25/1", Width: 160, Height: 90}},
	} {
		if diff := cmp.Diff(want, all[extension].Streams); diff != "" {
			t.Errorf("%s: %s", extension, diff)
		}
	}
	for extension, want := range map[string]bool{"mp4": false, "mp3": false, "jpg": true, "gif": true} {
		if got := all[extension].IsImage(); got != want {
			t.Errorf("%s is an image: %v, want %v", extension, got, want)
		}
	}
	if got := all["mp4"].Format.Seconds; got != 2 {
		t.Errorf("the video has %v seconds, want 2", got)
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
	fmt.Println(mp3.Streams[0].Codec, mp3.Streams[0].Rate, mp3.IsImage())
	// Output: mp3 44100 false
}
