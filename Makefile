# Everything runs in .venv, which is built from requirements.lock when that changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Prefect and Streamlit: nothing is sent anywhere.
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
# Some containers set it; each of the processes that a run or a test starts would then compile every library anew.
unexport PYTHONDONTWRITEBYTECODE
# The files of tests in their order: those that take longest come early.
ON_TWO_CORES := -n 2 --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help run dashboard test coverage quick lint format lock clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## simulate a contact centre, run the nightly flow on it, and say what it found
	@$(BIN)/voc demo

dashboard: $(STAMP) ## open the dashboard on 127.0.0.1:8501
	@$(BIN)/voc dashboard

test: $(STAMP) ## the whole suite
	@$(BIN)/python -m pytest $(ON_TWO_CORES) --durations=10

coverage: $(STAMP) ## the whole suite, and which lines and branches it runs; a fifth slower
	@$(BIN)/python -m pytest $(ON_TWO_CORES) --cov --cov-report=term:skip-covered

quick: $(STAMP) ## the suite without what is slow
	@$(BIN)/python -m pytest $(ON_TWO_CORES) -m "not slow and not browser"

lint: $(STAMP) ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(STAMP) ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(STAMP) ## resolve pyproject.toml anew into requirements.lock (plain pins, Python 3.11)
	@$(BIN)/uv pip compile --quiet --upgrade pyproject.toml --group dev --python-version 3.11 --python-platform linux \
		--no-header --no-annotate --output-file requirements.lock

clean: ## remove what runs have built
	@rm -rf data/build

# uv where it can be had (seconds), else pip (minutes). --no-deps: the lock is complete.
$(STAMP): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null; then \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -r requirements.lock && \
		$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock && \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .; \
	fi
	@touch $@
