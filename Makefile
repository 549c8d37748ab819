# The few commands of this house. Everything installs what it needs; see CONTRIBUTING.md.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PY := .venv/bin/python
SECONDS := 20

.PHONY: help demo test lint fmt bench vendor mutate conformance numpy-tests fuzz install browsers build clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: .venv/.installed node_modules/.installed ## Python and npm packages, as locked

.venv/.installed: requirements.lock pyproject.toml
	test -x $(PY) || python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

node_modules/.installed: package-lock.json package.json
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

browsers: install ## finds or installs the browsers that the tests drive
	$(PY) -m tools.browsers

build: install ## example bundles and the page, into dist/
	$(PY) -m tools.examples
	npm run --silent build

demo: build ## builds the page, serves it and prints its address
	$(PY) -m tools.page_server dist

test: build browsers ## every suite, the browser's included
	$(PY) -m tools.run_tests

conformance: build browsers ## the same pipelines on every host; equal outputs
	$(PY) -m pytest conformance -m "not browsers"

lint: install ## formatters, types and import rules; changes nothing
	$(PY) -m tools.lint

fmt: install ## formats what is there
	.venv/bin/ruff format . && .venv/bin/ruff check --fix-only --quiet . || true
	npm run --silent fmt
	if command -v cargo >/dev/null; then cargo fmt --manifest-path wasm_kernels/Cargo.toml --all; fi

bench: build browsers ## the benchmarks, one after the other
	$(PY) -m benchmarks.core
	$(PY) -m benchmarks.crossing
	$(PY) -m benchmarks.tracing
	$(PY) -m benchmarks.startup
	$(PY) -m benchmarks.open
	$(PY) -m benchmarks.open.recording

fuzz: install ## everything that reads bytes, SECONDS (20) for each target; needs cargo
	$(PY) -m tools.fuzz --seconds $(SECONDS)

mutate: build browsers ## breaks named safeguards one by one; a test must turn red for each
	$(PY) -m tools.mutate

vendor: install ## rebuilds everything under vendor/ (needs root or a container engine)
	$(PY) toolchain/vendor.py all

numpy-tests: install ## numpy's own tests under Pyodide (about ten minutes)
	$(PY) toolchain/numpy_tests.py

clean: ## removes what the build left behind
	rm -rf dist build .venv node_modules
