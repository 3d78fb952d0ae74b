package token_test

import (
	"testing"

	"github.com/medialink-go/medialink/api/stub/internal/token"
)

func TestWhichTokensAreAccepted(t *testing.T) {
	for _, row := range []struct {
		text                string
		any, issued, listed bool // whether one is listed that is "t"
		valid               bool
	}{
		{"any", true, false, false, true},
		{"issued", false, true, false, true},
		{"t", false, false, true, true},
		{"s,t", false, false, true, true},
		{"tt,s", false, false, false, true},
		{"issued,t", false, true, true, true},
		{"any,issued", false, false, false, false},
		{"any,t", false, false, false, false},
		{"", false, false, false, false},
		{"t,", false, false, false, false},
		{"a b", false, false, false, false},
	} {
		a, err := token.ParseAccepted(row.text)
		if (err == nil) != row.valid {
			t.Errorf("%q: %v", row.text, err)
		}
		if err != nil {
			continue
		}
		if a.Any != row.any || a.Issued != row.issued {
			t.Errorf("%q: any %v, issued %v", row.text, a.Any, a.Issued)
		}
		if got := a.Lists("t"); got != row.listed {
			t.Errorf("%q lists t: %v", row.text, got)
		}
	}
}

func TestAClientIsAnIDAndASecret(t *testing.T) {
	if c, err := token.ParseClient("id:a:b"); err != nil || c != (token.Client{ID: "id", Secret: "a:b"}) {
		t.Errorf("%+v: %v", c, err)
	}
	for _, text := range []string{"", "id", "id:", ":secret"} {
		if _, err := token.ParseClient(text); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
}

func TestOnlyNamedClientsAreKnown(t *testing.T) {
	named := []token.Client{{ID: "a", Secret: "1"}, {ID: "b", Secret: "2"}}
	for _, row := range []struct {
		clients    []token.Client
		id, secret string
		known      bool
	}{
		{nil, "x", "y", true},
		{named, "a", "1", true},
		{named, "b", "2", true},
		{named, "a", "2", false},
		{named, "c", "1", false},
		{named, "", "", false},
	} {
		if got := token.Known(row.clients, row.id, row.secret); got != row.known {
			t.Errorf("%d clients, %s:%s: %v", len(row.clients), row.id, row.secret, got)
		}
	}
}
