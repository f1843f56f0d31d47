# wp: NFL win probability. You need Rust, a C compiler and make; targets that need
# more say so.

CARGO ?= cargo
PYTHON ?= python3
# Takes the screenshot of the page in `make charts`; nothing else needs it.
CHROMIUM ?= chromium
WP := target/release/wp

ifdef WP_DATA
export WP_DATA
endif

# Real seasons if there are any (WP_DATA or data/pbp), else the simulated sample.
ifneq ($(or $(WP_DATA),$(wildcard data/pbp)),)
TRAIN := 2009-2022
TEST := 2023
else
TRAIN := 3001-3002
TEST := 3003
endif

.PHONY: spikes points reliability fuzz endings coverage-late coverage-ratings demo test wheel test-python build examples wasm test-wasm site test-web package dist lint model simulator bench-simulate sample peers backtest coverage fourth-downs overtime bench bench-peers sanitize charts docs deny clean r-package test-r test-serve bench-serve

## Build, train, evaluate on a held-out season, predict, plot.
demo: build
	$(WP) train --seasons $(TRAIN) --model target/demo.model
	$(WP) evaluate --seasons $(TEST) --model target/demo.model --out reports/demo
	$(WP) predict --situation "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3"
	@echo
	@echo "Plots and page are in reports/demo: open reports/demo/index.html"

## All tests. Reuses what `make demo` has built.
test:
	$(CARGO) test --release --locked --workspace

## The Python package: one wheel for Python 3.10 and later, in target/wheels.
PY_VENV := target/python-venv
PY_ENV := $(PY_VENV)/installed
PY_CRATE := crates/python

$(PY_ENV): $(PY_CRATE)/requirements-test.txt
	$(PYTHON) -m venv --clear $(PY_VENV)
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

wheel: $(PY_ENV)
	rm -f target/wheels/nflwp-*.whl
	CARGO_TARGET_DIR=target/python $(PY_VENV)/bin/maturin build --release --locked \
		--manifest-path $(PY_CRATE)/Cargo.toml --out target/wheels

## The Python package's checks and tests, on the wheel as it is installed. Compares
## with the command where target/release/wp is built, and with real seasons where
## there are any (WP_DATA or data/pbp).
test-python: wheel
	$(CARGO) fmt --check --manifest-path $(PY_CRATE)/Cargo.toml
	CARGO_TARGET_DIR=target/python $(CARGO) clippy --release --locked \
		--manifest-path $(PY_CRATE)/Cargo.toml -- -D warnings
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	NFLWP_WHEEL="$$(ls target/wheels/nflwp-*.whl)" $(PY_VENV)/bin/python -m pytest -rs $(PY_CRATE)/tests

## nflwp.spark on 200,000 simulated plays: the same bytes on one machine, on local[2] and
## on two executors; executors killed by their process ids. Needs Java 17 or 21, which is
## installed where root may (Debian's openjdk-17-jre-headless).
SPARK_VENV := target/spark-venv
SPARK_ENV := $(SPARK_VENV)/installed
.PHONY: test-spark java
$(SPARK_ENV): $(PY_CRATE)/requirements-spark.txt
	$(PYTHON) -m venv --clear $(SPARK_VENV)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

java:
	@command -v java > /dev/null || [ -x "$$JAVA_HOME/bin/java" ] || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null \
		&& apt-get update -qq && apt-get install -qq -y --no-install-recommends openjdk-17-jre-headless > /dev/null; } \
		|| { echo "Spark needs Java 17 or 21: apt-get install openjdk-17-jre-headless"; exit 1; }

test-spark: java wheel $(SPARK_ENV)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	cd $(PY_CRATE) && $(CURDIR)/$(SPARK_VENV)/bin/python -m mypy
	$(SPARK_VENV)/bin/python -m pytest -rs $(PY_CRATE)/tests_spark

