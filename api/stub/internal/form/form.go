// Package form reads and lists the words that scenarios and faults are written in.
package form

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/internal/similar"
)

// MaxDelay is the longest that a response can be held back. Servers commonly close the connection before.
const MaxDelay = 100 * time.Second

// Token is the name of the token endpoint, which is not in the contract, among the operations.
const Token = "token"

// Form is one way to write a scenario, a fault or a preference.
type Form struct {
	Example string // such as "ready-after-5s"
	Means   string // what it does
}

// Examples joins the examples of the forms.
func Examples(forms []Form) string { return strings.Join(examples(forms), ", ") }

func examples(forms []Form) []string {
	names := make([]string, len(forms))
	for i, f := range forms {
		names[i] = f.Example
	}
	return names
}

// Unknown is the error for a word that is none of the forms.
func Unknown(word string, forms []Form) error {
	text := "must be one of " + Examples(forms)
	if meant := similar.Name(word, examples(forms)); meant != "" {
		text += ": did you mean " + meant + "?"
	}
	return errors.New(text)
}

// Duration reads a duration from 0s to longest.
func Duration(text string, longest time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longest {
		return 0, fmt.Errorf("must have a duration from 0s to %v, such as 500ms or 5s", longest)
	}
	return d, nil
}

// Status reads a status of an error.
func Status(text string) (int, error) {
	status, err := strconv.Atoi(text)
	if err != nil || !IsError(status) {
		return 0, errors.New("must have a status from 400 to 599")
	}
	return status, nil
}

// IsError reports whether a status is a 4xx or 5xx.
func IsError(status int) bool { return status >= 400 && status <= 599 }

// Number reads a whole number from 1 to most.
func Number(text string, most int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most
}
