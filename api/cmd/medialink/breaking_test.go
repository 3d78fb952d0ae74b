//go:build unix

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// edit replaces a text of a file once.
type edit struct{ file, old, new string }

const (
	specFile    = "openapi.yaml"
	controlFile = "api/stub/control/openapi.yaml"
	linkSchema  = "          minLength: 1\n          description: |\n            Where the file is"
)

var breakingRows = []struct {
	name  string
	edits []edit
	want  string // of the first line about a change; "" if none breaks compatibility
}{
	{"an operationId is changed", []edit{{specFile, "operationId: getMedia\n      x-origin", "operationId: readMedia\n      x-origin"}}, "`getMedia`: api operation id `getMedia` removed"},
	{"a final state is removed", []edit{{specFile, "terminal: [ready, failed]", "terminal: [ready]"}}, "`MediaStatus`: changed x-states"},
	{"a value may change", []edit{{specFile, "          x-changes: never\n", ""}}, "`Media`: changed x-changes"},
	{"security is removed", []edit{{specFile, "      security:\n        - HTTPBearer: []\n", ""}}, "`uploadMediaLink`: "},
	{"a property of the request becomes required", []edit{{specFile, "required: [link]", "required: [link, name]"}}, "`uploadMediaLink`: the request property `name` became required"},
	{"an optional property of the response is removed", []edit{{specFile, "        preview_id:\n", "        cover_id:\n"}}, "`getMedia`: removed the optional property `preview_id`"},
	{"an operation of the control API loses its path parameters", []edit{{controlFile,
		"    parameters:\n      - $ref: '#/components/parameters/World'\n      - $ref: '#/components/parameters/ControlToken'\n    get:\n      operationId: listChoices",
		"    get:\n      operationId: listChoices"}}, "`listChoices`: deleted the `"},
	{"the whole control API gets other security", []edit{{controlFile, "  - {}\n  - World: []\n", "  - {}\n"}}, "removed the security requirement {World[]}"},
	{"the token endpoint moves", []edit{{specFile, "x-token-url: https://rask-prod", "x-token-url: https://rask-new"}}, "`HTTPBearer`: changed x-token-url"},
	{"properties that are not listed are refused", []edit{{specFile, "    MediaLink:\n      type: object\n", "    MediaLink:\n      type: object\n      additionalProperties: false\n"}}, "`MediaLink`: changed additionalProperties"},
	{"the server moves", []edit{{specFile, "- url: https://api.rask.ai", "- url: https://api.invalid"}}, "`servers`: removed a server"},

	{"a description is changed", []edit{{specFile, "Requested media", "The media"}}, ""},
	{"an optional property of the response is new", []edit{{specFile, "        preview_id:\n", "        extra:\n          type: string\n        preview_id:\n"}}, ""},
	{"a limit of the request is gone", []edit{{specFile, linkSchema, strings.Replace(linkSchema, "          minLength: 1\n", "", 1)}}, ""},
	{"security gets an alternative", []edit{{specFile, "      security:\n        - HTTPBearer: []\n", "      security:\n        - HTTPBearer: []\n        - Other: []\n"},
		{specFile, "  securitySchemes:\n", "  securitySchemes:\n    Other:\n      type: http\n      scheme: bearer\n"}}, ""},
	{"an operation is new", []edit{{controlFile, "paths:\n", "paths:\n  /_stub/extra:\n    get:\n      operationId: getExtra\n      responses:\n        default:\n          $ref: '#/components/responses/Refused'\n"}}, ""},
}

func TestBreakingChangesAreFound(t *testing.T) {
	gate := newGate(t)
	for _, row := range breakingRows {
		t.Run(row.name, func(t *testing.T) {
			gate.apply(t, row.edits)
			output, err := gate.run(t)
			switch {
			case row.want == "" && (err != nil || !strings.Contains(output, "no change since v1.0.0 breaks compatibility")):
				t.Errorf("%v, want no breaking change: %s", err, output)
			case row.want != "" && (err == nil || !strings.Contains(output, row.want)):
				t.Errorf("%v, want a failure with %q: %s", err, row.want, output)
			}
		})
	}
}

func TestAnAnnouncedBreakingChangePasses(t *testing.T) {
	gate := newGate(t)
	change := breakingRows[0].edits[0]
	for _, row := range []struct {
		name, changelog string
		passes          bool
	}{
		{"announced", "## Unreleased\n\n### Contract\n\n- **Breaking** `getMedia` -> `readMedia`.\n", true},
		{"announced in the section of the next version", "## 1.1.0\n\n### Contract\n\n- **Breaking** `getMedia` -> `readMedia`.\n\n## 1.0.0\n", true},
		{"another operation is announced", "## Unreleased\n\n### Contract\n\n- **Breaking** `uploadMediaLink`: else.\n", false},
		{"announced as a change that does not break", "## Unreleased\n\n### Contract\n\n- `getMedia` -> `readMedia`.\n", false},
		{"announced in another part", "## Unreleased\n\n### Stub\n\n- **Breaking** `getMedia` -> `readMedia`.\n", false},
		{"announced in an earlier version", "## Unreleased\n\n## 1.0.0\n\n### Contract\n\n- **Breaking** `getMedia` -> `readMedia`.\n", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			gate.apply(t, []edit{change})
			write(t, filepath.Join(gate.dir, "CHANGELOG.md"), "# Changelog\n\n"+row.changelog)
			if output, err := gate.run(t); (err == nil) != row.passes {
				t.Errorf("%v: %s", err, output)
			}
		})
	}
}

func TestWithoutAVersionTagThereIsNothingToCompareWith(t *testing.T) {
	gate := gate{dir: repository(t)}
	gate.apply(t, breakingRows[0].edits)
	if output, err := gate.run(t); err != nil || !strings.Contains(output, "no version tag") {
		t.Errorf("%v: %s", err, output)
	}
}
