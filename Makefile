.DEFAULT_GOAL := help
.PHONY: help generate drift run build test lint lint-spec check change-contract breaking fuzz mutate soak bench bench-peers release release-twice release-smoke publish-npm publish-image media typescript python ajv har redocly-drift browser screenshots

GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
ACTIONLINT := go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
FUZZTIME ?= 60s
PKG ?= ./api/client
MUTATE_MIN ?= 95
TURNS ?= 5
SECONDS ?= 1
SOAK ?= 10m
GENERATED := '*.gen.go' '*.gen_test.go'

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

generate: ## Generate gen/ from openapi.yaml, and the server of the control API
	go generate ./...

drift: generate ## Fail if generated files or go.mod are not up to date
	go mod tidy -diff
	@drifted=$$(git status --porcelain -- $(GENERATED)) && test -z "$$drifted" || { echo "the generated files differ from the committed ones:"; git --no-pager diff --stat -- $(GENERATED); exit 1; }

run: ## Start the stub and print a curl line for it
	go run ./api/cmd/medialink stub

build: ## Build the binary, ./medialink
	go build -o medialink ./api/cmd/medialink

# The race detector needs cgo, a C compiler and a platform that supports it. RACE=-race requires it.
RACE ?= $(shell go build -race runtime/cgo >/dev/null 2>&1 && echo -race)

test: ## Run all tests, shuffled, with the race detector if there is a C compiler
	@[ -n "$(RACE)" ] || echo "running the tests without the race detector, which needs a C compiler"
	go test $(RACE) -shuffle=on ./...

lint: ## Lint the Go code and the workflows (golangci-lint and actionlint; builds them at first)
	$(GOLANGCI_LINT) run
	$(ACTIONLINT)

lint-spec: ## Lint the OpenAPI documents (Redocly CLI and Spectral, from npm)
	.ci/lint-spec/run

check: drift lint lint-spec test ## Run drift, lint, lint-spec and test: a change must pass them

change-contract: ## Add an operation and a field in a scratch copy, show what they require, and run all tests
	.ci/change-contract/run

breaking: ## Fail on a breaking change of an OpenAPI document since the last version tag that CHANGELOG.md does not announce
	.ci/breaking/run

fuzz: ## Fuzz each target for FUZZTIME (60s)
	go test -run '^$$' -fuzz '^FuzzRequest$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzResponse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzParse$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/contract
	go test -run '^$$' -fuzz '^FuzzCalls$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/stub/control
	go test -run '^$$' -fuzz '^FuzzEntries$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/har
	go test -run '^$$' -fuzz '^FuzzReadHAR$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/conformance
	go test -run '^$$' -fuzz '^FuzzObserve$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/conformance
	go test -run '^$$' -fuzz '^FuzzBody$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 5x ./api/internal/redact

mutate: ## Mutate the code of PKG; fail if its tests kill less than MUTATE_MIN (95) percent of the mutants
	.ci/mutate/run $(PKG) $(MUTATE_MIN)

soak: ## Send the proxy 100,000 and the stub a million requests, then good and bad clients for SOAK (10m): nothing may grow (Linux)
	go test -tags soak -run TestMemoryIsFlat -v -timeout 0 ./api/proxy
	go test -tags soak -run 'TestMemoryIsFlat|TestTheStubIsSteady' -v -timeout 0 ./api/cmd/medialink -soak $(SOAK)

bench: ## Compare client, checks, stub and proxy with bare net/http by Go benchmarks, TURNS (5) times
	.ci/bench/run $(TURNS)

bench-peers: ## Compare the stub with bare net/http, Prism and Mockoon, SECONDS (1) for each measurement (Linux, wrk, npm)
	.ci/bench-peers/run $(SECONDS)

release: ## Make a release of HEAD in dist/: archives, deb and npm packages, an image, an SBOM, checksums (Linux, npm, zip)
	.ci/release/make dist

release-twice: release ## Make the release again in another folder, and compare each byte; FRESH=1 compiles all of it again
	.ci/release/twice dist $(FRESH)

release-smoke: ## Install from each file of dist/, and start the stub and upload to it (Linux, root or sudo)
	.ci/release/smoke dist

publish-npm: ## Publish the npm packages of dist/ with provenance (in CI)
	.ci/release/publish-npm

publish-image: ## Copy the image of dist/ to IMAGE, the name in a registry, with REGISTRY_TOKEN (in CI)
	.ci/release/publish-image

media: ## Make the files that the stub serves again (Debian's ffmpeg)
	.ci/media/run

typescript: build ## Walk through the stub in TypeScript, with clients that openapi-typescript generates
	.ci/with-stub api/examples/typescript/run

python: build ## Walk through the stub in Python, with the standard library only
	.ci/with-stub python3 api/examples/python/walk.py

ajv: build ## Validate the stub's responses and the table of formats with a second validator, ajv
	.ci/with-stub .ci/ajv/run

har: build ## Open the exported journal of the stub with other readers of HAR
	.ci/with-stub .ci/har/run

redocly-drift: build ## Check a recording of the proxy by Redocly's drift command too (npm)
	.ci/with-stub .ci/redocly-drift/run

browser: build ## Use the stub's page and API reference, play media, and check a recording, in headless Chromium (Debian's)
	MEDIALINK_STUB_CORS='*' .ci/with-stub .ci/browser/run

screenshots: build ## Make the screenshots of the stub's page again
	.ci/browser/run --screenshots
