package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink/api/stub"
)

// valueChecks are those of values that kong knows nothing of, by flag. Their errors need not name the flag.
func valueChecks() map[string]func(string) error {
	option := func(option func(string) stub.Option) func(string) error {
		return func(text string) error {
			_, err := stub.New(option(text))
			return errors.Unwrap(err) // without the name of the package
		}
	}
	return map[string]func(string) error{
		"fault":         func(text string) error { _, err := stub.ParseFault(text); return err },
		"client":        func(text string) error { _, err := stub.ParseClient(text); return err },
		"scenario":      checkScenario,
		"cors":          checkOrigin,
		"addr":          checkAddress,
		"control":       checkControl,
		"control-token": checkToken,
		"ready-after":   option(stub.WithReadyAfter),
		"auth":          option(stub.WithAuthentication),
		"public-url":    option(stub.WithPublicURL),
		"drain":         checkDuration(checkDrain),
		"token-ttl": checkDuration(func(ttl time.Duration) error {
			return option(func(string) stub.Option { return stub.WithTokenTTL(ttl) })("")
		}),
	}
}

func checkScenario(text string) error {
	if err := stub.CheckScenario(text); err != nil {
		return fmt.Errorf("scenario %q: %w", text, err)
	}
	return nil
}

// checkDuration leaves what is no duration to kong.
func checkDuration(check func(time.Duration) error) func(string) error {
	return func(text string) error {
		if duration, err := time.ParseDuration(text); err == nil {
			return check(duration)
		}
		return nil
	}
}

func checkDrain(drain time.Duration) error {
	if drain < 0 {
		return errors.New("must not be negative")
	}
	return nil
}

// named says which flag an error is about, unless it begins with that: fault "rain" is no fault.
func named(place, flag string, err error) error {
	for _, name := range []string{flag, strings.ReplaceAll(flag, "-", " ")} {
		if text, found := strings.CutPrefix(err.Error(), name+" "); found {
			return fmt.Errorf("%s %s", place, text)
		}
	}
	return fmt.Errorf("%s: %w", place, err)
}

func (f *configFile) check(key string, items []*yaml.Node, check func(string) error) {
	for _, item := range items {
		if err := check(item.Value); err != nil {
			f.refuse(item, "%w", named(key, key, err))
		}
	}
}

// items are a scalar, or those of a list of scalars.
func (f *configFile) items(key string, n *yaml.Node) []*yaml.Node {
	candidates := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		candidates = n.Content
	}
	items := []*yaml.Node{}
	for _, item := range candidates {
		item = followed(item)
		switch {
		case item.Kind != yaml.ScalarNode || item.Tag == "!!null":
			f.refuse(item, "%s must have a value, or a list of values", key)
		case item.Value == "":
			f.refuse(item, "%s must not be empty", key)
		case slices.Contains([]string{"fault", "client", "scenario", "cors"}, key) && strings.ContainsAny(item.Value, " \t\n"):
			f.refuse(item, "%s must have no blanks: several are a list", key)
		default:
			items = append(items, item)
		}
	}
	return items
}

func textsIn(items []*yaml.Node) []string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = item.Value
	}
	return texts
}

func (f *configFile) readWorld(name string, n *yaml.Node) {
	world := stub.WorldConfig{Name: name}
	if name == "" {
		f.refuse(n, "a world must have a name")
	}
	f.members(n, []string{"client", "scenario", "fault"}, func(key string, value *yaml.Node) {
		items := f.items(key, value)
		switch key {
		case "client":
			world.Clients = parsed(f, key, items, f.ownClient)
		case "scenario":
			f.check(key, items, checkScenario)
			world.Scenarios = textsIn(items)
		case "fault":
			world.Faults = parsed(f, key, items, stub.ParseFault)
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

// parsed are the values that the items stand for. Each that stands for none is refused.
func parsed[T any](f *configFile, key string, items []*yaml.Node, parse func(string) (T, error)) []T {
	all := make([]T, len(items))
	for i, item := range items {
		var err error
		if all[i], err = parse(item.Value); err != nil {
			f.refuse(item, "%w", named(key, key, err))
		}
	}
	return all
}
