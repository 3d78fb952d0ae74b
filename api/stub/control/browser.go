package control

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// browserPage is the page for browsers at [Prefix]. It has no data of its own, and is a client of the control API.
//
//go:embed browser.html
var browserPage []byte

// browserPolicy returns the ETag of the page, and what it may do: its own script and style are known by their hashes. Both are made when the
// page is first asked for.
var browserPolicy = sync.OnceValues(func() (etag, policy string) {
	return `"` + hashOf(browserPage) + `"`, fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; connect-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; ",
		hashOf(inside("script")), hashOf(inside("style")))
})

// hashOf writes a hash as a policy does.
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// inside returns what is in an element of the page that has no attributes.
func inside(element string) []byte {
	_, text, _ := bytes.Cut(browserPage, []byte("<"+element+">"))
	text, _, _ = bytes.Cut(text, []byte("</"+element+">"))
	return text
}

// serveBrowser sends the page. Its previews are where the files of the stub are, which may be another origin.
func (c *control) serveBrowser(w http.ResponseWriter, r *http.Request) {
	etag, policy := browserPolicy()
	files := "'self'"
	if base, err := url.Parse(c.publicURL(r)); err == nil && base.Host != "" && base.Host != r.Host {
		files += " " + base.Scheme + "://" + base.Host
	}
	for name, value := range map[string]string{
		"Content-Security-Policy": policy + "img-src data: " + files + "; media-src " + files,
		"Content-Type":            "text/html; charset=utf-8",
		"X-Content-Type-Options":  "nosniff",
		"Referrer-Policy":         "no-referrer",
		"Cache-Control":           "no-cache",
		"ETag":                    etag,
	} {
		w.Header().Set(name, value)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(browserPage))
}

// WantsPage reports whether a browser asks for the root of the stub, to which [New] responds with the way to the page. Browsers name HTML
// first among what they accept.
func WantsPage(r *http.Request) bool {
	return r.URL.Path == "/" && isRead(r) && strings.HasPrefix(r.Header.Get("Accept"), "text/html")
}

func isRead(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// leadToPage works behind a proxy with a base path too.
func leadToPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", strings.TrimPrefix(Prefix, "/"))
	w.WriteHeader(http.StatusSeeOther)
}
