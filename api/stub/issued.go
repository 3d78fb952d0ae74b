package stub

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// tokens issues access tokens that say for themselves whose they are and until when, so that none has to be remembered.
type tokens struct {
	key []byte
}

// issuedPrefix tells an issued token from any other text.
const issuedPrefix = "medialink-stub."

var (
	errNotIssued = errors.New("the token was not issued here")
	errExpired   = errors.New("the token has expired")
)

// randomTokens has a key that nobody else has.
func randomTokens() tokens {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // it never fails
	return tokens{key: key}
}

// seededTokens takes its key from the seed: the same seed makes the same tokens.
func seededTokens(seed uint64) tokens {
	key := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("medialink stub token"), seed))
	return tokens{key: key[:]}
}

func (t tokens) issue(clientID string, expiry time.Time) string {
	payload := append(binary.BigEndian.AppendUint64(nil, uint64(expiry.UnixMicro())), clientID...)
	encoding := base64.RawURLEncoding
	return issuedPrefix + encoding.EncodeToString(payload) + "." + encoding.EncodeToString(t.sign(payload))
}

func (t tokens) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, t.key)
	mac.Write(payload)
	return mac.Sum(nil)
}

// open returns the client and the expiry of an issued token, or errNotIssued.
func (t tokens) open(token string) (clientID string, expiry time.Time, err error) {
	text, ours := strings.CutPrefix(token, issuedPrefix)
	first, second, _ := strings.Cut(text, ".")
	payload, err1 := base64.RawURLEncoding.DecodeString(first)
	signature, err2 := base64.RawURLEncoding.DecodeString(second)
	const expiryBytes = 8
	if !ours || err1 != nil || err2 != nil || len(payload) < expiryBytes || !hmac.Equal(signature, t.sign(payload)) {
		return "", time.Time{}, errNotIssued
	}
	return string(payload[expiryBytes:]), time.UnixMicro(int64(binary.BigEndian.Uint64(payload))), nil
}
