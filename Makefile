# `make demo` builds a dataset from seeds/ and shows it; `make test` runs every check. Both set up what they need.
# On a machine with a GPU or without a local torch wheel, this avoids the multi-GB GPU build of torch:
#   make demo PIP_ARGS="--extra-index-url https://download.pytorch.org/whl/cpu"
PYTHON ?= python3
PIP_ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
export OMP_NUM_THREADS ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint bench train clean help
help:
	@echo "make demo   build output/intervention from seeds/, load it with datasets, show what is in it, draw its report"
	@echo "make test   ruff, mypy, then the whole test suite with coverage"
	@echo "make bench  tokens a second by stage, beside other tools (a quarter of an hour; needs the corpora in DATA=$(DATA))"
	@echo "make train  rebuild the models into build/ (an hour and more; needs the corpora in DATA=$(DATA))"

$(VENV)/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 10) else f"Python 3.10 or newer is needed, {sys.executable} is {v[0]}.{v[1]}; try: make PYTHON=python3.12")'
	@echo "Setting up $(VENV) with pinned packages (once; about two minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/.ready
	@echo "Building output/intervention from seeds/ ..."
	@$(BIN)/quotes build seeds --output output/intervention
	@$(BIN)/quotes summary output/intervention
	@echo "In pictures (open it in a browser):"
	@$(BIN)/quotes report output/intervention

lint: $(VENV)/.ready
	@echo "ruff ..."; $(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@echo "mypy --strict ..."; $(BIN)/mypy

test: lint
	@echo "pytest ..."
	@$(BIN)/python -m pytest --cov=quotes --cov-report=term:skip-covered --cov-fail-under=90

bench: $(VENV)/.ready
	@$(BIN)/python benchmarks/compare.py --data $(DATA)

train: $(VENV)/.ready
	@$(BIN)/python -m pip install --quiet $(PIP_ARGS) --constraint constraints.txt --editable '.[train]'
	@for name in tokenizer mwt tagger lemmatizer parser; do \
	  $(BIN)/quotes train $$name --data $(DATA)/ud-german --output build/german || exit; done
	@$(BIN)/quotes train score --gold $(DATA)/ud-german/de_gsd-ud-test.conllu.gz --output build/german
	@$(BIN)/quotes train quotation-parser --data $(DATA) --output build/quotation-parser-model --seed 3
	@$(BIN)/quotes train stance --data $(DATA) --output build/stance-model
	@echo "Models are in build/german, build/quotation-parser-model, build/stance-model; copy them over quotes/models/ to bundle them."

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .coverage
