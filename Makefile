# Set-up in two commands: `make serve` and `make test`. README.md gives the plain commands behind them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := NO_MKDOCS_2_WARNING=1 $(BIN)/python
CHECKED := docs head markdown mistakes three_languages
.DEFAULT_GOAL := help
.PHONY: help serve build test check bench translated fonts lint lock audit clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/site ## the site on http://127.0.0.1:8000/, reloading on change; another port: make serve PORT=8001
	@$(RUN) -m edition serve $(PORT)

build: $(VENV)/site ## the site for publication in site/: make build SITE_URL=https://…
	@SITE_URL="$(SITE_URL)" $(RUN) -m edition build

test: $(VENV)/test ## the tests, in real browsers too
	@$(BIN)/python -m tests.tools.browsers
	@$(BIN)/python -m tests.tools.nginx
	@$(BIN)/python -m tests.tools.vnu
	@$(BIN)/python -m tests.tools.readers
	@$(RUN) -m pytest --numprocesses 3 --dist loadgroup --cov

check: lint ## within a minute, without a browser: style, types, mistakes, guides, the built pages as files
	@$(RUN) -m pytest --quiet --numprocesses auto --maxprocesses 4 -m "not browser" tests/article $(CHECKED:%=tests/test_%.py)

bench: $(VENV)/test bench/node_modules ## BENCHMARKS.md anew, beside peers; fails past a budget; needs Node 20.19 or newer
	@$(BIN)/python -m tests.tools.browsers
	@$(BIN)/python -m tests.tools.nginx
	@$(RUN) -m bench $(PART)

translated: $(VENV)/site ## after comparing translations with a changed source text: make translated IDS="transport-2 energy-1", or all
	@$(RUN) -m edition translated $(IDS)

fonts: $(VENV)/test ## the fonts of the PDFs anew, after a Chinese character that they lack has come into the text; needs npm
	@rm -rf .build && mkdir -p .build && cd .build && npm pack --silent @fontsource/pt-serif@5.3.0 @fontsource/noto-serif-sc@5.3.0 >/dev/null && \
	  for name in pt-serif noto-serif-sc; do mkdir $$name && tar xzf fontsource-$$name-*.tgz -C $$name --strip-components 1; done
	@$(BIN)/python theme/fonts/cut.py .build && rm -rf .build

lint: $(VENV)/test ## style and types of the Python
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

lock: $(VENV)/test ## requirements/*.txt anew from pyproject.toml
	@for name in site test audit; do \
	  $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate --no-header --group $$name --output-file requirements/$$name.txt; done

audit: $(VENV)/audit ## known vulnerabilities of what is locked, where their list can be reached
	@$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements/test.txt

clean: ## remove what make has made
	@rm -rf $(VENV) site .site.building bench/.build bench/node_modules

# Lighthouse and the peers that npm has, as locked
bench/node_modules: bench/package.json bench/package-lock.json
	@cd bench && ASTRO_TELEMETRY_DISABLED=1 npm ci --silent && touch node_modules

# A virtual environment with what a lock file says, and the project itself beside it
$(VENV)/%: requirements/%.txt pyproject.toml
	@test -x $(BIN)/python || sh requirements/venv.sh "$(PYTHON)" $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $<
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@
