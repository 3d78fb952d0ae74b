package fault

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/stub/internal/form"
)

// Form is one way to write a fault.
type Form = form.Form

// Kind is what a fault does: "status", or the first word of a form that [Forms] lists, such as "reset".
type Kind string

// kind is a row of the table. Of delays, early, corrupt and send, it has one.
type kind struct {
	name           Kind
	example, means string
	valued         bool   // a delay follows: slow=2s
	implied        string // the delay where none follows

	delays  bool                     // before the operation
	early   func(Fault) Early        // sends a response of its own
	corrupt func(*contract.Response) // changes the operation's response
	send    sender                   // sends the operation's response in its own way
}

// Early is a response that replaces the operation's.
type Early struct {
	Status int
	Detail string            // of the error body; "" for the words of the status
	Header map[string]string // beside that of the error body
	Page   string            // of HTML, in place of the error body

	RetryAfter time.Duration // 0 for none
	After      bool          // the operation is executed first
}

const badGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"

// status is the kind that is written as a number.
const status Kind = "status"

// kinds is the table: a new kind of fault is a new row.
var kinds = []kind{
	{name: status, example: "503", means: "any 4xx or 5xx instead of the operation; 429 and 503 have Retry-After: 1",
		early: func(f Fault) Early { return Early{Status: f.Status} }},
	{name: "latency", example: "latency=200ms", valued: true, delays: true,
		means: "a delay before each response; latency=100ms..500ms is uniform, latency=200ms~0.5 lognormal (median and sigma)"},
	{name: "reset", example: "reset", means: "the connection is reset after the operation was executed", send: reset},
	{name: "truncate", example: "truncate", means: "the connection ends in the middle of the body", send: truncate},
	{name: "stall", example: "stall=30s", valued: true, implied: "30s",
		means: "the response stops in the middle of the body, then the connection ends", send: stall},
	{name: "slow", example: "slow=2s", valued: true, means: "the body comes in pieces, over this time", send: trickle},
	{name: "html", example: "html", means: "502 with an HTML page, as proxies send it",
		early: func(Fault) Early { return Early{Status: http.StatusBadGateway, Page: badGateway} }},
	{name: "content-type", example: "content-type", means: "the right body as text/plain",
		corrupt: func(res *contract.Response) { res.Header().Set("Content-Type", "text/plain; charset=utf-8") }},
	{name: "broken", example: "broken", means: "the right status with the body {}, which breaks the contract",
		corrupt: func(res *contract.Response) { res.ReplaceBody([]byte("{}")) }},
	{name: "revoked", example: "revoked", means: "401, as if the token had been revoked",
		early: func(Fault) Early { return Early{Status: http.StatusUnauthorized, Detail: "Not authenticated"} }},
}

// Forms lists what [Parse] reads: the kinds, then the conditions.
func Forms() []Form {
	var forms []Form
	for _, k := range kinds {
		forms = append(forms, Form{Example: k.example, Means: k.means})
	}
	return append(forms,
		Form{Example: "503,first=2", Means: "for the first two requests only"},
		Form{Example: "503,rate=0.1", Means: "for one request in ten, chosen by the seed"},
		Form{Example: "503,retry-after=3s", Means: "with another Retry-After, in whole seconds; 0s for none"},
		Form{Example: "503,after", Means: "the operation is executed, then this response is sent: what an upload made stays"},
		Form{Example: "503,on=getMedia", Means: "for one operation; on=token is the token endpoint, to which no other fault applies"},
	)
}

// kind returns the fault's row, or nil.
func (f Fault) kind() *kind {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.name == f.Kind })
	if i < 0 {
		return nil
	}
	return &kinds[i]
}

// earlyExamples lists the faults that send a response of their own.
func earlyExamples() string {
	early := slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool { return k.early == nil })
	examples := make([]string, len(early))
	for i, k := range early {
		examples[i] = k.example
	}
	return strings.Join(examples, ", ")
}
