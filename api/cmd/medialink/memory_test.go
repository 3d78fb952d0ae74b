package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// caller makes requests of many goroutines to one stub.
type caller struct {
	t      *testing.T
	client *http.Client
	base   string
}

// do sends a request and returns the body of a response with status 200.
func (c *caller) do(method, path, body string, header ...string) []byte {
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Error(err)
		return nil
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := c.client.Do(request)
	if err != nil {
		c.t.Error(err)
		return nil
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		c.t.Errorf("%s %s: status %d, %v: %.200s", method, path, response.StatusCode, err, content)
	}
	return content
}

// names lists media by pages from an offset, and returns the length of each name and how many media there are.
func (c *caller) names(offset, pages int) (lengths []int, count int) {
	for range pages {
		var page struct {
			Count int
			Media []struct{ Name string }
		}
		content := c.do(http.MethodGet, fmt.Sprintf("/_stub/media?world=a&limit=1000&offset=%d", offset+len(lengths)), "")
		if err := json.Unmarshal(content, &page); err != nil {
			c.t.Error(err)
		}
		for _, m := range page.Media {
			lengths = append(lengths, len(m.Name))
		}
		if count = page.Count; offset+len(lengths) >= count {
			break
		}
	}
	return lengths, count
}

// numbers exports the journal by archives, and returns the numbers of the exchanges and how many there are behind the first ones.
func (c *caller) numbers(archives int) (numbers []int, count int) {
	for after := range archives {
		if len(numbers) > 0 {
			after = numbers[len(numbers)-1]
		}
		var archive struct {
			Log struct {
				Count   int `json:"_count"`
				Entries []struct {
					Number int `json:"_number"`
				}
			}
		}
		content := c.do(http.MethodGet, fmt.Sprintf("/_stub/journal/har?limit=1000&after=%d", after), "")
		if err := json.Unmarshal(content, &archive); err != nil {
			c.t.Error(err)
		}
		if len(numbers) == 0 {
			count = archive.Log.Count
		}
		if len(archive.Log.Entries) == 0 {
			break
		}
		for _, e := range archive.Log.Entries {
			numbers = append(numbers, e.Number)
		}
	}
	return numbers, count
}

// TestMemoryIsBoundedWhateverIsListed fills the real binary with the largest media and exchanges that it keeps, lists all of them many
// times at once, and asks the kernel for the most memory that it ever had.
func TestMemoryIsBoundedWhateverIsListed(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("the kernel does not say what memory a process takes")
	}
	process, base := startBinary(t)
	c := &caller{t: t, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 28}}, base: base}
	defer c.client.CloseIdleConnections()

	const media, nameLength = 25, 990_000 // 25 fill the 24 MiB that are kept; of 26 the oldest goes
	for range media + 1 {
		c.do(http.MethodPost, "/api/library/v1/media/link", `{"link":"https://ready-after-0s.medialink.invalid/a.mp4","name":"`+strings.Repeat("<", nameLength)+`"}`, "Authorization", "Bearer a")
	}
	for range 700 { // more than the 32 MiB of exchanges that are kept
		c.do(http.MethodPost, "/api/library/v1/media/link", `{"link":"https://h.example/a.mp4"}`, "Authorization", "Bearer b", "X-Large", strings.Repeat(`"`, 60_000))
	}
	t.Logf("filled: at most %d MiB", peakMiB(t, process.Pid))

	var running sync.WaitGroup
	for i := range 8 {
		running.Go(func() { c.names(3*i, 4) })
	}
	for range 20 {
		running.Go(func() { c.numbers(3) })
	}
	running.Wait()
	const most = 250
	peak := peakMiB(t, process.Pid)
	t.Logf("after 8 lists and 20 archives at once: at most %d MiB", peak)
	if peak > most {
		t.Errorf("the stub took %d MiB at most, want no more than %d", peak, most)
	}

	names, count := c.names(0, 1000)
	if len(names) != media || count != media {
		t.Errorf("the pages have %d media, and say %d; want %d", len(names), count, media)
	}
	if slices.ContainsFunc(names, func(length int) bool { return length != nameLength }) {
		t.Errorf("names of %v bytes, want %d each", names, nameLength)
	}
	numbers, count := c.numbers(1000)
	if len(numbers) != count || count < 400 {
		t.Errorf("the archives have %d exchanges, and say %d; want the same number, of 400 and more", len(numbers), count)
	}
	if !slices.IsSorted(numbers) || len(slices.Compact(slices.Clone(numbers))) != len(numbers) {
		t.Errorf("the archives have an exchange twice, or not in order: %v", numbers)
	}
}

// peakMiB is the most memory that a process ever had resident.
func peakMiB(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if match == nil {
		t.Fatalf("no VmHWM in %s", status)
	}
	kilobytes, err := strconv.Atoi(string(match[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes >> 10
}
