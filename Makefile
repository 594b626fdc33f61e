# Every target sets up what it needs: python3 and make are enough to begin with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test bench lint docs clean

demo: $(READY)
	$(BIN)/sk-epinet compare --plot demo.png

test: $(READY)
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m pytest --override-ini addopts= tests/benchmarks/bench_speed.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

docs: $(READY) $(VENV)/.docs
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build/html

$(READY): setup.cfg pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[plot,test]'
	touch $@

$(VENV)/.docs: $(READY)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[plot,test,docs]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info docs/_build docs/generated docs/gallery docs/sg_execution_times.rst demo.png
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
