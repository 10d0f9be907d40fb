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
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
install = ( [ -x $(BIN)/uv ] && VIRTUAL_ENV="$(CURDIR)/$(VENV)" $(BIN)/uv pip install --quiet --compile-bytecode --require-hashes -r $(1) ) || $(PIP) install --require-hashes -r $(1)
PYTEST := $(BIN)/python -m pytest -q
UNITS := $(PYTEST) -n $(JOBS) -m
BROWSER := $(PYTEST) -n 2 --dist loadfile tests/e2e -m
# what the choice of database hardly changes is tried with SQLite first; what takes long is left to `make walks`
ON_SQLITE := not e2e and not walk
ON_POSTGRES := not e2e and not walk and not once and not later
IN_BROWSER := e2e and not walk
WALKS_ON_SQLITE := not e2e and walk
WALKS_ON_POSTGRES := not e2e and (walk or later or once) and not (walk and once)
WALKS_IN_BROWSER := e2e and walk
LONG := Left to make walks, which .ci/run runs too: the long walks through everything, with PostgreSQL the tests of pages, files and webhooks that commit nothing and all that the choice of database hardly changes, in the browser most pages and most of what editors do there.
LEFT_OUT := $(VENV)/left-out
# bytecode is kept: without it every worker and every server of the tests compiles Django anew
export PYTHONDONTWRITEBYTECODE :=
# checks look at the code, so they get a database that is never written
CHECK := NSS_DEBUG=1 DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py
WORDS := NSS_DEBUG=1 DATABASE_URL=sqlite://:memory: DJANGO_SETTINGS_MODULE=nsstracker.settings $(BIN)/python -m scripts.words
LIVE := SECRET_KEY=$$(printf 'checks only %.0s' {1..9}) ALLOWED_HOSTS=tracker.example SITE_URL=https://tracker.example HTTPS=1 DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py

CHECKS := $(addprefix check-,format lint types imports migrations system api templates words)

