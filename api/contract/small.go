package contract

// small reports whether a value has few others in it.
func small(value any) bool {
	const few = 64
	return countdown(value, few) > 0
}

func allSmall(values []any) bool {
	for _, value := range values {
		if !small(value) {
			return false
		}
	}
	return true
}

// countdown takes one off left for each value in value, itself included, until there is nothing left.
func countdown(value any, left int) int {
	left--
	switch value := value.(type) {
	case map[string]any:
		if len(value) >= left {
			return 0
		}
		for _, inner := range value {
			left = countdown(inner, left)
		}
	case []any:
		if len(value) >= left {
			return 0
		}
		for _, inner := range value {
			left = countdown(inner, left)
		}
	}
	return max(left, 0)
}
