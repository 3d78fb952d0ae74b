package redact_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/medialink-go/medialink/api/internal/redact"
)

const secret = "s3cret"

func TestAHeaderKeepsOnlyTheSchemeOfACredential(t *testing.T) {
	for _, row := range []struct{ name, value, want string }{
		{"Authorization", "Bearer s3cret", "Bearer REDACTED"},
		{"Authorization", "bearer s3cret", "bearer REDACTED"},
		{"Authorization", "Basic czNjcmV0", "Basic REDACTED"},
		{"Authorization", `Digest username="a", response="s3cret"`, "Digest REDACTED"},
		{"Authorization", "AWS4-HMAC-SHA256 Credential=a, Signature=s3cret", "AWS4-HMAC-SHA256 REDACTED"},
		{"Authorization", "s3cret", "REDACTED"},
		{"Authorization", "s3cret with blanks", "REDACTED"},
		{"Authorization", "Bearer ", "REDACTED"},
		{"Authorization", "Bearer", "REDACTED"},
		{"Authorization", " s3cret", "REDACTED"},
		{"Authorization", "", ""},
		{"Proxy-Authorization", "Basic czNjcmV0", "Basic REDACTED"},
		{"Cookie", "session=s3cret; theme=dark", "REDACTED"},
		{"Set-Cookie", "session=s3cret; HttpOnly", "REDACTED"},
		{"Control-Token", "s3cret", "REDACTED"},
		{"X-Api-Key", "s3cret", "REDACTED"},
		{"X-Auth-Token", "s3cret", "REDACTED"},
		{"X-Amz-Security-Token", "s3cret", "REDACTED"},
		{"Apikey", "s3cret", "REDACTED"},
		{"Client_secret", "s3cret", "REDACTED"},
		{"Referer", "https://u:s3cret@h.example/a?x=1", "https://REDACTED@h.example/a?x=1"},
		{"Location", "/next?access_token=s3cret&page=2", "/next?access_token=REDACTED&page=2"},
		{"Idempotency-Key", "abc", "abc"},
		{"Prefer", "code=404, wait=2", "code=404, wait=2"},
		{"Accept", "text/html;q=0.9, */*", "text/html;q=0.9, */*"},
		{"User-Agent", "Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (X11; Linux)"},
		{"Www-Authenticate", `Bearer realm="a@b"`, `Bearer realm="a@b"`},
	} {
		given := http.Header{row.name: {row.value, row.value}}
		if diff := cmp.Diff(http.Header{row.name: {row.want, row.want}}, redact.Header(given)); diff != "" {
			t.Errorf("%s: %s: %s", row.name, row.value, diff)
		}
		var headers redact.Headers
		for range 2 {
			if diff := cmp.Diff(http.Header{row.name: {row.want, row.want}}, headers.Redact(given)); diff != "" {
				t.Errorf("%s: %s, the same again: %s", row.name, row.value, diff)
			}
		}
		if given.Get(row.name) != row.value {
			t.Errorf("%s: the original has changed", row.name)
		}
	}
}

func TestATextLosesOnlyItsCredentials(t *testing.T) {
	for text, want := range map[string]string{
		"https://u:s3cret@h.example/a.mp4":                         "https://REDACTED@h.example/a.mp4",
		"https://s3cret@h.example":                                 "https://REDACTED@h.example",
		"https://u:s3@cret@h.example/":                             "https://REDACTED@h.example/",
		"https://u:s3cret&x=1@h.example/":                          "https://REDACTED@h.example/",
		"s3://s3cret@bucket/a":                                     "s3://REDACTED@bucket/a",
		"//u:s3cret@h.example/":                                    "//REDACTED@h.example/",
		"from https://a:s3cret@b/ to ftp://c:s3cret@d/":            "from https://REDACTED@b/ to ftp://REDACTED@d/",
		"https%3A%2F%2Fu%3As3cret%40h.example%2Fa":                 url.QueryEscape("https://REDACTED@h.example/a"),
		"/media/https%3A%2F%2Fu%3As3cret%40h.example":              url.QueryEscape("/media/https://REDACTED@h.example"),
		"https://h.example/a?x=1&token=s3cret":                     "https://h.example/a?x=1&token=REDACTED",
		"https://h.example/a?X-Amz-Security-Token=s3cret&x=1":      "https://h.example/a?X-Amz-Security-Token=REDACTED&x=1",
		"https://h.example/a?X-Amz-Signature=s3cret":               "https://h.example/a?X-Amz-Signature=REDACTED",
		"https://h.example/a?client%5Fsecret=s3cret":               "https://h.example/a?client%5Fsecret=REDACTED",
		"https://h.example/a?next=/b%3Faccess_token%3Ds3cret":      "https://h.example/a?next=" + url.QueryEscape("/b?access_token=REDACTED"),
		"https://h.example/a;jsessionid=1;token=s3cret":            "https://h.example/a;jsessionid=1;token=REDACTED",
		"https://h.example/a@b/c?mail=a@b.example#t=1@2":           "https://h.example/a@b/c?mail=a@b.example#t=1@2",
		"a=https%3A%2F%2Fs3cret%40h%2F%3Fq=":                       "a=" + url.QueryEscape("https://REDACTED@h/?q") + "=",
		"https://user%40h.example/":                                "https://user%40h.example/",
		"mailto:a@b.example":                                       "mailto:a@b.example",
		"a 100 % proof of x = y":                                   "a 100 % proof of x = y",
		"https://h.example/a%20b%zz?token_type=Bearer&tokens=many": "https://h.example/a%20b%zz?token_type=Bearer&tokens=many",
		"": "",
	} {
		got := redact.Text(text)
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if again := redact.Text(got); again != got {
			t.Errorf("%s: a second time %s", got, again)
		}
	}
}

