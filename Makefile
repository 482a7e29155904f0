# Every target prepares .venv itself; nothing has to be installed before but Python 3.11 or newer and make.
SHELL := /bin/bash
BIN := .venv/bin
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
CONTENDERS := .venv/.contenders
PARALLEL := -n auto --dist loadscope
FAST := --hypothesis-profile fast -m "not (browser or jvm or node or process or slow)"
PINNED := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help serve test test-fast lint openapi coverage bench bench-full picture screens vendor pins clean
.DELETE_ON_ERROR:

help: ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

serve: $(RUNTIME) ## Serve the graph; HOST and PORT may be given
	@exec $(BIN)/python -m graphapi serve --host $(or $(HOST),127.0.0.1) --port $(or $(PORT),8000)

test: $(DEVELOPMENT) ## Run the tests
	@$(BIN)/python -m pytest $(PARALLEL)

test-fast: $(DEVELOPMENT) ## Run the tests that need nothing but Python, with few examples of each property
	@$(BIN)/python -m pytest $(PARALLEL) $(FAST)

lint: $(DEVELOPMENT) ## Check style, format, types and the order of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

openapi: $(RUNTIME) ## Write openapi/openapi.json
	@mkdir -p openapi
	$(BIN)/python -m graphapi openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json

coverage: $(RUNTIME) ## Say how much the graph knows of each park
	@$(BIN)/python -m graphapi coverage

bench: $(CONTENDERS) ## Measure the API, the engine beside its peers, search over a million names, and how well names are matched
	@$(BIN)/python -m benchmarks.http
	@$(BIN)/python -m benchmarks.adversarial
	@$(BIN)/python -m benchmarks.contest
	@$(BIN)/python -m benchmarks.names
	@$(BIN)/python -m tests.names.quality
	@$(BIN)/python -m benchmarks.workers

bench-full: $(CONTENDERS) ## Measure the engine beside its peers up to ten million edges, and write docs/performance.md
	@$(BIN)/python -m benchmarks.http --keep
	@$(BIN)/python -m benchmarks.contest --full
	@$(BIN)/python -m benchmarks.workers --full
	@$(BIN)/python -m benchmarks.pages

picture: $(DEVELOPMENT) ## Draw the picture of docs/gephi.md again (needs a JDK and Maven)
	@$(BIN)/python -m tests.gephi.picture

screens: $(DEVELOPMENT) ## Take the screenshots of the README again (needs Chromium)
	@$(BIN)/python -m tests.explorer.screens

vendor: $(DEVELOPMENT) ## Fetch the libraries of the web page again from their packages (needs npm)
	@$(BIN)/python -m tests.explorer.vendoring

pins: ## Pin the dependencies again (needs uv)
	uv pip compile pyproject.toml $(PINNED) --output-file requirements.txt
	uv pip compile requirements-dev.in $(PINNED) --output-file requirements-dev.txt
	uv pip compile requirements-bench.in $(PINNED) --output-file requirements-bench.txt

clean: ## Remove what can be made again; the data in var stays
	rm -rf .venv .venv-newest build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/node/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for candidate in $(PYTHON) python3.11 python3.12 python3.13 python3 python; do \
	  if "$$candidate" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; then \
	    echo "making .venv with $$candidate"; exec "$$candidate" -m venv .venv; \
	  fi; \
	done; \
	echo "graphapi needs Python 3.11 or newer with its venv module; name one with: make PYTHON=/path/to/python" >&2; exit 1

$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(DEVELOPMENT): $(RUNTIME) requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(CONTENDERS): $(DEVELOPMENT) requirements-bench.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-bench.txt
	@touch $@
