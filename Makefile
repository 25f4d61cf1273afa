# The two commands of a newcomer are `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# A process more than there are cores, as a fifth of the time a test waits, for a server or a browser of its own;
# four at most, as each loads its own models. Whole files, as they share fixtures (pytest-xdist 3.8 does not see its
# groups any more under pytest 9.2), in the order of the folders, so that the light ones come last.
PROCESSES := $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$(( cores < 4 ? cores + 1 : 4 )))
PYTEST := $(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder
SAMPLE_DAY := 2026-02-14

.PHONY: demo test quick check lint install clean-demo lock

demo: $(VENV)/.runtime ## the night of the shipped sample day; prints where the reports are
	@# exit code 3 is the right answer here: the sample day holds three files that cannot be read
	@$(BIN)/callqa run --day $(SAMPLE_DAY) || [ $$? -eq 3 ]

test: $(VENV)/.dev ## every test, with the real recogniser, and one night by the real schedule beside them
	$(PYTEST)

quick: $(VENV)/.dev ## what a minute is enough for: no server, no model, no browser, no whole day, few examples
	$(PYTEST) --hypothesis-profile quick \
	  -m "not server and not model and not browser and not postgresql and not day and not program and not slow"

check: lint test ## what has to be green before a change lands

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

install: $(VENV)/.runtime

$(VENV)/.runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

lock: ## write both lock files from pyproject.toml; on a CPU machine, so that no CUDA package gets in
	$(PYTHON) scripts/lock.py

clean-demo: ## forget the sample day's results
	rm -rf data/qa.sqlite3* data/reports
