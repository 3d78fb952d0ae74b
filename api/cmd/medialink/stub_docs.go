package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/swaggest/swgui/v5/static"

	"github.com/medialink-go/medialink"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub"
	"github.com/medialink-go/medialink/api/stub/control"
)

const docsPath = control.Prefix + "docs/"

//go:embed docs
var docsFiles embed.FS

// docsTypes has the content type of each file of the reference. Those of Swagger UI are compressed.
var docsTypes = map[string]string{
	"index.html":                      "text/html; charset=utf-8",
	"docs.js":                         "text/javascript; charset=utf-8",
	"swagger-ui.css":                  "text/css; charset=utf-8",
	"swagger-ui-bundle.js":            "text/javascript; charset=utf-8",
	"swagger-ui-standalone-preset.js": "text/javascript; charset=utf-8",
	"favicon-32x32.png":               "image/png",
}

// docs is the API reference: Swagger UI with the documents of the library and of the control API. Nothing is read before it is asked for.
type docs struct {
	stub     *stub.Stub
	stubHost func(*http.Request) string // nil if the stub is at the host of the request
}

func (d docs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	library, controlAPI := d.addresses(r)
	w.Header().Set("Content-Security-Policy", docsPolicy(library))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	name := strings.TrimPrefix(r.URL.Path, docsPath)
	switch name {
	case "library.yaml":
		sendDocument(w, medialink.OpenAPI, library)
	case "control.yaml":
		sendDocument(w, control.OpenAPI, controlAPI)
	case "":
		sendDocsFile(w, r, "index.html")
	default:
		sendDocsFile(w, r, name)
	}
}

// addresses returns where the caller finds the stub and the control API.
func (d docs) addresses(r *http.Request) (library, controlAPI string) {
	if d.stubHost == nil {
		library = d.stub.PublicURL(r)
		return library, library
	}
	toStub, scheme := *r, "http://"
	toStub.Host = d.stubHost(r)
	if r.TLS != nil {
		scheme = "https://"
	}
	return d.stub.PublicURL(&toStub), scheme + r.Host
}

// docsPolicy lets the page load its own files alone, and call the stub and the control API. Swagger UI has images in its style, and one
// style attribute, whose hash is here.
func docsPolicy(library string) string {
	origin := ""
	if u, err := url.Parse(library); err == nil {
		origin = " " + u.Scheme + "://" + u.Host
	}
	return "default-src 'none'; script-src 'self'; " +
		"style-src 'self' 'unsafe-hashes' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; " +
		"img-src 'self' data:; connect-src 'self'" + origin +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
}

// sendDocument puts the address of the stub before the servers that the document names, so that a trial goes there.
func sendDocument(w http.ResponseWriter, document []byte, address string) {
	const servers = "\nservers:\n"
	ours := servers + "  - url: " + strconv.Quote(address) + "\n    description: This stub.\n"
	w.Header().Set("Content-Type", "application/yaml")                        // RFC 9512
	_, _ = w.Write(bytes.Replace(document, []byte(servers), []byte(ours), 1)) // it fails if the caller has gone away
}

func sendDocsFile(w http.ResponseWriter, r *http.Request, name string) {
	contentType, found := docsTypes[name]
	if !found {
		server.WriteDetail(w, http.StatusNotFound, "Not Found")
		return
	}
	w.Header().Set("Content-Type", contentType)
	text, err := fs.ReadFile(docsFiles, "docs/"+name)
	if err != nil {
		text, err = static.FS.ReadFile(name)
	}
	if err != nil {
		text, err = compressed(w, r, name+".gz")
	}
	if err != nil { // which a test excludes
		server.WriteDetail(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	_, _ = w.Write(text)
}

// compressed reads a file of Swagger UI, and decompresses it for the few callers that do not take it as it is.
func compressed(w http.ResponseWriter, r *http.Request, name string) ([]byte, error) {
	w.Header().Set("Vary", "Accept-Encoding")
	file, err := static.FS.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		return file, nil
	}
	reader, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}
