"""wp beside the libraries that one would take instead, on the same matrix in the same run.

`make bench-peers` makes target/bench-venv with the versions of requirements.txt and runs this;
it writes README.md, results.json and ratios.png to reports/benchmarks. What differs between two
libraries is measured in turn, several times, so that all meet the same machine: the table has
medians. Core-seconds are user and system time of the process, all threads, and hardly depend on
what else the machine does; seconds are of the clock.

Every peer runs at the settings that were fastest for it on this matrix among those that grow as
many leaves (see SETTINGS). scikit-learn and ranger are slow, so they grow fewer trees a fit.
What wp itself does is timed by benches/engine.rs, which this starts and talks to.

    python bench/peers.py [--quick] [--only fit,predict,clean,command,scale] [--out FOLDER]
"""

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from importlib.metadata import version

import numpy as np

# Modules beside this one are imported: no __pycache__ beside the sources.
sys.dont_write_bytecode = True
import fast_peers as fast  # noqa: E402
from by_games import ByGames  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LEAF, MTRY = 200, 4
SITUATION = "4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3"

# What each library draws for a tree by itself, and wp with it for the log loss.
DRAWS = {1: "a bootstrap of rows", 2: "63.2 % of the rows"}
LIKE = {"LightGBM": 2, "XGBoost": 2, "scikit-learn": 1, "ranger": 1}

ONE_THREAD = "predict, 1 thread: core-ns a row and tree"

SETTINGS = {
    "wp": "mtry 4 a node, minimum leaf 200 (different rows), bootstrap of games, 255 bins",
    "LightGBM": "boosting rf, objective regression (leaf means), num_leaves 1500, min_data_in_leaf 200, "
                "feature_fraction_bynode 4/12, bagging_fraction 0.632 of rows, max_bin 255, force_row_wise",
    "XGBoost": "one round of num_parallel_tree, tree_method hist, objective reg:squarederror (leaf means), "
               "depthwise, max_depth 14, min_child_weight 200, colsample_bynode 4/12, subsample 0.632 of rows, "
               "reg_lambda 0, max_bin 255",
    "scikit-learn": "RandomForestClassifier, min_samples_leaf 200, max_features 4, bootstrap of rows; "
                    "unknown timeouts as -1",
    "ranger": "probability forest, mtry 4, min.node.size 200 (the version has no least leaf), bootstrap of rows; "
              "unknown timeouts as -1",
    "ONNX Runtime": "scikit-learn's forest through skl2onnx, float32, all rows in one call",
}
SETTINGS.update(fast.SETTINGS)


