# Passalong's commands. `make help` lists them; every command is printed before it runs.

# The system's Python where it will do, else the first there is: it starts programs a
# quarter faster (docs/decisions/0044-which-python.md). Another one:
# make run PYTHON=/usr/bin/python3.12
WILL_DO := import ensurepip, sys; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell /usr/bin/python3 -c '$(WILL_DO)' 2>/dev/null && echo /usr/bin/)python3
endif
BIN := .venv/bin

# What was red is run once more, and told with its failure even if it is green then: at
# most three tests of a part, none that guards texts, people or pages
# (docs/decisions/0026-a-second-try.md).
SECOND_TRY := --reruns 1 --max-suite-reruns 3 --rerun-show-tracebacks \
	$(addprefix --rerun-exclude-path=,tests/accounts tests/authoring tests/security \
	tests/browser/test_editor.py tests/browser/test_pseudo_xss.py \
	tests/browser/test_script_injection.py)

# At the end of each part; CONTRIBUTING.md says what to do about them.
SLOWEST := --durations 20 --durations-min 5

POSTGRESQL = TESTS_DATABASE=postgresql $(BIN)/python -m pytest -n 2 -m "not browser" $(SLOWEST) $(SECOND_TRY)

# The checks that run no test; the longest comes first.
CHECKS := types lint imports templates catalogs content

.DEFAULT_GOAL := help
.PHONY: help run check test bench soak bundle format provision app-venv dev-venv node-tools \
	ready static $(CHECKS) parts unit unit-quick unit-postgresql \
	unit-postgresql-a-p unit-postgresql-q-z browser

# Where Python may keep nothing it has compiled, each process of each run of the tests
# would rewrite every test again.
unexport PYTHONDONTWRITEBYTECODE

help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' \
		| awk -F'|' '{ printf "make %-16s %s\n", $$1, $$2 }'

run: app-venv ## Start Passalong on http://127.0.0.1:8000, with everything it needs
	exec env PASSALONG_DEMO=$${PASSALONG_DEMO:-true} \
		PASSALONG_LOCAL_ACCOUNTS=$${PASSALONG_LOCAL_ACCOUNTS:-true} $(BIN)/python -m app run

check: static unit-quick ## The inner loop, in 90 seconds: all checks, what needs no database, a bit of each room

test: ready parts ## Install what the tests need, then run all of them

bench: dev-venv node-tools ## Measure everything, and tell how long each part of it took
	$(PYTHON) -m tools.provision wrk ffmpeg nginx
	$(BIN)/python -m tests.bench.everything

# Folders and files of which a few rounds in `make test` are many here.
SOAK := tests/authoring/live tests/authoring/test_killed_writers.py \
	tests/authoring/test_killed_imports.py tests/translation/exchange/test_half_written.py \
	tests/media/test_killed_workers.py tests/media/test_two_gigabytes.py

soak: provision ## Break networks, servers and files under people who write together, for long
	TESTS_SOAK=yes $(BIN)/python -m pytest -n 0 --timeout 7200 $(SOAK)
	TESTS_SOAK=yes TESTS_DATABASE=postgresql $(BIN)/python -m pytest -n 0 --timeout 7200 $(SOAK)

bundle: node-tools ## Build the editor's script again, after a change in tools/editor
	$(PYTHON) -m tools.bundle

format: dev-venv ## Rewrite Python in the house style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

# What the commands above are made of; each can be run alone.

# Two at a time; what each one says stays together.
static: dev-venv ## All checks that run no test
	$(MAKE) --no-print-directory --jobs=2 --output-sync $(CHECKS)

# A processor is free while packages come over the network: those of Python beside those
# of Node, and checks beside those of Debian.
ready: ## The same, while what the tests need is installed
	$(MAKE) --no-print-directory --jobs=2 --output-sync provision $(CHECKS)

lint: dev-venv ## Formatting and lint of Python
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: dev-venv ## Types, strictly
	$(BIN)/mypy

imports: dev-venv ## Who may import whom
	$(BIN)/lint-imports

templates: dev-venv ## Lint of templates
	$(BIN)/djlint --quiet --lint templates

catalogs: dev-venv ## Interface translations are up to date and sound
	$(BIN)/python -m app translations check

content: dev-venv ## Packs, courses, projects and organisations are sound
	$(BIN)/python -m app content check

# A whole folder of tests of pages takes minutes: run it by hand, and what is near.
unit-quick: dev-venv ## Tests that need no database, and a few of each room that do
	$(BIN)/python -m pytest -n 2 -m "(not database or smoke) and not slow and not service and not browser" --ignore tests/security

unit: dev-venv ## Tests on SQLite
	$(BIN)/python -m pytest -n 2 -m "not service and not browser" $(SLOWEST) $(SECOND_TRY)

unit-postgresql: provision ## The tests that use a database on PostgreSQL, and those that need a server
	$(POSTGRESQL)

# In two halves: alone, the last part would leave a third of the processors idle. Whoever
# hands the tests out to workers reads in `conftest.py` of the folders it is given.
unit-postgresql-a-p: provision
	$(POSTGRESQL) --ignore-glob 'tests/[!a-p]*'

unit-postgresql-q-z: provision
	$(POSTGRESQL) --ignore-glob 'tests/[!q-z]*'

# The longest first: what comes last keeps both processors busy alone.
parts: provision ## All tests, two parts at a time; what each took is told at the end
	$(PYTHON) -m tools.parts unit browser unit-postgresql-a-p unit-postgresql-q-z

# A worker begins with half of the tests in order, so that few files are split and set
# up twice.
browser: provision ## Tests in Chromium: journeys, accessibility, validity, weights
	$(BIN)/python -m pytest -n 2 --dist worksteal -m browser --ignore-glob 'tests/[!b]*' $(SLOWEST) $(SECOND_TRY)

provision: dev-venv node-tools ## Install the Debian packages the tests need
	$(PYTHON) -m tools.provision

app-venv:
	$(PYTHON) -m tools.environment app

dev-venv:
	$(PYTHON) -m tools.environment dev

node-tools:
	$(PYTHON) -m tools.provision npm
	$(PYTHON) -m tools.node_tools
