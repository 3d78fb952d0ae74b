package client

import "context"

// MayDuplicate repeats the upload wherever a GET would be repeated, after a 5xx or a lost connection for example. Each attempt
// may make a record of its own, and only the last response is returned. By default an upload is repeated only where
// nothing can have been made.
func MayDuplicate() UploadOption { return uploadOption(func(u *upload) { u.mayDuplicate = true }) }

type mayDuplicateKey struct{}

func withMayDuplicate(ctx context.Context) context.Context {
	return context.WithValue(ctx, mayDuplicateKey{}, true)
}

func mayDuplicate(ctx context.Context) bool { return ctx.Value(mayDuplicateKey{}) != nil }
