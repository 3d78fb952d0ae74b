package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/medialink-go/medialink/api/contract"
	"github.com/medialink-go/medialink/gen"
)

// check rejects arguments that the contract does not allow, before anything asks for credentials.
func (u *uploadCommand) check(ctx context.Context) error {
	library, err := contract.Library()
	if err != nil {
		return err
	}
	upload := library.Operation("uploadMediaLink")
	link := gen.MediaLink{Link: u.Link, Name: u.Name}
	if u.Kind != "" {
		link.Kind = new(gen.MediaKind(u.Kind))
	}
	body, err := json.Marshal(link)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, upload.Method(), upload.Path(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	var problems []error
	for _, v := range upload.CheckRequest(request, nil, body).Violations {
		if v.Part == contract.PartBody { // credentials are looked for later
			problems = append(problems, fmt.Errorf("%s: %s", argumentOf(v.Pointer), v.Reason))
		}
	}
	if err := u.waiting.check(); err != nil {
		problems = append(problems, err)
	}
	return usage(errors.Join(problems...))
}

// argumentOf is what the help calls the argument for a property of the request.
func argumentOf(pointer string) string {
	name := strings.TrimPrefix(pointer, "/")
	if name == "link" {
		return "<link>"
	}
	return "--" + name
}
