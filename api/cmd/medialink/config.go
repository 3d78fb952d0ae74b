package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v4"

	"github.com/medialink-go/medialink/api/stub"
)

// worldsKey is the one key of a configuration that is no flag.
const worldsKey = "worlds"

// configFile is a configuration in YAML. As a kong.Resolver it has what neither a flag nor the environment says.
type configFile struct {
	name     string
	values   map[string]*yaml.Node // by flag
	worlds   []stub.WorldConfig
	problems []error
}

// BeforeResolve lets kong ask the file that --config names.
func (c *stubCommand) BeforeResolve(ctx *kong.Context) error {
	flags := ctx.Selected().Flags
	config := flags[slices.IndexFunc(flags, func(f *kong.Flag) bool { return f.Name == "config" })]
	path, _ := ctx.FlagValue(config).(string)
	if path == "" {
		return nil
	}
	var settable []string
	for _, flag := range flags {
		if len(flag.Envs) > 0 && flag != config {
			settable = append(settable, flag.Name)
		}
	}
	file, err := readConfig(path, settable)
	if err != nil {
		return err
	}
	c.worlds = file.worlds
	ctx.AddResolver(file)
	return nil
}

// readConfig refuses a file for every key and value in it that cannot be, each with its line.
func readConfig(path string, settable []string) (*configFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	f := &configFile{name: path, values: map[string]*yaml.Node{}}
	root, err := parseYAML(text)
	if err != nil {
		return nil, fmt.Errorf("--config: %s: %w", path, err)
	}
	if root != nil {
		f.members(root, append(slices.Clone(settable), worldsKey), f.readFlag)
	}
	return f, errors.Join(f.problems...)
}

// parseYAML returns nil for a file with nothing in it.
func parseYAML(text []byte) (*yaml.Node, error) {
	var document, more yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, errors.New("must be one document")
	}
	return document.Content[0], nil
}

func (f *configFile) refuse(n *yaml.Node, format string, args ...any) {
	f.problems = append(f.problems, fmt.Errorf("%s:%d: "+format, append([]any{f.name, n.Line}, args...)...))
}

// members visits those of a mapping whose keys are known; the others are refused.
func (f *configFile) members(n *yaml.Node, known []string, visit func(key string, value *yaml.Node)) {
	n = followed(n)
	if n.Kind != yaml.MappingNode {
		f.refuse(n, "must be a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key := n.Content[i]; {
		case known != nil && !slices.Contains(known, key.Value):
			f.refuse(key, "%q is no key here: use %s", key.Value, strings.Join(known, ", "))
		case seen[key.Value]:
			f.refuse(key, "%q is there twice", key.Value)
		default:
			seen[key.Value] = true
			visit(key.Value, followed(n.Content[i+1]))
		}
	}
}

func followed(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (f *configFile) readFlag(key string, value *yaml.Node) {
	if key == worldsKey {
		f.members(value, nil, f.readWorld)
		return
	}
	texts := f.texts(key, value)
	f.values[key] = value
	switch key {
	case "fault":
		parsed(f, value, texts, stub.ParseFault)
	case "client":
		parsed(f, value, texts, stub.ParseClient)
	case "scenario":
		f.checkScenarios(value, texts)
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
		if item.Kind != yaml.ScalarNode || item.Tag == "!!null" {
			f.refuse(item, "%s must have a value, or a list of values", key)
			continue
		}
		texts = append(texts, item.Value)
	}
	return texts
}

func (f *configFile) readWorld(name string, n *yaml.Node) {
	world := stub.WorldConfig{Name: name}
	f.members(n, []string{"client", "scenario", "fault"}, func(key string, value *yaml.Node) {
		texts := f.texts(key, value)
		switch key {
		case "client":
			world.Clients = parsed(f, value, texts, stub.ParseClient)
		case "scenario":
			world.Scenarios = f.checkScenarios(value, texts)
		case "fault":
			world.Faults = parsed(f, value, texts, stub.ParseFault)
		}
	})
	f.worlds = append(f.worlds, world)
}

// parsed reads the values of a node, of which each that cannot be is refused.
func parsed[T any](f *configFile, n *yaml.Node, texts []string, parse func(string) (T, error)) []T {
	all := []T{}
	for _, text := range texts {
		value, err := parse(text)
		if err != nil {
			f.refuse(n, "%w", err)
		}
		all = append(all, value)
	}
	return all
}

func (f *configFile) checkScenarios(n *yaml.Node, texts []string) []string {
	for _, text := range texts {
		if err := stub.CheckScenario(text); err != nil {
			f.refuse(n, "scenario %q: %w", text, err)
		}
	}
	return texts
}

// Validate is part of kong.Resolver.
func (f *configFile) Validate(*kong.Application) error { return nil }

// Resolve has the value of a flag. kong would let it win over the environment.
func (f *configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	n, ok := f.values[flag.Name]
	if !ok || slices.ContainsFunc(flag.Envs, isSet) {
		return nil, nil
	}
	var value any = n.Value
	if n.Kind == yaml.SequenceNode {
		list := []any{}
		for _, item := range n.Content {
			list = append(list, followed(item).Value)
		}
		value = list
	}
	trial := &kong.DecodeContext{Value: flag.Value, Scan: kong.Scan().PushTyped(value, kong.FlagValueToken)}
	if err := flag.Mapper.Decode(trial, reflect.New(flag.Target.Type()).Elem()); err != nil {
		return nil, fmt.Errorf("%s:%d: does not fit: see medialink stub --help", f.name, n.Line)
	}
	return value, nil
}

func isSet(variable string) bool {
	_, set := os.LookupEnv(variable)
	return set
}
