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
	"github.com/medialink-go/medialink/api/stub/fault"
)

// configFile is a configuration in YAML. Its keys are flags, and "worlds".
type configFile struct {
	name     string
	flags    map[string]*kong.Flag // those that can be in the file
	settings []setting
	values   map[string]*fileValue // by flag
	worlds   []stub.WorldConfig
	clients  map[string]bool // of worlds, by id
	problems []error
}

type fileValue struct {
	text string // several have blanks between them
	line int
	used bool // no flag or variable wins
}

// BeforeResolve makes kong use the file that --config names.
func (c *stubCommand) BeforeResolve(ctx *kong.Context) error {
	c.file = configFile{flags: map[string]*kong.Flag{}, settings: c.settings(), values: map[string]*fileValue{}, clients: map[string]bool{}}
	for _, flag := range ctx.Selected().Flags {
		if flag.Name == "config" {
			c.file.name, _ = ctx.FlagValue(flag).(string)
		} else if len(flag.Envs) > 0 {
			c.file.flags[flag.Name] = flag
		}
	}
	if c.file.name == "" {
		return nil
	}
	ctx.AddResolver(kong.ResolverFunc(c.file.resolve))
	return c.file.read()
}

// read fails with all invalid keys and values, each with its line.
func (f *configFile) read() error {
	text, err := os.ReadFile(f.name)
	if err != nil {
		return fmt.Errorf("--config: %w", err)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	for first := true; ; first = false {
		var document yaml.Node
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return errors.Join(f.problems...)
		} else if err != nil {
			return fmt.Errorf("--config: %s: %w", f.name, err)
		}
		if root := document.Content[0]; !first {
			f.refuse(&document, "must be one document")
		} else if root.Tag != "!!null" {
			f.readMapping(root, append(slices.Sorted(maps.Keys(f.flags)), "worlds"), f.readFlag)
		}
	}
}

func (f *configFile) refuse(n *yaml.Node, format string, args ...any) {
	f.problems = append(f.problems, fmt.Errorf("%s:%d: "+format, append([]any{f.name, n.Line}, args...)...))
}

func resolveAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// readMapping calls read for each member with a known key, and refuses other keys. If known is nil, it allows every key.
func (f *configFile) readMapping(n *yaml.Node, known []string, read func(key string, value *yaml.Node)) {
	n = resolveAlias(n)
	if n.Kind != yaml.MappingNode {
		f.refuse(n, "must be a mapping")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		at, key := n.Content[i], resolveAlias(n.Content[i])
		switch {
		case key.Kind != yaml.ScalarNode || key.Tag == "!!merge":
			f.refuse(at, "must be a key, not a list, a mapping or a merge")
		case known != nil && !slices.Contains(known, key.Value):
			f.refuse(at, "unknown key %q: use %s", key.Value, strings.Join(known, ", "))
		case seen[key.Value]:
			f.refuse(at, "duplicate key %q", key.Value)
		default:
			seen[key.Value] = true
			read(key.Value, resolveAlias(n.Content[i+1]))
		}
	}
}

func (f *configFile) readFlag(key string, value *yaml.Node) {
	if key == "worlds" {
		f.readMapping(value, nil, f.readWorld)
		return
	}
	if texts := f.texts(key, value); len(texts) > 0 {
		f.values[key] = &fileValue{text: strings.Join(texts, " "), line: value.Line}
	}
}

func (f *configFile) readWorld(name string, n *yaml.Node) {
	world := stub.WorldConfig{Name: name}
	if name == "" {
		f.refuse(n, "a world must have a name")
	}
	f.readMapping(n, []string{"client", "scenario", "fault"}, func(key string, value *yaml.Node) {
		texts := f.texts(key, value)
		switch key {
		case "client":
			world.Clients = parsed(texts, stub.ParseOAuthClient)
			for _, client := range world.Clients {
				if f.clients[client.ID] {
					f.refuse(value, "client: duplicate client %q", client.ID)
				}
				f.clients[client.ID] = true
			}
		case "scenario":
			world.Scenarios = texts
		case "fault":
			world.Faults = parsed(texts, fault.Parse)
		}
	})
	f.worlds = append(f.worlds, world)
}

// texts returns the valid values of a flag, one or a list of them, and refuses the others.
func (f *configFile) texts(flag string, n *yaml.Node) []string {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode && f.flags[flag].IsSlice() {
		items = n.Content
	}
	texts := []string{}
	for _, item := range items {
		item = resolveAlias(item)
		if err := f.checkValue(f.flags[flag], item); err != nil {
			f.refuse(item, "%s: %w", flag, err)
			continue
		}
		texts = append(texts, item.Value)
	}
	return texts
}

func (f *configFile) checkValue(flag *kong.Flag, n *yaml.Node) error {
	switch isValue := n.Kind == yaml.ScalarNode && n.Tag != "!!null"; {
	case !isValue && flag.IsSlice():
		return errors.New("must be a value or a list of values")
	case !isValue:
		return errors.New("must be one value")
	case flag.IsSlice() && strings.ContainsAny(n.Value, " \t\n"):
		return errors.New("must not have blanks: write several values as a list")
	}
	scan := kong.Scan().PushTyped(n.Value, kong.FlagValueToken)
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, reflect.New(flag.Target.Type()).Elem()); err != nil {
		return err
	}
	for _, s := range f.settings {
		if s.flag == flag.Name {
			return s.check(n.Value)
		}
	}
	return nil
}

// resolve returns the value of a flag that the command line and the environment do not set. kong itself would let the file win over the
// environment.
func (f *configFile) resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	value := f.values[flag.Name]
	if value == nil || slices.ContainsFunc(flag.Envs, func(variable string) bool { return os.Getenv(variable) != "" }) {
		return nil, nil
	}
	value.used = true
	return value.text, nil
}

// place returns where the value of a flag is: its line in the file, or the flag.
func (f *configFile) place(flag string) string {
	if value := f.values[flag]; value != nil && value.used {
		return fmt.Sprintf("%s:%d: %s", f.name, value.line, flag)
	}
	return "--" + flag
}
