.DEFAULT_GOAL := help
.PHONY: help generate drift run build test lint lint-spec check change-contract fuzz mutate soak bench media typescript python ajv har browser

GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 60s
PKG ?= ./api/client
MUTATE_MIN ?= 95
GENERATED := '*.gen.go' '*.gen_test.go'

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: ## Make gen/ of openapi.yaml, and the control API's server of its own
	go generate ./...

drift: generate ## Fail if what is generated, or go.mod, is not what the documents and the code ask for
	go mod tidy -diff
	@drifted=$$(git status --porcelain -- $(GENERATED)) && test -z "$$drifted" || { echo "what is generated is not what is committed:"; git --no-pager diff --stat -- $(GENERATED); exit 1; }

run: ## Start the stub and print a curl line for it
	go run ./api/cmd/medialink stub

build: ## Build the binary, ./medialink
	go build -o medialink ./api/cmd/medialink

# The race detector needs cgo, a C compiler, and a platform that has it. RACE=-race insists on it.
RACE ?= $(shell go build -race runtime/cgo >/dev/null 2>&1 && echo -race)

test: ## Run all tests, shuffled, with the race detector if there is a C compiler
	@[ -n "$(RACE)" ] || echo "running the tests without the race detector, which needs a C compiler"
	go test $(RACE) -shuffle=on ./...

lint: ## Lint the Go code (golangci-lint; builds it at first)
	$(GOLANGCI_LINT) run

lint-spec: ## Lint the OpenAPI documents (Redocly CLI and Spectral, from npm)
	.ci/lint-spec/run

check: drift lint lint-spec test ## All of the above that can fail: what a change must pass

change-contract: ## Show in a scratch copy what a new operation and a new field ask for; run all tests there
	.ci/change-contract/run

fuzz: ## Fuzz for FUZZTIME (60s) a target
	go test -run '^$$' -fuzz '^FuzzRequest$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzResponse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzCalls$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/stub/control
	go test -run '^$$' -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/har
	go test -run '^$$' -fuzz '^FuzzBody$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/internal/redact

mutate: ## Mutate the code of PKG; fail if its tests kill fewer than MUTATE_MIN (95) percent of the mutants
	.ci/mutate/run $(PKG) $(MUTATE_MIN)

soak: ## Ask the stub a million times and watch its memory (Linux)
	go test -tags soak -run TestMemoryIsFlat -v -timeout 20m ./api/cmd/medialink

bench: ## Run the benchmarks
	go test -run '^$$' -bench . -benchmem ./api/...

media: ## Make the files that the stub serves anew (Debian's ffmpeg)
	.ci/media/run

typescript: build ## Walk through the stub in TypeScript, with clients that openapi-typescript generates
	.ci/with-stub api/examples/typescript/run

python: build ## Walk through the stub in Python, with its standard library alone
	.ci/with-stub python3 api/examples/python/walk.py

ajv: build ## Validate the stub's responses and the table of formats by a second validator, ajv
	.ci/with-stub .ci/ajv/run

har: build ## Open the stub's export of its journal with other readers of HAR
	.ci/with-stub .ci/har/run

browser: build ## Let a page in headless Chromium (Debian's) upload, and play what it gets
	MEDIALINK_STUB_CORS='*' .ci/with-stub .ci/browser/run
