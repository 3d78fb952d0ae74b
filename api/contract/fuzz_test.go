package contract_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/contract"
)

// sound holds for each result, whatever was checked.
func sound(t *testing.T, result contract.Result) {
	t.Helper()
	if len(result.Violations) > contract.MaxViolations {
		t.Errorf("%d violations", len(result.Violations))
	}
	var pointers []string
	for _, v := range result.Violations {
		if v.Reason == "" || v.Rule == "" || v.Part == "" {
			t.Errorf("%+v says too little", v)
		}
		pointers = append(pointers, v.Pointer)
	}
	slices.Sort(pointers)
	if len(slices.Compact(pointers)) != len(result.Violations) {
		t.Errorf("a place twice: %v", result.Violations)
	}
}

func FuzzRequest(f *testing.F) {
	o := newOracle(f)
	for _, example := range o.ours.Operation("uploadMediaLink").RequestExamples() {
		f.Add(example.Body)
	}
	for _, body := range []string{``, `{}`, `[]`, `{"link":""}`, `{"link":"a:b","link":1}`, `{"link":"a:b","kind":"doc","name":7}`, "\xff", `{"link":"\ud800"}`, `1e999`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		ours := o.ourRequest(body)
		sound(t, ours)
		agree(t, "the body", ours, o.acceptsRequest(body))
		tryMarked(t, body, o.ourRequest)
	})
}

func FuzzResponse(f *testing.F) {
	o := newOracle(f)
	for _, status := range []int{200, 401, 404, 422, 500} {
		for _, example := range o.ours.Operation("getMedia").ResponseExamples(status) {
			f.Add(status, example.Body)
		}
	}
	f.Add(204, []byte(``))
	f.Add(422, []byte(`{"detail":[{},{"type":1,"loc":[null],"msg":[]}]}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		ours := o.ourResponse(status, body)
		sound(t, ours)
		agree(t, "the body", ours, o.acceptsResponse(status, body))
		tryMarked(t, body, func(body []byte) contract.Result { return o.ourResponse(status, body) })
	})
}

func FuzzParse(f *testing.F) {
	f.Add(medialink.OpenAPI)
	f.Add([]byte(withSchema("{type: string, format: uuid}")))
	f.Add([]byte(withSchema("{const: 1}")))
	f.Add([]byte(routed))
	f.Add([]byte(parameterised))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := contract.Parse(text)
		if err != nil {
			if spec, ok := errors.AsType[*contract.SpecError](err); !ok || len(spec.Problems) == 0 || spec.Error() == "" {
				t.Errorf("no *SpecError: %v", err)
			}
			return
		}
		for _, op := range c.Operations() {
			if op.ID() == "" || op.String() != op.Method()+" "+op.Path() {
				t.Errorf("operation %q, %q", op.ID(), op)
			}
			sound(t, op.CheckRequest(jsonRequest(op, nil), nil, []byte(`{"a":[1,"b",null]}`)))
			sound(t, op.CheckResponse(200, nil, []byte(`{"a":[1,"b",null]}`)))
		}
	})
}
