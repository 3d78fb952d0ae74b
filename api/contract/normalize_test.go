package contract_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/contract"
)

// normalized returns a body with a property a of a schema after Normalize.
func normalized(t *testing.T, schema, value string) (body string, changed bool, err error) {
	t.Helper()
	parsed, err := contract.Parse([]byte(withSchema(schema)))
	if err != nil {
		t.Fatal(err)
	}
	op := parsed.Operation("postThing")
	result := op.CheckResponse(200, http.Header{"Content-Type": {"application/json"}}, []byte(`{"a":`+value+`}`))
	if err := result.Err(); err != nil {
		t.Fatalf("%s of %s: %v", value, schema, err)
	}
	normal, changed, err := op.Normalize(200, result.Body)
	encoded, failed := json.Marshal(normal)
	if failed != nil {
		t.Fatal(failed)
	}
	return string(encoded), changed, err
}

func TestWhatConformsIsWrittenAsGoReadsIt(t *testing.T) {
	for _, row := range []struct{ name, schema, value, want string }{
		{"an integer", "{type: integer}", `7`, `7`},
		{"a fraction of zero", "{type: integer}", `94.0`, `94`},
		{"an exponent", "{type: integer}", `1E3`, `1000`},
		{"a negative exponent", "{type: integer}", `-1200e-2`, `-12`},
		{"minus zero", "{type: integer}", `-0.0`, `0`},
		{"more digits than a float64 has", "{type: integer}", `9007199254740993.0`, `9007199254740993`},
		{"the largest int64", "{type: integer, format: int64}", `9223372036854774784.0`, `9223372036854774784`},
		{"an integer or null", "{type: [integer, 'null']}", `2.0`, `2`},
		{"null", "{type: [integer, 'null']}", `null`, `null`},
		{"a number", "{type: number}", `94.0`, `94.0`},
		{"an integer or a number", "{type: [integer, number]}", `94.0`, `94.0`},
		{"what is not declared", "{}", `{"n":94.0,"s":"2026-01-15t09:30:00z"}`, `{"n":94.0,"s":"2026-01-15t09:30:00z"}`},
		{"what is not declared and fits a float64 only", "{}", `{"n":1e300}`, `{"n":1e300}`},
		{"zero with the largest exponent", "{type: integer}", `0e400`, `0`},
		{"zero with the smallest exponent", "{type: integer}", `0e-400`, `0`},
		{"a lower-case t and z", "{type: string, format: date-time}", `"2026-01-15t09:30:00.5z"`, `"2026-01-15T09:30:00.5Z"`},
		{"another format", "{type: string, format: uri}", `"t:z"`, `"t:z"`},
		{"items", "{type: array, items: {type: integer}}", `[1,2.0]`, `[1,2]`},
		{"additional properties", "{type: object, additionalProperties: {type: integer}}", `{"x/y":3.0}`, `{"x/y":3}`},
		{"all of several", "{allOf: [{type: object, properties: {b: {type: integer}}}, {type: object, properties: {c: {type: string, format: date-time}}}]}",
			`{"b":4.0,"c":"2026-01-15t09:30:00z"}`, `{"b":4,"c":"2026-01-15T09:30:00Z"}`},
	} {
		t.Run(row.name, func(t *testing.T) {
			got, changed, err := normalized(t, row.schema, row.value)
			if err != nil {
				t.Fatal(err)
			}
			if want := `{"a":` + row.want + `}`; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			if want := row.value != row.want; changed != want {
				t.Errorf("changed: %v", changed)
			}
		})
	}
}

func TestWhatFitsNoGoTypeIsNamed(t *testing.T) {
	for _, row := range []struct{ name, schema, value, want string }{
		{"an integer of more than 64 bits", "{type: integer}", `9223372036854775808`, "/a: does not fit a Go integer"},
		{"an integer with a large exponent", "{type: integer}", `1e99`, "/a: does not fit a Go integer"},
		{"an integer with an exponent that only costs time", "{type: integer}", `1e307`, "/a: does not fit a Go integer"},
		{"zero with an exponent that only costs time", "{type: integer}", `0e401`, "/a: does not fit a Go integer"},
		{"zero with a negative exponent that only costs time", "{type: integer}", `0e-401`, "/a: does not fit a Go integer"},
		{"a number beyond float32", "{type: number}", `1e300`, "/a: does not fit a Go float32"},
		{"a leap second", "{type: string, format: date-time}", `"2016-12-31T23:59:60Z"`, "/a: does not fit a Go time.Time"},
		{"the first of two", "{type: array, items: {type: integer}}", `[1,1e20,1e20]`, "/a/1: does not fit a Go integer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, _, err := normalized(t, row.schema, row.value)
			if err == nil {
				t.Fatal("no error")
			}
			if got, want := err.Error(), "POST /things/{id}: response "+row.want; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
}

func TestABodyOfAnUndeclaredStatusStaysAsItIs(t *testing.T) {
	library, err := contract.Library()
	if err != nil {
		t.Fatal(err)
	}
	body, changed, err := library.Operation("getMedia").Normalize(299, map[string]any{"id": json.Number("1.0")})
	if err != nil || changed || body.(map[string]any)["id"] != json.Number("1.0") {
		t.Errorf("%v, %v, %v", body, changed, err)
	}
}
