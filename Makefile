# `make run` and `make test` need only Python 3.11 or newer with venv, and make; uv is used if it is there.
PYTHON ?= python3
VENV ?= .venv
TEST_PROCESSES ?= 4 # of some 2 GB each; many tests wait for processes, so more than cores
FAULTS_STEP ?= 1
FUZZ_SECONDS ?= 600
FUZZ_TARGETS ?= # all
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run install test pytest test-browser check test-faults kills fuzz audit dist lock clean

help:
	@echo "make run     install into $(VENV) and start the demo: a sample news site, crawled, indexed and searchable"
	@echo "make test    install what tests need and run all of them (check, then pytest)"
	@echo "make test-browser  look at every page in four ways, with every hostile text"
	@echo "make check   ruff and mypy"
	@echo "make test-faults  let every call fail that changes a data folder, and write the table of docs/reliability.md (hours;"
	@echo "             FAULTS_STEP=20 for every twentieth)"
	@echo "make kills   kill alerts, reports, index, backup, restore and remove 700 times: nothing may be lost or come twice (an hour)"
	@echo "make fuzz    look for bytes that break a reader, ten minutes of processor time for each (FUZZ_TARGETS=query FUZZ_SECONDS=60"
	@echo "             for less)"
	@echo "make audit   look for insecure code with bandit"
	@echo "make dist    build wheel and sdist twice, which must be the same bytes, and the list of what goes with them (SBOM)"
	@echo "make lock    write the lock files anew from pyproject.toml (needs uv)"
	@echo "make clean   remove $(VENV)"

run: $(VENV)/.installed
	$(VENV)/bin/kliping demo

install: $(VENV)/.installed

test: check pytest # one after the other, and at once with `make -j2 test`

pytest: $(VENV)/.installed-dev
	$(VENV)/bin/python -m pytest -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder --ignore tests/browser
	$(VENV)/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests/browser # apart: Playwright's event loop runs on

test-browser: $(VENV)/.installed-dev
	KLIPING_REQUIRE_BROWSER=1 KLIPING_BROWSER_ALL=1 $(VENV)/bin/python -m pytest tests/browser

check: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

test-faults: $(VENV)/.installed-dev
	KLIPING_FAULTS_STEP=$(FAULTS_STEP) $(VENV)/bin/python -m pytest tests/faults

kills: $(VENV)/.installed-dev
	$(VENV)/bin/python benchmarks/alerts.py --only kills
	$(VENV)/bin/python benchmarks/alerts.py --only reports
	KLIPING_KILLS=40 $(VENV)/bin/python -m pytest tests/kliping/test_killed_keeping.py tests/indexer/test_kill.py \
	  tests/test_killed_anywhere.py

$(VENV)/bin/python:
ifdef UV
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
else
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Kliping needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }
endif

# All that a lock file names, and Kliping itself.
define INSTALL
$(if $(UV),VIRTUAL_ENV=$(VENV) uv pip,$(VENV)/bin/python -m pip) install --quiet --require-hashes -r $(1)
$(if $(UV),VIRTUAL_ENV=$(VENV) uv pip,$(VENV)/bin/python -m pip) install --quiet --no-deps -e .
endef

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(call INSTALL,$<)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python # it names what requirements.lock names
	$(call INSTALL,$<)
	@touch $(VENV)/.installed $@

.fuzz/.installed: requirements.lock requirements-fuzz.lock
	$(PYTHON) -m venv .fuzz
	.fuzz/bin/python -m pip install --quiet --require-hashes -r requirements.lock -r requirements-fuzz.lock
	.fuzz/bin/python -m pip install --quiet --no-deps -e .
	@touch $@

fuzz: .fuzz/.installed
	.fuzz/bin/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS) $(FUZZ_TARGETS)

.tools/.installed: requirements-release.lock
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --require-hashes -r requirements-release.lock
	@touch $@

audit: .tools/.installed
	.tools/bin/bandit --quiet --configfile pyproject.toml --recursive base config crawler indexer search kliping

# The second build proves the first: whoever builds this commit has the same bytes.
dist: .tools/.installed
	rm -rf dist dist-again
	.tools/bin/python -m build --no-isolation --outdir dist .
	.tools/bin/python -m build --no-isolation --outdir dist-again .
	cd dist && sha256sum *.whl *.tar.gz > SHA256SUMS && cd ../dist-again && sha256sum --check ../dist/SHA256SUMS
	rm -rf dist-again
	$(PYTHON) -m venv .tools/runtime
	.tools/runtime/bin/python -m pip install --quiet --require-hashes -r requirements-postgres.lock
	.tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o dist/sbom.json .tools/runtime

COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock:
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock --extra postgres pyproject.toml -o requirements-postgres.lock
	$(COMPILE) -c requirements.lock --extra postgres --extra dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) -c requirements-dev.lock --group pyproject.toml:release -o requirements-release.lock
	$(COMPILE) -c requirements-dev.lock --group pyproject.toml:fuzz -o requirements-fuzz.lock

clean:
	rm -rf $(VENV) .fuzz .tools dist
