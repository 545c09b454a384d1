# Everything a clone needs, from installing the packages of apt.txt to the figures of the paper.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help web web-test web-check paper test planted honest campaign bench build debug portable python sanitize sanitize-python tidy fuzz fuzz-coverage kills format validate docs install deb wheel sdist wheel-test clang arm64 endure threads check-format clean deps
.SECONDARY:

OUT ?= build/paper
JOBS ?= $(shell nproc)
FUZZ_RUNS ?= 500000
FUZZ_SECONDS ?= 60
KILLS ?= 50
PYTHON ?= python3
export CMAKE_BUILD_PARALLEL_LEVEL ?= $(JOBS)
# Clones in other folders share the compiler cache.
export CCACHE_BASEDIR ?= $(CURDIR)
export CCACHE_NOHASHDIR ?= 1
export CCACHE_SLOPPINESS ?= pch_defines,time_macros

SOURCES = git ls-files -z --cached --others --exclude-standard -- '*.h' '*.cc' | xargs -0

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(firstword $(MAKEFILE_LIST)) | \
	  sed -E 's/^([a-z-]+):.*## */\1\t/' | expand -t 17

paper: build/venv/package.stamp  ## compute and check the figures of the paper, into OUT=build/paper
	build/venv/bin/python -m quflux.paper --out '$(OUT)'

test: build python  ## run the tests
	ctest --preset release -j $(JOBS)
	build/venv/bin/python -m pytest -q -n $(JOBS) --dist loadfile

build: build/release/build.ninja  ## build in release mode
	cmake --build --preset release

# The program draws in all of its libraries, so that nothing else needs to be built.
PREFIX ?= /usr/local
install: build/release/build.ninja  ## install program, library, completion and manual pages into PREFIX=/usr/local (DESTDIR=)
	cmake --build --preset release --target quflux quflux_pages
	cmake --install build/release --prefix '$(PREFIX)'

deb: build/release/build.ninja  ## Debian packages of program and library, into build/deb
	cmake --build --preset release --target quflux quflux_pages
	cd build/release && cpack -G DEB -B ../deb

# One wheel for each of 3.11 and 3.12, which is that of all later ones, as far as they are there and
# run. The pages of the explorer go along, in the source archive as well, as they were built last.
WHEEL_PYTHONS ?= $(shell for v in 3.11 3.12 3.13 3.14; do if python$$v -c '' 2>&-; then echo python$$v; fi; done | awk '/3.11$$/ || !n++')
wheel: build/deps.stamp build/web/model.html  ## wheels that need nothing besides Python, into build/wheels; WHEEL_PYTHONS="python3.11 python3.13"
	for python in $(WHEEL_PYTHONS); do packaging/wheel.sh $$python; done

wheel-test:  ## try the wheels in bare Debian 12 and 13; needs root and debootstrap
	packaging/test_wheels.sh bookworm trixie

sdist: build/venv/package.stamp build/web/model.html  ## the source as `pip install` takes it, into build/wheels
	build/venv/bin/pip install -q --disable-pip-version-check build
	build/venv/bin/python -m build -q --sdist --no-isolation --outdir build/wheels .

planted: build  ## search 1,000 random families with planted exceptional points; make test takes 100
	QUFLUX_PLANTED_FAMILIES=250 ctest --preset release -j $(JOBS) -R Planted --verbose

honest: build  ## flow_error of 200 random models beside deeper hierarchies, audits of 250 beside exact flows; make test takes 20
	QUFLUX_HONEST_MODELS=200 build/release/quflux_method_hierarchy_test \
	  --gtest_filter=FlowError.IsHonestForAsManyModelsAsAreAskedFor
	QUFLUX_AUDITED_MODELS=250 build/release/quflux_validity_test --gtest_filter='AuditCampaign*'

campaign: python  ## random models: 250 judged by check beside NumPy, 2,000 for their digits; make test takes some
	QUFLUX_CHECKED_MODELS=250 QUFLUX_DIGIT_MODELS=2000 build/venv/bin/python -m pytest -q -s \
	  python/tests/test_check.py python/tests/test_digits.py

validate: python  ## compute published and textbook results beside their formulas, rewrite docs/validation.md
	build/venv/bin/python -m validation --page docs/validation.md

docs: python build/docs_venv/installed.stamp build/deps-docs.stamp  ## build the site of the documentation into build/docs/site
	build/docs_venv/bin/python -m website

