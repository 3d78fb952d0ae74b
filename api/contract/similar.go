package contract

import (
	"fmt"

	"github.com/medialink-go/medialink/api/internal/similar"
)

// didYouMean suggests the name that another one is most likely a misspelling of.
func didYouMean(name string, names []string) string {
	if meant := similar.Name(name, names); meant != "" {
		return fmt.Sprintf(": did you mean %q?", meant)
	}
	return ""
}
