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

// tokenCache keeps the token of a source. However many ask, one asks the source; who waits may leave.
type tokenCache struct {
	source TokenSource // nil: the token is static, or there is none

	mu      sync.Mutex
	token   Token
	valid   bool
	refresh *refresh // under way, or nil
}

// refresh is one question to the source.
type refresh struct {
	done  chan struct{}
	token Token
	err   error
	// The source is asked under a context that ends when the last who waits has left.
	cancel  context.CancelFunc
	waiting int
}

// get returns a token that is good for a while yet, and none to a call that has ended already.
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

// begin asks the source, in a goroutine that ends with the question.
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

// leave calls the question off if nobody waits for its answer any more.
func (t *tokenCache) leave(r *refresh) {
	t.mu.Lock()
	r.waiting--
	last := r.waiting == 0
	if last && t.refresh == r { // it may have been answered meanwhile, and another be under way
		t.refresh = nil // whoever comes now asks anew
	}
	t.mu.Unlock()
	if !last {
		return
	}
	r.cancel()
	if _, deaf := t.source.(oauth2Source); !deaf {
		<-r.done // no goroutine outlives its call
	}
}

// drop forgets a token that the service has refused, unless it has been replaced already. It reports whether there can be another.
func (t *tokenCache) drop(refused Token) bool {
	if t.source == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token.Value.Reveal() == refused.Value.Reveal() {
		t.valid = false
	}
	return true
}
