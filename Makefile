# Every target makes or updates the virtual environment that it needs; see bin/environment.
#
#   make test ARGS="-k gate"        arguments for the command behind a target
#   make run PYTHON=python3.12      another Python (3.12 or newer)
#   make check VENV=/tmp/venv       another place for the environment

VENV ?= .venv
export VENV
python = "$(VENV)/bin/python"
jose = tests/jose/node_modules/.package-lock.json
html = tests/pages/node_modules/vnu-jar/build/dist/vnu.jar
# Who has run out of tests takes over what others have left.
at_once = -n auto --dist worksteal
lock = UV_CUSTOM_COMPILE_COMMAND="make lock" $(python) -m uv pip compile --quiet --universal \
	--python-version 3.12 --no-python-downloads --generate-hashes --no-emit-index-url \
	--no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run test check types imports required bench format lock hooks clean runtime tools

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: runtime ## Serve the site with its demo article at http://127.0.0.1:8000
	@exec $(python) manage.py serve $(ARGS)

test: tools $(jose) $(html) ## Run the tests
	@$(python) -m pytest $(at_once) $(ARGS)

check: tools $(jose) $(html) ## Run every check and every test; nothing may be left out
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	@$(MAKE) --no-print-directory --jobs=3 types imports required

required:
	REQUIRE_ALL=1 $(python) -m pytest $(at_once) $(ARGS)

types:
	$(python) -m mypy .

imports:
	$(python) "$(VENV)/bin/lint-imports"

bench: tools ## Measure speed, and what public pages weigh
	@test -d tests/pages/node_modules/lighthouse || ! command -v npm >/dev/null \
		|| npm --prefix tests/pages ci --ignore-scripts --silent --no-audit --no-fund
	@$(python) -m tests.bench $(ARGS)

format: tools ## Format the code and mend what can be mended without a thought
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

lock: tools ## Pin the newest versions that pyproject.toml allows
	$(lock) --upgrade --output-file requirements.txt pyproject.toml
	$(lock) --upgrade --output-file requirements-dev.txt --group dev \
		--constraints requirements.txt pyproject.toml

hooks: tools ## Run the quick checks at each commit
	$(python) -m pre_commit install

clean: ## Remove the environment and caches; var/, which holds the data, stays
	rm -rf "$(VENV)" .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
		tests/jose/node_modules tests/pages/node_modules
	find . -path ./var -prune -o -name __pycache__ -prune -exec rm -rf {} +

runtime:
	@bin/environment requirements.txt

tools:
	@bin/environment requirements-dev.txt

# Tests that need it say that they did not run where npm is missing or offline.
$(jose): tests/jose/package-lock.json
	@! command -v npm >/dev/null || npm --prefix tests/jose ci --silent --no-audit --no-fund \
		|| echo "npm could not install tests/jose: signatures will not be checked with it."

# The checker of HTML only; what measures pages comes with `make bench`. No scripts: the package
# would fetch a Java of its own.
$(html): tests/pages/package-lock.json
	@! command -v npm >/dev/null \
		|| npm --prefix tests/pages ci --omit=dev --ignore-scripts --silent --no-audit --no-fund \
		|| echo "npm could not install tests/pages: HTML will not be checked with it."
	@touch -c $@
