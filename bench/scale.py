"""Tables larger than memory: nflwp's forest from Parquet beside LightGBM and XGBoost.

    python bench/scale.py [--sizes 1e6,1e7,1e8,2e8] [--trees 20] [--limit 600] > report.md

Rows are made by seed in groups of 150 (games) of 12 features and a label, one Parquet
file a million, under target/scale. Every fit is a process of its own, which says what
it took; one that takes longer than --limit seconds is ended, and the report says so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = Path("target/scale")
PART = 1_000_000
#: 150 does not divide a million: the last game of a file is a short one.
GAME = 150
NAMES = [
    "lead", "seconds", "half_seconds", "down", "ydstogo", "yardline_100",
    "timeouts", "their_timeouts", "receives", "home", "spread", "total",
]  # fmt: skip
LEAF = 500


def made(part: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Features, label, game and true probability of a file's rows."""
    rng = np.random.default_rng([7, part])
    game = np.arange(PART) // GAME
    games = int(game[-1]) + 1
    x = np.empty((PART, len(NAMES)), np.float32)
    at = np.arange(PART) % GAME
    x[:, 1] = np.maximum(3600 - 24 * at - rng.integers(0, 24, PART), 0)
    x[:, 2] = x[:, 1] % 1800
    steps = np.where(rng.random(PART) < 0.06, rng.choice([-7, -3, 3, 7], PART), 0)
    total = np.cumsum(steps)
    x[:, 0] = total - (total - steps)[game * GAME]
    x[:, 3] = rng.choice([1, 2, 3, 4], PART, p=[0.45, 0.32, 0.18, 0.05])
    x[:, 4] = rng.integers(1, 21, PART)
    x[:, 5] = rng.integers(1, 100, PART)
    x[:, 6] = rng.integers(0, 4, PART)
    x[:, 7] = rng.integers(0, 4, PART)
    x[:, 8] = rng.integers(0, 2, PART)
    x[:, 9] = rng.integers(0, 2, games)[game]
    x[:, 10] = (rng.integers(-28, 29, games) / 2)[game]
    x[:, 11] = (rng.integers(70, 121, games) / 2)[game]
    left = x[:, 1] / 3600
    edge = x[:, 0] + x[:, 10] * left + (60 - x[:, 5]) / 25 - (x[:, 3] == 4) * 1.5
    p = 1 / (1 + np.exp(-1.7 * edge / (12 * np.sqrt(left + 0.01))))
    x[rng.random(PART) < 0.05, 11] = np.nan
    return x, rng.random(PART) < p, (part * games + game).astype(np.int64), p


def path_of(part: int) -> Path:
    return FOLDER / f"part-{part:04}.parquet"


def write(parts: int) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for part in range(parts):
        if path_of(part).exists():
            continue
        x, y, game, _ = made(part)
        columns: dict[str, Any] = {name: x[:, i] for i, name in enumerate(NAMES)}
        table = pa.table({**columns, "won": y, "game": game})
        new = path_of(part).with_suffix(".new")
        pq.write_table(table, new, compression="lz4", row_group_size=250_000)
        new.rename(path_of(part))


def loaded(part: int) -> tuple[np.ndarray, np.ndarray]:
    table = pq.read_table(path_of(part))
    x = np.column_stack([table[name].to_numpy() for name in NAMES]).astype(np.float32)
    return x, table["won"].to_numpy()


