package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
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
	flags    map[string]*kong.Flag // that can be in it
	values   map[string]any        // by flag: a string, or a list of them
	lines    map[string]int        // by flag
	used     map[string]bool       // by flag: its value is not given elsewhere
	worlds   []stub.WorldConfig
	clients  map[string]bool // of worlds, by id
	problems []error
}

// BeforeResolve lets kong ask the file that --config names.
func (c *stubCommand) BeforeResolve(ctx *kong.Context) error {
	if err := checkNotEmpty(ctx); err != nil {
		return err
	}
	c.flags = ctx.Selected().Flags
	config := c.flags[slices.IndexFunc(c.flags, func(f *kong.Flag) bool { return f.Name == "config" })]
	path, _ := ctx.FlagValue(config).(string)
	if path == "" {
		return nil
	}
	settable := map[string]*kong.Flag{}
	for _, flag := range c.flags {
		if len(flag.Envs) > 0 && flag != config {
			settable[flag.Name] = flag
		}
	}
	file, err := readConfig(path, settable)
	if err != nil {
		return err
	}
	c.file, c.worlds = file, file.worlds
	ctx.AddResolver(file)
	return nil
}

// checkNotEmpty rejects --flag=”, which a script passes whose variable is not set: a token that is not there would protect nothing.
func checkNotEmpty(ctx *kong.Context) error {
	for _, path := range ctx.Path {
		if path.Flag == nil {
			continue
		}
		switch value := ctx.FlagValue(path.Flag).(type) {
		case string:
			if value == "" {
				return fmt.Errorf("--%s: must not be empty", path.Flag.Name)
			}
		case []string:
			if slices.Contains(value, "") {
				return fmt.Errorf("--%s: must not be empty", path.Flag.Name)
			}
		}
	}
	return nil
}

// readConfig refuses a file for every key and value in it that cannot be, each with its line.
func readConfig(path string, settable map[string]*kong.Flag) (*configFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	f := &configFile{name: path, flags: settable, values: map[string]any{}, lines: map[string]int{}, used: map[string]bool{}, clients: map[string]bool{}}
	root, err := parseYAML(text)
	if err != nil {
		return nil, fmt.Errorf("--config: %s: %w", path, err)
	}
	if root != nil {
		f.members(root, append(slices.Sorted(maps.Keys(settable)), worldsKey), f.readFlag)
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
	switch err := decoder.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("yaml: line %d: must be one document", more.Line)
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	if root := document.Content[0]; root.Tag != "!!null" {
		return root, nil
	}
	return nil, nil
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
		at := n.Content[i]
		switch key := followed(at); {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge":
			f.refuse(at, "must be a key, not a value or a merge")
		case known != nil && !slices.Contains(known, key.Value):
			f.refuse(at, "%q is no key here: use %s", key.Value, strings.Join(known, ", "))
		case seen[key.Value]:
			f.refuse(at, "%q is there twice", key.Value)
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
	items := f.items(key, value)
	if check := valueChecks()[key]; check != nil {
		f.check(key, items, check)
	}
	f.values[key], f.lines[key] = value.Value, value.Line
	if value.Kind == yaml.SequenceNode {
		f.values[key] = textsIn(items)
	}
	flag := f.flags[key]
	trial := &kong.DecodeContext{Value: flag.Value, Scan: kong.Scan().PushTyped(resolved(f.values[key]), kong.FlagValueToken)}
	if err := flag.Mapper.Decode(trial, reflect.New(flag.Target.Type()).Elem()); err != nil {
		f.refuse(value, "%s does not fit: see medialink stub --help", key)
	}
}

// Validate is part of kong.Resolver.
func (f *configFile) Validate(*kong.Application) error { return nil }

// Resolve has the value of a flag. kong would let it win over the environment.
func (f *configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value, ok := f.values[flag.Name]
	if !ok || slices.ContainsFunc(flag.Envs, isSet) {
		return nil, nil
	}
	f.used[flag.Name] = true
	return resolved(value), nil
}

// place is where the value of a flag is: in the file, with its line, or on the command line.
func (f *configFile) place(flag string) string {
	if f != nil && f.used[flag] {
		return fmt.Sprintf("%s:%d: %s", f.name, f.lines[flag], flag)
	}
	return "--" + flag
}

// resolved is a value as kong takes it: a string, or []any.
func resolved(value any) any {
	texts, isList := value.([]string)
	if !isList {
		return value
	}
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

func isSet(variable string) bool { return os.Getenv(variable) != "" }
