# Two commands do everything on a machine with Python 3.11, git and make:
#   make demo   a synthetic election, from sheets to a public site
#   make test   lint, types, import contract, tests with coverage
# uv is taken from the machine, or put into .tools, a private environment of its own.

PYTHON ?= python3
UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := $(UV) run --frozen --no-sync
DEMO ?= demo
# One more than there are cores: some tests wait for servers and clusters.
WORKERS ?= $(shell expr $$(nproc) + 1)
export UV_PROJECT_ENVIRONMENT := .venv
# Where a machine keeps no compiled Python, each of the hundreds of processes that the tests begin
# would compile Polars and all else anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install install-dev demo test lint screenshots soak bench docs messages clean

help:
	@sed -n '2,5p' Makefile | cut -c3-
	@echo "make screenshots   every kind of page as pictures, in artefacts/screenshots"
	@echo "make soak     long runs: faults, kills, calibration (resumable)"
	@echo "make bench    the benchmarks, beside their peers"
	@echo "make docs     regenerate what is generated in docs/"
	@echo "make messages what each catalogue lacks; ARGS=fr prints it to be translated"

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Actas needs Python 3.11 or newer; say which with make PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -m venv .tools \
	  || { echo "Python's venv is missing (Debian: apt install python3-venv)" >&2; exit 2; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

install: $(filter .tools/%,$(UV))
	@$(UV) sync --frozen --no-dev --inexact --quiet --python $(PYTHON)

install-dev: $(filter .tools/%,$(UV))
	@$(UV) sync --frozen --quiet --python $(PYTHON)

demo: install
	@$(RUN) actas demo $(DEMO) $(ARGS)

lint: install-dev
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports

test: lint
	POLARS_MAX_THREADS=1 $(RUN) pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
	  --cov --cov-report= --durations=25

screenshots: install-dev
	$(RUN) python -m tests.pages.golden artefacts/screenshots $(ARGS)

soak: install-dev
	$(RUN) python benchmarks/soak.py $(ARGS)

bench: $(filter .tools/%,$(UV))
	@$(UV) sync --frozen --quiet --group bench --python $(PYTHON)
	$(RUN) python benchmarks/run.py $(ARGS)

docs: install-dev
	$(RUN) python -m actas.checks.docs docs/rules.md
	$(RUN) python docs/generate.py

messages: install-dev
	@$(RUN) python tests/catalogues.py $(ARGS)

clean:
	rm -rf .venv .tools demo .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis artefacts
