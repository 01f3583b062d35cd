# Kontor's commands. Needed: git, make and Python 3.11 to 3.13 with venv; everything else is
# installed into .venv/ or comes with the packages there.
#
#   make run        Kontor with demo data on http://localhost:8000/ (PORT=, DATA_DIR=)
#   make test       the whole suite (CHROMIUM= names a browser)   make test-long   what takes longer
#   make lint       all checks of the code                        make reset       delete the data
#   make messages   collect texts for translation                 make requirements  pin anew
#   make bench-matching   figures of matching among a million companies (SIZE=)
#   make bench-desk   figures of the desk's pages among 200,000 requests (PEER=1)
#   make mutants    breaks the rules of the case, to see whether tests fail (ARGUMENTS="--sample 0")
#   make bench-record   how long the record takes to be read by rule, 5 million activities
#   make bench-notices   how many mails a worker sends a second
#
# ARGUMENTS= goes to the program behind each: make test ARGUMENTS="tests/network -x".

.DEFAULT_GOAL := run
.PHONY: run test test-long lint lint-style lint-templates lint-types lint-layers lint-unused lint-migrations lint-messages \
	reset messages requirements install install-development bench-matching bench-desk bench-record bench-notices mutants
SHELL := /bin/sh
# Dozens of processes start here: each would compile a thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?=
IN := .venv/bin/python
ARGUMENTS ?=
# Two processes fill two cores; what shares a group (tests/conftest.py) stays in one, in its order.
PARALLEL ?= --numprocesses 2 --dist loadfile --no-loadscope-reorder
UV_COMPILE := $(IN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make requirements" $(ARGUMENTS)

# The first Python of 3.11 to 3.13 that can make virtual environments; .venv/ keeps it.
FIND_PYTHON = \
	fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	named='$(PYTHON)'; found=; unable=; \
	for python in $${named:-python3.13 python3.12 python3.11 python3}; do \
		"$$python" -c "$$fits" >/dev/null 2>&1 || continue; \
		if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then found=$$python; break; fi; \
		unable=$${unable:-$$python}; \
	done; \
	if [ -z "$$found" ] && [ -n "$$unable" ]; then \
		echo "$$unable cannot make virtual environments: install its venv package" \
			"(on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; \
	fi; \
	if [ -z "$$found" ]; then \
		echo "Kontor needs Python 3.11, 3.12 or 3.13: install one, or name it with PYTHON=." >&2; \
		exit 1; \
	fi
INSTALL = if [ -x $(IN) ] && $(IN) -c '' 2>/dev/null; then found=$(IN); else $(FIND_PYTHON); fi; \
	"$$found" kontor/embedded/install.py

run: install
	@exec $(IN) -m kontor.embedded --below-make $(ARGUMENTS)

install:
	@$(INSTALL)

install-development:
	@$(INSTALL) --development

test: install-development
	@$(IN) tests/chromium.py
	@exec $(IN) -m pytest -m "not long" $(PARALLEL) $(ARGUMENTS)

test-long: install-development
	@$(IN) tests/chromium.py
	@exec $(IN) -m pytest -m long $(ARGUMENTS)

mutants: install-development
	@exec $(IN) -m tests.mutants $(ARGUMENTS)

# `make -k lint` runs all checks even when one of them fails.
lint: lint-style lint-templates lint-types lint-layers lint-unused lint-migrations lint-messages

lint-style: install-development
	$(IN) -m ruff check .
	$(IN) -m ruff format --check .

lint-templates: install-development
	$(IN) -m scripts.format_templates --check

lint-types: install-development
	$(IN) -m mypy .

lint-layers: install-development
	$(IN) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

lint-unused: install-development
	@found="$$($(IN) -m vulture)"; code=$$?; \
		test $$code -eq 0 -o $$code -eq 3 || { echo "$$found"; exit $$code; }; \
		! echo "$$found" | grep -E 'unused (class|function|import|method|property)|unreachable'
	$(IN) -m deptry . --config deptry.toml

lint-migrations: install-development
	$(IN) -m kontor.embedded --temporary -- $(IN) manage.py makemigrations --check --dry-run

lint-messages: install-development
	$(IN) -P kontor/messages.py check

reset: install
	@exec $(IN) -m kontor.embedded.reset

bench-matching: install
	@$(IN) -m pip install --quiet --require-hashes -r bench/requirements.txt
	@exec $(IN) -m bench.matching_at_scale --size $(or $(SIZE),1000000) $(ARGUMENTS)

bench-desk: install
	@exec $(IN) -m bench.desk $(if $(PEER),--peer) $(ARGUMENTS)

bench-record: install
	@exec $(IN) -m bench.record $(ARGUMENTS)

bench-notices: install
	@exec $(IN) -m bench.notices $(ARGUMENTS)

messages: install
	$(IN) -P kontor/messages.py collect

requirements: install-development
	$(UV_COMPILE) requirements.in --output-file requirements.txt
	$(UV_COMPILE) requirements-development.in --output-file requirements-development.txt
	$(UV_COMPILE) bench/requirements.in --output-file bench/requirements.txt
	$(UV_COMPILE) bench/peer.in --output-file bench/peer.txt
