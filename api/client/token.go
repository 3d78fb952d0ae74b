package client

import (
	"context"
	"sync"
	"time"
)

// Token is an access token.
type Token struct {
	Value  Secret
	Expiry time.Time // zero means that it does not expire
}

// TokenSource gets a token, a new one at each call. It must honour ctx and be safe for concurrent use.
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// expiryMargin is how long before its expiry a token is replaced, so that it does not expire on its way.
const expiryMargin = 10 * time.Second

// tokenCache keeps the token of a source. However many callers need a new one, the source gets one request, and each caller may leave.
type tokenCache struct {
	source TokenSource // nil: the token is static, or there is none

	mu      sync.Mutex
	token   Token
	valid   bool
	refresh *refresh // under way, or nil
}

// refresh is one request to the source.
type refresh struct {
	done    chan struct{}
	token   Token
	err     error
	waiting int                // callers
	cancel  context.CancelFunc // for the last of them that leaves
}

// get returns a token that does not expire soon, and none to a call that has ended already.
func (t *tokenCache) get(ctx context.Context) (Token, error) {
	if err := ctx.Err(); err != nil {
		return Token{}, err
	}
	t.mu.Lock()
	if t.valid && (t.source == nil || t.token.Expiry.IsZero() || time.Until(t.token.Expiry) > expiryMargin) {
		defer t.mu.Unlock()
		return t.token, nil
	}
	r := t.refresh
	if r == nil {
		r = t.begin(ctx)
	}
	r.waiting++
	t.mu.Unlock()
	select {
	case <-r.done:
		return r.token, r.err
	case <-ctx.Done():
		t.leave(r)
		return Token{}, ctx.Err()
	}
}

// begin asks the source, in a goroutine that ends with the request.
func (t *tokenCache) begin(ctx context.Context) *refresh {
	asking, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &refresh{done: make(chan struct{}), cancel: cancel}
	t.refresh = r
	go func() {
		defer cancel()
		r.token, r.err = t.source.Token(asking)
		t.mu.Lock()
		if t.refresh == r {
			t.refresh = nil
			t.token, t.valid = r.token, r.err == nil
		}
		t.mu.Unlock()
		close(r.done)
	}()
	return r
}

// leave cancels the request if nobody waits for its token any more.
func (t *tokenCache) leave(r *refresh) {
	t.mu.Lock()
	r.waiting--
	last := r.waiting == 0
	if last && t.refresh == r { // it may have ended meanwhile, and another be under way
		t.refresh = nil // the next caller asks anew
	}
	t.mu.Unlock()
	if !last {
		return
	}
	r.cancel()
	if _, uncancellable := t.source.(oauth2Source); !uncancellable {
		<-r.done // no goroutine outlives its call
	}
}

// drop forgets a token that the service has refused, unless it has been replaced already. It reports whether there can be another.
func (t *tokenCache) drop(refused Token) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.source != nil && t.token.Value.Reveal() == refused.Value.Reveal() {
		t.valid = false
	}
	return t.source != nil
}
