package fault

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestEachKindDoesOneThing holds what the pipeline relies on.
func TestEachKindDoesOneThing(t *testing.T) {
	for _, k := range kinds {
		done := 0
		for _, does := range []bool{k.delays, k.early != nil, k.corrupt != nil, k.send != nil} {
			if does {
				done++
			}
		}
		if done != 1 {
			t.Errorf("%s does %d things", k.name, done)
		}
		if k.means == "" {
			t.Errorf("%s has no description", k.name)
		}
		if k.delays && !k.valued {
			t.Errorf("%s delays, and takes no delay", k.name)
		}
		if k.implied != "" && !k.valued {
			t.Errorf("%s has a default for a delay that it does not take", k.name)
		}
	}
}

func TestAnExampleIsOfItsKind(t *testing.T) {
	for _, k := range kinds {
		f, err := Parse(k.example)
		if err != nil {
			t.Error(err)
			continue
		}
		if f.Kind != k.name {
			t.Errorf("%s is of the kind %s, not %s", k.example, f.Kind, k.name)
		}
	}
}

func TestAnEarlyResponseIsAnError(t *testing.T) {
	for _, k := range kinds {
		if k.early == nil {
			continue
		}
		f, err := Parse(k.example)
		if err != nil {
			t.Fatal(err)
		}
		e := NewSet([]Fault{f}).Select("getMedia", rand.New(rand.NewPCG(1, 1))).Early()
		if e == nil {
			t.Errorf("%s has no response", k.name)
			continue
		}
		if e.Status < 400 || e.Status > 599 {
			t.Errorf("%s has status %d", k.name, e.Status)
		}
		if f, err := Parse(k.example + ",after,retry-after=7s"); err != nil || !strings.HasSuffix(f.String(), ",after,retry-after=7s") {
			t.Errorf("%s,after,retry-after=7s is %v: %v", k.example, f, err)
		}
	}
}
