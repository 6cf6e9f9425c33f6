# Two commands for a newcomer: `make demo` shows the result, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
BIN := $(VENV)/bin
USABLE := $(VENV)/.usable
INSTALLED := $(VENV)/.installed
SPARK := $(VENV)/.spark
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test lint types layers pytest properties fuzz mutants spark dist wheels golden help-pages readme benchmark constraints clean

demo: $(USABLE)
	$(BIN)/hlmdiag demo --output demo --force

test: lint types layers pytest

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(INSTALLED)
	$(BIN)/mypy --strict

layers: $(INSTALLED)
	$(BIN)/lint-imports

# Two processes, each on a core of its own: threads of polars besides would only wait for one another. Python keeps what
# it compiles, whatever the environment says: the tests start some hundreds of processes.
pytest: $(INSTALLED)
	PYTHONDONTWRITEBYTECODE= HYPOTHESIS_PROFILE=ci POLARS_MAX_THREADS=1 \
		$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Spark (430 MB, and Java 17) for its tests, which `make test` skips without it, and says so.
spark: $(SPARK)

# The wheel, with the digest by which those who receive it check it.
dist: $(USABLE)
	rm -rf dist
	$(BIN)/python -c "import hatchling.build as b; print(b.build_wheel('dist'))"
	cd dist && sha256sum *.whl > SHA256SUMS

# The wheel and the sdist, each installed alone and run on every Python named here that is found.
wheels: $(INSTALLED)
	HLMDIAG_WHEELS="$(PYTHONS)" $(BIN)/python -m pytest tests/test_packaging.py

# The generated grids and stocks of `make test`, twelve times as many, at random: about an hour.
PROPERTIES := test_properties.py test_properties_meaning.py test_respondents.py test_roll_up.py explain expression gate
PROPERTIES += robustness rules scoring
properties: $(INSTALLED)
	HYPOTHESIS_PROFILE=full $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PROPERTIES:%=tests/%)

# Files that went wrong in thousands of ways, for some hours: what fails becomes a case.
fuzz: $(INSTALLED)
	HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/fuzz

# Small faults written into the engine, one at a time, in a copy of the tree: which of them does no test notice? An hour
# or two; stopped, it goes on. `make mutants MUTANTS="--seed 2 --number 40 --only scoring"` draws others.
MUTANTS ?=
mutants: $(INSTALLED)
	PYTHONPATH=tests $(BIN)/python -m mutation.run $(MUTANTS)

# Renews the golden results of the tests: read the difference before committing it.
golden: $(INSTALLED)
	$(BIN)/python -m pytest tests --golden

# Renew what the documentation takes from the tool: `--help` and codes; picture and excerpt of the README.
help-pages: $(INSTALLED)
	$(BIN)/python docs/renew.py help

readme: $(INSTALLED)
	$(BIN)/python docs/renew.py readme
	$(BIN)/python docs/renew.py inspect

# Times and memory against peers; renews the tables and the plot of benchmarks/README.md and docs/performances.md.
benchmark: $(INSTALLED)
	$(BIN)/python benchmarks/run.py --write

constraints: $(SPARK)
	@echo "# Versions with which the project is developed and tested; renew with \`make constraints\`." > constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable | sort -f >> constraints.txt

# The tool alone is what the demonstration needs; the rest is for those who change it.
$(USABLE): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 ou plus récent est nécessaire ; indiquez-le par : make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable .
	@touch $@

$(INSTALLED): $(USABLE)
	$(PIP) --no-build-isolation --editable '.[dev]'
	# it pins the very versions of two readers of workbooks, older than ours, that the tests do not ask it to use
	$(PIP) --no-deps pyxform
	@touch $@

# Spark comes as a source package, which is built apart, with tools that only this needs.
$(SPARK): $(INSTALLED)
	$(PIP) --editable '.[spark]'
	@touch $@

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .mutants
