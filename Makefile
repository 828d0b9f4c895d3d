# Everything a person runs. `make` alone lists it.
# The first Python that runs and is new enough: a name on the path may be a shim for nothing.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do $$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE = 1

.DEFAULT_GOAL := help
.PHONY: help demo test browser browser-tools lint format bench chaos messages clean

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# One stamp for what the product runs on, one for what tests and linting need on top.
$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run ## The whole product on this machine: PORT=8000 DEMO_EXIT=1 DEMO_CONTACTS=2000
	@DJANGO_SETTINGS_MODULE=coordination_site.settings.demo $(BIN)/python -m coordination_site.demo

test: $(VENV)/.dev ## The tests (what needs servers or a browser runs where they are at hand)
	$(BIN)/pytest -n 2 -q $(PYTEST_ARGS)

# npm's programs, which only tests/browser needs; without scripts of theirs, and by the lock file.
tests/browser/node_modules/.installed: tests/browser/package-lock.json
	cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

browser-tools: tests/browser/node_modules/.installed

browser: $(VENV)/.dev browser-tools ## Pages in Chromium: weight, axe-core, Lighthouse, valid HTML (docs/browser.md)
	CI=true $(BIN)/pytest -n 2 -q tests/browser
	@cat var/browser/*.md

lint: $(VENV)/.dev ## Formatting, imports, types, templates, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	git ls-files 'templates/*.html' | xargs -r $(BIN)/djhtml --tabwidth 2 --check
	DJANGO_SETTINGS_MODULE=coordination_site.settings.test $(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/.dev ## Put code and templates in order
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .
	git ls-files 'templates/*.html' | xargs -r $(BIN)/djhtml --tabwidth 2

bench: $(VENV)/.dev ## Speed and memory beside the wire and the usual ways: ONLY=name BENCH_QUICK=1 (docs/benchmarks.md)
	$(BIN)/python -m benchmarks $(ONLY) $(BENCH_ARGS)

chaos: $(VENV)/.dev ## Kill what can be killed and audit the ledger: RUNS=50 SEED=1 DB=sqlite|postgres ONLY=name
	@RUNS=$(RUNS) SEED=$(SEED) DB=$(DB) ONLY=$(ONLY) READERS=$(READERS) $(BIN)/python -m tests.chaos

messages: $(VENV)/.run ## Gather what is to be translated into locale/, and compile it (needs GNU gettext)
	@command -v msgfmt >/dev/null || { echo "GNU gettext is needed: apt-get install gettext"; exit 1; }
	DJANGO_SETTINGS_MODULE=coordination_site.settings.test $(BIN)/python manage.py makemessages --locale ur \
	  --extension html,txt,mjml,py --ignore $(VENV) --ignore var --ignore tests --ignore benchmarks \
	  --add-location file --no-wrap --no-obsolete
	@# The time of a run is no change worth a commit.
	@sed -i.bak '/^"POT-Creation-Date:/d' locale/ur/LC_MESSAGES/django.po && rm locale/ur/LC_MESSAGES/django.po.bak
	DJANGO_SETTINGS_MODULE=coordination_site.settings.test $(BIN)/python manage.py compilemessages --locale ur --ignore $(VENV)

clean: ## Remove what was made here: environment, demo data, caches
	rm -rf $(VENV) var tests/browser/node_modules .pytest_cache .mypy_cache .ruff_cache
