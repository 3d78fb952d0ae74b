//go:build soak

package proxy_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/medialink-go/medialink/api/conformance"
	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/proxy"
)

// TestMemoryIsFlat sends 100,000 requests through the proxy, some of which fail, and measures the heap.
func TestMemoryIsFlat(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	watch := conformance.NewWatch(library)
	var observed atomic.Int64
	url := start(t, startStub(t, "truncate,rate=0.02", "reset,rate=0.02", "503,rate=0.02"), proxy.WithObserver(func(x *contract.Exchange) {
		observed.Add(1)
		watch.Observe(x)
	}))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8, DisableCompression: true}}
	var sent atomic.Int64
	heap := map[int64]uint64{}
	for _, upTo := range []int64{10_000, 50_000, 100_000} {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for sent.Add(1) <= upTo {
					soakCall(t, client, url)
				}
			})
		}
		wg.Wait()
		sent.Store(upTo)
		heap[upTo] = heapInUse()
		t.Logf("%7d exchanges: %d KiB of heap, %d goroutines", upTo, heap[upTo]>>10, runtime.NumGoroutine())
	}
	if heap[100_000] > heap[10_000]+8<<20 {
		t.Errorf("it grows: %v", heap)
	}
	if got := observed.Load(); got < 100_000 { // net/http's client sends a GET again
		t.Errorf("%d exchanges of 100000 were observed", got)
	}
}

func soakCall(t *testing.T, client *http.Client, url string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+linkPath, strings.NewReader(link))
	if err != nil {
		t.Error(err)
		return
	}
	r.Header.Set("Authorization", bearer)
	r.Header.Set("Content-Type", typed)
	if response, err := client.Do(r); err == nil { // else it was reset
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
}

func heapInUse() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
