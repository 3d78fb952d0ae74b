package contract_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mistaken has a mistake in each line that ends in a comment.
const mistaken = `openapi: 3.1.0
info: {title: mistakes, version: '1'}
paths:
  /things:
    get:
      operationId: getThings
      security: [{Barer: []}] # a scheme that does not exist
      parameters:
        - {name: kind, in: query, style: deepObject, schema: {type: string}} # a style
      responses:
        '200':
          description: Things
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Things'} # a reference to nothing
    put:
      operationId: getThings # an operationId twice
      security: []
      reponses: {} # a misspelt keyword
      responses: {'200': {description: Done}}
    post:
      operationId: postThings # no security
      responses: {'200': {description: Done}}
components:
  securitySchemes:
    Bearer: {type: http, scheme: bearer}
  schemas:
    Thing:
      type: object
      properties:
        at: {type: string, format: datetime} # an unknown format
        mail: {type: string, format: email} # and another one
        kind: {type: strnig} # a misspelt type
        name:
          type: string
          maxLenght: 3 # a misspelt keyword
        sort: {const: 1} # a keyword that is not supported
`

func TestGenerateNamesEachMistake(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "mistaken.yaml")
	if err := os.WriteFile(name, []byte(mistaken), 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), "go", "run", "parse_main.go", name).CombinedOutput()
	if err == nil {
		t.Error("go generate goes on")
	}
	want := `
7: /paths/~1things/get/security/0/Barer: must be one of components/securitySchemes: did you mean "Bearer"?
9: /paths/~1things/get/parameters/0/style: is not supported: only form is
15: /paths/~1things/get/responses/200/content/application~1json/schema/$ref: #/components/schemas/Things does not exist: did you mean "Thing"?
17: /paths/~1things/put/operationId: "getThings" is also the operationId in line 6
19: /paths/~1things/put/reponses: is not supported: did you mean "responses"?
22: /paths/~1things/post: must have security, or the document must: [] lets anyone call it
31: /components/schemas/Thing/properties/at/format: "datetime" is not supported: write one of date, date-time, int32, int64, uri, uuid: did you mean "date-time"?
32: /components/schemas/Thing/properties/mail/format: "email" is not supported: write one of date, date-time, int32, int64, uri, uuid
33: /components/schemas/Thing/properties/kind/type: "strnig" is not a type of JSON Schema: did you mean "string"?
36: /components/schemas/Thing/properties/name/maxLenght: is not supported: did you mean "maxLength"?
37: /components/schemas/Thing/properties/sort/const: is not supported: write an enum of one value
exit status 1
`
	if diff := cmp.Diff(want, "\n"+strings.ReplaceAll(string(output), name+":", "")); diff != "" {
		t.Error(diff)
	}
}
