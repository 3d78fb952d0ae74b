package contract_test

import (
	"math/rand/v2"
	"net/http"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/medialink-go/medialink/api/contract"
)

// randomSchema makes a schema of the keywords that are checked. Much of what it makes is refused by Parse, and nothing that
// is not must be checked in another way than the oracle does.
func randomSchema(random *rand.Rand, depth int) map[string]any {
	schema := map[string]any{}
	types := []string{"null", "boolean", "object", "array", "number", "string", "integer"}
	switch random.IntN(4) {
	case 0:
	case 1:
		schema["type"] = []string{types[random.IntN(len(types))], "null"}
	default:
		schema["type"] = types[random.IntN(len(types))]
	}
	for range random.IntN(3) {
		name, value := randomKeyword(random, depth)
		schema[name] = value
	}
	return schema
}

func randomKeyword(random *rand.Rand, depth int) (name string, value any) {
	limits := []string{
		"minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minProperties", "maxProperties",
	}
	combiners := []string{"allOf", "anyOf", "oneOf"}
	inner := func() map[string]any { return randomSchema(random, depth-1) }
	switch n := random.IntN(9); {
	case n == 0:
		return limits[random.IntN(len(limits))], random.IntN(3)
	case n == 1:
		return "enum", []any{"a", 1, nil}[:1+random.IntN(3)]
	case n == 2:
		return "required", []string{"a", "b"}[:1+random.IntN(2)]
	case n == 3:
		return "multipleOf", 1 + random.IntN(3)
	case n == 4:
		return "additionalProperties", random.IntN(2) == 0
	case depth == 0:
		return "pattern", "^[ab]"
	case n == 5:
		return "properties", map[string]any{"a": inner(), "x-b": inner()}
	case n == 6:
		return "items", inner()
	case n == 7:
		return "additionalProperties", inner()
	}
	return combiners[random.IntN(len(combiners))], []any{inner(), inner()}
}

// randomValue makes a value of the few that random schemas tell apart.
func randomValue(random *rand.Rand, depth int) any {
	scalars := []any{nil, true, 0, 1, 2.5, 3, -1, "", "a", "bb", "cé"}
	switch n := random.IntN(4); {
	case n == 0 && depth > 0:
		list := make([]any, random.IntN(4))
		for i := range list {
			list[i] = randomValue(random, depth-1)
		}
		return list
	case n == 1 && depth > 0:
		object := map[string]any{}
		for range random.IntN(4) {
			object[[]string{"a", "b", "x-b", "c"}[random.IntN(4)]] = randomValue(random, depth-1)
		}
		return object
	}
	return scalars[random.IntN(len(scalars))]
}

func TestEveryVerdictByRandomSchemasIsTheOracles(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	const wanted = 100
	for parsed, tries := 0, 0; parsed < wanted; tries++ {
		if tries == 20*wanted {
			t.Fatalf("only %d of %d random schemas are accepted", parsed, tries)
		}
		schema := string(encode(randomSchema(random, 2)))
		c, err := contract.Parse([]byte(withSchema(schema)))
		if err != nil {
			continue
		}
		parsed++
		model, err := openapi3.NewLoader().LoadFromData(inlined(t, []byte(withSchema(schema))))
		if err != nil {
			t.Fatal(err)
		}
		o := &oracle{model: model, ours: c}
		for range 10 {
			body := encode(map[string]any{"a": randomValue(random, 2)})
			ours := o.checked("postThing", http.StatusOK, body)
			sound(t, ours)
			agree(t, schema+" "+string(body), ours, o.accepts("postThing", http.StatusOK, body))
		}
	}
}