class Engine:
    """benches/engine.rs in its `serve` mode: a line in, a JSON object out."""

    def __init__(self, program):
        self.program = program
        self.process = subprocess.Popen(
            [program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def ask(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the engine stopped at {words}")
        return json.loads(answer)

    def alone(self, *words):
        """In a process of its own, for memory."""
        return json.loads(subprocess.check_output([self.program, *map(str, words)], cwd=ROOT))

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def built(*command):
    """The program that a cargo command built."""
    out = subprocess.check_output(
        [os.environ.get("CARGO", "cargo"), *command, "--locked", "--message-format=json"], cwd=ROOT, text=True)
    made = [json.loads(line).get("executable") for line in out.splitlines() if line.startswith("{")]
    return [m for m in made if m][-1]


class Clock:
    """with Clock() as c: …; c.wall, c.cpu."""

    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


class Results:
    """Every single measurement, by what was measured and by whom."""

    def __init__(self):
        self.values = defaultdict(lambda: defaultdict(list))

    def add(self, what, who, value):
        self.values[what][who].append(value)

    def middle(self, what, who):
        """The median; of log losses, which differ by their seeds only, the mean."""
        values = self.values.get(what, {}).get(who)
        if not values:
            return None
        return (statistics.mean if what.startswith("log loss") else statistics.median)(values)


def settle():
    """Threads that a library leaves spinning for more work have gone to sleep after this."""
    time.sleep(0.3)


def log_loss(p, win):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(win, np.log(p), np.log(1 - p))))


class Data:
    def __init__(self, wp, folder, work):
        import polars as pl

        path = os.path.join(work, "matrix.parquet")
        subprocess.run([wp, "features", "--data", folder, "--set", "nflfastr", "--out", path], check=True)
        table = pl.read_parquet(path)
        self.features = table.columns[4:]
        last = table["season"].max()
        self.seasons = f"{table['season'].min()}–{last}"
        parts = [table.filter(pl.col("season") < last), table.filter(pl.col("season") == last)]
        self.test_season = last
        (self.x, self.y), (self.test_x, self.test_y) = [
            (np.ascontiguousarray(p.select(self.features).to_numpy(), dtype="float32"), p["win"].to_numpy())
            for p in parts
        ]
        self.all_x = np.concatenate([self.x, self.test_x])
        self.fill = lambda x: np.nan_to_num(x, nan=-1.0)
        for name, array in [("train_x", self.fill(self.x)), ("test_x", self.fill(self.test_x))]:
            array.astype("float64").ravel(order="F").tofile(os.path.join(work, name + ".f64"))
        self.y.astype("float64").tofile(os.path.join(work, "train_y.f64"))
        self.game = np.unique(parts[0]["game_id"].to_numpy(), return_inverse=True)[1]
        self.game.astype("float64").tofile(os.path.join(work, "train_game.f64"))
        self.facts = {
            "plays": len(win_all := np.concatenate([self.y, self.test_y])), "wins": int(win_all.sum()),
            "sums": [float(np.nansum(c, dtype="float64")) for c in self.all_x.T],
            "missing": [int(np.isnan(c).sum()) for c in self.all_x.T],
        }


class LightGBM:
    def __init__(self, data):
        import lightgbm

        self.lib, self.data = lightgbm, data
        self.params = dict(
            boosting="rf", objective="regression", num_leaves=1500, min_data_in_leaf=LEAF,
            min_sum_hessian_in_leaf=0, feature_fraction_bynode=MTRY / 12, bagging_freq=1,
            bagging_fraction=0.632, max_bin=255, force_row_wise=True, verbose=-1)
        self.set = lightgbm.Dataset(
            data.x, data.y.astype("float32"), params=self.params, free_raw_data=False).construct()

    def fit(self, trees, threads, seed):
        with Clock() as clock:
            model = self.lib.train(dict(self.params, num_threads=threads, seed=seed), self.set, trees)
        return clock, model

    def predict(self, model, x, threads):
        return model.predict(x, num_threads=threads)


class XGBoost:
    def __init__(self, data):
        import xgboost

        self.lib = xgboost
        self.set = xgboost.QuantileDMatrix(data.x, data.y.astype("float32"), max_bin=255)

    def params(self, trees, threads, seed):
        return dict(
            objective="reg:squarederror", base_score=0.5, tree_method="hist", grow_policy="depthwise",
            max_depth=14, min_child_weight=LEAF, colsample_bynode=MTRY / 12, subsample=0.632,
            reg_lambda=0, learning_rate=1, max_bin=255, num_parallel_tree=trees, nthread=threads, seed=seed)

    def fit(self, trees, threads, seed):
        with Clock() as clock:
            model = self.lib.train(self.params(trees, threads, seed), self.set, 1)
        return clock, model

    def predict(self, model, x, threads):
        model.set_param({"nthread": threads})
        return model.inplace_predict(x)


class ScikitLearn:
    def __init__(self, data):
        self.data, self.x = data, data.fill(data.x)

    def fit(self, trees, threads, seed):
        from sklearn.ensemble import RandomForestClassifier

        model = RandomForestClassifier(
            n_estimators=trees, min_samples_leaf=LEAF, max_features=MTRY, n_jobs=threads, random_state=seed)
        with Clock() as clock:
            model.fit(self.x, self.data.y)
        return clock, model

    def predict(self, model, x, threads):
        model.n_jobs = threads
        return model.predict_proba(self.data.fill(x) if np.isnan(x).any() else x)[:, 1]


class Onnx:
    """scikit-learn's forest in ONNX Runtime."""

    def __init__(self, model, features):
        from skl2onnx import to_onnx
        from skl2onnx.common.data_types import FloatTensorType

        self.bytes = to_onnx(
            model, initial_types=[("x", FloatTensorType([None, features]))],
            options={id(model): {"zipmap": False}}).SerializeToString()
        self.sessions = {}

    def predict(self, _, x, threads):
        import onnxruntime

        if threads not in self.sessions:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
            self.sessions[threads] = onnxruntime.InferenceSession(
                self.bytes, options, providers=["CPUExecutionProvider"])
        return self.sessions[threads].run(None, {"x": x})[1][:, 1]


def ranger_fit(data, work, trees, threads, seed, draw="rows"):
    sizes = [len(data.y), len(data.test_y), len(data.features), trees, threads, seed, LEAF, MTRY]
    out = subprocess.check_output(["Rscript", os.path.join(HERE, "ranger.R"), work, *map(str, sizes), draw], text=True)
    wall, cpu, release = out.split()
    return float(wall), float(cpu), release, np.fromfile(os.path.join(work, "ranger_p.f64"))


def ranger_there():
    """Whether R has ranger; tries Debian's package where this may install."""
    def there():
        return shutil.which("Rscript") and subprocess.run(
            ["Rscript", "-e", "library(ranger)"], capture_output=True).returncode == 0

    if not there() and shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["update"], ["install", "-y", "--no-install-recommends", "r-cran-ranger"]):
            subprocess.run(["apt-get", "-qq", *command], env=dict(os.environ, DEBIAN_FRONTEND="noninteractive"),
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return bool(there())


def say(text):
    print(text, file=sys.stderr, flush=True)


def fast_peers(data, notes):
    """The further libraries that fit; one that will not start here is noted, not waited for."""
    found = {}
    for who, make in fast.FITS.items():
        try:
            found[who] = make(data, Clock, LEAF, MTRY)
            found[who].fit(1, 1, 1)
        except Exception as error:  # of whatever kind a library has
            found.pop(who, None)
            notes.append(f"{who}: not measured, {str(error).splitlines()[0][:200]}")
    return found


def compiled_peers(booster, work, data, notes):
    """LightGBM's forest as machine code; it has to predict what LightGBM does."""
    found, expected = {}, booster.predict(data.all_x[:5000])
    for who, make in fast.COMPILED.items():
        try:
            with Clock() as clock:
                peer = make(booster, work)
            difference = float(np.abs(peer.predict(None, data.all_x[:5000], 1) - expected).max())
            found[who] = peer
            notes.append(f"{who}: compiled in {clock.wall:.0f} s, differs from LightGBM by at most {difference:.1g}")
        except Exception as error:
            notes.append(f"{who}: not measured, {str(error).splitlines()[0][:200]}")
    return found


def fits(engine, peers, data, work, plan, results, notes):
    """Fit in turn, and the log loss of all trees of a library together."""
    has_ranger = ranger_there()
    if not has_ranger:
        notes.append("ranger: not measured, R's package is not here and could not be installed")

    def note(who, threads, trees, wall, cpu):
        results.add(f"fit, {threads} thread: seconds a tree", who, wall / trees)
        results.add(f"fit, {threads} thread: core-seconds a tree", who, cpu / trees)

    for round_ in range(plan["rounds"]):
        for threads in (1, 2):
            seed = 1 + 2 * round_ + threads - 1
            trees = plan["trees"]["wp"]
            settle()
            answer = engine.ask("fit", threads, trees, seed, LEAF, 0)
            note("wp", threads, trees, answer["growing"]["wall"], answer["growing"]["cpu"])
            results.add("leaves a tree", "wp", answer["leaves_per_tree"])
            for who, peer in peers.items():
                trees = plan["trees"][who]
                settle()
                clock, _ = peer.fit(trees, threads, seed)
                note(who, threads, trees, clock.wall, clock.cpu)
                say(f"fit {who}, {threads} thread(s): {clock.cpu / trees:.4f} core-seconds a tree")
            if has_ranger:
                trees = plan["trees"]["ranger"]
                settle()
                wall, cpu, plan["versions"]["ranger"], _ = ranger_fit(data, work, trees, threads, seed)
                note("ranger", threads, trees, wall, cpu)
                say(f"fit ranger, {threads} threads: {cpu / trees:.4f} core-seconds a tree")
    losses(engine, peers, data, work, plan, results, has_ranger)
    # wp's forest of 500 trees as one fit, bins and all.
    for round_ in range(plan["rounds"]):
        for threads in (1, 2):
            settle()
            answer = engine.ask("fit", threads, 500, 77 + round_, LEAF, 0)
            say(f"fit wp, 500 trees, {threads} threads: {answer['growing']}")
            results.add(f"log loss on {data.test_season}, 500 trees of wp", "wp", answer["log_loss"])
            seconds = {k: answer["binning"][k] + answer["growing"][k] for k in ("wall", "cpu")}
            results.add(f"fit of 500 trees with binning, {threads} thread: seconds", "wp", seconds["wall"])
            results.add(f"fit of 500 trees with binning, {threads} thread: core-seconds", "wp", seconds["cpu"])


def losses(engine, peers, data, work, plan, results, has_ranger):
    """Log loss of whole forests. It falls with their trees, so wp grows as many as each of the others
    did; and it differs from seed to seed, so there are several forests of each. Twice: all draw games;
    and all draw what the peer draws by itself."""
    by_games = ByGames(data, {w: p for w, p in peers.items() if w in LIKE}, LEAF, MTRY)
    for who in [*(w for w in peers if w in LIKE), *["ranger"] * has_ranger]:
        trees = plan["loss_trees"][who]
        what = f"log loss on {data.test_season}, {trees} trees of {who} and of wp; "
        for seed in range(1000, 1000 + plan["loss_seeds"]):
            if who == "ranger":
                own = ranger_fit(data, work, trees, 2, seed)[-1]
                games = ranger_fit(data, work, trees, 2, seed, "games")[-1]
            else:
                own = peers[who].predict(peers[who].fit(trees, 2, seed)[1], data.test_x, 2)
                games = by_games.predict(who, trees, seed)
            own, games = log_loss(own, data.test_y), log_loss(games, data.test_y)
            mine = [engine.ask("fit", 2, trees, seed, LEAF, draw)["log_loss"] for draw in (0, LIKE[who])]
            drawn = DRAWS[LIKE[who]]
            for how, theirs, wp in [("both a bootstrap of games", games, mine[0]), (f"both {drawn}", own, mine[1]),
                                    (f"wp a bootstrap of games, {who} {drawn}", own, mine[0])]:
                results.add(what + how, who, theirs)
                results.add(what + how, "wp", wp)
            say(f"{what}seed {seed}: games {games:.5f}, wp {mine[0]:.5f}; rows {own:.5f}, wp {mine[1]:.5f}")


def predictions(engine, peers, data, work, plan, results, notes):
    trees = plan["predict_trees"]
    # One thread where threads wait for each other at every level: quicker on a busy machine.
    models = {who: peer.fit(trees, 2 if who == "scikit-learn" else 1, 1)[1] for who, peer in peers.items()}
    sklearn = models["scikit-learn"]
    all_peers = dict(peers, **{"ONNX Runtime": Onnx(sklearn, len(data.features))})
    models["ONNX Runtime"] = None
    for who, peer in compiled_peers(models["LightGBM"], work, data, notes).items():
        all_peers[who], models[who] = peer, None
    filled, cells = data.fill(data.all_x), len(data.all_x) * trees
    agree = np.abs(all_peers["ONNX Runtime"].predict(None, filled[:5000], 1)
                   - sklearn.predict_proba(filled[:5000])[:, 1]).max()
    plan["ONNX and scikit-learn differ by at most"] = float(agree)
    for _ in range(plan["predict_rounds"]):
        for threads in (1, 2):
            what = f"predict, {threads} thread: ns a row and tree"
            settle()
            answer = engine.ask("predict", threads, trees)
            results.add(what, "wp", answer["ns_per_row_tree"])
            if threads == 1:
                results.add(ONE_THREAD, "wp", answer["core_ns_per_row_tree"])
            for who, peer in all_peers.items():
                x = filled if who in ("scikit-learn", "ONNX Runtime") else data.all_x
                settle()
                with Clock() as clock:
                    peer.predict(models[who], x, threads)
                results.add(what, who, clock.wall / cells * 1e9)
                if threads == 1:
                    results.add(ONE_THREAD, who, clock.cpu / cells * 1e9)
                say(f"predict {who}, {threads} threads: {clock.wall / cells * 1e9:.1f} ns a row and tree")
        settle()
        results.add("one row, 500 trees: µs", "wp", engine.ask("row", 500)["median_us"])
        what = f"one row, {trees} trees: µs"
        results.add(what, "wp", engine.ask("row", trees)["median_us"])
        for who, peer in all_peers.items():
            x = filled if who in ("scikit-learn", "ONNX Runtime") else data.all_x
            times = []
            for i in range(0, plan["one_row_calls"] * 7, 7):
                with Clock() as clock:
                    peer.predict(models[who], x[i:i + 1], 1)
                times.append(clock.wall * 1e6)
            results.add(what, who, statistics.median(times))
    for threads in (1, 2):
        results.add(f"predict 500 trees, {threads} thread: ns a row and tree", "wp",
                    engine.ask("predict", threads, 500)["ns_per_row_tree"])


def cleaning(engine, folder, data, plan, results, notes):
    from cleaning import FEATURES

    assert FEATURES == data.features, "cleaning.py and wp differ in their features"
    for _ in range(plan["rounds"]):
        answer = engine.ask("clean")
        results.add("cleaning: seconds", "wp", answer["spent"]["wall"])
        results.add("cleaning: core-seconds", "wp", answer["spent"]["cpu"])
        for who in ("pandas", "polars", "duckdb"):
            out = json.loads(subprocess.check_output([sys.executable, os.path.join(HERE, "cleaning.py"), who, folder]))
            results.add("cleaning: seconds", who, out["wall"])
            results.add("cleaning: core-seconds", who, out["cpu"])
            same = (out["plays"], out["wins"], list(out["missing"].values())) == (
                data.facts["plays"], data.facts["wins"], data.facts["missing"]) and np.allclose(
                    list(out["sums"].values()), data.facts["sums"], rtol=1e-5, atol=1)
            plan.setdefault("cleaning agrees with wp", {})[who] = bool(same)
            if not same:
                notes.append(f"cleaning: {who}'s matrix differs from wp's ({out['plays']} plays)")
            say(f"clean {who}: {out['wall']:.2f} s, same matrix: {same}")


def command(engine, wp, plan, results):
    """Whole processes, one after the other; `true` shows what starting one costs."""
    model = os.path.join("data", "model", "wp.model")
    commands = {
        "wp": [wp, "predict", "--situation", SITUATION, "--model", model],
        "true": [shutil.which("true")],
    }
    times = defaultdict(list)
    for _ in range(plan["processes"]):
        for who, words in commands.items():
            start = time.perf_counter()
            subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            times[who].append((time.perf_counter() - start) * 1e3)
    for who, values in times.items():
        for value in values:
            results.add("wp predict --situation, whole process: ms", who, value)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(50):
        subprocess.run(commands["wp"], cwd=ROOT, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 50 * 1e3
    results.add("wp predict --situation, whole process: core-ms", "wp", cpu)
    for _ in range(plan["rounds"]):
        answer = engine.ask("load")
        results.add("load the shipped model: ms", "wp", answer["median_ms"])
    results.add("the shipped model, with its intervals: bytes", "wp", answer["bytes"])
    results.add("the shipped model without them: bytes", "wp", answer["bytes_without_intervals"])


def scaling(engine, plan, results):
    for leaf in (LEAF, 10 * LEAF):
        for _ in range(plan["scale_rounds"]):
            one = engine.alone("scale", 1, plan["scale_trees"], LEAF, 2)
            ten = engine.alone("scale", 10, plan["scale_trees"], leaf, 2)
            say(f"rows ×10, leaf {leaf}: {ten['spent']}, ×1 {one['spent']}, "
                f"{ten['bytes_per_row_above_matrix']:.0f} bytes a row")
            results.add(f"rows ×10, leaf {leaf}: core-seconds as a multiple", "wp",
                        ten["spent"]["cpu"] / one["spent"]["cpu"])
            results.add(f"rows ×10, leaf {leaf}: seconds as a multiple", "wp",
                        ten["spent"]["wall"] / one["spent"]["wall"])
            results.add(f"rows ×10, leaf {leaf}: bytes a row above the matrix", "wp",
                        ten["bytes_per_row_above_matrix"])


def bars(results, data):
    """The aims of the project, each with what this run measured: (aim, measured, met)."""
    rows = []

    def ratio(aim, what, who, least):
        mine, theirs = results.middle(what, "wp"), results.middle(what, who)
        if mine and theirs:
            rows.append((aim, f"{theirs / mine:.1f}×", theirs / mine >= least))
        elif mine:
            rows.append((aim, "not measured", None))

    def most(aim, value, limit, shown):
        if value is not None:
            rows.append((aim, shown.format(value), value <= limit))

    for who, least in [("LightGBM", 5), ("XGBoost", 7), ("scikit-learn", 40), ("ranger", 40),
                       ("scikit-learn-intelex", 10), ("ydf", 20)]:
        ratio(f"fit, core-seconds a tree: ≥ {least}× faster than {who}", "fit, 1 thread: core-seconds a tree", who, least)
    most("500 trees, one thread, with binning: within 3× of the limit of 4.6 core-seconds",
         results.middle("fit of 500 trees with binning, 1 thread: core-seconds", "wp"), 13.8, "{:.1f} core-seconds")
    for what in [w for w in results.values if w.startswith("log loss") and len(results.values[w]) == 2]:
        who = next(w for w in results.values[what] if w != "wp")
        difference = results.middle(what, "wp") - results.middle(what, who)
        if "; both" in what:
            most(f"{what}: wp's at most 0.0003 above", difference, 0.0003, "{:+.5f}")
        else:
            rows.append((f"{what}: wp's above (what drawing games costs; no aim)", f"{difference:+.5f}", None))
    fitted = "fit, 1 thread: core-seconds a tree"
    others = {w: results.middle(fitted, w) for w in results.values.get(fitted, {}) if w != "wp"}
    if others:
        best = min(others, key=others.get)
        ratio(f"fit, core-seconds a tree: ≥ 7× faster than the best of all ({best})", fitted, best, 7)
    ratio("predict all plays, one thread: ≥ 5× tl2cgen", ONE_THREAD, "tl2cgen", 5)
    # By the longest fits: the shorter ones stand between those of others.
    one, two = [results.values.get(f"fit of 500 trees with binning, {threads} thread: seconds", {}).get("wp", [])
                for threads in (1, 2)]
    if one and two:
        gain = statistics.median(a / b for a, b in zip(one, two))
        rows.append(("500 trees, two threads against one: ≥ 1.85×", f"{gain:.2f}×", gain >= 1.85))
    for threads in (1, 2):
        what = ONE_THREAD if threads == 1 else "predict, 2 thread: ns a row and tree"
        others = {w: results.middle(what, w) for w in results.values.get(what, {}) if w != "wp"}
        if others:
            best = min(others, key=others.get)
            ratio(f"predict all plays, {threads} thread{'s' * (threads > 1)}: ≥ 5× the fastest peer ({best})", what, best, 5)
    most("one row through 500 trees: ≤ 20 µs", results.middle("one row, 500 trees: µs", "wp"), 20, "{:.1f} µs")
    most("wp predict --situation, whole process: ≤ 10 ms",
         results.middle("wp predict --situation, whole process: ms", "wp"), 10, "{:.1f} ms")
    for kind, limit in [(", with its intervals", 6), (" without them", 2)]:
        most(f"the shipped model{kind}: ≤ {limit} MB", results.middle(f"the shipped model{kind}: bytes", "wp"),
             limit * 1e6, "{:,.0f} bytes")
    most("load the shipped model: ≤ 2 ms", results.middle("load the shipped model: ms", "wp"), 2, "{:.1f} ms")
    for leaf in (LEAF, 10 * LEAF):
        for what in ("seconds", "core-seconds"):
            most(f"rows ×10, leaf {leaf}: {what} ≤ 11×",
                 results.middle(f"rows ×10, leaf {leaf}: {what} as a multiple", "wp"), 11, "{:.1f}×")
    most("rows ×10: ≤ 40 bytes a row above the matrix",
         results.middle(f"rows ×10, leaf {LEAF}: bytes a row above the matrix", "wp"), 40, "{:.0f} bytes")
    for who, least in [("pandas", 3), ("polars", 1), ("duckdb", 1)]:
        ratio(f"cleaning, seconds: ≥ {least}× faster than {who}", "cleaning: seconds", who, least)
    return rows


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def times(ratio):
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.2g}×"


def page(results, rows, plan, machine, notes, data, title):
    lines = [f"# {title}", "", "Written by `make bench-peers`; the numbers behind it are in results.json.", ""]
    if data.test_season >= 3000:
        lines += ["**Simulated seasons: no play-by-play was found, so these times are of a small matrix.**", ""]
    lines += [f"{len(data.y):,} plays × {len(data.features)} features to train on, "
              f"{len(data.test_y):,} of {data.test_season} for the log loss, {len(data.all_x):,} of {data.seasons} to predict. "
              "Medians; in brackets how many times wp's value.", "", "![ratios](ratios.png)", "",
              "## Measured", ""]
    names = ["wp", "LightGBM", "XGBoost", "scikit-learn", "ranger", "ONNX Runtime", *fast.SETTINGS]
    for heading, columns, chosen in [
        ("Forests", names, lambda w: not w.startswith(("cleaning", "wp predict", "load", "the shipped", "rows ×"))),
        ("Cleaning all seasons to the matrix", ["wp", "pandas", "polars", "duckdb"], lambda w: w.startswith("cleaning")),
        ("The command and the model (`true` is a process that does nothing)", ["wp", "true"],
         lambda w: w.startswith(("wp predict", "load", "the shipped"))),
        ("Rows ×10 (games repeated under new ids), two threads", ["wp"], lambda w: w.startswith("rows ×")),
    ]:
        whats = [w for w in results.values if chosen(w)]
        if not whats:
            continue
        columns = [c for c in columns if any(c in results.values[w] for w in whats)]
        lines += [f"### {heading}", "", "| | " + " | ".join(columns) + " |", "| --- |" + " ---: |" * len(columns)]
        for what in whats:
            mine, cells = results.middle(what, "wp"), []
            for who in columns:
                value = results.middle(what, who)
                if value is None:
                    cells.append("")
                elif what.startswith("log loss"):
                    cells.append(f"{value:.5f}")
                elif who == "wp" or what.startswith("leaves"):
                    cells.append(number(value))
                else:
                    cells.append(f"{number(value)} ({times(value / mine)})")
            lines.append(f"| {what.replace('2 thread', '2 threads')} | " + " | ".join(cells) + " |")
        lines.append("")
    lines += ["## Aims", "", "| aim | measured | |", "| --- | ---: | --- |"]
    lines += [f"| {a} | {m} | {'—' if met is None else 'met' if met else '**not met**'} |" for a, m, met in rows]
    lines += ["", "## Settings", "", "| library | version | trees a fit | settings |", "| --- | --- | ---: | --- |"]
    for who in names:
        if who in plan["versions"]:
            lines.append(f"| {who} | {plan['versions'][who]} | {plan['trees'].get(who, plan['predict_trees'])} | {SETTINGS[who]} |")
    lines += ["", f"Fits: {plan['rounds']} rounds, each library in turn at one and two threads; the matrix is in the library's own form "
              "before the clock starts (binned, where it has bins). Log loss: the mean of "
              f"{plan['loss_seeds']} forests of each, each grown in one fit with a seed of its own. "
              f"Rows ×10: fits of {plan['scale_trees']} trees with their binning; at leaf 200 the trees get ten times the leaves and 1.3 times "
              "the depth, so the multiple rises with the number of trees, towards 13; leaf 2000 keeps their shape. "
              f"Predictions: {plan['predict_trees']} trees each, {plan['predict_rounds']} rounds. wp draws games, the others rows: none of them can draw groups in one fit. For the log loss "
              "each of the others' trees is also fitted by itself on a bootstrap of games (by_games.py), and wp also draws rows in their manner. "
              "Cleaning: read, clean and matrix in memory, without imports and without writing; other versions: "
              f"{', '.join(f'{k} {v}' for k, v in plan['versions'].items() if k not in names)}.", ""]
    lines += [f"- {n}" for n in notes] + ([""] if notes else [])
    lines += ["## Machine", ""] + [f"- {k}: {v}" for k, v in machine.items()]
    return "\n".join(lines) + "\n"


def chart(results, path, data):
    """How many times wp's value each peer takes, on a logarithmic scale; a line marks the aim."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    panels = [
        ("Fit: core-seconds a tree", "fit, 1 thread: core-seconds a tree",
         {"LightGBM": 5, "XGBoost": 7, "scikit-learn": 40, "ranger": 40, "scikit-learn-intelex": 10, "ydf": 20}),
        ("Predict all plays, one thread: core time", ONE_THREAD, 5),
        ("Predict all plays, two threads: time", "predict, 2 thread: ns a row and tree", 5),
        ("Clean all seasons to the matrix: time", "cleaning: seconds", {"pandas": 3, "polars": 1, "duckdb": 1}),
    ]
    colours = {"LightGBM": "#0072B2", "XGBoost": "#E69F00", "scikit-learn": "#009E73", "ranger": "#CC79A7",
               "ONNX Runtime": "#56B4E9", "scikit-learn-intelex": "#D55E00", "ydf": "#999999", "biosphere": "#F0E442",
               "tl2cgen": "#000000", "lleaves": "#666666", "pandas": "#D55E00", "polars": "#0072B2", "duckdb": "#E69F00"}
    panels = [p for p in panels if any(w != "wp" for w in results.values.get(p[1], {}))]
    if not panels:
        return
    heights = [len(results.values[p[1]]) - 1 for p in panels]
    figure, axes = plt.subplots(len(panels), 1, figsize=(8.5, 0.9 + 0.42 * sum(heights) + 0.62 * len(panels)),
                                height_ratios=[h + 0.4 for h in heights], sharex=True, squeeze=False,
                                layout="constrained")
    largest = 1
    for axis, (title, what, aim) in zip(axes[:, 0], panels):
        mine = results.middle(what, "wp")
        who = [w for w in colours if w in results.values[what]]
        ratios = [results.middle(what, w) / mine for w in who]
        largest = max(largest, *ratios)
        axis.barh(range(len(who)), [r - 1 for r in ratios], left=1, color=[colours[w] for w in who], height=0.66)
        for i, (name, ratio) in enumerate(zip(who, ratios)):
            # biosphere has no aim of its own.
            target = aim.get(name, 20) if isinstance(aim, dict) else aim
            end = max(ratio, 1)
            # The number stands clear of the mark.
            axis.text((target if end < target < 1.5 * end else end) * 1.05, i, f"{ratio:.1f}×", va="center", fontsize=10)
            axis.plot([target, target], [i - 0.42, i + 0.42], color="black", linewidth=2)
        axis.set_yticks(range(len(who)), who)
        axis.set_ylim(len(who) - 0.45, -0.55)
        axis.set_title(title, loc="left", fontsize=11)
        axis.axvline(1, color="0.4", linewidth=1)
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
    axes[0, 0].set_xscale("log")
    axes[0, 0].set_xlim(0.5, largest * 1.7)
    ticks = [t for t in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if t <= largest * 1.5]
    axes[-1, 0].set_xticks(ticks, [f"{t}×" for t in ticks])
    axes[-1, 0].minorticks_off()
    axes[-1, 0].set_xlabel("times what wp takes (logarithmic); black marks: the aim")
    figure.suptitle(f"wp beside its peers, {len(data.y):,} plays × {len(data.features)} features", fontsize=12)
    figure.savefig(path, dpi=130)


def machine_facts():
    model = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as f:
            names = [line.split(":", 1)[1].strip() for line in f if line.startswith("model name")]
        model = names[0] if names else model
    except OSError:
        pass
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    return {
        "processor": f"{model}, {os.cpu_count()} cores", "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}", "Python": platform.python_version(), "Rust": rustc,
        "date": time.strftime("%Y-%m-%d"), "load before": "%.1f" % os.getloadavg()[0],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one round and few trees: to see that it works")
    parser.add_argument("--only", default="fit,predict,clean,command,scale")
    parser.add_argument("--out", default=os.path.join(ROOT, "reports", "benchmarks"))
    args = parser.parse_args()
    begin = time.time()
    quick, only = args.quick, args.only.split(",")
    plan = {
        "quick": quick, "rounds": 1 if quick else 3,
        "trees": {"wp": 60 if quick else 120, "LightGBM": 6 if quick else 20, "XGBoost": 6 if quick else 20,
                  "scikit-learn": 2 if quick else 8, "ranger": 2 if quick else 6,
                  "scikit-learn-intelex": 4 if quick else 12, "ydf": 4 if quick else 12, "biosphere": 2 if quick else 6},
        # A tenth of a second for wp: more rounds, or a busy moment decides.
        "predict_trees": 10 if quick else 40, "predict_rounds": 1 if quick else 9, "one_row_calls": 30 if quick else 200,
        "processes": 40 if quick else 200, "scale_trees": 10 if quick else 20, "scale_rounds": 1 if quick else 5,
        "loss_seeds": 1 if quick else 5,
        "loss_trees": {"LightGBM": 12, "XGBoost": 12, "scikit-learn": 4, "ranger": 4} if quick else
                      {"LightGBM": 120, "XGBoost": 120, "scikit-learn": 48, "ranger": 36},
    }
    plan["versions"] = {
        "LightGBM": version("lightgbm"), "XGBoost": version("xgboost"), "scikit-learn": version("scikit-learn"),
        "ONNX Runtime": f"{version('onnxruntime')}, skl2onnx {version('skl2onnx')}",
        **{name: version(name) for name in fast.SETTINGS},
        **{name: version(name) for name in ("pandas", "polars", "duckdb", "numpy", "pyarrow")},
    }
    folder = os.environ.get("WP_DATA") or os.path.join(ROOT, "data", "pbp")
    if not os.path.isdir(folder):
        folder = os.path.join(ROOT, "data", "sample")
    os.environ["WP_DATA"] = folder = os.path.abspath(folder)
    wp, program = built("build", "--release"), built("bench", "--bench", "engine", "--no-run")
    plan["versions"] = {"wp": subprocess.check_output([wp, "--version"], text=True).split()[-1], **plan["versions"]}
    work = os.path.join(ROOT, "target", "bench")
    os.makedirs(work, exist_ok=True)
    machine = machine_facts()
    data = Data(wp, folder, work)
    engine, results, notes = Engine(program), Results(), []
    peers = {}
    if {"fit", "predict"} & set(only):
        peers = {"LightGBM": LightGBM(data), "XGBoost": XGBoost(data), "scikit-learn": ScikitLearn(data),
                 **fast_peers(data, notes)}
    if "fit" in only:
        fits(engine, peers, data, work, plan, results, notes)
    if "predict" in only:
        predictions(engine, peers, data, work, plan, results, notes)
    if "clean" in only:
        cleaning(engine, folder, data, plan, results, notes)
    if "command" in only:
        command(engine, wp, plan, results)
    engine.close()
    if "scale" in only:
        scaling(engine, plan, results)
    machine["load after"] = "%.1f" % os.getloadavg()[0]
    machine["seconds of this run"] = f"{time.time() - begin:.0f}"
    rows = bars(results, data)
    title = "Benchmarks" + (" (quick run: one round, few trees)" if quick else "")
    os.makedirs(args.out, exist_ok=True)
    with open(os.path.join(args.out, "results.json"), "w") as f:
        json.dump({
            "plan": plan, "machine": machine, "settings": SETTINGS, "measured": results.values,
            "aims": [{"aim": a, "measured": m, "met": met} for a, m, met in rows], "notes": notes,
        }, f, indent=1, ensure_ascii=False)
        f.write("\n")
    chart(results, os.path.join(args.out, "ratios.png"), data)
    text = page(results, rows, plan, machine, notes, data, title)
    with open(os.path.join(args.out, "README.md"), "w") as f:
        f.write(text)
    print(text)


if __name__ == "__main__":
    main()
