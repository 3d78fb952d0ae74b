package stubtest

import (
	"context"
	"net/http"
)

func authorize(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", "Bearer "+Token)
	return nil
}
