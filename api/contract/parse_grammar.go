package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/go-openapi/jsonpointer"
	"go.yaml.in/yaml/v4"
)

// grammar lists the kinds of objects and their members, each with the kind of its value: [schema] is a list of schemas, {schema} a
// map of names to schemas, and * any other member. One without a kind has no effect on messages, or kin-openapi checks it.
const grammar = `
document:       openapi info tags externalDocs servers=[server] security=[{scheme}] paths=paths components=components
server:         url description
components:     schemas={schema} responses={response} parameters={parameter} requestBodies={requestBody} headers={header}
                examples={example} securitySchemes={securityScheme}
paths:          *=pathItem
pathItem:       summary description parameters=[parameter]
                get=operation put=operation post=operation delete=operation patch=operation
operation:      operationId tags summary description externalDocs deprecated security=[{scheme}]
                parameters=[parameter] requestBody=requestBody responses=responses
responses:      *=status
requestBody:    description required content=content
response:       description headers={header} links={link} content=responseContent
link:           operationId=linkedID parameters={linkValue} description
content:        application/json=mediaType
responseContent: application/json=mediaType *=stream
stream:         schema=streamSchema
streamSchema:   type title description
mediaType:      schema=schema examples={example}
example:        summary description value
header:         description required deprecated example examples={example} schema=text
textParameter:  description required deprecated example examples={example} schema=text name in
queryParameter: description required deprecated example examples={example} schema=texts name in style=form explode
securityScheme: type scheme bearerFormat description
schema:         title description default example examples deprecated externalDocs $comment
                required enum minLength maxLength minimum maximum multipleOf minItems maxItems minProperties maxProperties
                exclusiveMinimum=limit exclusiveMaximum=limit type=types pattern=pattern format=format
                properties={schema} items=schema additionalProperties=additional allOf=[schema] anyOf=[schema] oneOf=[schema]
`

// hints name the spelling that is checked, by kind and member: * is any other.
var hints = map[string]map[string]string{
	"content":   {"*": "only application/json is"},
	"link":      {"operationRef": "write an operationId"},
	"mediaType": {"example": "write examples"},
	"schema": {
		"const":             "write an enum of one value",
		"nullable":          "write type: [..., 'null']",
		"prefixItems":       "write items",
		"dependentRequired": "write required, or two schemas",
		"if":                "write two schemas and an anyOf",
		"patternProperties": "write properties or additionalProperties",
		"discriminator":     "write a oneOf whose schemas exclude each other",
		"not":               "write what is allowed",
		"uniqueItems":       "say it in the description",
		"readOnly":          "write a schema for each direction",
		"writeOnly":         "write a schema for each direction",
		"contentEncoding":   "say it in the description",
	},
}

// parser walks a document and refuses what would be ignored: every member of every object is in the grammar, or is a problem. It
// reads the text rather than kin-openapi's model of it, which drops what it does not know.
type parser struct {
	root         *yaml.Node
	kinds        map[string]map[string]string // the grammar
	sections     map[string]string            // of components, by the kind of what is in them
	rules        map[string]ruleFunc          // what else must hold, by kind
	operationIDs map[string]*yaml.Node
	problems     []Problem
}

// ruleFunc checks the value at a JSON pointer. Key is the name of the member that it is, nil in a list.
type ruleFunc func(at string, key, n *yaml.Node)

func newParser(root *yaml.Node) *parser {
	p := &parser{root: root, kinds: map[string]map[string]string{}, sections: map[string]string{}, operationIDs: map[string]*yaml.Node{}}
	p.rules = p.allRules()
	kind := ""
	for word := range strings.FieldsSeq(grammar) {
		if name, isKind := strings.CutSuffix(word, ":"); isKind {
			kind = name
			p.kinds[kind] = map[string]string{}
			continue
		}
		name, value, _ := strings.Cut(word, "=")
		p.kinds[kind][name] = value
		if kind == "components" {
			p.sections[strings.Trim(value, "{}")] = name
		}
	}
	return p
}

// document returns the problems of the whole document.
func (p *parser) document() []Problem {
	p.resolveAliases("", p.root)
	if len(p.problems) > 0 {
		return p.problems
	}
	if version := cmp.Or(member(p.root, "openapi"), p.root); !strings.HasPrefix(version.Value, "3.1.") {
		p.refuse("/openapi", version, "must be 3.1.x")
		return p.problems
	}
	p.visit("document", "", nil, p.root)
	return p.problems
}

func (p *parser) refuse(at string, n *yaml.Node, format string, args ...any) {
	p.problems = append(p.problems, Problem{Pointer: at, Line: n.Line, Reason: fmt.Sprintf(format, args...)})
}

// visit checks a value that should be of a kind.
func (p *parser) visit(kind, at string, key, n *yaml.Node) {
	if list, ok := strings.CutPrefix(kind, "["); ok {
		p.list(strings.TrimSuffix(list, "]"), at, n)
		return
	}
	if names, ok := strings.CutPrefix(kind, "{"); ok {
		p.object(names, map[string]string{"*": strings.TrimSuffix(names, "}")}, at, n)
		return
	}
	if section, ok := p.sections[kind]; ok && member(n, "$ref") != nil {
		p.reference(section, at, n)
		return
	}
	if apply, ok := p.rules[kind]; ok {
		apply(at, key, n)
	}
	if members, ok := p.kinds[kind]; ok {
		p.object(kind, members, at, n)
	}
}

func (p *parser) list(kind, at string, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		p.refuse(at, n, "must be a list")
		return
	}
	for i, item := range n.Content {
		p.visit(kind, pointerTo(at, strconv.Itoa(i)), nil, item)
	}
}

// object visits the members of an object. In a map of names "x-" does not make an extension.
func (p *parser) object(kind string, members map[string]string, at string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.refuse(at, n, "must be an object")
		return
	}
	isMap := strings.HasSuffix(kind, "}")
	others, open := members["*"]
	for key, value := range membersOf(n) {
		to := pointerTo(at, key.Value)
		known, ok := members[key.Value]
		switch {
		case !isMap && strings.HasPrefix(key.Value, "x-"):
		case ok:
			p.visit(known, to, key, value)
		case open:
			p.visit(others, to, key, value)
		case cmp.Or(hints[kind][key.Value], hints[kind]["*"]) != "":
			p.refuse(to, key, "is not supported: %s", cmp.Or(hints[kind][key.Value], hints[kind]["*"]))
		default:
			p.refuse(to, key, "is not supported%s", didYouMean(key.Value, slices.Sorted(maps.Keys(members))))
		}
	}
}

// reference checks that n refers to a component, and has nothing else that would be ignored.
func (p *parser) reference(section, at string, n *yaml.Node) {
	ref, components := member(n, "$ref"), member(p.root, "components", section)
	prefix := "#/components/" + section + "/"
	name, local := strings.CutPrefix(ref.Value, prefix)
	if !local {
		p.refuse(pointerTo(at, "$ref"), ref, "must point to something below %s", prefix)
	} else if member(components, jsonpointer.Unescape(name)) == nil {
		p.refuse(pointerTo(at, "$ref"), ref, "%s%s does not exist%s", prefix, name, didYouMean(name, namesOf(components)))
	}
	for key := range membersOf(n) {
		allowed := []string{"$ref", "summary", "description", "title", "deprecated"}
		if !slices.Contains(allowed, key.Value) && !strings.HasPrefix(key.Value, "x-") {
			p.refuse(pointerTo(at, key.Value), key, "is not supported beside $ref: move it into the component")
		}
	}
}
