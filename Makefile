# make demo · make test · make check · make soak · make bench · make docs · make lock
# Each does all its own set-up in .venv, once, and again only when the lock or pyproject.toml changes.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.PHONY: demo test check lint types layers docs docs-fresh soak bench lock
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.mathwright-ready
RUN := $(VENV)/bin
LOCK := requirements/dev.lock

demo: $(READY)
	@$(RUN)/mathwright demo

test: $(READY)
	@$(RUN)/python -m pytest

# CHECK_TESTS=no leaves the tests out, for a caller that has just run them.
CHECK_TESTS ?= yes
check: lint types layers docs-fresh
ifeq ($(CHECK_TESTS),yes)
	@$(RUN)/python -m pytest
endif

lint: $(READY)
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .

types: $(READY)
	@$(RUN)/mypy

layers: $(READY)
	@$(RUN)/lint-imports

docs: $(READY)
	@$(RUN)/python docs/write_commands.py
	@$(RUN)/python docs/write_score.py

docs-fresh: $(READY)
	@$(RUN)/python docs/write_commands.py --check

# The full counts: a hundred thousand problems a maker, and this many kill -9.
KILLS ?= 100
soak: $(READY)
	@$(RUN)/python -m pytest -m soak --timeout 3600
	@MATHWRIGHT_SOAK=$(KILLS) $(RUN)/python -m pytest tests/engine tests/jobs tests/store tests/teachers tests/model_runs -k "kill or budget or math2" --timeout 3600

bench: $(READY)
	@for bench in benchmarks/*.py; do \
	    grep -qs -- '"--quick"' "$$bench" || continue; \
	    echo "$$bench"; $(RUN)/python "$$bench" $(BENCH_FLAGS); \
	done

$(READY): $(LOCK) pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "mathwright needs Python 3.11 or newer, and there is no $(PYTHON) here." \
	    "Install one, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "mathwright needs Python 3.11 or newer;" \
	    "$(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks venv or ensurepip;" \
	    "on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "setting up $(VENV) (once)"
	@[ -x $(RUN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install -qq --disable-pip-version-check --requirement $(LOCK)
	@$(RUN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# Resolve anew from pyproject.toml in a throw-away environment and write the exact versions down.
lock:
	@place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; \
	$(PYTHON) -m venv "$$place/venv"; \
	"$$place/venv/bin/python" -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); \
	print(*p["project"]["dependencies"], *sum(p["project"]["optional-dependencies"].values(), []), \
	*p["dependency-groups"]["dev"], *p["build-system"]["requires"], sep="\n")' > "$$place/wanted.txt"; \
	"$$place/venv/bin/python" -m pip install -qq --disable-pip-version-check --requirement "$$place/wanted.txt"; \
	{ echo "# Exact versions for development and tests; written by 'make lock' from pyproject.toml."; \
	"$$place/venv/bin/python" -m pip freeze --disable-pip-version-check --exclude pip --exclude setuptools; } > $(LOCK)
