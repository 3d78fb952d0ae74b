package client

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/oapi-codegen/runtime"
)

// bind sets a generated type to a value that was checked, as runtime.BindJSONValue does. That looks anew at what each type can do, and so
// is left with the types that are rare.
func bind(to reflect.Value, value any) error {
	if value == nil {
		return nil
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		return bind(to.Elem(), value)
	}
	target := to.Addr().Interface()
	switch v := value.(type) {
	case string:
		if text, ok := target.(encoding.TextUnmarshaler); ok {
			return text.UnmarshalText([]byte(v))
		}
		if to.Kind() == reflect.String {
			to.SetString(v)
			return nil
		}
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil && to.CanInt() && !to.OverflowInt(n) {
			to.SetInt(n)
			return nil
		}
	case map[string]any:
		if names := propertiesOf(to.Type()); names != nil {
			for i, name := range names {
				if err := bind(to.Field(i), v[name]); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return runtime.BindJSONValue(value, target)
}

var properties sync.Map // names, by type

// propertiesOf returns the names of the fields of a struct in JSON, or nil for another type and a struct with something rare.
func propertiesOf(t reflect.Type) []string {
	if names, ok := properties.Load(t); ok {
		return names.([]string)
	}
	var names []string
	for i := 0; t.Kind() == reflect.Struct && i < t.NumField(); i++ {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" || strings.Contains(options, "string") {
			return nil
		}
		names = append(names, name)
	}
	properties.Store(t, names)
	return names
}
