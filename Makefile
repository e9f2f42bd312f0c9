# `make help` lists the commands. Each works from a fresh clone: the first one makes the environment in .venv.

PYTHON ?= python3
PORT ?= 8000
ENGINES ?= chromium,firefox,webkit
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
UV := $(BIN)/uv pip install --quiet --system-certs --compile-bytecode --python $(BIN)/python
# One version of each package for Python 3.11 to 3.13 and for all systems.
COMPILE := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --no-annotate
COMPILE += --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
LOCKS := requirements.txt requirements-dev.txt pyproject.toml
RUN := .venv/everything-installed
LAB := .venv/notebooks-installed
CHECKS := tests/chapters tests/test_exercises.py tests/test_exercise_checks.py tests/test_for_teachers.py

.DEFAULT_GOAL := help
.PHONY: help serve check lab test unit style soak browsers book links notebooks mistakes bundles bench lock address clean clean-all

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

serve: $(RUN) ## build the book, serve it at a local address, rebuild what changes (PORT=8000)
	@$(BIN)/python tools/serve.py --port $(PORT)

check: $(RUN) ## one chapter in 20 s: it runs, numbers, exercises with answers, questions, links (CHAPTER=04)
	@$(if $(CHAPTER),,$(error Name the chapter: make check CHAPTER=04))
	@$(BIN)/python -m pytest -q -p no:cacheprovider --chapter $(CHAPTER) $(CHECKS)

lab: $(LAB) ## open the chapters in JupyterLab (ARGS=--no-browser: only print the address)
	@$(BIN)/jupyter trust chapters/*.ipynb >/dev/null  # else JupyterLab hides the stored pictures
	$(BIN)/python -m jupyter lab --LabApp.default_url=/lab/tree/chapters $(ARGS)

test: style ## every check: style of the code, numbers of the text, tests, chapters, build
	$(BIN)/python tools/prose_numbers.py
	$(BIN)/python -m pytest -n 2

unit: $(RUN) ## the tests that neither run the chapters nor build the book
	$(BIN)/python -m pytest -n 2 tests --ignore=tests/chapters --ignore=tests/test_build.py --ignore-glob='*/test_browser_*'

style: $(RUN) ## the code's style and layout, as ruff sees them
	$(BIN)/ruff check
	$(BIN)/ruff format --check

soak: $(RUN) ## 10,000 random events on the live figures, with what they keep in memory; the text with another example
	$(BIN)/python -m pytest -q tests/soak_example.py
	$(BIN)/python -m pytest -q -s --monkey 1250 tests/test_browser_monkey.py

browsers: $(RUN) ## figures and questions in Chromium, Firefox and WebKit (ENGINES=chromium,firefox: only these)
	$(BIN)/python -m pytest -s tests/test_browser_engines.py --engines $(ENGINES)

book: $(RUN) ## build the book into _build/html
	$(BIN)/jupyter-book build -W -n --keep-going .

links: $(RUN) ## check the links to other sites
	$(BIN)/jupyter-book build --builder custom --custom-builder linkcheck .

notebooks: $(RUN) ## run the chapters and store them normalised (FILES=chapters/…: only these)
	$(BIN)/python tools/notebooks.py $(FILES)

mistakes: $(RUN) ## write the two pages on mistakes from their table, and try the mistakes on our own tests
	$(BIN)/python tools/mutants.py
	$(BIN)/python tools/mistakes.py
	$(BIN)/python -m pytest -q -n 2 --thorough tests/test_diagnose_verdicts.py tests/test_mistakes_page.py tests/test_worksheets.py

bundles: $(RUN) ## write the scripts of the live figures from their sources
	$(BIN)/python tools/bundles.py

bench: $(RUN) ## measure library, live figures and pages beside rivals (PARTS=weight: only this)
	$(BIN)/python bench/run.py $(PARTS)

lock: $(RUN) ## write the two locks from pyproject.toml (UPGRADE=1: newest versions)
	echo "-e ." | $(COMPILE) - pyproject.toml --extra kernel --output-file requirements.txt
	@mkdir -p _build
	grep -v "^-e" requirements.txt > _build/limits.txt
	$(COMPILE) pyproject.toml --extra kernel --extra dev --constraint _build/limits.txt --output-file requirements-dev.txt

address: $(RUN) ## set the repository's address from git, or URL=https://github.com/owner/name; URL= takes it away
	$(BIN)/python tools/address.py $(if $(filter command,$(origin URL)),'$(URL)')

clean: ## remove what was built
	rm -rf _build .pytest_cache .hypothesis .ruff_cache *.egg-info
	find . -path ./.venv -prune -o -name __pycache__ -type d -exec rm -rf {} +

clean-all: clean ## remove what was built and the environment
	rm -rf .venv

$(RUN): $(LOCKS) | $(BIN)/python
	@echo "Installing what the book needs into .venv (up to two minutes the first time)"
	@$(call install,-r requirements.txt -r requirements-dev.txt)
	@touch $@

# A reader's environment: the notebooks' lock, and JupyterLab at the version of the other lock.
$(LAB): $(LOCKS) | $(BIN)/python
	@echo "Installing what the notebooks need into .venv"
	@$(call install,-r requirements.txt --constraint requirements-dev.txt jupyterlab)
	@touch $@

# uv is several times as fast as pip, but does not read pip's configuration: where it fails, pip does the work.
install = { $(PIP) "$$(grep "^uv==" requirements-dev.txt)" && $(UV) $(1); } || \
  { echo "uv could not install this; pip does it, more slowly"; $(PIP) $(1); }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "The course needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is: $$($(PYTHON) --version 2>&1)."; \
	  echo "Name another one, for example: make PYTHON=python3.12 serve"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }
