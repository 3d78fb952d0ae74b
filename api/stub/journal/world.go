package journal

import "encoding/hex"

// Key stands for a world.
type Key [32]byte

// World says whose request it was, without a secret. The zero World is that of requests without a token that is accepted.
type World struct {
	Name string // the client of a token that the stub has issued, or what the configuration calls its world; "" for any other token
	Key  Key    // SHA-256 of the name, or of the bearer token
}

// String returns the name. For a bearer token, which may be a secret, it returns the first eight digits of its SHA-256, as in "~2a97516c".
func (w World) String() string {
	switch {
	case w.Name != "":
		return w.Name
	case w.Key != Key{}:
		return "~" + hex.EncodeToString(w.Key[:4])
	}
	return ""
}
