# Every target sets up what it needs: python3 and make are enough to begin with.
PYTHON ?= python3
# Test processes that run side by side. Each uses one thread (conftest.py).
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := -m pytest -n $(WORKERS) --dist worksteal --durations 10
PACKAGE := '.[plot,test]'

.DEFAULT_GOAL := help
.PHONY: help demo test test-oldest test-newest fuzz audit lint format docs smoke readme dist bench mutants clean

help:  ## Print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(READY)  ## Compare the methods on the toy landscapes, and draw demo.png
	$(BIN)/sk-epinet compare --plot demo.png

test: $(READY)  ## Run all tests, and the examples of the docstrings and pages
	$(BIN)/python $(PYTEST)

test-oldest: .venv-oldest/.ready  ## Run them with the oldest supported versions (downloads 3 GB)
	.venv-oldest/bin/python $(PYTEST)

test-newest: .venv-newest/.ready  ## Run them with the newest versions of all but torch
	.venv-newest/bin/python $(PYTEST)

fuzz: $(READY)  ## Make 5,200 hostile calls, others each time, and count how they end
	$(BIN)/python docs/reliability/fuzz.py

audit: $(READY) .venv-audit/.ready  ## Look for unsafe code, and for known faults of what is installed (on the internet)
	.venv-audit/bin/bandit --quiet --recursive sk_epinet
	.venv-audit/bin/pip-audit --strict --skip-editable --path $(VENV)/lib/python*/site-packages

lint: $(READY)  ## Check style, docstrings and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## Mend what can be mended of the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.docs  ## Build the pages in docs/_build/html, and check their links
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html
	$(BIN)/python docs/check_links.py docs/_build/html

smoke: $(READY)  ## Run every study of docs/benchmarks on tiny data, and check its tables
	$(BIN)/python $(PYTEST) --override-ini addopts= tests/benchmarks

readme: $(READY)  ## Install the package elsewhere, and copy the README line by line
	$(BIN)/python .ci/readme.py

dist: $(READY)  ## Build the wheel and the source archive in dist, and check the wheel
	rm -rf build dist && mkdir build
	$(BIN)/python -m build > build/log 2>&1 || { cat build/log; exit 1; }
	$(BIN)/python .ci/check_wheel.py dist/*.whl

bench: $(READY)  ## Time the main operations
	$(BIN)/python -m pytest --override-ini addopts= tests/benchmarks/bench_speed.py

mutants: $(VENV)/.mutants  ## Make errors in a copy of the code, and see whether tests find them
	$(BIN)/python docs/reliability/known_mutants.py
	$(BIN)/python docs/reliability/mutants.py

clean:  ## Remove everything that these targets made
	rm -rf .venv .venv-audit .venv-oldest .venv-newest build dist *.egg-info
	rm -rf docs/_build docs/generated docs/gallery docs/sg_execution_times.rst demo.png
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable $(PACKAGE)
	touch $@

$(VENV)/.docs: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[plot,test,docs]'
	touch $@

$(VENV)/.mutants: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt mutmut
	touch $@

# In a place of its own, so that what it needs itself is not looked at.
.venv-audit/.ready:
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet bandit pip-audit
	touch $@

.venv-oldest/.ready: setup.cfg pyproject.toml constraints-oldest.txt
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --constraint constraints-oldest.txt --editable $(PACKAGE)
	touch $@

# Made anew each time: there is no file that says when the newest versions change.
.PHONY: .venv-newest/.ready
.venv-newest/.ready:
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install --quiet "$$(grep '^torch==' constraints.txt)" --editable $(PACKAGE)
