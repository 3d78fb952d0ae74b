package client

import (
	"context"
	"net/http"

	"github.com/medialink-go/medialink/gen"
)

// CallOption is an [UploadOption] or a [WaitOption].
type CallOption interface{ applyTo(*callConfig) }

// UploadOption changes one upload. It is an option of [Client.UploadLinkAndWait] too.
type UploadOption interface {
	CallOption
	ofUpload()
}

// WaitOption changes one wait. It is an option of [Client.UploadLinkAndWait] too.
type WaitOption interface {
	CallOption
	ofWait()
}

type callConfig struct {
	link    gen.MediaLink
	editors []func(*http.Request)
	poll    PollPolicy
}

func configOf[O CallOption](opts []O) (c callConfig) {
	for _, opt := range opts {
		opt.applyTo(&c)
	}
	c.poll = c.poll.withDefaults()
	return c
}

type uploadOption func(*callConfig)

func (o uploadOption) applyTo(c *callConfig) { o(c) }
func (uploadOption) ofUpload()               {}

type waitOption PollPolicy

func (o waitOption) applyTo(c *callConfig) { c.poll = PollPolicy(o) }
func (waitOption) ofWait()                 {}

// Name names the media. By default the service does.
func Name(name string) UploadOption { return uploadOption(func(c *callConfig) { c.link.Name = &name }) }

// Kind sets what the link leads to. By default the service finds out.
func Kind(kind MediaKind) UploadOption {
	return uploadOption(func(c *callConfig) { c.link.Kind = &kind })
}

// Header adds a header to the request.
func Header(name, value string) UploadOption {
	return editor(func(r *http.Request) { r.Header.Set(name, value) })
}

// MayDuplicate repeats the upload as a GET is repeated, for example after a 5xx or a lost connection. Each attempt may make a record of
// its own, and only the last response is returned. By default an upload is repeated only where nothing can have been made.
func MayDuplicate() UploadOption {
	return editor(func(r *http.Request) { *r = *r.WithContext(context.WithValue(r.Context(), mayDuplicate{}, true)) })
}

type mayDuplicate struct{}

func editor(edit func(*http.Request)) UploadOption {
	return uploadOption(func(c *callConfig) { c.editors = append(c.editors, edit) })
}

// Poll sets when to poll. The default is the zero [PollPolicy].
func Poll(policy PollPolicy) WaitOption { return waitOption(policy) }
