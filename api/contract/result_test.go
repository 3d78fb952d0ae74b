package contract_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
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

func TestEveryVerdictOnAnIDIsTheOracles(t *testing.T) {
	o := newOracle(t)
	op := o.ours.Operation("getMedia")
	for _, id := range []string{"3c90c3cc-0d44-4b50-8888-8dd25736052a", "3C90C3CC-0D44-4B50-8888-8DD25736052A", "7", "null", "link"} {
		ours := op.CheckRequest(jsonRequest(op, nil), []contract.PathParameter{{Name: "media_id", Value: id}}, nil)
		agree(t, id, ours, o.acceptsID(id))
	}
}

func TestEveryVerdictOnAResponseIsTheOracles(t *testing.T) {
	t.Parallel()
	o := newOracle(t)
	// Of examples that differ in values alone one is enough.
	spoilt := []string{"getMedia 200 ready-video", "getMedia 404 path-not-found", "getMedia 422 two-violations",
		"uploadMediaLink 422 link-missing", "getMedia 500 internal-server-error"}
	for _, op := range o.ours.Operations() {
		for _, status := range []int{200, 401, 404, 422, 500} {
			for _, example := range op.ResponseExamples(status) {
				what := fmt.Sprint(op.ID(), " ", status, " ", example.Name)
				agree(t, what, o.checked(op.ID(), status, example.Body), o.accepts(op.ID(), status, example.Body))
				if !slices.Contains(spoilt, what) {
					continue
				}
				mutations(decoded(t, example.Body), func(how string, body []byte) {
					agree(t, what+" "+how, o.checked(op.ID(), status, body), o.accepts(op.ID(), status, body))
				})
			}
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
	for range 300 {
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
		{"a number without a float", `{"detail":[{"type":"a","loc":[1e400],"msg":"b"}]}`, 422, "range of numbers"},
		{"an integer without a float", replaced(`"size_bytes":18874368`, `"size_bytes":1e400`), 200, "range of numbers"},
		{"a UUID without hyphens", replaced(`"id":"0d9f3a52-7c64-4b1e-8a53-2f4c1be0d6a7"`, `"id":"0d9f3a527c644b1e8a532f4c1be0d6a7"`), 200, "format uuid"},
		{"success that is not listed", `{"detail":"x"}`, 201, "the default is for errors"},
		{"a redirect", `{"detail":"x"}`, 307, "the default is for errors"},
		{"a leap second within a month", replaced("2026-01-15T09:30:00Z", "2016-12-30T23:59:60Z"), 200, "format date-time"},
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

// The guide of this package compares with openapi3filter: it is less strict, whichever version the document has, and its errors hold the value.
func TestWhereTheOracleIsLessStrict(t *testing.T) {
	for version, text := range map[string][]byte{"3.1.0": medialink.OpenAPI, "3.0.3": asOpenAPI30(t, medialink.OpenAPI)} {
		o := newOracle(t)
		o.model = load(t, text)
		for name, body := range map[string]string{
			"a name twice":  `{"link":"a:b","link":"a:c"}`,
			"trailing data": `{"link":"a:b"} {}`,
			"invalid UTF-8": "{\"link\":\"a:b\",\"name\":\"\xff\"}",
		} {
			if !o.acceptsRequest([]byte(body)) {
				t.Errorf("%s: the oracle rejects %s", version, name)
			}
			if o.ourRequest([]byte(body)).OK() {
				t.Errorf("%s: we accept %s", version, name)
			}
		}
		const secret = "hunter2"
		body := []byte(`{"link":"a:b","kind":"` + secret + `"}`)
		if err := o.validateRequest(body); err == nil || !strings.Contains(err.Error(), secret) {
			t.Errorf("%s: the oracle's error is without the value: %v", version, err)
		}
		if err := o.ourRequest(body).Err(); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: our error: %v", version, err)
		}
	}
}

func TestTheOracleRejectsLowerCaseDateTimes(t *testing.T) {
	o := newOracle(t)
	video := string(o.ours.Operation("getMedia").ResponseExamples(200)[1].Body)
	for _, text := range []string{"2026-01-15t09:30:00Z", "2026-01-15T09:30:00.5z"} {
		body := []byte(strings.Replace(video, "2026-01-15T09:30:00Z", text, 1))
		if ours := o.ourResponse(200, body); !ours.OK() {
			t.Errorf("%s: %v", text, ours.Err())
		}
		if o.acceptsResponse(200, body) {
			t.Errorf("%s: the oracle accepts it: remove lowerCase", text)
		}
	}
}

// Numbers are checked as 64-bit floats, so that a fraction beyond their precision is not seen. Beside lower-case date-times it is
// the one way to accept what the oracle rejects.
func TestFractionsThatNoFloatHoldsAreNotSeen(t *testing.T) {
	o := newOracle(t)
	video := string(o.ours.Operation("getMedia").ResponseExamples(200)[1].Body)
	for _, number := range []string{"1e-400", "9007199254740993.5"} {
		body := []byte(strings.Replace(video, "18874368", number, 1))
		if ours, accepted := o.ourResponse(200, body), o.acceptsResponse(200, body); !ours.OK() || accepted {
			t.Errorf("%s: ours %v, the oracle accepts: %v", number, ours.Err(), accepted)
		}
	}
}
