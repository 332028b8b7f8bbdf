.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
NAME ?= appends
# Test files are run by several processes, each with a PostgreSQL of its own: half the time they wait for a disk.
AT_ONCE := --numprocesses 4 --dist loadfile --no-loadscope-reorder
# The longest files are begun first, so that nobody is left alone with one of them at the end.
LONGEST_FIRST := tests/system tests
# Property tests take the same examples each time, so that a change is judged by what it did; test-slow looks for new ones.
REPEATABLE := --hypothesis-profile repeatable
# What of the projections rests on the server itself, and every question that is asked of the registers.
ON_DEBIAN := tests/projections/rebuild $(wildcard tests/projections/test_*_plans.py) $(addprefix tests/projections/test_,runner.py schema.py ledger_movements.py)

##@ Try it

.PHONY: run
run: .venv/installed  ## Install, start the embedded PostgreSQL, serve the API on 127.0.0.1:8000
	HUICAI_DEVELOPMENT_ISSUER=true $(BIN)/huicai run

.PHONY: demo
demo: .venv/installed  ## Play a quota year and other routes over HTTP; starts a server if none is running
	HUICAI_DEVELOPMENT_ISSUER=true $(BIN)/huicai demo

##@ Work on it

.PHONY: test
test: .venv/developed  ## All tests but the slow suites, on the embedded PostgreSQL
	$(BIN)/pytest -m "not slow" $(REPEATABLE) $(AT_ONCE) $(LONGEST_FIRST)

.PHONY: test-slow
test-slow: .venv/developed  ## The long forms: crashes, lost replies, live tail, concurrency, lawful years; ends with the bars that were held
	$(BIN)/pytest -m "not slow" -k any_lawful $(AT_ONCE)
	$(BIN)/pytest -m "slow or bar" -s

.PHONY: test-faults
test-faults: .venv/developed  ## What must survive faults, at full size with its controls: make test-faults ONLY=R1 (docs/faults.md has the ids)
	$(BIN)/pytest -s -m "$(if $(ONLY),bar(id='$(ONLY)'),bar)" tests/faults tests/persistence tests/projections tests/scheduler

.PHONY: test-debian
test-debian: .venv/developed  ## On Debian's PostgreSQL 15 (package postgresql-15): the event store, how projections run and are rebuilt, how they are asked
	TEST_POSTGRES=debian $(BIN)/pytest -m "not slow" $(REPEATABLE) $(AT_ONCE) tests/persistence $(ON_DEBIAN)

.PHONY: test-hosts
test-hosts: .venv/developed  ## Eight hosts in namespaces of the network lose their primary under load; as root, with Debian's postgresql-15 and haproxy
	$(BIN)/python -m tests.hosts
	$(BIN)/python -m tests.hosts --asynchronous

.PHONY: test-api-fuzz
test-api-fuzz: .venv/developed  ## Schemathesis over the whole contract, all phases and checks: an hour, or ten minutes with CASES=10000
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,fuzz]'
	CASES=$(or $(CASES),100000) $(BIN)/pytest -m slow -s tests/api/test_contract_fuzzed.py

.PHONY: check
check: .venv/developed  ## Style, types, and who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: freeze
freeze: .venv/developed  ## Write the schema of every event anew; a difference is a review item
	$(BIN)/python -m tests.domain.event_shapes

.PHONY: docs
docs: .venv/developed  ## Write the tables of events, refusals, routes and clauses in docs/ anew
	$(BIN)/python -m tests.architecture.reference_pages

.PHONY: bench
bench: .venv/developed  ## Measure against peers in the same run: make bench NAME=appends, or NAME=register SIZE=20000
	$(if $(filter http,$(NAME)),$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev,peers]')
	$(BIN)/python -m bench $(NAME) $(if $(SIZE),--size $(SIZE))

.PHONY: sbom
sbom: .venv/installed  ## Write the bill of materials of what is installed: sbom.json (CycloneDX)
	test -d .venv-sbom || $(PYTHON) -m venv .venv-sbom
	.venv-sbom/bin/pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7.5,<8'
	.venv-sbom/bin/cyclonedx-py environment --pyproject pyproject.toml --output-file sbom.json $(BIN)/python

.PHONY: format
format: .venv/developed  ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

##@ Other

.PHONY: clean
clean:  ## Remove the virtual environment and what tools have left; keeps data/ and out/
	rm -rf .venv .venv-sbom sbom.json .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help
help:  ## Show this
	@awk 'BEGIN {FS = ":.*##"} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*##/ {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/installed: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/developed: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
