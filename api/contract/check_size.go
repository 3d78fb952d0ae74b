package contract

import "slices"

// small reports whether a value has few others in it. It looks at no more than that.
func small(value any) bool {
	few := 64
	return spend(&few, value)
}

func allSmall(values []any) bool {
	return !slices.ContainsFunc(values, func(value any) bool { return !small(value) })
}

// spend takes one off left for each value in value, itself included. It reports false if that is not enough.
func spend(left *int, value any) bool {
	if *left == 0 {
		return false
	}
	*left--
	switch value := value.(type) {
	case map[string]any:
		for _, inner := range value {
			if !spend(left, inner) {
				return false
			}
		}
	case []any:
		return !slices.ContainsFunc(value, func(inner any) bool { return !spend(left, inner) })
	}
	return true
}