build/docs_venv/installed.stamp: website/requirements.txt
	test -x build/docs_venv/bin/python || $(PYTHON) -m venv build/docs_venv
	build/docs_venv/bin/pip install -q --disable-pip-version-check -r website/requirements.txt
	@touch $@

bench: build python  ## time everything beside its floor and its peers, rewrite docs/performance.md
	build/venv/bin/python bench/run.py build/release/quflux_bench \
  --json build/bench.json --page docs/performance.md

debug: build/debug/build.ninja  ## build without optimisation and run the tests
	cmake --build --preset debug
	ctest --preset debug -j $(JOBS)

python: build/venv/installed.stamp  ## install the Python package with its tests into build/venv

# Built in the tree of `make build`, so that nothing is compiled twice; the tools that build it come
# into the environment too, so that their headers keep their place. Where `make web` has built the
# pages of the explorer, they go along.
build/venv/package.stamp: build/release/build.ninja pyproject.toml bench/requirements.txt README.md CMakeLists.txt $(shell find src python cmake paper -type f) $(wildcard build/web/*.html)
	cmake --build --preset release --target quflux quflux_by_python
	test -x build/venv/bin/python || $(PYTHON) -m venv build/venv
	build/venv/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' > build/python_requires.txt
	build/venv/bin/pip install -q --disable-pip-version-check -r build/python_requires.txt
	build/venv/bin/pip install -q --disable-pip-version-check --no-build-isolation \
	  --config-settings=build-dir=build/release --config-settings=cmake.define.QUFLUX_TESTS=ON \
	  --config-settings=cmake.define.QUFLUX_BENCH=ON --config-settings=cmake.define.QUFLUX_WERROR=ON \
	  --constraint bench/requirements.txt .
	@touch $@

# What its tests need besides, as listed under `test` in pyproject.toml.
build/venv/installed.stamp: build/venv/package.stamp
	build/venv/bin/python -c 'import tomllib; extras = tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]; print(*extras["notebook"], *(need for need in extras["test"] if not need.startswith("quflux")), sep="\n")' > build/python_test_requires.txt
	build/venv/bin/pip install -q --disable-pip-version-check --constraint bench/requirements.txt \
	  --requirement build/python_test_requires.txt --requirement bench/requirements.txt
	@touch $@

# The libraries of `make sanitize`, in an interpreter that loads the sanitizer first. Leaks are left to
# the tests themselves: the interpreter never frees all it has. The one that watches the memory grow
# is left out, since the sanitizer holds freed memory back.
sanitize-python: build/sanitize-python/build.ninja  ## run the tests of bad input to the package under the sanitizers
	cmake --build build/sanitize-python --target _core
	rm -rf build/sanitize-python/package
	mkdir build/sanitize-python/package
	cp -r python/quflux build/sanitize-python/package/
	cp -r paper build/sanitize-python/package/quflux/
	cp build/sanitize-python/python/_core*.so build/sanitize-python/package/quflux/
	LD_PRELOAD="$$($(CXX) -print-file-name=libasan.so) $$($(CXX) -print-file-name=libstdc++.so)" \
	ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1:detect_stack_use_after_return=1 \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 PYTHONPATH=build/sanitize-python/package \
	  build/venv/bin/python -m pytest -q python/tests/test_bad_input.py python/tests/test_pairs.py \
	  --deselect python/tests/test_bad_input.py::test_memory_does_not_grow

build/sanitize-python/build.ninja: build/venv/installed.stamp CMakePresets.json
	cmake --preset sanitize -B $(@D) -D QUFLUX_PYTHON=ON -D QUFLUX_TESTS=OFF -D QUFLUX_BENCH=OFF \
	  -D Python_EXECUTABLE=$(CURDIR)/build/venv/bin/python
	@touch $@

portable: build/portable/build.ninja  ## build core to study without threads, LAPACK and files
	cmake --build --preset portable

# LAYERS="core bath" for the tests of some layers alone.
LAYERS ?=
clang: build/clang/build.ninja  ## build with Clang 16 and run the tests
	cmake --build --preset clang $(if $(LAYERS),--target $(LAYERS:%=quflux_%_test))
	ctest --preset clang -j $(JOBS) $(if $(LAYERS),-L "^($$(tr ' ' '|' <<< '$(LAYERS)'))$$")

build/arm64-sysroot:
	cmake/arm64_sysroot.sh

arm64: build/arm64-sysroot build/arm64/build.ninja  ## cross-build core to study for 64-bit ARM, run their tests in qemu-user
	cmake --build --preset arm64 $(if $(LAYERS),--target $(LAYERS:%=quflux_%_test))
	ctest --preset arm64 -j $(JOBS) $(if $(LAYERS),-L "^($$(tr ' ' '|' <<< '$(LAYERS)'))$$")

# The explorer: the library as WebAssembly by Clang of PyPI's ziglang, and the pages around it, each one
# file. The Python package takes the pages along where they are built.
web: build/wasm/build.ninja build/web-tools/node.stamp  ## build the pages of the explorer into build/web
	cmake --build --preset wasm
	cd web && node build.mjs

build/web/model.html:
	$(MAKE) web

web-test: web build  ## check the explorer: types, numbers beside testdata/ and the program, pages in Chromium
	cd web && npm run --silent types && npm run --silent test

web-check: build/web-tools/node.stamp  ## check the types of the explorer's pages, and what they do without the library
	cd web && npm run --silent types && npm run --silent check

build/wasm/build.ninja: build/web-tools/ziglang.stamp cmake/web_toolchain.cmake

build/web-tools/ziglang.stamp: web/requirements.txt
	test -x build/web-tools/bin/pip || $(PYTHON) -m venv build/web-tools
	build/web-tools/bin/pip install -q --disable-pip-version-check -r $<
	ln -sfn "$$(cd build/web-tools && echo lib/python3*/site-packages/ziglang)" build/web-tools/ziglang
	@touch $@

