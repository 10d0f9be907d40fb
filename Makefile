# One command for each thing people do. Needs Python 3.11 or newer, git and make; nothing else.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
# the first interpreter that is new enough and really starts; a version manager's stand-in may not
PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell $(p) -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(p))))
# uv installs in seconds; where it cannot be had, pip installs the same hashes
install = ( [ -x $(BIN)/uv ] && VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r $(1) ) || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
# what development and checks need that production must be given
DEV := NSS_DEBUG=1

.PHONY: help run dev test test-sqlite test-postgres test-browser check fmt schema lock load bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/made: requirements/uv.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt || echo "uv cannot be had; pip does its work."
	touch $@

$(VENV)/run: requirements/run.txt $(VENV)/made
	$(call install,requirements/run.txt)
	touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/made
	$(call install,requirements/dev.txt)
	touch $(VENV)/run $@

run: $(VENV)/run ## make what is missing, load the data, serve on http://HOST:PORT/
	@exec $(BIN)/python manage.py start --host "$(HOST)" --port "$(PORT)"

dev: $(VENV)/dev ## serve and reload while you type
	@$(DEV) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEV) $(BIN)/python manage.py runserver "$(HOST):$(PORT)"

test: $(VENV)/dev ## all tests: SQLite, PostgreSQL, browser
	@rm -f $(VENV)/left-out
	$(MAKE) --no-print-directory test-sqlite
	$(MAKE) --no-print-directory test-postgres
	$(MAKE) --no-print-directory test-browser
	@if [ -s $(VENV)/left-out ]; then echo; echo "=== LEFT OUT ==="; cat $(VENV)/left-out; else echo "All tests ran: SQLite, PostgreSQL, browser."; fi

test-sqlite: $(VENV)/dev ## the tests on SQLite
	env -u DATABASE_URL $(BIN)/python -m pytest -q -n $(JOBS) -m "not e2e"

test-postgres: $(VENV)/dev ## the same tests on a throw-away PostgreSQL, or the one in TEST_DATABASE_URL
	@if [ -n "$${TEST_DATABASE_URL:-}" ]; then DATABASE_URL="$$TEST_DATABASE_URL" $(BIN)/python -m pytest -q -n $(JOBS) -m "not e2e"; \
	elif $(BIN)/python scripts/with_postgres.py true | grep -q "LEFT OUT"; then \
	  echo "PostgreSQL is not installed (Debian: apt-get install postgresql): its tests did not run." | tee -a $(VENV)/left-out; [ "$${REQUIRE_POSTGRES:-0}" != 1 ]; \
	else $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest -q -n $(JOBS) -m "not e2e"; fi

test-browser: $(VENV)/dev ## the journeys in a real Chromium
	@if command -v chromium chromium-browser google-chrome >/dev/null; then env -u DATABASE_URL $(BIN)/python -m pytest -q -m e2e; \
	else echo "Chromium is not installed (Debian: apt-get install chromium): the browser tests did not run." | tee -a $(VENV)/left-out; [ "$${REQUIRE_BROWSER:-0}" != 1 ]; fi

check: $(VENV)/dev ## format, lint, types, import contracts, migrations, system checks, OpenAPI document, templates
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(DEV) $(BIN)/python manage.py makemigrations --check --dry-run
	$(DEV) $(BIN)/python manage.py check --fail-level WARNING
	$(DEV) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file $(VENV)/openapi.yaml
	diff -u docs/openapi.yaml $(VENV)/openapi.yaml || { echo "The API has changed: run make schema and commit docs/openapi.yaml."; exit 1; }
	$(BIN)/djlint --quiet --lint templates
	@echo "All checks passed."

fmt: $(VENV)/dev ## format the code
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

schema: $(VENV)/dev ## write docs/openapi.yaml anew
	$(DEV) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

load: $(VENV)/run ## load data/nss into the database; a second time changes nothing
	$(BIN)/python manage.py load_package data/nss

bench: $(VENV)/run ## load a made-up package of 100,000 commitments and time it
	$(BIN)/python bench/load.py

lock: $(VENV)/made ## write the lock files anew; UPGRADE=1 moves the versions
	for f in uv run dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(if $(UPGRADE),--upgrade) --custom-compile-command "make lock" -o requirements/$$f.txt requirements/$$f.in; done
	! grep -nE '://|^--' requirements/*.txt

clean: ## remove the environment and the caches, never var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
