package fault_test

import (
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub/fault"
)

func TestInvalidFaultsAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"":                      "must be one of 503",
		"explode":               "must be one of 503",
		"htlm":                  "did you mean html?",
		"200":                   "from 400 to 599",
		"600":                   "from 400 to 599",
		"503=1":                 "must be one of 503",
		"latency":               "must have a time",
		"latency=5":             "must have a time",
		"latency=-1s":           "must have a time",
		"latency=101s":          "must have a time",
		"latency=2s..1s":        "the lower one first",
		"latency=1s~-1":         "sigma",
		"latency=1s~NaN":        "sigma",
		"reset=1":               "takes no value",
		"503,on=get-nothing":    "must be on one of token, ",
		"503,first=0":           "from 1",
		"503,first=x":           "from 1",
		"503,rate=0":            "more than 0",
		"503,rate=1.1":          "at most 1",
		"503,rate=NaN":          "at most 1",
		"503,retry-after=500ms": "whole seconds",
		"503,retry-after=-1s":   "whole seconds",
		"reset,retry-after=1s":  "go with 503, ",
		"503,":                  "no other condition",
		"503,on=":               "on must have an operation",
		"503,after=1":           "takes no value",
		"reset,after":           "after and retry-after go with 503, ",
		"latency=1s,after":      "after and retry-after go with 503, ",
		"503,until=9":           "no other condition",
		"503 ,first=1":          "must be one of 503",
	} {
		_, err := fault.Parse(text)
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), `"`+text+`"`) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAFaultIsWrittenAsItIsRead(t *testing.T) {
	for _, form := range fault.Forms() {
		f, err := fault.Parse(form.Example)
		if err != nil {
			t.Error(err)
			continue
		}
		again, err := fault.Parse(f.String())
		if err != nil || again != f {
			t.Errorf("%s: %+v, then %+v: %v", form.Example, f, again, err)
		}
	}
	if without := (fault.Fault{Kind: "status", Status: 503}).String(); without != "503,retry-after=0s" {
		t.Errorf("a 503 without Retry-After is written as %q", without)
	}
	combined := "503,on=getMedia,first=3,rate=0.5,after,retry-after=3s"
	if f, err := fault.Parse(combined); err != nil || f.String() != combined {
		t.Errorf("%v: %v", f, err)
	}
	f, err := fault.Parse("latency=100ms..2s,on=getMedia,first=3,rate=0.5")
	if err != nil || f.String() != "latency=100ms..2s,on=getMedia,first=3,rate=0.5" || f.Delay.Max != 2*time.Second {
		t.Errorf("%v: %v", f, err)
	}
}

func TestFaultsMadeInGoAreCheckedToo(t *testing.T) {
	for _, f := range []fault.Fault{
		{Kind: "status"},
		{Kind: "reset", First: -1},
		{Kind: "reset", Rate: -1},
		{Kind: "reset", Operation: "nope"},
		{Kind: "latency", Delay: fault.Delay{Min: 1}},
		{Kind: "nope"},
		{},
	} {
		if err := fault.Check(f); err == nil {
			t.Errorf("%+v is accepted", f)
		}
	}
}