const multipart = "--b\r\nContent-Disposition: form-data; name=\"link\"\r\n\r\nhttps://u:s3cret@h/\r\n" +
	"--b\r\ncontent-disposition: form-data; name=client_secret\r\nContent-Type: text/plain\r\n\r\ns3\r\ncret s3cret\r\n--b--\r\n"

func TestABodyLosesOnlyItsCredentials(t *testing.T) {
	for body, want := range map[string]string{
		// forms
		"grant_type=client_credentials&client_id=me&client_secret=s3cret":  "grant_type=client_credentials&client_id=me&client_secret=REDACTED",
		"client_secret=s3cret with blanks;s3cret&a=1":                      "client_secret=REDACTED&a=1",
		"Client%5FSecret=s3cret&a=1":                                       "Client%5FSecret=REDACTED&a=1",
		"o[client_secret]=s3cret&a=1":                                      "o[client_secret]=REDACTED&a=1",
		"client_secret=s3cret=":                                            "client_secret=REDACTED",
		"link=https%3A%2F%2Fu%3As3cret%40h%2Fa&kind=video":                 "link=https%3A%2F%2FREDACTED%40h%2Fa&kind=video",
		"grant_type=client_credentials\r\nclient_secret=s3cret s3cret\r\n": "grant_type=client_credentials\r\nclient_secret=REDACTED\r\n",
		"username=a&password=s3cret":                                       "username=a&password=REDACTED",
		multipart:                                                          strings.NewReplacer("u:s3cret", "REDACTED", "s3\r\ncret s3cret", "REDACTED").Replace(multipart),
		"a=1&b=c%20d":                                                      "a=1&b=c%20d",
		// JSON
		`{"client_secret":"s3cret","a":1}`:                          `{"client_secret":"REDACTED","a":1}`,
		`{ "clientSecret" : "s3\"cret" , "a" : "b=c" }`:             `{ "clientSecret" : "REDACTED" , "a" : "b=c" }`,
		`{"client\u005fsecret":"s3cret"}`:                           `{"client\u005fsecret":"REDACTED"}`,
		`{"password":12345,"token":null}`:                           `{"password":"REDACTED","token":null}`,
		`{"a":{"access_token":"s3cret","token_type":"Bearer"}}`:     `{"a":{"access_token":"REDACTED","token_type":"Bearer"}}`,
		`{"link":"https://u:s3cret@h/a","name":"a@b"}`:              `{"link":"https://REDACTED@h/a","name":"a@b"}`,
		`{"link":"https:\/\/u:s3cret@h\/a"}`:                        `{"link":"https://REDACTED@h/a"}`,
		`{"link":"\u0068ttps://u:s3cret\u0040h\u002fa@b"}`:          `{"link":"https://REDACTED@h/a@b"}`,
		`{"link":"https://u:\"s3cret\"@h/a"}`:                       `{"link":"https://REDACTED@h/a"}`,
		`{"link":"https://h/a?token=s3cret&x=<1>"}`:                 `{"link":"https://h/a?token=REDACTED&x=<1>"}`,
		`["client_secret","https://h/a\/@b"]`:                       `["client_secret","https://h/a\/@b"]`,
		`{"link":"https://u:s3cret@h/a"} client_secret=s3cret`:      `{"link":"https://REDACTED@h/a"} client_secret=REDACTED`,
		`{"link":"a" "https://u:s3cret@h/a"`:                        `{"link":"a" "https://REDACTED@h/a"`,
		`{"link":"https://h.example/a.mp4","kind":"video","n":1.0}`: `{"link":"https://h.example/a.mp4","kind":"video","n":1.0}`,
		"{\"client_secret\":\"s3\ncret\"}":                          `{"client_secret":"REDACTED"}`,
		// neither
		"see https://u:s3cret@h/": "see https://REDACTED@h/",
		"\xff\x00\x01":            "\xff\x00\x01",
		"":                        "",
	} {
		if got := string(redact.Body([]byte(body), false)); got != want {
			t.Errorf("%s:\n%s, want\n%s", body, got, want)
		}
	}
}

