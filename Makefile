# Every daily command. `make help` lists them.

PYTHON ?= python3
PY := .venv/bin/python
# The pins are complete: whatever else an index offers by now, nothing is resolved anew. `pip check` says if one is missing.
PIP := $(PY) -m pip --disable-pip-version-check --no-input
PINNED := $(PIP) install --quiet --no-deps --require-hashes -r
STATIC := $(shell find clients_ui ttdash -path '*/static*' 2>/dev/null) $(wildcard docs/guide/pictures/*)
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-header --quiet

# The tests start hundreds of processes: what one has compiled, the next need not.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: run test stores provider explore check format words screenshots install release pins clean help

run: install ## Start everything on http://127.0.0.1:8000 (PORT=8001 make run: another port)
	@exec $(PY) manage.py demo

test: install .venv/.dev ## Run all tests, the browser's included
	@$(PY) -m pytest -rs -m "not alone" -n 2 --dist loadfile --no-loadscope-reorder --cov=clients_ui --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=95
	@$(PY) -m pytest -rs -m alone tests/test_hanging_stores.py

stores: install .venv/.dev ## Run the tests that ask a database once more, with PostgreSQL and Redis
	@STORES=real $(PY) -m pytest -rs -m "not alone" -n 2 --dist loadfile --no-loadscope-reorder

provider: tests/oidc/node_modules ## Install the provider of company accounts that tests use (needs npm)

tests/oidc/node_modules: tests/oidc/package-lock.json
	npm ci --prefix tests/oidc --ignore-scripts --no-audit --no-fund --silent
	@touch $@

explore: install .venv/.dev ## Look for counter-examples for longer
	@STATE_MACHINE=long $(PY) -m pytest tests/clients_ui/writing/test_state_machine.py -q

check: .venv/.dev ## Run all static checks
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m djlint --quiet --lint templates
	$(PY) manage.py makemigrations --check --dry-run --settings=ttdash.config.placeholders
	$(PY) manage.py check --deploy --fail-level=WARNING --settings=ttdash.config.placeholders
	.venv/bin/lint-imports

format: .venv/.dev ## Format the code and mend what ruff can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

words: .venv/.dev ## Bring the German catalogue in step with the code, compile it, list it; say what lacks German
	@$(PY) -m tests.catalogue

screenshots: install .venv/.dev ## Take the guide's and the README's pictures anew (needs Chromium and pngquant)
	@$(PY) -m tests.screenshots

install: .venv/.base staticfiles/.collected ## Build .venv and collect the static files; needs no setting

release: .venv/.dev ## Make what is given out, in dist/: wheel, sdist, and the pins of what they need
	@rm -rf dist
	@$(PY) -m hatchling build
	@cp requirements/base.txt dist/requirements.txt
	@cp .env.example dist/env.example

pins: .venv/.dev ## Write requirements/*.txt from pyproject.toml (UPGRADE=--upgrade: the newest versions)
	$(PY) -m $(LOCK) $(UPGRADE) pyproject.toml -o requirements/base.txt
	$(PY) -m $(LOCK) $(UPGRADE) pyproject.toml --group dev -o requirements/dev.txt

clean: ## Remove all that was built or cached; the database and .env stay
	rm -rf .venv dist staticfiles .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 13

# A virtual environment that is broken or was never finished is built anew.
.venv/.made:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is missing: Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1). PYTHON=python3.12 make … takes another." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "The package python3-venv is missing, without which $(PYTHON) -m venv cannot work: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { rm -rf .venv; $(PYTHON) -m venv .venv; } || { rm -rf .venv; exit 1; }
	@touch $@

.venv/.base: requirements/base.txt .venv/.made
	@echo "Installing what the dashboard needs …"
	@$(PINNED) $<
	@$(PIP) check >&2
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.base
	@echo "Installing what its tests need …"
	@$(PINNED) $<
	@$(PIP) check >&2
	@touch $@

# Placeholders instead of settings: no value is needed, and a bad one in .env does not matter. Never --clear: a worker
# that is running may be asked for what an older page names.
staticfiles/.collected: .venv/.base ttdash/settings.py $(STATIC)
	@echo "Collecting static files …"
	@$(PY) manage.py collectstatic --no-input --verbosity 0 --settings=ttdash.config.placeholders
	@touch $@
