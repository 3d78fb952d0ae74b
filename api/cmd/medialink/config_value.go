package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink/api/stub"
)

// valueChecks are those of values that kong knows nothing of, by flag. The command checks them once more, but cannot tell a line.
func valueChecks() map[string]func(string) error {
	option := func(option func(string) stub.Option) func(string) error {
		return func(text string) error {
			_, err := stub.New(option(text))
			return errors.Unwrap(err) // without the name of the package
		}
	}
	return map[string]func(string) error{
		"fault":       func(text string) error { _, err := stub.ParseFault(text); return err },
		"client":      func(text string) error { _, err := stub.ParseClient(text); return err },
		"scenario":    checkScenario,
		"cors":        checkOrigin,
		"addr":        checkAddress,
		"ready-after": option(stub.WithReadyAfter),
		"auth":        option(stub.WithAuthentication),
		"public-url":  option(stub.WithPublicURL),
	}
}

func checkScenario(text string) error {
	if err := stub.CheckScenario(text); err != nil {
		return fmt.Errorf("scenario %q: %w", text, err)
	}
	return nil
}

func (f *configFile) check(n *yaml.Node, texts []string, check func(string) error) {
	for _, text := range texts {
		if err := check(text); err != nil {
			f.refuse(n, "%w", err)
		}
	}
}

// texts are the values of a scalar, or of a list of scalars.
func (f *configFile) texts(key string, n *yaml.Node) []string {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	texts := []string{}
	for _, item := range items {
		item = followed(item)
		switch {
		case item.Kind != yaml.ScalarNode || item.Tag == "!!null":
			f.refuse(item, "%s must have a value, or a list of values", key)
		case slices.Contains([]string{"fault", "client", "scenario", "cors"}, key) && strings.ContainsAny(item.Value, " \t\n"):
			f.refuse(item, "%s must have no blanks: several are a list", key)
		default:
			texts = append(texts, item.Value)
		}
	}
	return texts
}

func (f *configFile) readWorld(name string, n *yaml.Node) {
	world := stub.WorldConfig{Name: name}
	f.members(n, []string{"client", "scenario", "fault"}, func(key string, value *yaml.Node) {
		texts := f.texts(key, value)
		switch key {
		case "client":
			world.Clients = parsed(f, value, texts, f.ownClient)
		case "scenario":
			f.check(value, texts, checkScenario)
			world.Scenarios = texts
		case "fault":
			world.Faults = parsed(f, value, texts, stub.ParseFault)
		}
	})
	f.worlds = append(f.worlds, world)
}

// ownClient reads one that no other world has.
func (f *configFile) ownClient(text string) (stub.Client, error) {
	client, err := stub.ParseClient(text)
	if err == nil && f.clients[client.ID] {
		err = fmt.Errorf("client %q is there already", client.ID)
	}
	f.clients[client.ID] = true
	return client, err
}

// parsed are the values that the texts of a node stand for. Each that stands for none is refused.
func parsed[T any](f *configFile, n *yaml.Node, texts []string, parse func(string) (T, error)) []T {
	all := make([]T, len(texts))
	for i, text := range texts {
		var err error
		if all[i], err = parse(text); err != nil {
			f.refuse(n, "%w", err)
		}
	}
	return all
}
