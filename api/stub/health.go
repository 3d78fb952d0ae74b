package stub

import "net/http"

// The paths that say how the stub is: neither is in the contract, asks for a token or stands in the journal.
const (
	healthPath = "/_stub/health" // it runs
	readyPath  = "/_stub/ready"  // it takes requests
)

func isHealth(r *http.Request) bool { return r.URL.Path == healthPath || r.URL.Path == readyPath }

// serveHealth has one answer for both: a stub that runs is ready.
func serveHealth(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		detailAnswer(http.StatusMethodNotAllowed, "Method Not Allowed").send(w)
		return
	}
	jsonAnswer(http.StatusOK, encode(map[string]string{"status": "ok"})).send(w)
}
