"""The forest of Parquet files: the one of the same rows in memory."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nflwp.forest import RandomForestClassifier, RandomForestRegressor

ROWS = 5000


@pytest.fixture
def plays() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "lead": rng.integers(-21, 22, ROWS),
            "seconds": rng.integers(0, 3601, ROWS).astype(float),
            "home": rng.random(ROWS) < 0.5,
            "spread": rng.normal(size=ROWS),
            "game": [f"game {i // 50:03}" for i in range(ROWS)],
        }
    )
    frame.loc[rng.random(ROWS) < 0.1, "spread"] = np.nan
    frame["margin"] = frame["lead"] + rng.normal(scale=9, size=ROWS)
    frame["won"] = frame["margin"] > 0
    frame["label"] = np.select([frame["margin"] < -3, frame["margin"] > 3], ["lost", "won"], "near")
    return frame


FEATURES = ["lead", "seconds", "home", "spread"]


def written(frame: pd.DataFrame, folder: Path, parts: int = 3) -> Path:
    """In parts, some in a folder below."""
    (folder / "below").mkdir(parents=True)
    step = -(-len(frame) // parts)
    for i in range(parts):
        part = frame[i * step : (i + 1) * step]
        place = folder / ("below" if i % 2 else ".") / f"part-{i}.parquet"
        pq.write_table(pa.Table.from_pandas(part, preserve_index=False), place)
    return folder


def same(a: Any, b: Any) -> None:
    for ours, theirs in zip(a._fitted.arrays(), b._fitted.arrays(), strict=True):
        for name, value in ours.items():
            assert np.array_equal(value, theirs[name]) if name != "edges" else value == theirs[name]
    assert np.array_equal(a.feature_importances_, b.feature_importances_)


@pytest.mark.parametrize("target", ["won", "label"])
@pytest.mark.parametrize("kept", [None, 0.6])
def test_classes_are_learned_as_in_memory(
    plays: pd.DataFrame, tmp_path: Path, target: str, kept: float | None
) -> None:
    def forest() -> RandomForestClassifier:
        return RandomForestClassifier(12, max_samples=kept, min_samples_leaf=5, random_state=3)

    folder = written(plays, tmp_path / "table")
    found = forest().fit_parquet(folder, target=target, group="game", features=FEATURES)
    order = [*sorted((folder / "below").glob("*")), *sorted(folder.glob("*.parquet"))]
    rows = pd.concat(map(pd.read_parquet, order))
    memory = forest().fit(rows[FEATURES], rows[target], groups=rows["game"])
    same(found, memory)
    assert list(found.classes_) == list(memory.classes_)
    assert found.classes_.dtype.kind == memory.classes_.dtype.kind or target == "label"
    assert np.array_equal(found.predict(rows[FEATURES]), memory.predict(rows[FEATURES]))
    assert found.fit_info_["rows"] == ROWS
    assert found.fit_info_["groups"] == 100
    assert found.fit_info_["fraction"] is None
    again = pickle.loads(pickle.dumps(found))
    assert np.array_equal(again.predict_proba(rows[FEATURES]), found.predict_proba(rows[FEATURES]))


def test_numbers_are_learned_as_in_memory(plays: pd.DataFrame, tmp_path: Path) -> None:
    def forest() -> RandomForestRegressor:
        return RandomForestRegressor(12, min_samples_leaf=5, random_state=3)

    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    plays[:1000].to_parquet(paths[0])
    plays[1000:].to_parquet(paths[1])
    numbers = plays.drop(columns=["game", "label", "won"])
    found = forest().fit_parquet(paths, target="margin", features=FEATURES)
    memory = forest().fit(numbers[FEATURES], numbers["margin"])
    same(found, memory)
    assert np.array_equal(found.predict(numbers[FEATURES]), memory.predict(numbers[FEATURES]))
    assert list(found.feature_names_in_) == FEATURES
    # All columns of numbers, where none are named.
    every = forest().fit_parquet(paths, target="margin", group="game")
    assert list(every.feature_names_in_) == [*FEATURES, "won"]


def test_what_is_no_table_is_refused(plays: pd.DataFrame, tmp_path: Path) -> None:
    forest = RandomForestClassifier(3, random_state=1)
    file = tmp_path / "plays.parquet"
    plays.to_parquet(file)
    with pytest.raises(FileNotFoundError, match="no such file"):
        forest.fit_parquet(tmp_path / "nothing.parquet", target="won")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=r"ends in \.parquet"):
        forest.fit_parquet(tmp_path / "empty", target="won")
    with pytest.raises(KeyError, match="no column 'win': it has 'lead'"):
        forest.fit_parquet(file, target="win")
    with pytest.raises(ValueError, match="other columns"):
        forest.fit_parquet(file, target="won", features=["lead", "won"])
    with pytest.raises(ValueError, match="'label' is no float"):
        forest.fit_parquet(file, target="won", features=["lead", "label"])
    with pytest.raises(TypeError, match="needs numbers"):
        RandomForestRegressor(3).fit_parquet(file, target="label")
    with pytest.raises(ValueError, match="oob_score"):
        RandomForestClassifier(3, oob_score=True).fit_parquet(file, target="won")
    with pytest.raises(ValueError, match="no order"):
        RandomForestClassifier(3, monotonic_cst=[1, 0, 0, 0]).fit_parquet(
            file, target="label", features=FEATURES
        )
    with pytest.raises(Exception, match="no such folder"):
        forest.fit_parquet(file, target="won", features=FEATURES, scratch=tmp_path / "no such folder")
    plays.loc[4321, "margin"] = np.nan
    rest = tmp_path / "rest.parquet"
    plays[4000:].to_parquet(rest)
    plays[:4000].to_parquet(file)
    with pytest.raises(Exception, match=r"rest\.parquet, row 321.*margin.*no value"):
        RandomForestRegressor(3).fit_parquet([file, rest], target="margin", features=FEATURES)
    pq.write_table(pa.table({"lead": [1.0]}), rest)
    with pytest.raises(KeyError, match=r"rest\.parquet has no column 'won'"):
        forest.fit_parquet([file, rest], target="won", features=["lead"])


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_fit_leaves_nothing_behind(plays: pd.DataFrame, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    file = tmp_path / "plays.parquet"
    plays.to_parquet(file)
    code = (
        "import sys; from nflwp.forest import RandomForestClassifier as F\n"
        "print('begun', flush=True)\n"
        "F(60_000).fit_parquet(sys.argv[1], target='won', group='game', "
        f"features={FEATURES!r}, scratch=sys.argv[2])"
    )
    fit = subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(scratch)], stdout=subprocess.PIPE, text=True
    )
    assert fit.stdout is not None and fit.stdout.readline() == "begun\n"
    time.sleep(1.0)
    fit.send_signal(signal.SIGKILL)
    assert fit.wait() == -signal.SIGKILL
    assert list(scratch.iterdir()) == []
