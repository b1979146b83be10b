# Plumbline's tasks. `make demo` and `make test` start from a bare machine with make and Python 3.11 or newer.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v "$$p"; break; fi; done)
INSTALLED := $(VENV)/.installed
VENDOR := plugin/ui/static/vendor
ASSETS := $(VENDOR)/htmx.min.js
FORGE := build/forge
FORGE_SOURCES := $(wildcard descriptors/*.py handlers/*.py plugin/ui/forge/* \
  plugin/ui/static/*.js plugin/ui/static/*.css plugin/ui/static/*.svg)
FORGE_CHECKS := build/forge-checks/node_modules/.installed-lock.json
WORKERS ?= 2

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup serve demo test check format assets forge chromium bench pin wheel clean

help: ## list these tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) $(ASSETS) ## create .venv, install the app, fetch the browser assets

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Plumbline needs Python 3.11 or newer; none was found. Name one with: make PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot create virtual environments; on Debian and Ubuntu install the package python3-venv, then run make again."; exit 1; }
	"$(PYTHON)" -m venv $(VENV)

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable ".[dev,postgres,pdf]" --constraint constraints.txt
	@touch $@

assets: $(ASSETS) ## fetch the browser assets with npm (Node of the machine, else from a Python wheel)

$(ASSETS): package.json package-lock.json plugin/assets.py | $(INSTALLED)
	$(BIN)/python -m plugin.assets

forge: $(FORGE)/.built ## write a Forge app with a placeholder for its id into build/forge, and build its pages

$(FORGE)/.built: $(FORGE_SOURCES) plugin/assets.py | $(INSTALLED)
	$(BIN)/python -m descriptors forge --to $(FORGE) --base-url https://plumbline.example \
	  --app-id ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000
	$(BIN)/python -m plugin.assets $(FORGE) --run build
	@touch $@

$(FORGE_CHECKS): tests/forge/package.json tests/forge/package-lock.json plugin/assets.py | $(INSTALLED)
	$(BIN)/python -m plugin.assets tests/forge --into build/forge-checks
	@touch $@

chromium: | $(INSTALLED)
	@$(BIN)/python -m tests.chromium

serve: setup ## run the app on this machine
	$(BIN)/plumbline serve

demo: setup ## run the app beside a small stand-in for Jira, with sample data
	$(BIN)/python -m tests.standin.demo

test: check chromium forge $(FORGE_CHECKS) ## check everything and run all tests, on SQLite and on PostgreSQL
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

check: setup ## lint, format, types, direction of imports, freshness of the descriptor
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m descriptors --check

format: $(INSTALLED) ## let ruff repair and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## measure speed; not part of `make test`
	$(BIN)/python -m tests.bench

wheel: setup ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

pin: $(INSTALLED) ## write constraints.txt from what is installed
	$(BIN)/python -m pip install --quiet --editable ".[dev,postgres,rabbitmq,redis,pdf,sentry]"
	@{ echo "# The exact set Plumbline is built and tested with; ranges stand in pyproject.toml. Regenerate with: make pin"; \
	  $(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools --exclude plumbline | sort -f; } > constraints.new
	@mv constraints.new constraints.txt

clean: ## remove everything that make built; leaves var/ alone
	rm -rf $(VENV) node_modules $(VENDOR) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
