//go:build soak

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestMemoryIsFlat asks the real binary a million times and reads from the kernel what memory it takes. A hundred principals
// fill media and journal to their bounds, and more come along than it remembers. It needs Linux, and a few minutes.
func TestMemoryIsFlat(t *testing.T) {
	process, url := startBinary(t)
	var asked atomic.Int64
	resident := map[int64]int{}
	for _, upTo := range []int64{10_000, 100_000, 1_000_000} {
		began, from := time.Now(), asked.Load()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for n := asked.Add(1); n <= upTo; n = asked.Add(1) {
					askSomething(t, url, n)
				}
			})
		}
		wg.Wait()
		asked.Store(upTo)
		resident[upTo] = residentMiB(t, process.Pid)
		t.Logf("%8d requests: %d MiB resident, %.0f requests/s", upTo, resident[upTo], float64(upTo-from)/time.Since(began).Seconds())
	}
	if resident[1_000_000] > 2*resident[100_000] {
		t.Errorf("it grows: %v", resident)
	}
}

var soaking = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}

// principal is one of a hundred who come again and again, or, for one request in ten, one of many who come once.
func principal(n int64) string {
	if n%10 == 0 {
		return fmt.Sprintf("once-%d", n)
	}
	return fmt.Sprintf("again-%d", n%100)
}

// askSomething uploads, and polls for each third time.
func askSomething(t *testing.T, url string, n int64) {
	method, path, body := http.MethodPost, "/api/library/v1/media/link", fmt.Sprintf(`{"link":"https://h.example/%d.mp4","name":"Number %d"}`, n, n)
	if n%3 == 0 {
		method, path, body = http.MethodGet, "/api/library/v1/media/3c90c3cc-0d44-4b50-8888-8dd25736052a", ""
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url+path, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+principal(n))
	request.Header.Set("Content-Type", "application/json")
	response, err := soaking.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != 200 && response.StatusCode != 404 {
		t.Errorf("%d: %v", response.StatusCode, err)
	}
}

func residentMiB(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	kilobytes, err := strconv.Atoi(string(match[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}
