package stub_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/medialink-go/medialink/api/stub"
)

const allScopes = "api/source api/input api/output api/limit"

func form(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values.Encode()
}

func (s *service) askToken(contentType, body string, basic ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/oauth2/token", strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	if len(basic) == 2 {
		r.SetBasicAuth(basic[0], basic[1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

const formType = "application/x-www-form-urlencoded"

type token struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int    `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

func (s *service) token(id, secret string) string {
	s.t.Helper()
	w := s.askToken(formType, form("grant_type", "client_credentials", "client_id", id, "client_secret", secret))
	if w.Code != http.StatusOK {
		s.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return decode[token](s.t, w.Body.Bytes()).AccessToken
}

func TestClientsGetTokens(t *testing.T) {
	s := newService(t, stub.WithClients(stub.OAuthClient{ID: "id", Secret: "se:cret+ %"}), stub.WithTokenTTL(90*time.Second))
	ask := "client_credentials"
	both := []string{"client_id", "id", "client_secret", "se:cret+ %"}
	encoded := []string{"id", url.QueryEscape("se:cret+ %")}
	for _, row := range []struct {
		name, contentType, body string
		basic                   []string
		status                  int
		fails                   string
	}{
		{"by form", formType, form(append(both, "grant_type", ask)...), nil, 200, ""},
		{"by form with all scopes", formType + "; charset=utf-8", form(append(both, "grant_type", ask, "scope", allScopes)...), nil, 200, ""},
		{"by Basic", formType, form("grant_type", ask, "scope", "api/source"), encoded, 200, ""},
		{"by Basic with the id in the form too", formType, form("grant_type", ask, "client_id", "id"), encoded, 200, ""},
		{"by both", formType, form(append(both, "grant_type", ask)...), encoded, 400, "invalid_request"},
		{"with another secret", formType, form("grant_type", ask, "client_id", "id", "client_secret", "x"), nil, 400, "invalid_client"},
		{"with another id", formType, form("grant_type", ask), []string{"x", encoded[1]}, 400, "invalid_client"},
		{"without a client", formType, form("grant_type", ask), nil, 400, "invalid_client"},
		{"without a grant type", formType, form(both...), nil, 400, "invalid_request"},
		{"with another grant type", formType, form(append(both, "grant_type", "password")...), nil, 400, "unsupported_grant_type"},
		{"with an unknown scope", formType, form(append(both, "grant_type", ask, "scope", "api/source api/all")...), nil, 400, "invalid_scope"},
		{"with a parameter twice", formType, form(append(both, "grant_type", ask, "grant_type", ask)...), nil, 400, "invalid_request"},
		{"as JSON", "application/json", `{"grant_type":"client_credentials"}`, encoded, 400, "invalid_request"},
		{"with a broken form", formType, "grant_type=%zz", encoded, 400, "invalid_request"},
		{"with a form beyond all bounds", formType, "grant_type=" + strings.Repeat("x", 1<<20), encoded, 400, "invalid_request"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := s.askToken(row.contentType, row.body, row.basic...)
			var response struct {
				token
				Error string
			}
			if err := json.Unmarshal(w.Body.Bytes(), &response); err != nil {
				t.Fatal(err)
			}
			if w.Code != row.status || response.Error != row.fails || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
			}
			if given := response.TokenType == "Bearer" && response.ExpiresIn == 90 && response.AccessToken != ""; given != (row.status == 200) {
				t.Errorf("%+v", response.token)
			}
		})
	}
}

func TestOnlyPOSTAsksForAToken(t *testing.T) {
	w := newService(t).do("a", http.MethodGet, "/oauth2/token", "")
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if got := strings.TrimSpace(w.Body.String()); got != `{"error":"invalid_request"}` {
		t.Errorf("body %s", got)
	}
}

func TestARefreshedTokenStillFindsItsMedia(t *testing.T) {
	s := newService(t, stub.WithTokenTTL(time.Second), stub.WithAuthentication("issued"))
	first := s.token("client", "secret")
	m := s.upload(first, link(1))
	s.now = s.now.Add(time.Second)
	if got := s.do(first, http.MethodGet, mediaPath+m.ID.String(), "").Code; got != 401 {
		t.Errorf("the expired token gets %d", got)
	}
	second := s.token("client", "secret")
	if second == first {
		t.Error("the token has not changed")
	}
	s.get(second, m)
	if got := s.do(s.token("other", "secret"), http.MethodGet, mediaPath+m.ID.String(), "").Code; got != 404 {
		t.Errorf("another client gets %d", got)
	}
}

func TestWhichTokensAreAccepted(t *testing.T) {
	for _, row := range []struct {
		auth, token string
		want        int
	}{
		{"any", "whatever", 404},
		{"any", "ISSUED", 404},
		{"any", "EXPIRED", 401},
		{"issued", "whatever", 401},
		{"issued", "ISSUED", 404},
		{"issued", "EXPIRED", 401},
		{"issued", "FORGED", 401},
		{"one,two", "two", 404},
		{"one,two", "three", 401},
		{"one,two", "ISSUED", 401},
		{"one,two", "EXPIRED", 401},
		{"one,issued", "one", 404},
		{"one,issued", "ISSUED", 404},
	} {
		s := newService(t, stub.WithAuthentication(row.auth))
		given := row.token
		switch given {
		case "ISSUED", "EXPIRED":
			given = s.token("client", "secret")
		case "FORGED":
			given = newService(t).token("client", "secret")
		}
		if row.token == "EXPIRED" {
			s.now = s.now.Add(stub.DefaultTokenTTL)
		}
		if got := s.do(given, http.MethodGet, someMedia, "").Code; got != row.want {
			t.Errorf("%s: %s gets %d, want %d", row.auth, row.token, got, row.want)
		}
	}
	for _, auth := range []string{"", "any,issued", "a,", "a b"} {
		if _, err := stub.New(stub.WithAuthentication(auth)); err == nil {
			t.Errorf("authentication %q is accepted", auth)
		}
	}
	for _, ttl := range []time.Duration{0, -time.Second, 1500 * time.Millisecond, 1e6 * time.Hour} {
		if _, err := stub.New(stub.WithTokenTTL(ttl)); err == nil {
			t.Errorf("a lifetime of %v is accepted", ttl)
		}
	}
	for _, client := range []string{"", "id", "id:", ":secret"} {
		if _, err := stub.ParseOAuthClient(client); err == nil {
			t.Errorf("client %q is accepted", client)
		}
	}
}

// A key that everyone knows would let anyone forge tokens.
func TestTokensOfAnotherStubAreAcceptedOnlyWithTheSameSeed(t *testing.T) {
	issued := stub.WithAuthentication("issued")
	for _, row := range []struct {
		name           string
		issuer, opener []stub.Option
		want           int
	}{
		{"two stubs without a seed have keys of their own", nil, nil, 401},
		{"no seed is another key than that of seed 0", nil, []stub.Option{stub.WithSeed(0)}, 401},
		{"seed 0 is another key than that of no seed", []stub.Option{stub.WithSeed(0)}, nil, 401},
		{"two seeds are two keys", []stub.Option{stub.WithSeed(0)}, []stub.Option{stub.WithSeed(1)}, 401},
		{"the same seed is the same key", []stub.Option{stub.WithSeed(0)}, []stub.Option{stub.WithSeed(0)}, 404},
	} {
		given := newService(t, append(row.issuer, issued)...).token("client", "secret")
		opener := newService(t, append(row.opener, issued)...)
		if got := opener.do(given, http.MethodGet, someMedia, "").Code; got != row.want {
			t.Errorf("%s: status %d, want %d", row.name, got, row.want)
		}
	}
}

func TestEachOfSeveralClientsAndTokensIsKnown(t *testing.T) {
	clients := []stub.OAuthClient{{ID: "a", Secret: "1"}, {ID: "b", Secret: "2"}, {ID: "b", Secret: "3"}, {ID: "b", Secret: "3"}}
	s := newService(t, stub.WithClients(clients...), stub.WithAuthentication("one,two,two,issued"))
	for _, c := range clients {
		s.token(c.ID, c.Secret)
	}
	for _, row := range [][2]string{{"a", "2"}, {"b", "1"}, {"a", ""}, {"a", "11"}, {"A", "1"}} {
		w := s.askToken(formType, form("grant_type", "client_credentials", "client_id", row[0], "client_secret", row[1]))
		if w.Code != http.StatusBadRequest {
			t.Errorf("client %q with secret %q gets %d", row[0], row[1], w.Code)
		}
	}
	for bearer, want := range map[string]int{"one": 404, "two": 404, "on": 401, "onee": 401, "One": 401} {
		if got := s.do(bearer, http.MethodGet, someMedia, "").Code; got != want {
			t.Errorf("token %q gets %d, want %d", bearer, got, want)
		}
	}
}
