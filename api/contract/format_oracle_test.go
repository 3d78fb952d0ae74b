package contract_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// uriGrammar is RFC 3986, appendix A, rule by rule.
var uriGrammar = func() *regexp.Regexp {
	const (
		encoded = `%[0-9A-Fa-f]{2}`
		name    = `[A-Za-z0-9\-._~!$&'()*+,;=]`
		pchar   = `(?:` + name + `|` + encoded + `|[:@])`
		h16     = `[0-9A-Fa-f]{1,4}`
		octet   = `(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])`
		ipv4    = octet + `(?:\.` + octet + `){3}`
		ls32    = `(?:` + h16 + `:` + h16 + `|` + ipv4 + `)`
		ipv6    = `(?:(?:` + h16 + `:){6}` + ls32 +
			`|::(?:` + h16 + `:){5}` + ls32 +
			`|(?:` + h16 + `)?::(?:` + h16 + `:){4}` + ls32 +
			`|(?:(?:` + h16 + `:){0,1}` + h16 + `)?::(?:` + h16 + `:){3}` + ls32 +
			`|(?:(?:` + h16 + `:){0,2}` + h16 + `)?::(?:` + h16 + `:){2}` + ls32 +
			`|(?:(?:` + h16 + `:){0,3}` + h16 + `)?::` + h16 + `:` + ls32 +
			`|(?:(?:` + h16 + `:){0,4}` + h16 + `)?::` + ls32 +
			`|(?:(?:` + h16 + `:){0,5}` + h16 + `)?::` + h16 +
			`|(?:(?:` + h16 + `:){0,6}` + h16 + `)?::)`
		future    = `[vV][0-9A-Fa-f]+\.(?:` + name + `|:)+`
		userinfo  = `(?:` + name + `|` + encoded + `|:)*`
		host      = `(?:\[(?:` + ipv6 + `|` + future + `)\]|(?:` + name + `|` + encoded + `)*)`
		authority = `(?:` + userinfo + `@)?` + host + `(?::[0-9]*)?`
		segments  = `(?:/` + pchar + `*)*`
		hierarchy = `(?://` + authority + segments + `|/(?:` + pchar + `+` + segments + `)?|` + pchar + `+` + segments + `|)`
		tail      = `(?:` + pchar + `|[/?])*`
	)
	return regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+\-.]*:` + hierarchy + `(?:\?` + tail + `)?(?:#` + tail + `)?$`)
}()

// dateTimeGrammar is RFC 3339, section 5.6, without the rules on days of months and leap seconds.
var dateTimeGrammar = regexp.MustCompile(
	`^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$`)

var lastDays = regexp.MustCompile("^.{7}-(?:29|3[01])")

func TestEveryURIVerdictIsTheGrammars(t *testing.T) {
	fits := formatted(t, "{type: string, format: uri}")
	seeds := []string{"a://u:p@h:8/p/q?r=s#t", "a://[::1.2.3.4]:8/", "a://[1:2:3:4:5:6:7:8]", "a://[v1.a:b]/", "a:b/c", "a+b:/", "a:%41?%42#%43"}
	altered(seeds, "abF09%:/?#[]@!-._~'+=v<\"\\ é", func(text string) {
		if want := uriGrammar.MatchString(text); fits(text) != want {
			t.Errorf("%q is valid: %v, want %v", text, !want, want)
		}
	})
}

func TestEveryDateTimeVerdictIsTheGrammars(t *testing.T) {
	fits := formatted(t, "{type: string, format: date-time}")
	seeds := []string{"2023-11-07T05:31:56Z", "2024-02-20t23:59:59.123+23:59", "0000-01-01T00:00:00-00:00", strings.Repeat("ı", 20)}
	altered(seeds, "0123456789-+:.,TtZz /aı", func(text string) {
		// The rules of these are in testdata/formats.json.
		if lastDays.MatchString(text) || strings.Contains(text, ":60") {
			return
		}
		if want := dateTimeGrammar.MatchString(text); fits(text) != want {
			t.Errorf("%q is valid: %v, want %v", text, !want, want)
		}
	})
}

// altered calls visit with the seeds, each with one to three characters removed, replaced or added.
func altered(seeds []string, characters string, visit func(text string)) {
	random := rand.New(rand.NewPCG(5, 6))
	alphabet := []rune(characters)
	for _, seed := range seeds {
		visit(seed)
		for range 3000 {
			text := []rune(seed)
			for range 1 + random.IntN(3) {
				at, added := random.IntN(len(text)+1), alphabet[random.IntN(len(alphabet))]
				switch random.IntN(3) {
				case 0:
					text = append(text[:at], append([]rune{added}, text[at:]...)...)
				case 1:
					text = append(text[:min(at, len(text)-1)], text[min(at+1, len(text)):]...)
				default:
					text[min(at, len(text)-1)] = added
				}
			}
			visit(string(text))
		}
	}
}
