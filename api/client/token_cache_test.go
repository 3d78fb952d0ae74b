package client

import (
	"context"
	"testing"
)

// queue is a source that returns the next token that is put in.
type queue chan Token

func (a queue) Token(ctx context.Context) (Token, error) {
	select {
	case token := <-a:
		return token, nil
	case <-ctx.Done():
		return Token{}, ctx.Err()
	}
}

// A caller can give up just as its token comes, while the next request for one is under way. No test from outside can time that.
func TestACallerThatLeavesLateDoesNotCancelTheNextRequest(t *testing.T) {
	source := make(queue)
	cache := &tokenCache{source: source}
	ask := func() *refresh {
		cache.mu.Lock()
		defer cache.mu.Unlock()
		r := cache.begin(t.Context())
		r.waiting = 1
		return r
	}
	first := ask()
	source <- Token{Value: NewSecret("first")}
	<-first.done
	second := ask()
	cache.leave(first)
	source <- Token{Value: NewSecret("second")}
	<-second.done
	if token, err := cache.get(t.Context()); err != nil || token.Value.Reveal() != "second" {
		t.Errorf("the cache has %v: %v", token.Value.Reveal(), err)
	}
}
