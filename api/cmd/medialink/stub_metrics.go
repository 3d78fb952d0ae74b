package main

import (
	"bytes"
	"net/http"
	"strconv"
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/journal"
	"github.com/medialink-go/medialink/gen"
)

const metricsPath = control.Prefix + "metrics"

// help is what each metric means. The library leaves it out, and promtool asks for it.
var help = map[string]string{
	"medialink_requests_total":           "Requests but those for files and of the control API. The status is 0 if there was no response.",
	"medialink_request_duration_seconds": "Time from a request until its response was made, which a fault may deliver later.",
	"medialink_faults_total":             "Faults that were injected.",
	"medialink_media":                    "Media records that the stub has.",
	"medialink_media_bytes":              "Memory of all media records.",
	"medialink_worlds":                   "Worlds that the stub has.",
	"medialink_journal_exchanges":        "Exchanges in the journal.",
	"medialink_journal_bytes":            "Memory of the journal.",
	"medialink_build_info":               "The build of the program.",
}

var (
	verdicts  = []journal.Verdict{journal.VerdictOK, journal.VerdictWarning, journal.VerdictViolation, journal.VerdictUnchecked}
	statuses  = []gen.MediaStatus{gen.MediaStatusProcessing, gen.MediaStatusReady, gen.MediaStatusFailed}
	durations = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30} // upper bounds, in seconds
)

// stubMetrics counts exchanges, and shows the counts in the text format of Prometheus. All labels have few values: none is a world, a path
// or anything else that a caller chooses.
type stubMetrics struct {
	stub       *stub.Stub
	set        *metrics.Set
	operations map[string]*operationMetrics // complete from the start, so that it needs no lock
}

type operationMetrics struct {
	name     string
	duration *metrics.PrometheusHistogram
	counts   [600][4]atomic.Pointer[metrics.Counter] // by status and verdict; nil before the first one
}

func newStubMetrics(s *stub.Stub) *stubMetrics {
	metrics.ExposeMetadata(true)
	m := &stubMetrics{stub: s, set: metrics.NewSet(), operations: map[string]*operationMetrics{"": {name: "unknown"}}}
	for _, name := range s.Operations() {
		m.operations[name] = &operationMetrics{name: name}
	}
	for _, o := range m.operations {
		o.duration = m.set.NewPrometheusHistogramExt(series("medialink_request_duration_seconds", "operation", o.name), durations)
	}
	return m
}

// series is a name with its labels.
func series(name string, labels ...string) string {
	text := []byte(name)
	for i := 0; i < len(labels); i += 2 {
		text = append(append(text, "{,"[min(i, 1)]), labels[i]+"="...)
		text = strconv.AppendQuote(text, labels[i+1])
	}
	return string(append(text, '}'))
}

// count allocates nothing, unless it is the first exchange of its kind or has faults.
func (m *stubMetrics) count(x *journal.Exchange) {
	o := m.operations[x.Operation]
	if o == nil || x.Status < 0 || x.Status >= len(o.counts) {
		return // the stub makes no such exchange
	}
	verdict := x.Verdict()
	for i, v := range verdicts {
		if v == verdict {
			m.counter(o, x.Status, i).Inc()
		}
	}
	if x.Status != 0 {
		o.duration.Update(x.Duration.Seconds())
	}
	for _, text := range x.Faults {
		if f, err := fault.Parse(text); err == nil {
			m.set.GetOrCreateCounter(series("medialink_faults_total", "kind", string(f.Kind))).Inc()
		}
	}
}

func (m *stubMetrics) counter(o *operationMetrics, status, verdict int) *metrics.Counter {
	kept := &o.counts[status][verdict]
	if c := kept.Load(); c != nil {
		return c
	}
	c := m.set.GetOrCreateCounter(series("medialink_requests_total", "operation", o.name, "status", strconv.Itoa(status), "verdict", string(verdicts[verdict])))
	kept.Store(c)
	return c
}

// ServeHTTP also counts what the stub has.
func (m *stubMetrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	u := m.stub.Usage()
	for _, status := range statuses {
		u.Media[status] += 0 // also those of which there are none
	}
	for status, n := range u.Media {
		m.gauge(series("medialink_media", "status", string(status)), int64(n))
	}
	m.gauge("medialink_media_bytes", u.MediaBytes)
	m.gauge("medialink_worlds", int64(u.Worlds))
	m.gauge("medialink_journal_exchanges", int64(u.Exchanges))
	m.gauge("medialink_journal_bytes", u.JournalBytes)
	version, revision, goVersion := buildInfo()
	m.gauge(series("medialink_build_info", "version", version, "revision", revision, "goversion", goVersion), 1)
	var text bytes.Buffer
	m.set.WritePrometheus(&text)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write(withHelp(text.Bytes())) // it fails if the caller has gone away
}

func (m *stubMetrics) gauge(series string, value int64) {
	m.set.GetOrCreateGauge(series, nil).Set(float64(value))
}

func withHelp(text []byte) []byte {
	for name, means := range help {
		empty := []byte("# HELP " + name + "\n")
		text = bytes.Replace(text, empty, []byte("# HELP "+name+" "+means+"\n"), 1)
	}
	return text
}