## Forests on Spark beside MLlib's and XGBoost's: reports/scale/spark.md.
.PHONY: bench-spark
bench-spark: java wheel $(SPARK_ENV)
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	$(SPARK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps xgboost==3.2.0
	mkdir -p reports/scale
	$(SPARK_VENV)/bin/python bench/spark.py > target/bench-spark.md
	mv target/bench-spark.md reports/scale/spark.md

## The command as a wheel of its own, nflwp-cli, which `pip install nflwp[cli]` brings along:
## the binary of `make dist`. COMMAND=target/release/wp packs another one.
COMMAND ?= target/dist/wp
.PHONY: wheel-cli
wheel-cli: $(if $(filter target/dist/wp,$(COMMAND)),dist)
	$(PYTHON) $(PY_CRATE)/cli_wheel.py $(COMMAND) target/wheels

## The Python package's forest beside scikit-learn's and LightGBM's: reports/benchmarks/sklearn.md.
.PHONY: bench-sklearn
bench-sklearn: wheel
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check lightgbm==4.7.0
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	$(PY_VENV)/bin/python bench/forests.py > target/bench-sklearn.md
	mv target/bench-sklearn.md reports/benchmarks/sklearn.md

## What calls of the Python package cost, beside the command (WP_DATA): a table.
.PHONY: bench-python
bench-python: build wheel
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	$(PY_VENV)/bin/python bench/python_calls.py target/release/wp

## The ONNX file in ONNX Runtime: reports/benchmarks/onnx.md. On 2023, or the sample.
.PHONY: bench-onnx
bench-onnx: wheel build
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-[0-9]*.whl
	$(WP) features --seasons $(TEST) --out target/onnx-matrix.parquet
	$(PY_VENV)/bin/python bench/onnx_speed.py target/onnx-matrix.parquet > target/bench-onnx.md
	mv target/bench-onnx.md reports/benchmarks/onnx.md

## The R package: target/r/nflwp_0.2.0.tar.gz, which R CMD INSTALL compiles with cargo
## alone. Needs R, pandoc and xz.
r-package:
	CARGO="$(CARGO)" r/package.sh

## The R package's checks and tests; what they need of Debian's packages is installed
## where that may be done.
test-r:
	CARGO="$(CARGO)" r/test.sh

build:
	$(CARGO) build --release --locked

## Runs the programs of examples/ and of the forest, on data that come with wp.
EXAMPLES := train_and_evaluate predict fourth_down live_game simulate
examples: build
	for example in $(EXAMPLES); do \
		$(CARGO) run --quiet --release --locked --example $$example || exit 1; \
	done
	$(CARGO) run --quiet --release --locked -p grouped-forest --example orchards

## The engine for browsers, and whether it answers as native code does: Node, and
## rustup's target wasm32-unknown-unknown or Debian's rustc-web (installed as root).
NODE ?= node
WASM := target/wasm32-unknown-unknown/wasm/wp_wasm.wasm
wasm:
	crates/wasm/build.sh
	@echo "$(WASM): $$(wc -c < $(WASM)) bytes, $$(gzip -9 -c $(WASM) | wc -c) compressed"

test-wasm: wasm
	$(CARGO) run --quiet --release --locked -p wp-wasm --example native -- data/model/wp.model 10000 > target/wasm-native.jsonl
	WP_WASM=$(WASM) WP_MODEL=data/model/wp.model WP_NATIVE=target/wasm-native.jsonl \
		$(NODE) --test crates/wasm/tests/same.mjs

## The calculator as a folder that any static host can serve: target/site.
SITE := target/site
site: wasm
	rm -rf $(SITE)
	mkdir -p $(SITE)
	cp web/*.html web/*.css web/*.js web/*.svg crates/wasm/wp.mjs LICENSE $(SITE)/
	cp $(WASM) $(SITE)/wp.wasm
	cp data/model/wp.model $(SITE)/wp.model
	@echo "$(SITE): docs/web.md says how to host it"

## The page in Debian's chromium (installed where it is missing, as root): typing,
## dragging, keyboard, small screens, dark mode, accessibility. Needs Node and npm, and
## the npm registry once.
WEB_TESTS := target/web-tests
test-web: build site $(WEB_TESTS)/installed
	@command -v $(CHROMIUM) > /dev/null \
		|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium > /dev/null; } \
		|| { echo "make test-web needs chromium: apt-get install chromium, or CHROMIUM=…"; exit 1; }
	cp web/tests/*.mjs $(WEB_TESTS)/
	WP_SITE="$(CURDIR)/$(SITE)" WP_COMMAND="$(CURDIR)/$(WP)" WP_CHROMIUM="$$(command -v $(CHROMIUM))" \
		$(NODE) --test $(WEB_TESTS)/*.test.mjs

$(WEB_TESTS)/installed: web/tests/package.json web/tests/package-lock.json
	mkdir -p $(WEB_TESTS)
	cp $^ $(WEB_TESTS)/
	cd $(WEB_TESTS) && npm ci --omit-lockfile-registry-resolved --no-audit --no-fund
	touch $@

## The service: its own tests, the real binary with signals, kills and a bad feed, and
## schemathesis against its OpenAPI document. Needs Python 3.10 or later and PyPI once.
## (A situation's words cannot be described by a schema: schemathesis' check that all
## that a schema allows is taken is left out.)
SERVE_VENV := target/serve-venv
SERVE_ENV := $(SERVE_VENV)/installed
SERVE_PORT ?= 18765

$(SERVE_ENV): crates/service/tests/requirements.txt
	$(PYTHON) -m venv --clear $(SERVE_VENV)
	$(SERVE_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

test-serve: build $(SERVE_ENV)
	$(CARGO) test --release --locked -p wp-service
	ulimit -n 8192; $(PYTHON) crates/service/tests/end_to_end.py $(WP)
	$(WP) serve --port $(SERVE_PORT) > target/serve-schemathesis.log 2>&1 & service=$$!; \
	trap "kill $$service" EXIT; \
	cd target && serve-venv/bin/st run http://127.0.0.1:$(SERVE_PORT)/openapi.json \
		--wait-for-schema 20 --max-examples 20 --max-time 120 --generation-deterministic \
		--exclude-path '/v1/games/{id}/events' --exclude-checks positive_data_acceptance \
		--warnings off --no-color

## How fast the service answers, what abuse does to it, and scikit-learn and ONNX Runtime
## behind FastAPI: reports/service. Some 15 minutes; MEMORY_SECONDS=60 makes it five. Needs
## wrk, Python and PyPI once.
SERVE_BENCH := target/serve-bench-venv
SERVE_BENCH_ENV := $(SERVE_BENCH)/installed

$(SERVE_BENCH_ENV): bench/requirements-serve.txt
	$(PYTHON) -m venv --clear $(SERVE_BENCH)
	$(SERVE_BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

bench-serve: build $(SERVE_BENCH_ENV)
	@command -v wrk > /dev/null || { echo "make bench-serve needs wrk: apt-get install wrk"; exit 1; }
	mkdir -p reports/service
	ulimit -n 12000; $(SERVE_BENCH)/bin/python bench/serve.py $(WP) > target/bench-serve.md
	mv target/bench-serve.md reports/service/README.md

## Whether the forest can be published as it is.
package:
	$(CARGO) package --locked --allow-dirty -p grouped-forest

## What one would hand out: everything compiled for speed, one module, stripped. Takes
## some 20 minutes of CPU.
dist:
	$(CARGO) build --locked --profile dist
	@ls -l target/dist/wp

### The command with its manual pages and completions, below PREFIX.
PREFIX ?= /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share
.PHONY: install
install: build
	install -Dm755 $(WP) $(DESTDIR)$(PREFIX)/bin/wp
	$(WP) man --quiet --out $(SHARE)/man/man1
	mkdir -p $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(WP) completions bash > $(SHARE)/bash-completion/completions/wp
	$(WP) completions zsh > $(SHARE)/zsh/site-functions/_wp
	$(WP) completions fish > $(SHARE)/fish/vendor_completions.d/wp.fish

# What CI checks before the tests.
lint:
	$(CARGO) fmt --check
	$(CARGO) clippy --release --locked --workspace --all-targets -- -D warnings

## The shipped model and its reports, from real seasons 2009-2023 (WP_DATA or data/pbp).
model: build
	$(WP) train --seasons 2009-2022 --intervals --model target/to-2022.model
	$(WP) evaluate --seasons 2023 --model target/to-2022.model --out reports/2023
	$(WP) train --seasons 2009-2023 --intervals --model data/model/wp.model
	$(WP) info data/model/wp.model --markdown > data/model/README.md
	$(CARGO) build --release --locked

## The models that `wp backtest` compares with: nflfastR's recipes, retrained season
## by season with pinned XGBoost. Needs Python 3.11 or later and the network once.
PEERS := target/peers-venv
peers: build $(PEERS)/ready
	mkdir -p target/peers/matrix
	$(WP) features --set nflfastr --out target/peers/matrix/nflfastr.parquet
	$(PEERS)/bin/python peers/nflfastr.py target/peers/matrix/nflfastr.parquet target/peers

$(PEERS)/ready: peers/requirements.txt
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r peers/requirements.txt
	touch $@

## Walk-forward backtest on real seasons (WP_DATA or data/pbp), with the spread and
## without.
backtest: build
	$(WP) backtest --from 2014 --to 2023 --out reports/backtest
	$(WP) backtest --from 2014 --to 2023 --no-spread --out reports/backtest-no-spread

## Interval coverage on simulated leagues, where the true WP is known: some 20 minutes
## on two cores; resumes where it was stopped. `make coverage QUICK=--quick` is a smoke
## test of a few seconds.
coverage: build
	$(WP) coverage --out $(if $(QUICK),target/coverage-quick,reports/coverage) $(QUICK)

## Interval coverage where games end, as `wp score` answers: leagues of the built-in simulator,
## and of one whose clock and kickers are others (some 25 minutes on two cores).
coverage-late: build $(BENCH_ENV)
	mkdir -p target/coverage-late
	sed -e 's/^play = .*/play = [3, 9]/; s/^hurry = .*/hurry = [5, 22]/; s/^signal = .*/signal = [7, 18]/' \
		-e 's/^brisk = .*/brisk = [9, 30]/; s/^timeout = .*/timeout = [0, 1]/' \
		crates/football/data/simulator.toml > target/coverage-late/other.toml
	$(BENCH_VENV)/bin/python bench/coverage_late.py $(WP) target/coverage-late/own 11 2 > target/coverage-late/own.md
	$(BENCH_VENV)/bin/python bench/coverage_late.py $(WP) target/coverage-late/other 11 2 target/coverage-late/other.toml \
		> target/coverage-late/other.md
	{ echo "# Coverage where games end"; echo; \
		echo "Nominal 90% intervals of \`wp score\` on simulated seasons, with models of 14 other simulated seasons (\`make coverage-late\`)."; \
		echo; echo "## Leagues of the built-in simulator"; echo; cat target/coverage-late/own.md; echo; \
		echo "## Leagues with another clock: quicker plays, more hurry, later timeouts"; echo; cat target/coverage-late/other.md; } \
		> reports/coverage/late.md

## Interval coverage where ratings stand in for the spread: leagues that are rated on
## their own results (some ten minutes a league on two cores).
coverage-ratings: build $(BENCH_ENV)
	mkdir -p reports/ratings
	$(BENCH_VENV)/bin/python bench/coverage_ratings.py $(WP) target/coverage-ratings 1 1 > target/coverage-ratings.md
	{ echo "# Coverage with ratings"; echo; \
		echo "Nominal 90% intervals of \`wp score --spread ratings\` on a simulated season whose teams are rated on its own results; beside them those of \`--spread none\`, which know nothing of the teams (\`make coverage-ratings\`)."; \
		echo; cat target/coverage-ratings.md; } > reports/ratings/coverage.md

## Fit the simulator to real seasons and compare it with them (WP_DATA or data/pbp).
simulator: build
	$(WP) simulate fit --seasons 2014-2022 --out crates/football/data/simulator.toml
	$(CARGO) build --release --locked
	$(WP) simulate check --seasons 2014-2023 --out reports/simulator

## Fourth downs: the component models, and the report on 2014-2023, each season by
## models of all earlier seasons (ten models: some five minutes on two cores).
FOURTH_DOWNS := 2013 2014 2015 2016 2017 2018 2019 2020 2021 2022
comma := ,
space := $(subst ,, )
fourth-downs: build
	$(WP) fourth-down fit --seasons 2009-2023 --out crates/football/data/decide.json
	for last in $(FOURTH_DOWNS); do \
		$(WP) train --seasons 2009-$$last --intervals --model target/to-$$last.model || exit 1; \
	done
	$(WP) fourth-down report --seasons 2014-2023 --out reports/fourth-downs \
		--models $(subst $(space),$(comma),$(FOURTH_DOWNS:%=target/to-%.model))

## The overtime model on every real overtime; PUBLISHED is a file with nflfastR's values.
PUBLISHED := $(wildcard $(WP_DATA)/nflverse_full_schema_2021_weeks_1_2.parquet)
overtime: build
	$(WP) overtime evaluate --seasons 2009-2023 $(PUBLISHED:%=--published %) --out reports/overtime/README.md

## The simulated sample seasons.
sample: build
	$(WP) simulate --seasons 3 --games 200 --seed 1 --out data/sample

## The README's charts, from real seasons (WP_DATA or data/pbp), and the two-point card.
charts: build screenshots
	mkdir -p reports/two-point
	$(WP) two-point --chart --out reports/two-point/card.png > /dev/null
	$(WP) chart --game 2016_21_NE_ATL --out reports/games/2016_21_NE_ATL.png --out reports/games/2016_21_NE_ATL.html
	$(WP) chart --season 2023 --team KC --out reports/games/2023-KC.png
	@if command -v $(CHROMIUM) > /dev/null; then \
		$(CHROMIUM) --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1000,1180 \
			--screenshot=reports/games/2016_21_NE_ATL-page.png \
			"file://$(CURDIR)/reports/games/2016_21_NE_ATL.html#160" 2> /dev/null; \
	else echo "no $(CHROMIUM): the screenshot of the page is not updated"; fi

## The screenshots of the calculator and of the games' page in docs: those of `make test-web`.
.PHONY: screenshots
screenshots:
	rm -rf target/screenshots
	mkdir -p target/screenshots
	WP_SCREENSHOTS="$(CURDIR)/target/screenshots" $(MAKE) test-web
	for page in web games; do \
		cp target/screenshots/$$page-light-1200.png docs/$$page-1200.png; \
		cp target/screenshots/$$page-dark-360.png docs/$$page-360.png; \
	done

## Speed of the engine on this machine: fit, predict, one row, load, rows × 10.
bench:
	$(CARGO) bench --locked --bench engine

## The engine's tests under an address sanitizer (its `simd` module is the only one with
## `unsafe`). The stable toolchain brings the sanitizer's runtime; RUSTC_BOOTSTRAP only
## lets it take the flag.
sanitize:
	RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Zsanitizer=address CARGO_TARGET_DIR=target/sanitize \
	$(CARGO) test --locked -p grouped-forest --target x86_64-unknown-linux-gnu --lib --tests

## Speed of the simulator: plays per second.
bench-simulate:
	$(CARGO) bench --locked --bench simulate

## Tables larger than memory, beside LightGBM's and XGBoost's external memory:
## reports/scale/forest.md. Writes 1.2 GB under target/scale; SCALE="--sizes 1e6,1e7" makes
## it minutes.
SCALE ?=
.PHONY: bench-scale
bench-scale: wheel
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check lightgbm==4.7.0 xgboost==3.2.0
	$(PY_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-*.whl
	mkdir -p reports/scale
	$(PY_VENV)/bin/python bench/scale.py $(SCALE) > target/scale-forest.md
	mv target/scale-forest.md reports/scale/forest.md
	$(MAKE) bench-spark

# `make bench-peers QUICK=--quick` takes one round with few trees.
QUICK ?=
BENCH_VENV := target/bench-venv
BENCH_ENV := $(BENCH_VENV)/installed

$(BENCH_ENV): bench/requirements.txt
	$(PYTHON) -m venv $(BENCH_VENV)
	$(BENCH_VENV)/bin/pip install --quiet --requirement bench/requirements.txt
	touch $@

## The last minutes in cells, predicted beside won, walking forward (WP_DATA), plays that
## others got wrong, and curves: reports/endings. Needs Python 3.11 or later and the network once.
endings: build $(BENCH_ENV)
	mkdir -p reports/endings
	$(WP) backtest --from 2014 --to 2023 --out target/endings --predictions target/endings/predictions.parquet
	$(BENCH_VENV)/bin/python bench/endings.py target/endings/predictions.parquet $(WP_DATA) > target/endings/cells.md
	$(WP) train --seasons 2009-2018 --model target/endings/to-2018.model
	$(BENCH_VENV)/bin/python bench/last_minutes.py $(WP) target/endings/to-2018.model $(WP_DATA) reports/endings \
		> target/endings/reports.md
	{ echo "# The last minutes, walk-forward 2014–2023"; echo; cat target/endings/cells.md; echo; \
		echo "# Plays from others' bug reports, by a model of 2009–2018"; echo; cat target/endings/reports.md; echo; \
		echo "![WP over the last two minutes](curves.png)"; } > reports/endings/README.md

## wp against LightGBM, XGBoost, scikit-learn, ranger, ONNX Runtime, pandas, polars
## and DuckDB, on the same plays in one run: reports/benchmarks/README.md.
bench-peers: build $(BENCH_ENV)
	CARGO="$(CARGO)" $(BENCH_VENV)/bin/python bench/peers.py $(QUICK)

## Where WP goes out and back, with the plays: the list of docs/scoring.md (WP_DATA).
spikes: build $(BENCH_ENV)
	$(WP) score --no-intervals --out target/spikes.parquet
	$(BENCH_VENV)/bin/python bench/spikes.py target/spikes.parquet

## The published family of columns beside ours: the table of docs/scoring.md (WP_DATA).
points: build $(BENCH_ENV)
	$(WP) score --data $(PUBLISHED) --columns nflverse --out target/points.parquet
	$(BENCH_VENV)/bin/python bench/points.py target/points.parquet

## Kills, full disks, clocks, large cells, the same bits: reports/reliability. Needs
## Python, PyPI once, and 3 GB in the temporary folder.
KILLS ?= 200
reliability: build wheel $(BENCH_ENV)
	mkdir -p reports/reliability
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --force-reinstall target/wheels/nflwp-0*.whl
	$(BENCH_VENV)/bin/python bench/reliability.py $(WP) --kills $(KILLS) > target/reliability.md
	{ echo "# Reliability"; echo; echo "Written by \`make reliability\`; fuzzing: [fuzzing](fuzzing.md)."; echo; \
		cat target/reliability.md; } > reports/reliability/README.md

## libFuzzer on everything that anyone may feed to wp: RUNS inputs a target, at most
## SECONDS each. A stable toolchain and a C++ compiler are all it needs; its corpus grows
## in target/fuzz/corpus. `make fuzz TARGETS=situations` runs one.
TARGETS ?= situations keys json_lines model_files onnx play_rows frames feeds
RUNS ?= 10000000
SECONDS ?= 3600
FUZZ := target/fuzz
HOST = $(shell rustc -vV | sed -n 's/^host: //p')
COVERAGE := --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
	-Cllvm-args=-sanitizer-coverage-trace-compares
fuzz:
	RUSTFLAGS="$(COVERAGE)" CARGO_TARGET_DIR=$(FUZZ) $(CARGO) build --release --locked \
		--manifest-path fuzz/Cargo.toml --target $(HOST)
	for target in $(TARGETS); do \
		mkdir -p $(FUZZ)/corpus/$$target; \
		$(FUZZ)/$(HOST)/release/$$target -runs=$(RUNS) -max_total_time=$(SECONDS) -max_len=2000 -timeout=20 \
			-print_final_stats=1 -artifact_prefix=$(FUZZ)/$$target- \
			$(FUZZ)/corpus/$$target crates/fuzz/corpus/$$target || exit 1; \
	done

# Tools that are not part of the build, installed from crates.io into target/tools.
TOOLS := target/tools

## The documentation as a site in target/book. Checks first that every link resolves
## and that the data dictionary and the list of commands are true.
docs: $(if $(shell command -v mdbook),,$(TOOLS)/bin/mdbook)
	$(CARGO) test --release --locked --test main documentation::
	sh docs/stage.sh target/book-source
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" mdbook build target/book-source --dest-dir "$(CURDIR)/target/book"
	@echo "Open target/book/index.html"

$(TOOLS)/bin/mdbook:
	$(CARGO) install mdbook --version ^0.5 --no-default-features --features search --locked \
		--root $(TOOLS) --target-dir $(TOOLS)/build || \
	{ echo "make docs needs mdbook 0.5: install it, or allow cargo to reach crates.io"; exit 1; }

## Licenses and security advisories of all dependencies (deny.toml). Needs cargo-deny
## and the network.
deny: $(if $(shell command -v cargo-deny),,$(TOOLS)/bin/cargo-deny)
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(CARGO) deny --workspace --locked check licenses bans sources
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(CARGO) deny --workspace --locked check advisories || \
	{ echo "advisories are open (above), or the RustSec database could not be fetched from GitHub"; exit 1; }

$(TOOLS)/bin/cargo-deny:
	$(CARGO) install cargo-deny --locked --root $(TOOLS) --target-dir $(TOOLS)/build || \
	{ echo "make deny needs cargo-deny: install it, or allow cargo to reach crates.io"; exit 1; }

clean:
	$(CARGO) clean
	rm -rf reports/demo
