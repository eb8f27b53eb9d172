# Broadsheet: `make` builds the shipped sample, `make help` lists the rest.
# Everything lands in .venv/, node_modules/, .broadsheet/ and output/, which git ignores.

# The first Python that is 3.11 or later; name another with `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)

VENV := .venv
BIN := $(VENV)/bin
# -qq: errors only; pip's advice on its own version is no news to a reader.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
NPM := npm install --no-package-lock --no-audit --no-fund --loglevel=error
# The sample is built at a fixed hour, so that the same bytes come out on every day.
NOW = $(if $(wildcard content/sample/now),--now "$$(cat content/sample/now)")
DIGEST := $(BIN)/python digest.py
# Two workers on two cores; the output stays in one piece, a file's tests on one worker.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
.PHONY: site test lint types check-site serve sample clear-sample clean help

site: $(VENV)/.installed ## make a venv, install, build the site (the sample's: offline; the default)
	@$(DIGEST) build $(if $(NOW),--offline $(NOW))
	@echo
	@echo "Built. Open   output/index.html   or run   make serve"
	@echo "Edit next     content/digest.toml (the site's name, topics and feeds), then   make"

test: $(VENV)/.test ## install what the tests need (Python only) and run them; check-site runs those of the built site
	@$(DIGEST) build --offline --quiet $(NOW)
	$(PYTEST) --ignore=tests/site --ignore=tests/hostile

lint: $(VENV)/.lint ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.lint ## mypy --strict over the package
	$(BIN)/mypy

check-site: $(VENV)/.site node_modules/.installed ## the sample: accessibility, HTML, links, feeds, workflows (Node, Java, Chromium)
	@$(DIGEST) build --offline --quiet $(NOW)
	BROADSHEET_SITE=required $(PYTEST) tests/site tests/hostile

serve: $(VENV)/.installed ## show the site with live reload
	$(DIGEST) serve

sample: $(VENV)/.installed ## make the sample's editions again from nothing
	rm -rf .broadsheet output
	if [ -d content/editions ]; then find content/editions -name '*.json' -delete; fi
	@$(DIGEST) build --offline $(NOW)

clear-sample: ## take the sample out, for a site of your own
	@$(PYTHON) .ci/clear_sample.py

clean: ## remove all that make made; content/ stays
	rm -rf $(VENV) node_modules .broadsheet output dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

# Stamps: each is as new as the last install that read pyproject.toml.

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or later on PATH; install one, or: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) cannot make a venv; on Debian: apt-get install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# pip first: dependency groups need 25.1, and older ones trip over some extras.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing Broadsheet and its libraries (a minute or so, once)"
	@$(PIP) install --upgrade pip
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.installed
	@$(PIP) install --group test
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	@$(PIP) install --group lint
	@touch $@

$(VENV)/.site: $(VENV)/.test
	@$(PIP) install --group site
	@touch $@

node_modules/.installed: package.json
	@command -v npm >/dev/null || { echo "make: check-site needs Node and npm; on Debian: apt-get install nodejs npm" >&2; exit 1; }
	@$(NPM)
	@touch $@
