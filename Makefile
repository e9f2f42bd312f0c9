# `make help` lists the commands. Each works from a fresh clone: the first one makes the environment in .venv.

PYTHON ?= python3
PORT ?= 8000
ENGINES ?= chromium,firefox,webkit
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCKS := requirements.txt requirements-dev.txt pyproject.toml
RUN := .venv/everything-installed
LAB := .venv/notebooks-installed

.DEFAULT_GOAL := help
.PHONY: help serve lab test unit soak browsers book links notebooks mistakes bundles bench lock stamp clean clean-all

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

serve: $(RUN) ## build the book, serve it at a local address, rebuild what changes (PORT=8000)
	@$(BIN)/python tools/serve.py --port $(PORT)

lab: $(LAB) ## open the chapters in JupyterLab (ARGS=--no-browser: only print the address)
	@$(BIN)/jupyter trust chapters/*.ipynb >/dev/null  # else JupyterLab hides the stored pictures
	$(BIN)/python -m jupyter lab --LabApp.default_url=/lab/tree/chapters $(ARGS)

test: $(RUN) ## every check: numbers of the text, tests, chapters, build
	$(BIN)/python tools/prose_numbers.py
	$(BIN)/python -m pytest -n 2

unit: $(RUN) ## the tests that neither run the chapters nor build the book
	$(BIN)/python -m pytest -n 2 tests --ignore=tests/test_notebooks.py --ignore=tests/test_build.py --ignore-glob='*/test_browser_*'

soak: $(RUN) ## 10,000 random events on the live figures, with what they keep in memory
	$(BIN)/python -m pytest -q -s --monkey 1250 tests/test_browser_monkey.py

browsers: $(RUN) ## figures and questions in Chromium, Firefox and WebKit (ENGINES=chromium,firefox: only these)
	$(BIN)/python -m pytest -s tests/test_browser_engines.py --engines $(ENGINES)

book: $(RUN) ## build the book into _build/html
	$(BIN)/jupyter-book build -W -n --keep-going .

links: $(RUN) ## check the links to other sites
	$(BIN)/jupyter-book build --builder custom --custom-builder linkcheck .

notebooks: $(RUN) ## run the chapters and store them normalised (FILES=chapters/…: only these)
	$(BIN)/python tools/notebooks.py $(FILES)

mistakes: $(RUN) ## write the catalogue of mistakes from its table, and try the mistakes on our own tests
	$(BIN)/python tools/mutants.py
	$(BIN)/python tools/mistakes.py

bundles: $(RUN) ## write the scripts of the live figures from their sources
	$(BIN)/python tools/bundles.py

bench: $(RUN) ## measure library, live figures and pages beside rivals (PARTS=weight: only this)
	$(BIN)/python bench/run.py $(PARTS)

lock: $(RUN) ## write the two locks from pyproject.toml (UPGRADE=1: newest versions)
	$(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

stamp: $(RUN) ## write version and repository address from pyproject.toml wherever they stand
	$(BIN)/python tools/stamp.py

clean: ## remove what was built
	rm -rf _build .pytest_cache .hypothesis attnlib.egg-info
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

clean-all: clean ## remove what was built and the environment
	rm -rf .venv

$(RUN): $(LOCKS) | $(BIN)/python
	@echo "Installing what the book needs into .venv (one to two minutes the first time)"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

# A reader's environment: the notebooks' lock, and JupyterLab at the version of the other lock.
$(LAB): $(LOCKS) | $(BIN)/python
	@echo "Installing what the notebooks need into .venv"
	@$(PIP) -r requirements.txt --constraint requirements-dev.txt jupyterlab
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "The course needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one, for example: make PYTHON=python3.12 serve"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
