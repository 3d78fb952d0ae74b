package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/joho/godotenv"

	"github.com/medialink-go/medialink/api/client"
)

// apiFlags say how to reach the API. No flag holds a secret: whoever lists processes would see it.
type apiFlags struct {
	BaseURL     string `env:"MEDIALINK_BASE_URL" default:"${base_url}" placeholder:"URL" help:"Where the API, or a stub of it, is (${default})."`
	Credentials string `env:"MEDIALINK_CREDENTIALS" type:"path" placeholder:"FILE" help:"A file with MEDIALINK_TOKEN=..., or MEDIALINK_CLIENT_ID and _CLIENT_SECRET, a line each, and MEDIALINK_TOKEN_URL unless the base URL is the default. Without a file they come from the environment."`
}

func (a apiFlags) client(opts ...client.Option) (*client.Client, error) {
	// With this token an error can only be about the base URL, never about missing credentials.
	if _, err := client.New(client.WithBaseURL(a.BaseURL), client.WithToken(client.NewSecret("checked"))); err != nil {
		return nil, fmt.Errorf("--base-url: %w", errors.Unwrap(err)) // without the name of the package
	}
	opts = append(opts, client.WithBaseURL(a.BaseURL), client.WithHTTPClient(&http.Client{}))
	if a.Credentials != "" {
		credentials, err := readCredentials(a.Credentials)
		if err != nil {
			return nil, fmt.Errorf("--credentials: %s: %w", a.Credentials, err)
		}
		opts = append(opts, credentials)
	}
	return client.New(opts...)
}

// readCredentials reads a file of lines such as MEDIALINK_TOKEN=abc.
func readCredentials(path string) (client.Option, error) {
	const token, id, secret, tokenURL = "MEDIALINK_TOKEN", "MEDIALINK_CLIENT_ID", "MEDIALINK_CLIENT_SECRET", "MEDIALINK_TOKEN_URL"
	values, err := godotenv.Read(path)
	if err != nil {
		return nil, errors.New("cannot be read as lines of NAME=value") // err may quote a line
	}
	known := []string{token, id, secret, tokenURL}
	for name := range values {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("has a line that is none of %v", known)
		}
	}
	if values[token] != "" {
		return client.WithToken(client.NewSecret(values[token])), nil
	}
	return client.WithCredentials(client.Credentials{ID: values[id], Secret: client.NewSecret(values[secret]), TokenURL: values[tokenURL]}), nil
}
