# The verbs of the house. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
# Processes that run tests, each over databases of its own; a file stays in one of them.
TESTS := $(BIN)/python -m pytest -n $(or $(JOBS),2) --dist loadfile
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help setup up down test check fix bench test-all module disease map shots messages lock browser notebooks

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(BIN)/.ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	touch $@

setup: $(BIN)/.ready ## make the environment in .venv

up: setup ## start everything with the demo: database, web, worker; prints address and logins
	@$(BIN)/sizao up --demo $${SIZAO_DEMO_SCALE:-tiny}

down: setup ## stop it
	@$(BIN)/sizao down

test: setup browser ## run all that CI runs
	$(TESTS)

test-all: setup browser ## the full matrix of widths and themes too
	$(TESTS) --full-matrix

check: setup ## style, types, import contracts, generated papers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python -m tools.map --check
	$(BIN)/python -m tools.roles --check

fix: setup ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## make bench NAME=checks_submit: one benchmark, one JSON line last
	@$(BIN)/python -m bench.$(NAME)

browser: setup ## find or fetch a Chromium for the browser stories
	@$(BIN)/python -m tools.browser

module: setup ## make module STEP=prepare NAME=ventilation: a new form in one folder
	$(BIN)/python -m tools.module $(STEP) $(NAME)

disease: setup ## make disease NAME=norovirus: a new disease with its test
	$(BIN)/python -m tools.disease $(NAME)

map: setup ## write docs/map.md and docs/roles.md from the code
	$(BIN)/python -m tools.map
	$(BIN)/python -m tools.roles

notebooks: setup ## run the notebooks of the documentation anew
	$(BIN)/python -m tools.notebook

shots: setup browser ## take the pictures of the README from a running demo
	$(BIN)/python -m tools.shots

messages: setup ## collect and compile the translations
	$(BIN)/python -m tools.messages

lock: setup ## resolve requirements.lock anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra server --extra analysis --extra dev --universal --generate-hashes --no-header -o requirements.lock
