package token_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub/internal/token"
)

var expiry = time.Date(2026, 1, 15, 9, 30, 0, 123456000, time.UTC)

func TestATokenHasItsClientAndItsExpiry(t *testing.T) {
	for name, issuer := range map[string]token.Issuer{"random": token.Random(), "seeded": token.Seeded(1)} {
		for _, clientID := range []string{"my-service", "é.:", ""} {
			client, until, err := issuer.Open(issuer.Issue(clientID, expiry))
			if client != clientID || !until.Equal(expiry) || err != nil {
				t.Errorf("%s: %q until %v, %v", name, client, until, err)
			}
		}
	}
}

func TestATokenOfAnotherIssuerIsRefused(t *testing.T) {
	issuer := token.Seeded(1)
	good := issuer.Issue("my-service", expiry)
	payload, signature, _ := strings.Cut(strings.TrimPrefix(good, "medialink-stub."), ".")
	for name, text := range map[string]string{
		"a text":                     "abc",
		"nothing":                    "",
		"another seed":               token.Seeded(2).Issue("my-service", expiry),
		"a random key":               token.Random().Issue("my-service", expiry),
		"no prefix":                  payload + "." + signature,
		"no signature":               "medialink-stub." + payload,
		"an empty signature":         "medialink-stub." + payload + ".",
		"another payload":            "medialink-stub." + payload + "AA." + signature,
		"a payload that is broken":   "medialink-stub.!" + payload + "." + signature,
		"a signature that is broken": "medialink-stub." + payload + "." + signature + "!",
		"a payload that is short":    "medialink-stub." + base64.RawURLEncoding.EncodeToString([]byte("1234567")) + "." + signature,
		"a part too many":            good + "." + signature,
	} {
		if client, until, err := issuer.Open(text); !errors.Is(err, token.ErrNotIssued) || client != "" || !until.IsZero() {
			t.Errorf("%s: %q until %v, %v", name, client, until, err)
		}
	}
}

func TestASeedMakesTheSameTokensAndAKeyOfItsOwn(t *testing.T) {
	first, second := token.Seeded(1), token.Seeded(1)
	if first.Issue("a", expiry) != second.Issue("a", expiry) {
		t.Error("seed 1 makes two tokens")
	}
	one, other := token.Random(), token.Random()
	if one.Issue("a", expiry) == other.Issue("a", expiry) {
		t.Error("two random keys are the same")
	}
}

func ExampleIssuer() {
	issuer := token.Seeded(1)
	clientID, until, err := issuer.Open(issuer.Issue("my-service", time.Unix(1_800_000_000, 0)))
	fmt.Println(clientID, until.UTC(), err)
	// Output: my-service 2027-01-15 08:00:00 +0000 UTC <nil>
}
