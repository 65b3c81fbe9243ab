# Headroom. A fresh machine needs Go 1.26, Node 20 or newer and make; the rest is fetched or said to be missing.
#
#   make run     a synthetic England on http://127.0.0.1:8080
#   make build   bin/headroom
#   make test    every test, on both database engines where PostgreSQL can be had
#   make check   formatting, vet, staticcheck, the rules of the house
#   make bench   the benchmarks, each beside a bare floor; BENCH="-seconds 10 -years 1" for a short run (docs/benchmarks.md)

SHELL := /bin/bash
.DEFAULT_GOAL := build

TEMPL       := bin/tools/templ-0.3.977
STATICCHECK := bin/tools/staticcheck-0.8.2
PARALLEL    ?= 2

# CI runs everything anew and fuzzes each target for a moment.
ifdef CI
TESTFLAGS ?= -count=1
FUZZ      ?= -fuzz 5s
endif

assets   := internal/web/dist/manifest.json internal/solve/mip/dist/highs.wasm
styles   := $(shell find internal/web/style internal/web/script internal/web/bundle -type f 2>/dev/null)
gosource := $(shell find cmd internal -name '*.go' -o -name '*.sql' -o -name '*.csv' 2>/dev/null)

.PHONY: build run test check bench clean packages generate generated chromium vet

build: bin/headroom

run: bin/headroom
	bin/headroom demo --dir .demo --listen 127.0.0.1:8080

bin/headroom: $(assets) $(gosource) go.mod
	go build -trimpath -o $@ ./cmd/headroom

# The style sheets and scripts: fetched once per change of the lock file, bundled once per change of theirs or ours.
node_modules/.stamp: package-lock.json
	@command -v npm >/dev/null || { echo "Node and npm are needed to fetch the style sheets; install Node 20 or newer."; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

internal/web/dist/manifest.json: node_modules/.stamp $(styles)
	go run ./internal/web/bundle
	@touch $@

internal/solve/mip/dist/highs.wasm: node_modules/.stamp
	cp node_modules/highs/build/highs.wasm $@
	@touch $@

# --- tests ---

test: $(assets) generated vet chromium bin/tools/pgrun bin/tools/tally
	@bin/tools/pgrun -- bin/tools/tally $(FUZZ) -- go test -json -timeout 20m -p $(PARALLEL) $(TESTFLAGS) ./...

vet:
	go vet ./...

bin/tools/pgrun: $(wildcard internal/db/dbtest/pgrun/*.go)
	go build -o $@ ./internal/db/dbtest/pgrun

bin/tools/tally: $(wildcard internal/arch/tally/*.go)
	go build -o $@ ./internal/arch/tally

# The browser tests need Chromium; the one without windows opens a page in half the time of the whole one. Root on a machine
# with apt gets it; elsewhere a whole Chromium does as well, and without either those tests skip and say so.
chromium:
	@if ! command -v chromium-headless-shell >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing chromium-headless-shell with apt for the browser tests"; \
	    { apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 \
	      || echo "chromium-headless-shell could not be installed"; fi; \
	  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || echo "no chromium is installed: the browser tests are skipped"; fi

# --- generated files ---

$(TEMPL): tools.mod tools.sum
	go build -modfile=tools.mod -o $@ github.com/a-h/templ/cmd/templ

generate: $(TEMPL)
	$(TEMPL) generate -log-level error

# The templates' Go files are committed; this fails when they are not what the templates make.
generated: $(TEMPL)
	@before=$$(find internal -name '*_templ.go' | sort | xargs -r cat | cksum); \
	$(TEMPL) generate -log-level error || exit 1; \
	after=$$(find internal -name '*_templ.go' | sort | xargs -r cat | cksum); \
	if [ "$$before" != "$$after" ]; then \
	  echo "The generated template files were not current. They have been made anew: look at them and commit them."; exit 1; fi

packages:
	go test ./internal/arch -count=1 -run TestPackagesPage -update

# --- quality ---

$(STATICCHECK):
	@mkdir -p bin/tools
	GOBIN=$(CURDIR)/bin/tools go install honnef.co/go/tools/cmd/staticcheck@v0.8.2
	@mv bin/tools/staticcheck $@

check: generated vet $(STATICCHECK)
	@bad=$$(gofmt -l cmd internal 2>/dev/null | grep -v _templ.go); if [ -n "$$bad" ]; then echo "gofmt these:"; echo "$$bad"; exit 1; fi
	$(STATICCHECK) ./...
	go test -count=1 ./internal/arch
	@if command -v golangci-lint >/dev/null; then golangci-lint run; else echo "golangci-lint is not installed: its lints were not run"; fi

# Benchmarks of single packages come first, then the whole beside its floors, on a PostgreSQL that keeps what it has
# acknowledged. BENCH holds options of internal/bench; SINGLE=no leaves the packages out.
bench: $(assets) bin/tools/pgrun
ifneq ($(SINGLE),no)
	go test -run '^$$' -bench . -benchmem ./internal/...
endif
	go build -trimpath -o bin/tools/bench ./internal/bench
	@bin/tools/pgrun -durable -- bin/tools/bench $(BENCH)

clean:
	rm -rf bin node_modules/.stamp coverage.out
	find internal/web/dist -type f ! -name .gitignore -delete
