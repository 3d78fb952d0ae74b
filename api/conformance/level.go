package conformance

import "fmt"

// Level is how bad a finding is.
type Level int

// The levels, from good to bad.
const (
	LevelNone    Level = iota // no finding
	LevelWarning              // a request breaks the contract, and was not accepted
	LevelNew                  // the contract says nothing of it
	LevelBroken               // a message, or their sequence, contradicts the contract
)

var levels = [...]string{"none", "warning", "new", "broken"}

// String returns the level's name, such as "broken".
func (l Level) String() string { return levels[l] }

// MarshalText is for encoders such as encoding/json.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText takes the name of a level of findings.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levels[1:] {
		if name == string(text) {
			*l = Level(i + 1)
			return nil
		}
	}
	return fmt.Errorf("must be one of %v", levels[1:])
}
