package stub_test

import (
	"net/http"
	"testing"

	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/journal"
)

func TestAnExchangeNamesItsWorldWithoutASecret(t *testing.T) {
	var last journal.Exchange
	_, s := newStub(t, stub.WithObserver(func(x journal.Exchange) { last = x }),
		stub.WithWorlds(stub.WorldConfig{Name: "shop", Clients: []stub.OAuthClient{{ID: "web", Secret: "s"}}}),
		stub.WithClients(stub.OAuthClient{ID: "me", Secret: "s"}))
	for _, row := range []struct {
		name, bearer string
		want         string
		key          journal.Key
	}{
		{"a bearer token", "demo", "~2a97516c", journal.Key{0x2a, 0x97, 0x51, 0x6c}},
		{"a bearer token that is also the name of a world", "shop", "~8d9001d3", journal.Key{0x8d, 0x90, 0x01, 0xd3}},
		{"a token of a client", s.token("me", "s"), "me", journal.Key{}},
		{"a token of a client whose world has a name", s.token("web", "s"), "shop", journal.Key{0x8d, 0x90, 0x01, 0xd3}},
		{"no token", "", "", journal.Key{}},
	} {
		s.do(row.bearer, http.MethodGet, someMedia, "")
		if got := last.World.String(); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		if row.key != (journal.Key{}) && string(last.World.Key[:4]) != string(row.key[:4]) {
			t.Errorf("%s: key %x", row.name, last.World.Key)
		}
	}
	s.token("web", "s")
	if got := last.World.String(); got != "shop" {
		t.Errorf("of the token endpoint: %q", got)
	}
}