// A body that is cut anywhere holds no part of a credential that lies before the cut.
func TestABodyCutWithinACredentialHoldsNoneOfIt(t *testing.T) {
	for _, body := range []string{
		`{"name":"x","link":"https://user:` + secret + `@h.example/a"}`,
		`{"name":"x","link":"https:\/\/user:` + secret + `\u0040h.example\/a"}`,
		`{"client_secret":"` + secret + `"}`,
		`{"a":"b","client_secret" : "` + secret + `\n"}`,
		"a=1&client_secret=" + secret,
		"link=https%3A%2F%2Fuser%3A" + secret + "%40h.example%2Fa",
		"link=https://user:" + secret + "@h.example/a",
		multipart,
	} {
		for cut := range len(body) {
			redacted := string(redact.Body([]byte(body[:cut]), true))
			if strings.Contains(redacted, "s3") || strings.Contains(redacted, "cret ") {
				t.Errorf("%s: %s", body[:cut], redacted)
			}
			if strings.Contains(redacted, redact.Mark) && strings.HasSuffix(redacted, "@") {
				t.Errorf("%s: something was added: %s", body[:cut], redacted)
			}
		}
	}
}

func TestACutBodyWithoutCredentialsStays(t *testing.T) {
	const body = `{"name":"100 % of a@b \u00e9 = \\","link":"https://h.example/a?x=1%20"}`
	for cut := range len(body) {
		want := body[:cut]
		if before, host, found := strings.Cut(want, "https://"); found && host != "" && !strings.Contains(host, "/") {
			want = before + "https://" + redact.Mark // what has no end may be userinfo
		}
		if got := string(redact.Body([]byte(body[:cut]), true)); got != want {
			t.Errorf("%s: %s, want %s", body[:cut], got, want)
		}
	}
}

// Nothing that a caller can send takes more than its length in time, or makes text of what is none.
func FuzzBody(f *testing.F) {
	for _, body := range []string{`{"client_secret":"a"}`, `{"link":"https://u:p@h"}`, "a=1&client_secret=b", multipart, "https://u:p@h", "%25%32%35="} {
		f.Add(body, false)
		f.Add(body, true)
	}
	f.Fuzz(func(t *testing.T, body string, cut bool) {
		once := redact.Body([]byte(body), cut)
		if utf8.ValidString(body) && !utf8.Valid(once) {
			t.Errorf("%q is no text", once)
		}
		if twice := redact.Body(once, false); !strings.Contains(string(twice), redact.Mark) && strings.Contains(string(once), redact.Mark) {
			t.Errorf("%q becomes %q", once, twice)
		}
	})
}

func BenchmarkBody(b *testing.B) {
	for name, body := range map[string]string{
		"upload":  `{"link":"https://static.rask.ai/samples/sample_1.mp4","kind":"video"}`,
		"signed":  `{"link":"https://h.example/a.mp4?X-Amz-Signature=0123456789abcdef","kind":"video"}`,
		"hostile": strings.Repeat("%25=", 1024),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				redact.Body([]byte(body), false)
			}
		})
	}
}

func ExampleText() {
	fmt.Println(redact.Text("https://me:pass@h.example/a.mp4?x=1&access_token=abc"))
	// Output:
	// https://REDACTED@h.example/a.mp4?x=1&access_token=REDACTED
}

func TestCredentialsAreFoundInAnyCase(t *testing.T) {
	for _, name := range []string{"apikey", "APIKEY", "aPiKeY", "api\u212aey", "s\u0130g", "PWD", "sessionToken", "AUTHORIZATION"} {
		body := `{"a":"b","` + name + `":"M4RK3R"}`
		if got := string(redact.Body([]byte(body), false)); strings.Contains(got, "M4RK3R") {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, body := range []string{`{"audio_rate":44100,"path":"a/b","status":"ready","kind":"video"}`, "t", "k", "", "=", "se"} {
		if got := string(redact.Body([]byte(body), false)); got != body {
			t.Errorf("%s became %s", body, got)
		}
	}
}

func TestListsAndObjectsOfCredentialsAreRedacted(t *testing.T) {
	for body, want := range map[string]string{
		`{"token":["M4RK3R","M4RK3R"],"a":"b"}`:                  `{"token":["REDACTED","REDACTED"],"a":"b"}`,
		`{"token":{"value":"M4RK3R","of":["M4RK3R"]},"a":["b"]}`: `{"token":{"value":"REDACTED","of":["REDACTED"]},"a":["b"]}`,
		`{"x":{"token":[{"y":"M4RK3R"}]},"a":{"b":"c"}}`:         `{"x":{"token":[{"y":"REDACTED"}]},"a":{"b":"c"}}`,
		`{"token":[],"a":"b"}`:                                   `{"token":[],"a":"b"}`,
		`{"token":{},"a":["b"]}`:                                 `{"token":{},"a":["b"]}`,
		`{"token":[1,2],"a":"b"}`:                                `{"token":[1,2],"a":"b"}`,
		`{"token":["M4RK3R"`:                                     `{"token":["REDACTED"`,
		"{\"token\" : [\n \"M4RK3R\" ],\n \"a\":\"b\"}":          "{\"token\" : [\n \"REDACTED\" ],\n \"a\":\"b\"}",
	} {
		if got := string(redact.Body([]byte(body), false)); got != want {
			t.Errorf("%s became %s, want %s", body, got, want)
		}
	}
}