build/web-tools/node.stamp: web/package.json web/package-lock.json build/deps-web.stamp
	cd web && npm ci --no-progress
	@mkdir -p build/web-tools && touch $@

# Tests that take tens of seconds here and go through code that shorter ones go through as well.
LONG_UNDER_SANITIZERS := DrivenCourse.(TheLimitCycleReturns|EveryStateGoes|EveryBath)|IterativeState.(TellsNoMore|HasTheFlowsOfLarger)|Transition.(SearchesTheLargestCuts|ASearchOfTheCavity|OfAnAtomInACavity|ReportsItsProgress)|Planted.*/[456]$$|CurvesPassThroughAllPointsOnLines/[58]$$|Examples.(DisorderedChain|AllRun|SpinBoson|HeatValve|KatoTanimura|AtomsExact)|ConvergedFlows.(OfTheReference|TurnOver)|AuditCampaign|BondFlow.IsThatOfTheBaths|FlowError|PublishedFlows|HierarchyRoad|EquilibriumSubtraction

# Tests that go through every loop that runs on all cores.
PARALLEL_LAYERS := core solve method_pair method_hierarchy method_surrogate files report study
PARALLEL_TESTS := Parallel\.|Recall|PairGrid|BlockGenerator|IterativeState|Hierarchy\.|Propagate|Trajectories|NetCdf.ManyThreads|AnswerKeeper|TileStorage|Progress|RunSweep|NetworkRoad|HierarchyRoad
threads: build/threads/build.ninja  ## run the tests of all parallel loops under the thread sanitizer
	cmake --build --preset threads --target $(PARALLEL_LAYERS:%=quflux_%_test)
	OPENBLAS_NUM_THREADS=1 TSAN_OPTIONS=halt_on_error=1 RC_PARAMS=max_success=20 \
	  ctest --preset threads -j 1 -R '^($(PARALLEL_TESTS))'

# RC_PARAMS=max_success=20 in the environment shortens the property tests.
sanitize: build/sanitize/build.ninja  ## run the tests under address and undefined-behaviour sanitizers
	cmake --build --preset sanitize $(if $(LAYERS),--target $(LAYERS:%=quflux_%_test))
	ASAN_OPTIONS=strict_string_checks=1:detect_stack_use_after_return=1:check_initialization_order=1:strict_init_order=1 \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
	  ctest --preset sanitize -j $(JOBS) -E '$(LONG_UNDER_SANITIZERS)' \
	  $(if $(LAYERS),-L "^($$(tr ' ' '|' <<< '$(LAYERS)'))$$")

# The bindings (*.pybind.cc) are left out: they need nanobind, which this build does not know.
# Headers are reached through links in the build tree; sed gives them back their names in the source.
tidy: build/separate/build.ninja  ## run clang-tidy over the sources and headers, without the tests
	run-clang-tidy -quiet -p build/separate -j $(JOBS) '/(src/quflux|examples)/([a-z_]+/)+[a-z_0-9]+\.cc$$' 2>&1 | \
	  sed -E -e 's|build/separate/layers/[a-z_]+/|src/|g' -e '/^clang-tidy|warnings? generated\.$$|^$$/d'

