// Package token issues access tokens that hold their client and their expiry, so that none has to be remembered.
package token

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

// Issuer issues tokens, and opens those that were signed with the same key.
type Issuer struct {
	key []byte
}

// prefix begins each issued token.
const prefix = "medialink-stub."

// ErrNotIssued is a text that is no token of the issuer.
var ErrNotIssued = errors.New("the token was not issued here")

// Random makes an issuer with a key that nobody else has.
func Random() Issuer {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // it never fails
	return Issuer{key: key}
}

// Seeded makes an issuer whose key follows from the seed: the same seed makes the same tokens.
func Seeded(seed uint64) Issuer {
	key := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("medialink stub token"), seed))
	return Issuer{key: key[:]}
}

// Issue makes a token for a client.
func (i Issuer) Issue(clientID string, expiry time.Time) string {
	payload := append(binary.BigEndian.AppendUint64(nil, uint64(expiry.UnixMicro())), clientID...)
	encoding := base64.RawURLEncoding
	return prefix + encoding.EncodeToString(payload) + "." + encoding.EncodeToString(i.sign(payload))
}

func (i Issuer) sign(payload []byte) []byte {
	mac := hmac.New(sha256.New, i.key)
	mac.Write(payload)
	return mac.Sum(nil)
}

// Open returns the client and the expiry of a token, or ErrNotIssued.
func (i Issuer) Open(token string) (clientID string, expiry time.Time, err error) {
	text, ours := strings.CutPrefix(token, prefix)
	first, second, _ := strings.Cut(text, ".")
	payload, err1 := base64.RawURLEncoding.DecodeString(first)
	signature, err2 := base64.RawURLEncoding.DecodeString(second)
	const expiryBytes = 8
	if !ours || err1 != nil || err2 != nil || len(payload) < expiryBytes || !hmac.Equal(signature, i.sign(payload)) {
		return "", time.Time{}, ErrNotIssued
	}
	return string(payload[expiryBytes:]), time.UnixMicro(int64(binary.BigEndian.Uint64(payload))), nil
}