.PHONY: help run dev load test walks storms test-sqlite test-postgres test-browser pictures fuzz check $(CHECKS) fmt schema words bench lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(VENV)/made: requirements/uv.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer with venv is needed (Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/uv.txt || echo "uv cannot be had; pip does its work."
	@touch $@

$(VENV)/run: requirements/run.txt $(VENV)/made
	$(call install,requirements/run.txt)
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/made
	$(call install,requirements/dev.txt)
	@touch $(VENV)/run $@

run: $(VENV)/run ## make what is missing, load the data, serve on http://HOST:PORT/
	@exec $(BIN)/python manage.py start --host "$(HOST)" --port "$(PORT)"

dev: $(VENV)/dev ## the same with a server that reloads while you type
	@NSS_DEBUG=1 $(BIN)/python manage.py prepare
	@NSS_DEBUG=1 SITE_URL="$${SITE_URL:-http://$(HOST):$(PORT)}" exec $(BIN)/python manage.py runserver "$(HOST):$(PORT)"

load: $(VENV)/run ## load data/nss into the database; a second time changes nothing
	$(BIN)/python manage.py prepare
	$(BIN)/python manage.py load_package data/nss

test: $(VENV)/dev ## the tests, in five minutes: on SQLite, on PostgreSQL, in a browser
	@echo "$(LONG)" > $(LEFT_OUT)
	@$(MAKE) --no-print-directory test-sqlite test-postgres test-browser
	@echo; echo "=== LEFT OUT ==="; cat $(LEFT_OUT)

walks: $(VENV)/dev ## all that make test leaves out: every page, every role, storms; ten minutes
	@rm -f $(LEFT_OUT)
	@$(MAKE) --no-print-directory test-sqlite test-postgres test-browser ON_SQLITE="$(WALKS_ON_SQLITE)" ON_POSTGRES="$(WALKS_ON_POSTGRES)" IN_BROWSER="$(WALKS_IN_BROWSER)"
	@if [ -s $(LEFT_OUT) ]; then echo; echo "=== LEFT OUT ==="; cat $(LEFT_OUT); else echo "All long walks have run: SQLite, PostgreSQL, browser."; fi

test-sqlite: $(VENV)/dev ## the tests on SQLite
	env -u DATABASE_URL $(UNITS) "$(ON_SQLITE)"

test-postgres: $(VENV)/dev ## the tests on a throw-away PostgreSQL, or the one in TEST_DATABASE_URL
	@if [ -n "$${TEST_DATABASE_URL:-}" ]; then set -x; DATABASE_URL="$$TEST_DATABASE_URL" $(UNITS) "$(ON_POSTGRES)"; \
	elif $(BIN)/python scripts/with_postgres.py >> $(LEFT_OUT); then set -x; $(BIN)/python scripts/with_postgres.py $(UNITS) "$(ON_POSTGRES)"; \
	else tail -n 1 $(LEFT_OUT); [ "$${REQUIRE_POSTGRES:-0}" != 1 ]; fi

test-browser: $(VENV)/dev ## the journeys in a real Chromium
	@if command -v chromium chromium-browser google-chrome >/dev/null; then set -x; env -u DATABASE_URL $(BROWSER) "$(IN_BROWSER)"; \
	else echo "Chromium is not installed (Debian: apt-get install chromium): the browser tests are left out." | tee -a $(LEFT_OUT); [ "$${REQUIRE_BROWSER:-0}" != 1 ]; fi

STORMY := $(BIN)/python scripts/with_postgres.py env REQUIRE_POSTGRES=1
storms: $(VENV)/dev ## what the API must stand, at full size, on PostgreSQL: two minutes of writers, 1,000 events, 100,000 rows; takes 15 minutes
	$(STORMY) STORM_SECONDS=120 $(PYTEST) -s tests/api/test_feed_storm.py
	$(STORMY) STORM_SECONDS=200 $(PYTEST) -s tests/webhooks/test_killed.py
	$(STORMY) STORM_SECONDS=60 LONG_LIST=100000 $(PYTEST) -s tests/api/test_paging_storm.py
	$(STORMY) $(PYTEST) tests/api/test_at_once.py tests/webhooks/test_addresses.py

pictures: $(VENV)/dev ## take the pictures of docs/editors.md anew, in a browser
	PICTURES=1 $(PYTEST) -m e2e tests/e2e/test_desk.py

fuzz: $(VENV)/dev ## ask the API, on PostgreSQL, 10,000 things that its document allows or forbids; takes long
	$(BIN)/python scripts/with_postgres.py $(BIN)/python scripts/fuzz.py $(EXAMPLES)

check: $(VENV)/dev ## format, lint, types, import contracts, migrations, system checks, OpenAPI document, templates, translations
	@$(MAKE) --no-print-directory --keep-going $(CHECKS) || { echo "make check has failed: see the lines above that begin with make."; exit 1; }
	@echo "All checks passed."

check-format: $(VENV)/dev
	$(BIN)/ruff format --check --quiet .

check-lint: $(VENV)/dev
	$(BIN)/ruff check --quiet .

check-types: $(VENV)/dev
	NSS_DEBUG=1 $(BIN)/mypy --no-error-summary

check-imports: $(VENV)/dev
	$(BIN)/lint-imports --no-logo

check-migrations: $(VENV)/dev
	$(CHECK) makemigrations --check --dry-run

check-system: $(VENV)/dev
	$(CHECK) check --fail-level WARNING
	@echo "manage.py check --deploy, with settings as in production" && $(LIVE) check --deploy --fail-level WARNING

check-api: $(VENV)/dev
	$(CHECK) spectacular --validate --fail-on-warn --file $(VENV)/openapi.yaml
	@diff -u docs/openapi.yaml $(VENV)/openapi.yaml || { echo "The API is not what docs/openapi.yaml says: run make schema and commit it."; exit 1; }

check-templates: $(VENV)/dev
	$(BIN)/djlint --quiet --lint templates

check-words: $(VENV)/dev
	@echo "$(WORDS) --check" && $(WORDS) --check || { echo "A text has no translation: run make words, then fill in what it lists in locale/."; exit 1; }

fmt: $(VENV)/dev ## format the code, and mend what the linter can
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

schema: $(VENV)/dev ## write docs/openapi.yaml anew
	$(CHECK) spectacular --validate --fail-on-warn --file docs/openapi.yaml

words: $(VENV)/dev ## collect the texts of the site into locale/, and compile their translations
	@$(WORDS)

bench: $(VENV)/run ## load a made-up package of 100,000 commitments and time it
	$(BIN)/python bench/load.py 100000

lock: $(VENV)/made ## write the lock files anew; UPGRADE=1 moves the versions
	for f in uv run dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate $(if $(UPGRADE),--upgrade) --custom-compile-command "make lock" -o requirements/$$f.txt requirements/$$f.in; done
	@! grep -nE '://|^--' requirements/*.txt || { echo "A lock file names an address."; exit 1; }

clean: ## remove the environment and the caches, never var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
