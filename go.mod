module github.com/medialink-go/medialink

go 1.26.0

tool github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen

require (
	github.com/VictoriaMetrics/metrics v1.44.0 // counters, histograms and the text format of Prometheus; one package of the command
	github.com/alecthomas/kong v1.17.0 // the command line: flags, environment, help and suggestions from one struct
	github.com/getkin/kin-openapi v0.153.0 // reads OpenAPI documents and validates JSON by their schemas
	github.com/go-json-experiment/json v1.27.2 // strict decoding: duplicate names, trailing data and invalid UTF-8 are errors
	github.com/go-openapi/jsonpointer v0.23.1 // JSON pointers; kin-openapi links it anyway
	github.com/google/go-cmp v0.7.0 // differences in tests, never linked
	github.com/google/uuid v1.6.0 // the type of ids in the generated code
	github.com/hashicorp/golang-lru/v2 v2.0.7 // the worlds and media of a stub, in bounded memory
	github.com/joho/godotenv v1.5.1 // credential files as shells and compose write them, with quotes and comments; one package of the command
	github.com/jotaen/kong-completion v0.0.4 // completion in bash, zsh and fish from kong's model of the command line; one package of the command
	github.com/oapi-codegen/runtime v1.8.0 // what the generated code calls
	github.com/posener/complete v1.2.3 // values of flags for kong-completion, which links it anyway
	github.com/rs/cors v1.11.1 // the rules of browsers for pages of other origins; one package of the command
	github.com/speakeasy-api/openapi v1.24.0 // applies OpenAPI Overlays, as the generator does, which links it anyway; one package of the command
	github.com/swaggest/swgui v1.8.5 // the files of Swagger UI, for the API reference; one package of the command
	go.yaml.in/yaml/v4 v4.0.0 // documents and configuration with line numbers; kin-openapi links it anyway
	golang.org/x/oauth2 v0.37.0 // the type of token sources that others have, for client.OAuth2
	golang.org/x/term v0.48.0 // whether standard output is a terminal, on each system; one package of the command
	gopkg.in/yaml.v3 v3.0.1 // the nodes that speakeasy-api/openapi changes; one package of the command
)

require (
	github.com/apapsch/go-jsonmerge/v2 v2.0.0 // indirect
	github.com/dprotaso/go-yit v0.0.0-20220510233725-9ba8df137936 // indirect
	github.com/go-openapi/swag/jsonname v0.26.0 // indirect
	github.com/hashicorp/errwrap v1.1.0 // indirect
	github.com/hashicorp/go-multierror v1.1.1 // indirect
	github.com/oapi-codegen/oapi-codegen/v2 v2.8.2 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/riywo/loginshell v0.0.0-20200815045211-7d26008be1ab // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	github.com/speakeasy-api/jsonpath v0.6.3 // indirect
	github.com/valyala/fastrand v1.1.0 // indirect
	github.com/valyala/histogram v1.2.0 // indirect
	github.com/vmware-labs/yaml-jsonpath v0.3.2 // indirect
	go.yaml.in/yaml/v3 v3.0.4 // indirect
	golang.org/x/mod v0.38.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/sys v0.50.0 // indirect
	golang.org/x/text v0.40.0 // indirect
	golang.org/x/tools v0.48.0 // indirect
)
