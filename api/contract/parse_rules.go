package contract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// allRules are what the grammar does not say, by kind.
func (p *parser) allRules() map[string]ruleFunc {
	hasSchema := p.must("must have a schema", func(n *yaml.Node) bool { return member(n, "schema") != nil })
	return map[string]ruleFunc{
		"pathItem": p.pathItem, "operation": p.operation, "status": p.statusKey, "mediaType": hasSchema, "scheme": p.schemeName,
		"parameter": p.parameter, "text": p.textSchema, "texts": p.querySchema, "schema": p.schema, "types": p.typeKeyword,
		"format": p.formatKeyword, "additional": p.additionalKeyword, "stream": p.stream,
		"header": hasSchema, "textParameter": hasSchema, "queryParameter": hasSchema,
		"requestBody": p.must("must have content in "+mediaTypeJSON, func(n *yaml.Node) bool {
			return member(n, "content", mediaTypeJSON) != nil
		}),
		"securityScheme": p.must("is not supported: only type http with scheme bearer is", func(n *yaml.Node) bool {
			return scalar(member(n, "type")) == "http" && strings.EqualFold(scalar(member(n, "scheme")), "bearer")
		}),
		"responseContent": p.must("must have one media type", func(n *yaml.Node) bool { return len(namesOf(n)) == 1 }),
		"streamSchema": p.must("must have the type string: a body that is not JSON is not checked", func(n *yaml.Node) bool {
			return scalar(member(n, "type")) == "string"
		}),
		"link":     p.must("must have an operationId", func(n *yaml.Node) bool { return member(n, "operationId") != nil }),
		"linkedID": p.must("must be the operationId of an operation", p.isOperationID),
		"linkValue": p.must("is not supported: only a place in the body is, such as $response.body#/id", func(n *yaml.Node) bool {
			return strings.HasPrefix(n.Value, "$response.body#/")
		}),
		"form":  p.must("is not supported: only form is", func(n *yaml.Node) bool { return n.Value == "form" }),
		"limit": p.must("must be a number", func(n *yaml.Node) bool { return n.Tag != "!!bool" }),
		"pattern": p.must("must be a regular expression that RE2 can read", func(n *yaml.Node) bool {
			_, err := regexp.Compile(n.Value)
			return err == nil
		}),
	}
}

// must is a rule that refuses a value for the reason unless the condition holds.
func (p *parser) must(reason string, holds func(n *yaml.Node) bool) ruleFunc {
	return func(at string, _, n *yaml.Node) {
		if !holds(n) {
			p.refuse(at, n, "%s", reason)
		}
	}
}

// isOperationID searches the document, since an operation may come behind the links to it.
func (p *parser) isOperationID(n *yaml.Node) bool {
	for _, item := range membersOf(member(p.root, "paths")) {
		for _, operation := range membersOf(item) {
			if id := member(operation, "operationId"); id != nil && id.Value == n.Value {
				return true
			}
		}
	}
	return false
}

var templateSegment = regexp.MustCompile(`^(\{[^{}/]+\}|[^{}/?#%]*)$`)

func (p *parser) pathItem(at string, path, _ *yaml.Node) {
	if !strings.HasPrefix(path.Value, "/") {
		p.refuse(at, path, "must start with a slash")
	}
	for segment := range strings.SplitSeq(path.Value, "/") {
		if !templateSegment.MatchString(segment) {
			p.refuse(at, path, "is not supported: a segment must be a parameter and nothing else, or text without ?, # and %%")
		}
	}
}

func (p *parser) operation(at string, _, n *yaml.Node) {
	id := member(n, "operationId")
	if scalar(id) == "" {
		p.refuse(at, n, "must have an operationId")
	} else if first, taken := p.operationIDs[id.Value]; taken {
		p.refuse(pointerTo(at, "operationId"), id, "%q is also the operationId in line %d", id.Value, first.Line)
	} else {
		p.operationIDs[id.Value] = id
	}
	if member(n, "security") == nil && member(p.root, "security") == nil {
		p.refuse(at, n, "must have security, or the document must: [] lets anyone call it")
	}
}

func (p *parser) statusKey(at string, key, n *yaml.Node) {
	status, err := strconv.Atoi(key.Value)
	if key.Value != "default" && (err != nil || len(key.Value) != len("200") || status < 200 || status > 599) {
		p.refuse(at, key, "must be a status from 200 to 599, or default: list the statuses of a range")
	}
	p.visit("response", at, key, n)
}

var streamType = regexp.MustCompile(`^[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*$`)

// stream is a response that is not JSON.
func (p *parser) stream(at string, key, n *yaml.Node) {
	if !streamType.MatchString(key.Value) {
		p.refuse(at, key, "must be a media type in lower case, without wildcards and parameters")
	}
	if member(n, "schema") == nil {
		p.refuse(at, n, "must have a schema")
	}
}

func (p *parser) schemeName(at string, key, _ *yaml.Node) {
	schemes := member(p.root, "components", "securitySchemes")
	if member(schemes, key.Value) == nil {
		p.refuse(at, key, "must be one of components/securitySchemes%s", didYouMean(key.Value, namesOf(schemes)))
	}
}

func (p *parser) parameter(at string, key, n *yaml.Node) {
	switch scalar(member(n, "in")) {
	case "path", "header":
		p.visit("textParameter", at, key, n)
	case "query":
		p.visit("queryParameter", at, key, n)
	default:
		p.refuse(at, n, "is not supported: only parameters in path, query and header are")
	}
}

// textSchema refuses what a text cannot be read as without knowing its style.
func (p *parser) textSchema(at string, key, n *yaml.Node) {
	p.visit("schema", at, key, n)
	if !p.isText(n) {
		p.refuse(at, n, "is not supported: a header, or a parameter in a path, must have the type string, integer, number or boolean")
	}
}

// querySchema also accepts a list of texts.
func (p *parser) querySchema(at string, key, n *yaml.Node) {
	p.visit("schema", at, key, n)
	isList := scalar(member(p.target(n), "type")) == "array"
	items := member(p.target(n), "items")
	switch {
	case isList && items == nil:
		p.refuse(at, n, "must have items")
	case isList && !p.isText(items), !isList && !p.isText(n):
		p.refuse(at, n, "is not supported: a parameter must have the type string, integer, number or boolean, or be an array of these")
	}
}

// isText is true for a reference to nothing, which is a problem already.
func (p *parser) isText(schema *yaml.Node) bool {
	target := p.target(schema)
	return target == nil || slices.Contains([]string{"string", "integer", "number", "boolean"}, scalar(member(target, "type")))
}

// target returns what n refers to, nil if that does not exist, or n itself.
func (p *parser) target(n *yaml.Node) *yaml.Node {
	if ref := member(n, "$ref"); ref != nil {
		return lookup(p.root, ref.Value)
	}
	return n
}
