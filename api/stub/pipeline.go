package stub

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/api/internal/early"
	"github.com/medialink-go/medialink/api/server"
	"github.com/medialink-go/medialink/api/stub/fault"
	"github.com/medialink-go/medialink/api/stub/internal/form"
	"github.com/medialink-go/medialink/api/stub/journal"
)

// call is what is known of a request on its way through the stages.
type call struct {
	server.Call
	stub      *Stub
	world     journal.Key
	publicURL string // of the stub, as the caller sees it
	began     time.Time
	exchange  *journal.Exchange
	body      *journal.Tap // of the request; nil if it has none
	token     tokenRequest // to the token endpoint
	faults    fault.Selection
	response  *contract.Response
	sent      func(*contract.Validated, *journal.Exchange) // if the operation has set it, called with a response that conforms
	again     *journal.Exchange                            // if the operation has set it, has the response as it was recorded before
	kept      bool
}

type callKey struct{}

// callOf is never nil within a request.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// handle takes a request through the stages, one after the other.
func (s *Stub) handle(w http.ResponseWriter, r *http.Request) {
	c, r := s.match(r)
	defer c.response.Release()
	defer c.keep() // also of a caller who goes away before there is a response
	c.authenticate(r)
	c.exchange.Time, c.faults = s.store.arrive(c.world, c.exchange.Operation)
	c.exchange.Faults = c.faults.Faults
	c.wait(r)
	c.respond(r)
	c.keep() // before it is sent, so that whoever has the response finds it in the journal
	extendDeadline(w, c.exchange.Duration)
	c.faults.Send(w, r, c.response)
}

func (s *Stub) match(r *http.Request) (*call, *http.Request) {
	c := &call{Call: s.server.Match(r), stub: s, publicURL: s.PublicURL(r), began: time.Now(), response: contract.NewResponse()}
	operation := ""
	switch {
	case c.Operation != nil:
		operation = c.Operation.ID()
	case isTokenEndpoint(r):
		operation = form.Token
	}
	c.exchange = s.store.journal.NewExchange(operation, r)
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c)) // net/http's own request keeps its body
	if r.Body != nil && r.Body != http.NoBody {
		c.body = c.exchange.Tap(r.Body)
		r.Body = c.body
	}
	return c, r
}

func (c *call) isToken() bool { return c.exchange.Operation == form.Token }

// authenticate finds the world: that of "" without a token that is accepted.
func (c *call) authenticate(r *http.Request) {
	if c.isToken() {
		c.token = readTokenRequest(r)
		c.Principal = c.stub.settings.principalOf(c.token.id)
	} else {
		c.Authenticate(r)
	}
	c.world = keyOf(c.Principal)
	c.exchange.World = c.worldOf(r)
}

// worldOf names the world, unless its name is the bearer token.
func (c *call) worldOf(r *http.Request) journal.World {
	switch {
	case c.Principal == "":
		return journal.World{}
	case !c.isToken() && c.Principal == contract.BearerToken(r.Header):
		return journal.World{Key: c.world}
	}
	return journal.World{Name: strings.Clone(c.Principal), Key: c.world} // which may be part of a longer text
}

// wait waits for the latency of the faults.
func (c *call) wait(r *http.Request) {
	if c.faults.Latency == 0 {
		return
	}
	early.ReadAhead(r, contract.DefaultMaxBody+1)
	if !fault.Wait(r.Context(), c.faults.Latency) {
		_, _ = io.Copy(io.Discard, r.Body) // for the journal: what has been read ahead
		panic(http.ErrAbortHandler)
	}
}

// respond makes the response: that of a fault, or of the operation.
func (c *call) respond(r *http.Request) {
	instead := c.faults.Early()
	if instead == nil || instead.After {
		c.execute(r)
	}
	changed := instead != nil
	if changed {
		c.response.Reset()
		writeEarly(c.response, instead, c.isToken())
	} else {
		changed = c.faults.Corrupt(c.response)
	}
	if changed && c.Operation != nil {
		c.exchange.ResponseViolations = c.Operation.CheckResponse(c.response.Status(), c.response.Header(), c.response.Body()).Violations
	}
}

func (c *call) execute(r *http.Request) {
	if c.isToken() {
		c.serveToken(r)
		return
	}
	c.Respond(c.response, r)
}

// keep puts the exchange into the journal, once.
func (c *call) keep() {
	if c.kept {
		return
	}
	c.kept = true
	if c.body != nil {
		c.body.Redact()
	}
	if c.response.Status() != 0 {
		c.exchange.Duration = time.Since(c.began)
		c.recordResponse()
	}
	c.stub.store.journal.Add(c.world, c.exchange)
	c.stub.settings.observe(*c.exchange)
}

func (c *call) recordResponse() {
	faulty := len(c.faults.Faults) > 0
	if c.again != nil && !faulty {
		c.exchange.RecordAgain(c.again)
		return
	}
	c.response.SetLength()
	c.stub.store.journal.RecordResponse(c.exchange, c.response.Status(), c.response.Header(), c.response.Body())
	if c.sent == nil || faulty {
		return
	}
	if v := c.response.Validated(); v != nil {
		c.sent(v, c.exchange)
	}
}

// recordRefusal records why the contract refuses a request.
func recordRefusal(r *http.Request, refusal *contract.Refusal) {
	x := callOf(r.Context()).exchange
	var violation *contract.ViolationError
	if len(refusal.Violations) > 0 && errors.As(refusal.Err, &violation) {
		x.Checked, x.Violations = true, refusal.Violations
	}
}

// extendDeadline gives a delayed response as long for its way to the caller as any other. A server without deadlines needs none, and
// reports that as an error.
func extendDeadline(w http.ResponseWriter, took time.Duration) {
	const noticeable, enough = 10 * time.Second, form.MaxDelay + 20*time.Second
	if took > noticeable {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(enough))
	}
}

// writeEarly writes the response of a fault. The token endpoint has errors of its own for a 4xx.
func writeEarly(w *contract.Response, e *fault.Early, token bool) {
	for name, value := range e.Header {
		w.Header().Set(name, value)
	}
	switch {
	case e.Page != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(e.Status)
		_, _ = w.Write([]byte(e.Page))
	case token && e.Status < http.StatusInternalServerError:
		writeTokenError(w, e.Status)
	default:
		writeDetail(w, e.Status, e.Detail)
	}
	setRetryAfter(w.Header(), e.RetryAfter)
}
