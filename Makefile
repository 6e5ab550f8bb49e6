# What you can do here. Each of these works as the first command after a clone.
# Needed: git, make and Python 3.11 or newer with venv.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	command -v $(name) >/dev/null 2>&1 && \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
TESTS ?= tests
WORKERS ?= 2
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench audit lock translations format

help: ## say what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')" 2>/dev/null || grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST)

install: $(VENV)/.installed $(CATALOGUES) ## make .venv from the locked requirements, and compile the catalogues

demo: install ## play a whole round in a made-up municipality, then leave one open for you
	$(BIN)/flask demo

test: install ## run every test
	$(BIN)/pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: install ## look for mistakes without running: lint, types, imports, templates, translations
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/flask translations check

bench: install ## measure casting, counting and verifying against the bare cryptography
	$(BIN)/python -m tests.benchmarks

audit: install ## ask whether a locked requirement has a known weakness
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/pip install --quiet 'pip-audit==2.10.1'
	$(VENV)/audit/bin/pip-audit --requirement requirements/base.txt --require-hashes --disable-pip

format: install ## put the code in its usual form
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

translations: install ## read the texts anew into the catalogues
	$(BIN)/flask translations update

lock: ## choose the newest requirements that fit pyproject.toml, and lock them
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/pip install --quiet uv
	cd requirements && ../$(VENV)/lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --custom-compile-command 'make lock' ../pyproject.toml -o base.txt
	cd requirements && ../$(VENV)/lock/bin/uv pip compile --quiet --upgrade --universal --generate-hashes \
		--python-version 3.11 --custom-compile-command 'make lock' ../pyproject.toml --group ../pyproject.toml:dev \
		-c base.txt -o dev.txt

$(VENV)/.installed: requirements/dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is needed: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

%.mo: %.po $(VENV)/.installed
	$(BIN)/pybabel --quiet compile -i $< -o $@