class Peak(threading.Thread):
    """The most memory that is the process's own (not pages of files), in kB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = 0

    def run(self) -> None:
        while True:
            for line in Path("/proc/self/status").read_text().splitlines():
                if line.startswith("RssAnon"):
                    self.own = max(self.own, int(line.split()[1]))
            time.sleep(0.1)


def log_loss(p: np.ndarray, y: np.ndarray) -> float:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(y, np.log(p), np.log(1 - p))))


def digest(forest: Any) -> str:
    """Of the trees themselves."""
    found = hashlib.sha256()
    for trees in forest._fitted.arrays():
        for name in ("offsets", "nodes", "leaf_values"):
            found.update(np.ascontiguousarray(trees[name]).tobytes())
    return found.hexdigest()[:12]


def fit_ours(parts: int, trees: int, in_memory: bool) -> tuple[Any, dict[str, Any]]:
    from nflwp.forest import RandomForestClassifier

    forest = RandomForestClassifier(trees, min_samples_leaf=LEAF, max_features=5, random_state=1)
    if in_memory:
        tables = [pq.read_table(path_of(p), columns=["game"])["game"].to_numpy() for p in range(parts)]
        x, y = map(np.concatenate, zip(*(loaded(p) for p in range(parts)), strict=True))
        forest.fit(x, y, groups=np.concatenate(tables))
        return lambda x: forest.predict_proba(x)[:, 1], {"sha256": digest(forest)}
    forest.fit_parquet(
        [path_of(p) for p in range(parts)],
        target="won", group="game", features=NAMES, scratch=FOLDER,
    )  # fmt: skip
    info = {k: v for k, v in forest.fit_info_.items() if k != "rows"}
    return lambda x: forest.predict_proba(x)[:, 1], {**info, "sha256": digest(forest)}


def fit_lightgbm(parts: int, trees: int) -> tuple[Any, dict[str, Any]]:
    import lightgbm as lgb

    class File(lgb.Sequence):  # type: ignore[misc]
        held: tuple[int, np.ndarray] | None = None
        batch_size = 100_000

        def __init__(self, part: int) -> None:
            self.part = part

        def __len__(self) -> int:
            return PART

        def __getitem__(self, index: Any) -> np.ndarray:
            if File.held is None or File.held[0] != self.part:
                File.held = (self.part, loaded(self.part)[0])
            return File.held[1][index].astype(np.float64)

    label = np.concatenate(
        [pq.read_table(path_of(p), columns=["won"])["won"].to_numpy() for p in range(parts)]
    )
    start = time.perf_counter()
    data = lgb.Dataset([File(p) for p in range(parts)], label, params={"verbose": -1}).construct()
    read = time.perf_counter() - start
    params = {
        "objective": "binary", "num_leaves": 1023, "min_data_in_leaf": LEAF,
        "learning_rate": 0.3, "num_threads": os.cpu_count(), "verbose": -1,
    }  # fmt: skip
    start = time.perf_counter()
    model = lgb.train(params, data, trees)
    return model.predict, {"codes": read, "trees": time.perf_counter() - start}


def fit_xgboost(parts: int, trees: int) -> tuple[Any, dict[str, Any]]:
    import xgboost as xgb

    class Files(xgb.DataIter):  # type: ignore[misc]
        def __init__(self) -> None:
            self.part = 0
            super().__init__(cache_prefix=str(FOLDER / "xgboost-cache"))

        def next(self, input_data: Any) -> bool:
            if self.part == parts:
                return False
            x, y = loaded(self.part)
            input_data(data=x, label=y)
            self.part += 1
            return True

        def reset(self) -> None:
            self.part = 0

    start = time.perf_counter()
    data = xgb.ExtMemQuantileDMatrix(Files(), max_bin=256)
    read = time.perf_counter() - start
    params = {
        "objective": "binary:logistic", "tree_method": "hist", "max_depth": 10,
        "min_child_weight": LEAF / 4, "eta": 0.3, "nthread": os.cpu_count(),
    }  # fmt: skip
    start = time.perf_counter()
    model = xgb.train(params, data, trees)
    return lambda x: model.predict(xgb.DMatrix(x)), {
        "codes": read,
        "trees": time.perf_counter() - start,
    }


def one(what: str, parts: int, trees: int) -> None:
    """Fits once and says what that took, as a line of JSON."""
    peak = Peak()
    peak.start()
    start = time.perf_counter()
    if what.startswith("nflwp"):
        predict, info = fit_ours(parts, trees, "memory" in what)
    elif what == "LightGBM":
        predict, info = fit_lightgbm(parts, trees)
    else:
        predict, info = fit_xgboost(parts, trees)
    info["seconds"] = time.perf_counter() - start
    info["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    info["own"] = peak.own
    x, y, _, p = made(9999)
    few = slice(200_000)
    info["log_loss"] = log_loss(np.asarray(predict(x[few])), y[few])
    info["best"] = log_loss(p[few], y[few])
    print(json.dumps(info))


def run(what: str, parts: int, trees: int, limit: float) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", what, "--parts", str(parts), "--trees", str(trees)]
    print(f"{what}, {parts} million rows, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    try:
        # Threads that spin while they wait would slow everything on a machine that is shared.
        environment = {**os.environ, "OMP_WAIT_POLICY": "passive"}
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=limit, env=environment
        )
    except subprocess.TimeoutExpired:
        return {"ended": f"ended after {limit:.0f} s"}
    finally:
        for left in FOLDER.glob("xgboost-cache*"):
            left.unlink()
    if done.returncode != 0:
        return {"ended": (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]}
    found = {**json.loads(done.stdout.splitlines()[-1]), "load": os.getloadavg()[0]}
    print(json.dumps(found), file=sys.stderr, flush=True)
    return found


def rows(sizes: list[int], trees: int, limit: float) -> list[tuple[int, str, dict[str, Any]]]:
    """Ours first, as the others may take long; others up to ten million rows, or more
    where --limit lets them."""
    jobs = [(parts, "nflwp") for parts in sizes]
    jobs += [(10, "nflwp, in memory")] * (10 in sizes)
    jobs += [(parts, other) for parts in sizes for other in ("LightGBM", "XGBoost") if parts <= 100]
    late: set[str] = set()
    found = []
    for parts, what in jobs:
        if what in late:
            found.append((parts, what, {"ended": "not tried: fewer rows took too long"}))
            continue
        done = run(what, parts, trees, limit if what in ("LightGBM", "XGBoost") else 4 * limit)
        if "ended" in done:
            late.add(what)
        found.append((parts, what, done))
        (FOLDER / "results.json").write_text(json.dumps(found))
    return found


def report(found_all: list[tuple[int, str, dict[str, Any]]], trees: int) -> None:
    import lightgbm
    import xgboost

    print(f"""# Tables larger than memory

