package stub_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// latencies returns how long each of n requests takes, in order of length.
func latencies(t *testing.T, fault string, n int) (sorted []time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, faults(t, fault))
		for range n {
			began := time.Now()
			s.do("a", http.MethodGet, someMedia, "")
			sorted = append(sorted, time.Since(began))
		}
	})
	slices.Sort(sorted)
	return sorted
}

func TestLatencyFollowsItsDistribution(t *testing.T) {
	const n = 1001
	for _, row := range []struct {
		fault            string
		least, mid, most time.Duration
		tolerance        float64
	}{
		{"latency=200ms", 200 * time.Millisecond, 200 * time.Millisecond, 200 * time.Millisecond, 0},
		{"latency=100ms..500ms", 100 * time.Millisecond, 300 * time.Millisecond, 500 * time.Millisecond, 0.1},
		{"latency=200ms~0.5", 0, 200 * time.Millisecond, 100 * time.Second, 0.1},
	} {
		took := latencies(t, row.fault, n)
		median := float64(took[n/2]) / float64(row.mid)
		if took[0] < row.least || took[n-1] > row.most || median < 1-row.tolerance || median > 1+row.tolerance {
			t.Errorf("%s: from %v over %v to %v", row.fault, took[0], took[n/2], took[n-1])
		}
	}
	if took := latencies(t, "latency=200ms~0.5", n); took[0] == took[n-1] {
		t.Error("the lognormal latency is always the same")
	}
}

func TestNoLatencyIsLongerThan100Seconds(t *testing.T) {
	for _, fault := range []string{"latency=90s~1", "latency=100s~10"} {
		took := latencies(t, fault, 1001)
		if longest := took[len(took)-1]; longest != 100*time.Second {
			t.Errorf("%s: the longest is %v", fault, longest)
		}
		if took[0] >= 90*time.Second {
			t.Errorf("%s: even the shortest is %v", fault, took[0])
		}
	}
}

func TestLatenciesAddUpAndComeBeforeOtherFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, faults(t, "latency=1s", "503", "latency=2s", "500"))
		began := time.Now()
		w := s.do("a", http.MethodGet, someMedia, "")
		if took := time.Since(began); took != 3*time.Second || w.Code != 503 {
			t.Errorf("%d after %v", w.Code, took)
		}
	})
}

// deadlineRecorder is a response whose connection has a write deadline.
type deadlineRecorder struct {
	*httptest.ResponseRecorder
	deadline time.Time
}

func (r *deadlineRecorder) SetWriteDeadline(deadline time.Time) error {
	r.deadline = deadline
	return nil
}

// A server's own deadline begins with the request, and the longest latency leaves nothing of it.
func TestADelayedResponseHasTimeForItsDelivery(t *testing.T) {
	for _, row := range []struct {
		fault string
		extra time.Duration // from when the response is made; 0 is the server's own deadline
	}{
		{"latency=0s", 0},
		{"latency=10s", 0},
		{"latency=11s", 2 * time.Minute},
		{"latency=100s", 2 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			st, s := newStub(t, faults(t, row.fault))
			w := &deadlineRecorder{ResponseRecorder: httptest.NewRecorder()}
			began := time.Now()
			s.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, someMedia, nil))
			want := time.Time{}
			if row.extra > 0 {
				want = time.Now().Add(row.extra)
			}
			if !w.deadline.Equal(want) {
				t.Errorf("%s: the deadline is %v, want %v", row.fault, w.deadline, want)
			}
			if got, want := st.Exchanges()[0].Duration, time.Since(began); got != want {
				t.Errorf("%s: the journal says %v, want %v", row.fault, got, want)
			}
		})
	}
}
