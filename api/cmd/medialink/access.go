package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/joho/godotenv"

	"github.com/medialink-go/medialink/api/client"
)

// access is how a command reaches the API. No flag holds a secret: whoever lists processes would see it.
type access struct {
	BaseURL     string `env:"MEDIALINK_BASE_URL" default:"${base_url}" placeholder:"URL" help:"Where the API, or a stub of it, is (${default})."`
	Credentials string `env:"MEDIALINK_CREDENTIALS" type:"path" placeholder:"FILE" help:"A file with MEDIALINK_TOKEN=..., or MEDIALINK_CLIENT_ID and _CLIENT_SECRET, a line each, and MEDIALINK_TOKEN_URL unless the base URL is the default. Without it they come from the environment."`
}

func (a access) client(opts ...client.Option) (*client.Client, error) {
	// The token is for this check alone, so that a misspelt URL is reported without an error about credentials.
	if _, err := client.New(client.WithBaseURL(a.BaseURL), client.WithToken(client.NewSecret("checked"))); err != nil {
		return nil, &usageError{fmt.Errorf("--base-url: %w", errors.Unwrap(err))} // without the name of the package
	}
	opts = append(opts, client.WithBaseURL(a.BaseURL), client.WithHTTPClient(&http.Client{}))
	if a.Credentials != "" {
		given, err := readCredentials(a.Credentials)
		if err != nil {
			return nil, &usageError{err}
		}
		opts = append(opts, given)
	}
	c, err := client.New(opts...)
	if err != nil {
		return nil, &usageError{err}
	}
	return c, nil
}

// readCredentials reads a file of lines such as MEDIALINK_TOKEN=abc.
func readCredentials(path string) (client.Option, error) {
	values, err := godotenv.Read(path)
	if err != nil {
		return nil, fmt.Errorf("--credentials: %s: cannot be read as lines of NAME=value", path)
	}
	known := []string{"MEDIALINK_TOKEN", "MEDIALINK_CLIENT_ID", "MEDIALINK_CLIENT_SECRET", "MEDIALINK_TOKEN_URL"}
	for name := range values {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("--credentials: %s: has a line that is none of %v", path, known)
		}
	}
	if token := values["MEDIALINK_TOKEN"]; token != "" {
		return client.WithToken(client.NewSecret(token)), nil
	}
	return client.WithCredentials(client.Credentials{
		ID:       values["MEDIALINK_CLIENT_ID"],
		Secret:   client.NewSecret(values["MEDIALINK_CLIENT_SECRET"]),
		TokenURL: values["MEDIALINK_TOKEN_URL"],
	}), nil
}