`make bench-scale`: {trees} trees on rows of 12 features, a label and a game (150 rows each), made by
seed, read from Parquet (one file a million rows). {platform.machine()}, {os.cpu_count()} cores; LightGBM
{lightgbm.__version__} (`Sequence`, 1,023 leaves), XGBoost {xgboost.__version__} (`ExtMemQuantileDMatrix`, depth 10);
all with leaves of at least {LEAF} rows. Every fit is a process of its own. "Peak" is the most memory it had
resident; "own" what of it is not pages of files, which the system takes back when it needs them.
Log loss is on 200,000 rows of games that nobody saw; the least there can be is in brackets. "Seconds" has the
imports and, but for nflwp, the reading of labels; "load" is the machine's load average at the end, over a minute.

| rows | forest | seconds | bins | codes | trees | peak | own | log loss | load |
| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |""")
    notes = []
    for parts, what, found in sorted(found_all, key=lambda f: f[0]):
        if "ended" in found:
            print(f"| {parts},000,000 | {what} | {found['ended']} | | | | | | | |")
            continue
        phases = [f"{found[k]:.1f}" if k in found else "" for k in ("bins", "codes", "trees")]
        print(
            f"| {parts},000,000 | {what} | {found['seconds']:.1f} | {' | '.join(phases)} "
            f"| {found['peak'] * 1024 / 1e9:.2f} GB | {found['own'] * 1024 / 1e9:.2f} GB "
            f"| {found['log_loss']:.4f} ({found['best']:.4f}) | {found['load']:.1f} |",
        )
        if "sha256" in found:
            drawn = found.get("fraction")
            part = "" if drawn is None else f"; each tree sees {drawn:.1%} of the games"
            notes.append(f"- {what}, {parts} million rows: trees {found['sha256']}{part}")
    print("\nThe first digits of the trees' SHA-256, the same from files as in memory:\n")
    print("\n".join(notes))
    print(f"""
LightGBM and XGBoost boost {trees} trees of all rows, one after the other; the forest's trees are each of a sample
of games, at most 16,777,215 rows. More than 100 million rows are not tried with the two.""")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sizes", default="1e6,1e7,1e8,2e8")
    arguments.add_argument("--trees", type=int, default=20)
    arguments.add_argument("--limit", type=float, default=600)
    arguments.add_argument("--one")
    arguments.add_argument("--parts", type=int)
    arguments.add_argument("--write", type=int)
    arguments.add_argument("--again", help="one more fit into the last results, as LightGBM:100")
    asked = arguments.parse_args()
    if asked.one:
        return one(asked.one, asked.parts, asked.trees)
    if asked.write:
        return write(asked.write)
    if asked.again:
        what, parts = asked.again.split(":")
        found = json.loads((FOLDER / "results.json").read_text())
        found = [f for f in found if (f[0], f[1]) != (int(parts), what)]
        found.append((int(parts), what, run(what, int(parts), asked.trees, asked.limit)))
        (FOLDER / "results.json").write_text(json.dumps(found))
        return report(found, asked.trees)
    sizes = [round(float(size) / PART) for size in asked.sizes.split(",")]
    start = time.perf_counter()
    write(max(sizes))
    print(f"written in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    report(rows(sizes, asked.trees, asked.limit), asked.trees)


if __name__ == "__main__":
    main()
