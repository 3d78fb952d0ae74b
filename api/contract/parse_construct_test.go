package contract_test

import "testing"

func TestConstructsThatWouldNotBeCheckedAreRefused(t *testing.T) {
	post := "/paths/~1things~1{id}/post"
	for _, row := range []struct{ name, old, replacement, at, says string }{
		{"OpenAPI 3.0", "openapi: 3.1.0", "openapi: 3.0.3", "/openapi", "3.1.x"},
		{"OpenAPI 3.2", "openapi: 3.1.0", "openapi: 3.2.0", "/openapi", "3.1.x"},
		{"a dialect", "servers:", "jsonSchemaDialect: urn:a\nservers:", "/jsonSchemaDialect", "not supported"},
		{"webhooks", "servers:", "webhooks: {}\nservers:", "/webhooks", "not supported"},
		{"server variables", "  - url: https://things.example", "  - {url: 'https://{a}', variables: {a: {default: b}}}", "/servers/0/variables", "not supported"},
		{"callbacks", "operationId: postThing", "operationId: postThing\n      callbacks: {}", post + "/callbacks", "not supported"},
		{"servers of an operation", "operationId: postThing", "operationId: postThing\n      servers: []", post + "/servers", "not supported"},
		{"no operationId", "operationId: postThing", "summary: none", post, "operationId"},
		{"an empty operationId", "operationId: postThing", "operationId: ''", post, "operationId"},
		{"TRACE", "    post:", "    trace: {}\n    post:", "/paths/~1things~1{id}/trace", "not supported"},
		{"a path item elsewhere", "    post:", "    $ref: './other.yaml'\n    post:", "/paths/~1things~1{id}/$ref", "not supported"},
		{"a path without a slash", "  /things/{id}:", "  things:", "/paths/things", "start with a slash"},
		{"a parameter in a part of a segment", "  /things/{id}:", "  /things/{id}.json:", "/paths/~1things~1{id}.json", "a parameter and nothing else"},
		{"a path that is percent-encoded", "  /things/{id}:", "  /th%69ngs/{id}:", "/paths/~1th%69ngs~1{id}", "without ?, # and %"},
		{"a query in a path", "  /things/{id}:", "  /things/{id}/a?b:", "/paths/~1things~1{id}~1a?b", "without ?, # and %"},
		{"a cookie", "in: path, required: true", "in: cookie", "/paths/~1things~1{id}/parameters/0", "path, query and header"},
		{"a style", "in: path, required: true", "in: path, required: true, style: label", "/paths/~1things~1{id}/parameters/0/style", "not supported"},
		{"explode", "in: path, required: true", "in: path, required: true, explode: true", "/paths/~1things~1{id}/parameters/0/explode", "not supported"},
		{"content of a parameter", "required: true, schema: {type: string}}", "required: true, content: {}, schema: {type: string}}", "/paths/~1things~1{id}/parameters/0/content", "not supported"},
		{"a parameter by a schema that is not there", "required: true, schema: {type: string}}", "required: true, schema: {$ref: '#/components/schemas/Nothing'}}", "/paths/~1things~1{id}/parameters/0/schema/$ref", "#/components/schemas/Nothing does not exist"},
		{"a list as parameter", "schema: {type: string}}", "schema: {type: array}}", "/paths/~1things~1{id}/parameters/0/schema", "string, integer, number or boolean"},
		{"a style of a query", "in: path, required: true", "in: query, style: pipeDelimited", "/paths/~1things~1{id}/parameters/0/style", "only form"},
		{"a list without items in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {type: array}", "/paths/~1things~1{id}/parameters/0/schema", "must have items"},
		{"a list of objects in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {type: array, items: {type: object}}", "/paths/~1things~1{id}/parameters/0/schema", "an array of these"},
		{"a list of lists in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {type: array, items: {type: array, items: {type: string}}}", "/paths/~1things~1{id}/parameters/0/schema", "an array of these"},
		{"a list of anything in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {type: array, items: {}}", "/paths/~1things~1{id}/parameters/0/schema", "an array of these"},
		{"a list that may be null in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {type: [array, 'null'], items: {type: string}}", "/paths/~1things~1{id}/parameters/0/schema", "an array of these"},
		{"an object in a query", "in: path, required: true, schema: {type: string}", "in: query, schema: {$ref: '#/components/schemas/Thing'}", "/paths/~1things~1{id}/parameters/0/schema", "an array of these"},
		{"a parameter without a schema", "required: true, schema: {type: string}}", "required: true, content: {}}", "/paths/~1things~1{id}/parameters/0", "must have a schema"},
		{"a parameter elsewhere", "{name: id, in: path, required: true, schema: {type: string}}", "{$ref: '#/components/parameters/Nothing'}", "/paths/~1things~1{id}/parameters/0/$ref", "#/components/parameters/Nothing does not exist"},
		{"a header that is an object", "{schema: {type: integer}}", "{schema: {type: object}}", post + "/responses/200/headers/X-Count/schema", "string, integer, number or boolean"},
		{"a header whose name begins with x-", "X-Count: {schema: {type: integer}}", "x-count: {schema: {type: integer, const: 1}}", post + "/responses/200/headers/x-count/schema/const", "enum of one value"},
		{"a request body without content", "          application/json:\n            schema: {$ref: '#/components/schemas/Thing'}\n      responses:", "          {}\n      responses:", post + "/requestBody", "must have content"},
		{"another media type", "          application/json:\n            schema: {$ref", "          text/plain:\n            schema: {$ref", post + "/requestBody/content/text~1plain", "only application/json"},
		{"an encoding", "              examples:", "              encoding: {}\n              examples:", post + "/responses/200/content/application~1json/encoding", "not supported"},
		{"a link to no operation", "          description: A thing", "          description: A thing\n          links: {a: {operationId: getThing}}", post + "/responses/200/links/a/operationId", "must be the operationId"},
		{"a link without an operation", "          description: A thing", "          description: A thing\n          links: {a: {parameters: {id: $response.body#/id}}}", post + "/responses/200/links/a", "must have an operationId"},
		{"a link by reference", "          description: A thing", "          description: A thing\n          links: {a: {operationRef: '#'}}", post + "/responses/200/links/a/operationRef", "write an operationId"},
		{"a link by a header", "          description: A thing", "          description: A thing\n          links: {a: {operationId: postThing, parameters: {id: $response.header.a}}}", post + "/responses/200/links/a/parameters/id", "a place in the body"},
		{"a range of statuses", "        default: {", "        4XX: {", post + "/responses/4XX", "list the statuses"},
		{"a status beyond the last", "        default: {", "        '600': {", post + "/responses/600", "200 to 599"},
		{"a status before the first", "        default: {", "        '199': {", post + "/responses/199", "200 to 599"},
		{"an informational status", "        default: {", "        '101': {", post + "/responses/101", "200 to 599"},
		{"a status of four digits", "        '200':", "        '0200':", post + "/responses/0200", "200 to 599"},
		{"an API key", "{type: http, scheme: bearer}", "{type: apiKey, in: header, name: a}", "/components/securitySchemes/Bearer", "scheme bearer"},
		{"Basic", "scheme: bearer", "scheme: basic", "/components/securitySchemes/Bearer", "scheme bearer"},
		{"a scheme that is not there", "[{Bearer: []}]", "[{Basic: []}]", post + "/security/0/Basic", "securitySchemes"},
		{"an example elsewhere", "{value: {}}", "{externalValue: 'https://things.example'}", post + "/responses/200/content/application~1json/examples/one/externalValue", "not supported"},
		{"one example without a name", "              examples:\n                one: {value: {}}", "              example: []", post + "/responses/200/content/application~1json/example", "write examples"},
		{"an example that does not fit", "{value: {}}", "{value: []}", post + "/responses/200/content/application~1json/examples/one/value", "must be an object"},
		{"path items as components", "  schemas:", "  pathItems: {}\n  schemas:", "/components/pathItems", "not supported"},
	} {
		t.Run(row.name, func(t *testing.T) {
			expectProblem(t, with(t, row.old, row.replacement), row.at, row.says)
		})
	}
}
