package contract_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestEveryVerdictOnARequestIsTheOracles(t *testing.T) {
	t.Parallel()
	o := newOracle(t)
	for _, example := range o.ours.Operation("uploadMediaLink").RequestExamples() {
		agree(t, example.Name, o.ourRequest(example.Body), o.acceptsRequest(example.Body))
		mutations(decoded(t, example.Body), func(what string, body []byte) {
			agree(t, what, o.ourRequest(body), o.acceptsRequest(body))
		})
	}
}

func TestEveryVerdictOnAResponseIsTheOracles(t *testing.T) {
	t.Parallel()
	o := newOracle(t)
	for _, status := range []int{200, 201, 302, 401, 404, 422, 500} {
		for _, example := range o.ours.Operation("getMedia").ResponseExamples(status) {
			agree(t, example.Name, o.ourResponse(status, example.Body), o.acceptsResponse(status, example.Body))
			if status == 200 && example.Name != "ready-video" {
				continue // they are like it, with less in them
			}
			mutations(decoded(t, example.Body), func(what string, body []byte) {
				agree(t, example.Name+" "+what, o.ourResponse(status, body), o.acceptsResponse(status, body))
			})
		}
	}
}

// randomJSON makes a value of the words that the contract knows, so that some of it fits.
func randomJSON(random *rand.Rand, depth int) any {
	words := []string{"link", "kind", "name", "video", "https://h.example/a", "", "meta", "url", "detail", "loc", "msg", "type", "ready",
		"3c90c3cc-0d44-4b50-8888-8dd25736052a", "2023-11-07T05:31:56Z", "size_bytes"}
	word := func() string { return words[random.IntN(len(words))] }
	switch n := random.IntN(9); {
	case n == 0:
		return nil
	case n == 1:
		return random.IntN(2) == 0
	case n == 2:
		return random.NormFloat64() * 1000
	case n == 3:
		return random.IntN(100)
	case n < 6 || depth == 0:
		return word()
	case n == 6:
		list := []any{}
		for range random.IntN(4) {
			list = append(list, randomJSON(random, depth-1))
		}
		return list
	}
	object := map[string]any{}
	for range random.IntN(5) {
		object[word()] = randomJSON(random, depth-1)
	}
	return object
}

func TestEveryVerdictOnRandomJSONIsTheOracles(t *testing.T) {
	t.Parallel()
	o := newOracle(t)
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		body := encode(randomJSON(random, 4))
		agree(t, string(body), o.ourRequest(body), o.acceptsRequest(body))
		for _, status := range []int{422, 500} {
			agree(t, string(body), o.ourResponse(status, body), o.acceptsResponse(status, body))
		}
	}
}

// Whatever is let pass by the oracle and not by us is here, by name.
func TestTheIntendedDifferencesAreThere(t *testing.T) {
	o := newOracle(t)
	link := func(text string) string { return `{"link":` + string(encode(text)) + `}` }
	video := string(o.ours.Operation("getMedia").ResponseExamples(200)[1].Body)
	replaced := func(old, replacement string) string { return strings.Replace(video, old, replacement, 1) }
	for _, row := range []struct {
		name, body string
		status     int // 0 is a request
		difference string
	}{
		{"a name twice", `{"link":"a:b","link":"a:b"}`, 0, "stricter decoding"},
		{"trailing data", `{"link":"a:b"} {}`, 0, "stricter decoding"},
		{"invalid UTF-8", "{\"link\":\"a:b\",\"x\":\"\xff\"}", 0, "stricter decoding"},
		{"half a surrogate pair", `{"link":"a:b","x":"\ud800"}`, 0, "stricter decoding"},
		{"65 levels", `{"link":"a:b","x":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, 0, "stricter decoding"},
		{"an endless number", `{"link":"a:b","x":` + strings.Repeat("9", 4301) + `}`, 0, "stricter decoding"},
		{"a URI without a host", link("https://"), 0, "format uri"},
		{"a URI with a blank", link("https://h.example/a b"), 0, "format uri"},
		{"a UUID in braces", replaced(`"id":"0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7"`, `"id":"{0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7}"`), 200, "format uuid"},
		{"success that is not listed", `{"detail":"x"}`, 201, "the default is for errors"},
		{"a redirect", `{"detail":"x"}`, 307, "the default is for errors"},
		{"a leap second", replaced("2026-01-15T09:30:00Z", "2016-12-31T23:59:60Z"), 200, "format date-time"},
	} {
		ours, accepted := o.ourRequest([]byte(row.body)), o.acceptsRequest([]byte(row.body))
		if row.status != 0 {
			ours, accepted = o.ourResponse(row.status, []byte(row.body)), o.acceptsResponse(row.status, []byte(row.body))
		}
		if ours.OK() || !accepted || intended(ours) != row.difference {
			t.Errorf("%s: ours %v, the oracle accepts: %v", row.name, ours.Err(), accepted)
		}
	}
}