# FUZZ_RUNS=10000000 for a long run.
fuzz: build/sanitize/build.ninja  ## a million changed model files, settings, tables and storages under the sanitizers
	cmake --build --preset sanitize --target quflux_model_fuzz quflux_table_fuzz quflux_storage_fuzz
	for target in model table storage; do \
	  ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
	  build/sanitize/quflux_$${target}_fuzz testdata/fuzz_corpus/$$target $(FUZZ_RUNS); \
	done

# KILLS=200 for a long run.
kills: build  ## kill run, grade and transition at random moments, resume them: what is lost
	$(PYTHON) endurance/kills.py build/release/quflux --kills $(KILLS)

# ENDURE_SECONDS=14400 for a night; what it builds first is not counted.
ENDURE_SECONDS ?= 1800
endure: build python build/sanitize/build.ninja build/threads/build.ninja  ## attack all of it for half an hour, rewrite the table of docs/endurance.md
	cmake --build --preset sanitize --target quflux_model_fuzz quflux_table_fuzz quflux_storage_fuzz
	cmake --build --preset threads --target $(PARALLEL_LAYERS:%=quflux_%_test)
	build/venv/bin/python endurance/run.py --seconds $(ENDURE_SECONDS) --page docs/endurance.md

# FUZZ_SECONDS=600 for a long run; needs clang and libclang-rt-14-dev, see apt-fuzz.txt.
fuzz-coverage: build/deps-fuzz.stamp build/fuzz/build.ninja  ## let libFuzzer look for model files that do harm
	cmake --build --preset fuzz --target quflux_model_fuzz
	mkdir -p build/fuzz_corpus
	cd build && fuzz/quflux_model_fuzz fuzz_corpus ../testdata/fuzz_corpus/model \
	  -dict=../testdata/fuzz_corpus/model.dict -max_total_time=$(FUZZ_SECONDS) -timeout=10

format: build/venv/bin/ruff  ## format all sources
	$(SOURCES) clang-format -i
	build/venv/bin/ruff check --fix-only --quiet
	build/venv/bin/ruff format

# --dry-run of clang-format 14 finds fault with what it writes itself after an inline namespace.
check-format: build/venv/bin/ruff  ## fail if a source is not formatted, or if ruff or mypy finds something
	$(SOURCES) sh -c 'for source; do clang-format "$$source" | diff -u "$$source" - || bad=1; done; exit $${bad:-0}' sh
	build/venv/bin/ruff check
	build/venv/bin/ruff format --check
	build/venv/bin/mypy

# The tools come with the package, which need not be new to check the sources.
build/venv/bin/ruff:
	$(MAKE) python

clean:  ## remove everything that was built
	rm -rf build

deps: build/deps.stamp  ## install the packages of apt.txt that are missing

build/%/build.ninja: build/deps.stamp CMakePresets.json
	cmake --preset $*
	@touch $@

# Node and npm may come from elsewhere.
build/deps-web.stamp: $(if $(shell command -v npm),,apt-web.txt)
build/deps.stamp: apt.txt
build/deps-fuzz.stamp: apt-fuzz.txt
build/deps-docs.stamp: apt-docs.txt
build/deps.stamp build/deps-fuzz.stamp build/deps-docs.stamp build/deps-web.stamp:
	@mkdir -p build
	@if ! command -v dpkg-query >/dev/null; then \
	  echo 'not a Debian machine: the packages of $< must be there already'; touch $@; exit 0; \
	fi; \
	missing=$$(while read -r package; do \
	  dpkg-query -W -f='$${db:Status-Status}\n' "$$package" 2>/dev/null | grep -qx installed || \
	  echo "$$package"; \
	done < $(or $<,/dev/null)); \
	if [ -n "$$missing" ]; then \
	  echo "installing" $$missing; \
	  as_root=; \
	  if [ "$$(id -u)" != 0 ]; then \
	    command -v sudo >/dev/null || { echo "no root and no sudo: install these packages, then try again"; exit 1; }; \
	    as_root=sudo; \
	  fi; \
	  $$as_root apt-get update -q; \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -q --no-install-recommends $$missing; \
	fi; \
	touch $@
