# Every target sets up what it needs from nothing: Python 3.11 or newer, make and a C compiler are enough.

PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
WORKERS ?= 3

# pyright runs on the Node of its own wheel and asks nobody for a newer one.
export PYRIGHT_PYTHON_GLOBAL_NODE := 0
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
# The tests start hundreds of processes: none of them should have to compile what the one before it had compiled.
export PYTHONDONTWRITEBYTECODE :=

# What can be checked at the same time is; from make 4 on, what one check says stays together.
TOGETHER := $(MAKE) --no-print-directory -j 3 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
TEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo up check test static lint types mypy pyright imports format bench docs soak requirements clean

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: .venv/.run ## Make .venv with the clusterpact command in it

demo: .venv/.run ## See a pact's year on real servers, from nothing, in a throw-away home
	$(BIN)/clusterpact demo

up: .venv/.run ## Start Postgres, Temporal and a worker on this machine
	$(BIN)/clusterpact up

check: static ## The quick half: lint, types, import rules, unit and house tests
	$(TEST) -q tests/unit tests/oracles tests/house

test: static ## Everything that CI runs
	$(TEST)

static: .venv/.dev
	@$(TOGETHER) lint mypy pyright imports

lint: .venv/.dev
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: mypy pyright

mypy: .venv/.dev
	$(BIN)/mypy

pyright: .venv/.dev
	$(BIN)/pyright --pythonpath $(BIN)/python

imports: .venv/.dev
	$(BIN)/lint-imports --no-cache

format: .venv/.dev ## Lay out the code and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: .venv/.bench ## Measure us against others
	$(BIN)/python -m bench

docs: .venv/.dev ## Write the generated pages anew, add missing golden samples
	$(BIN)/python -m tests.cube.lifecycle
	$(BIN)/python -m docs.generate
	$(BIN)/python -m tests.golden.stored

soak: .venv/.dev ## The long tests, for hours
	$(BIN)/pytest -m soak tests/soak

# Hashes come from the public index alone, so a wheel that lies about on this machine cannot slip in.
requirements: export PIP_CONFIG_FILE := /dev/null
requirements: export PIP_FIND_LINKS :=
requirements: PIN = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --annotation-style=line pyproject.toml
requirements: .venv/.dev ## Pin anew; UPGRADE=--upgrade takes newer releases
	$(PIN) $(UPGRADE) --build-deps-for editable --only-build-deps -o requirements/build.txt
	$(PIN) $(UPGRADE) -c requirements/build.txt -o requirements/run.txt
	$(PIN) $(UPGRADE) -c requirements/run.txt --extra embedded -o requirements/embedded.txt
	$(PIN) $(UPGRADE) -c requirements/embedded.txt -c requirements/build.txt --build-deps-for editable \
	  --extra embedded --extra dev -o requirements/dev.txt
	$(PIN) $(UPGRADE) -c requirements/dev.txt --build-deps-for editable \
	  --extra embedded --extra dev --extra bench -o requirements/bench.txt

clean: ## Remove what the targets above made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp stands for a finished installation: an interrupted one is done again.
.venv/.run: requirements/build.txt requirements/embedded.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up .venv; the first time this takes a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet --require-hashes -r requirements/build.txt -r requirements/embedded.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.run requirements/dev.txt
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	$(PIP) install --quiet --require-hashes -r requirements/bench.txt
	@touch $@
