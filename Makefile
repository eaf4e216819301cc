# What people run; `make help` lists it. Set-up happens by itself when a lock file has changed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# A house is a handful of processes: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet --require-virtualenv
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/comptoir/locale/*/LC_MESSAGES/comptoir.po))
STATIC := $(shell find src/comptoir/static -type f)
RUN_SETUP := .venv/run.stamp build/fonts.stamp build/collected.stamp $(CATALOGUES)
DEV_SETUP := .venv/dev.stamp build/node-dev.stamp

.PHONY: help run setup test check prove scan bench format

help:  ## list these
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 16

run: $(RUN_SETUP)  ## the whole house on http://127.0.0.1:8000/ (PORT=… COMPTOIR_HOME=…); Ctrl-C stops it
	@exec $(BIN)/comptoir run --with-parent

setup: $(RUN_SETUP) $(DEV_SETUP)  ## everything that running and testing need

test: setup  ## everything that must hold, browser tests included
	@tools/chromium
	@tools/check
	@$(BIN)/pytest -n 2 --dist loadgroup --ignore=tests/shape  # of which tools/check has made sure

check: setup  ## conventions only: format, lint, layers, types, templates, messages, migrations, documents
	@tools/check

prove: setup  ## the long campaigns at full size (N=… SEED=…)
	@N=$(N) SEED=$(SEED) tools/prove

scan: setup build/scan.stamp  ## looks for holes: rules of ours and bandit over the code, wapiti and sqlmap over a demo house
	@nice $(BIN)/python tools/scan.py --seconds $(or $(SECONDS_EACH),300)

bench: setup  ## what the house does a second, beside the ceilings of the machine
	@tools/chromium
	@$(BIN)/python -m bench

format: setup  ## put the code in the house's form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Comptoir needs Python 3.11: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the environment in .venv"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/run.stamp: requirements/build.lock requirements/run.lock | .venv/made.stamp
	@echo "Installing what running needs"
	@$(PIP) install --require-hashes -r requirements/build.lock -r requirements/run.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

.venv/dev.stamp: requirements/dev.lock | .venv/run.stamp
	@echo "Installing what testing needs"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# The scanners want versions of their packages that do not go together: one environment for those that read, one for those that ask.
build/scan.stamp: requirements/scan-code.lock requirements/scan-web.lock
	@echo "Installing the scanners"
	@mkdir -p build/scan
	@for kind in code web; do \
	  $(PYTHON) -m venv --clear build/scan/$$kind; \
	  build/scan/$$kind/bin/pip --disable-pip-version-check --quiet install --require-hashes -r requirements/scan-$$kind.lock; \
	done
	@touch $@

build/node.stamp: package-lock.json .npmrc | .venv/run.stamp
	@echo "Fetching the front-end files"
	@tools/npm ci --omit=dev
	@mkdir -p build && touch $@

build/node-dev.stamp: build/node.stamp
	@echo "Fetching what tests the front end"
	@tools/npm ci
	@touch $@

build/fonts.stamp: tools/fonts.py build/node.stamp
	@echo "Building the fonts"
	@$(BIN)/python tools/fonts.py
	@touch $@

build/collected.stamp: build/fonts.stamp $(STATIC) .venv/run.stamp
	@echo "Collecting the static files"
	@$(BIN)/python manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@

%.mo: %.po tools/messages.py | .venv/run.stamp
	@$(BIN)/python tools/messages.py compile
