package form_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub/internal/form"
)

func TestDurationsHaveLimits(t *testing.T) {
	for text, want := range map[string]string{
		"0s": "0s <nil>", "1m40s": "1m40s <nil>", "1m40.1s": "0s must have a duration from 0s to 1m40s, such as 500ms or 5s",
		"-1ns": "0s must have a duration from 0s to 1m40s, such as 500ms or 5s", "5": "0s must have a duration from 0s to 1m40s, such as 500ms or 5s",
	} {
		d, err := form.Duration(text, form.MaxDelay)
		if got := fmt.Sprint(d, " ", err); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if form.MaxDelay != 100*time.Second {
		t.Errorf("the longest delay is %v", form.MaxDelay)
	}
}

func TestStatusesAreThoseOfErrors(t *testing.T) {
	for text, valid := range map[string]bool{"399": false, "400": true, "599": true, "600": false, "x": false, "": false} {
		status, err := form.Status(text)
		if (err == nil) != valid {
			t.Errorf("%q: %v", text, err)
		}
		if valid && fmt.Sprint(status) != text {
			t.Errorf("%q is read as %d", text, status)
		}
	}
}

func TestNumbersBeginWithOne(t *testing.T) {
	for text, valid := range map[string]bool{"0": false, "1": true, "3": true, "4": false, "x": false} {
		if n, ok := form.Number(text, 3); ok != valid || ok && fmt.Sprint(n) != text {
			t.Errorf("%q: %d %v", text, n, ok)
		}
	}
}

func TestExamplesAreJoined(t *testing.T) {
	if got := form.Examples([]form.Form{{Example: "a"}, {Example: "b"}}); got != "a, b" {
		t.Error(got)
	}
}
