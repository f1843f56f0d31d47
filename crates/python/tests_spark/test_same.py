"""One machine, two threads, two executors: the same to the last bit."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from conftest import FEATURES, in_order, read, same, snaps_of
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import nflwp
import nflwp.spark
from nflwp.forest import RandomForestClassifier, RandomForestRegressor

_written: dict[str, str] = {}


def digest(forest: Any) -> str:
    """Of the fitted forest's bytes."""
    return hashlib.sha256(forest._fitted.__reduce__()[1][0]).hexdigest()


def matrix(table: pa.Table, features: list[str] = FEATURES) -> Any:
    return np.column_stack([table[f].to_numpy().astype(np.float32) for f in features])


def test_a_league_is_the_same_files(spark: SparkSession, tmp_path: Path, league: Path) -> None:
    files = nflwp.spark.simulate(seasons=2, out=tmp_path / "a", session=spark)
    assert [Path(f).name for f in files] == [
        "play_by_play_3001.parquet",
        "play_by_play_3002.parquet",
        "games.parquet",
    ]
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(Path(f).name for f in files)
    for file in files[:2]:
        assert pq.read_table(file).equals(pq.read_table(league / Path(file).name))
    assert pq.read_table(files[2]).equals(pq.read_table(league / "games.parquet").slice(0, 570))
    # The second set-up writes the very bytes of the first.
    for file in files:
        found = hashlib.sha256(Path(file).read_bytes()).hexdigest()
        assert _written.setdefault(Path(file).name, found) == found


def test_scores_where_the_files_hold_whole_games(
    spark: SparkSession, league: Path, plays: pa.Table
) -> None:
    scored = nflwp.spark.score(read(spark, league))
    assert "Exchange" not in scored._jdf.queryExecution().toString()
    same(in_order(scored.toArrow()), in_order(nflwp.score(plays)))


def test_scores_of_rows_in_any_order(spark: SparkSession, league: Path, plays: pa.Table) -> None:
    some = plays.filter(pc.less(plays["week"], 3))
    mixed = read(spark, league).where("week < 3").orderBy(F.rand(5)).repartition(7)
    schedule = pq.read_table(league / "games.parquet")
    bare = [c for c in some.column_names if c != "spread_line"]
    model = nflwp.Model.shipped().without_intervals()
    scored = nflwp.spark.score(mixed.select(*bare), model=model, schedule=schedule, prefix="my_")
    here = nflwp.score(some.select(bare), model=model, schedule=schedule, prefix="my_")
    same(in_order(scored.toArrow()), in_order(here))


def test_fourth_downs(spark: SparkSession, league: Path, plays: pa.Table) -> None:
    first = pc.and_(pc.equal(plays["season"], 3001), pc.equal(plays["week"], 1))
    some = read(spark, league).where("season = 3001 and week = 1")
    decided = nflwp.spark.fourth_downs(some, intervals=False).toArrow()
    here = nflwp.fourth_downs(plays.filter(first), intervals=False)
    same(in_order(decided), in_order(here))


def test_a_forest_of_all_plays(spark: SparkSession, league: Path, snaps: pa.Table) -> None:
    def forest() -> RandomForestClassifier:
        return RandomForestClassifier(
            n_estimators=20, min_samples_leaf=50, max_features=4, random_state=3
        )

    here = forest().fit(
        matrix(snaps),
        snaps["won"].to_numpy(zero_copy_only=False),
        groups=snaps["game_id"].to_numpy(zero_copy_only=False),
    )
    there = forest().fit_spark(
        snaps_of(read(spark, league)), features=FEATURES, target="won", group="game_id"
    )
    assert digest(there) == digest(here)
    assert np.array_equal(there.feature_importances_, here.feature_importances_)
    assert list(there.classes_) == [False, True]
    x = matrix(snaps.slice(0, 500))
    assert np.array_equal(there.predict_proba(x), here.predict_proba(x))


@pytest.mark.parametrize("kind", ["classes", "numbers", "signs", "one class"])
def test_forests_of_rows_in_any_order(
    spark: SparkSession, league: Path, snaps: pa.Table, kind: str
) -> None:
    few = ["score_differential", "yardline_100", "ydstogo"]
    some = snaps.filter(pc.and_(pc.equal(snaps["season"], 3002), pc.less(snaps["week"], 6)))
    df = snaps_of(read(spark, league)).where("season = 3002 and week < 6")
    label = {"classes": "down", "numbers": "yards_gained", "signs": "won", "one class": "season"}[kind]
    more: dict[str, Any] = {"n_estimators": 3, "min_samples_leaf": 7, "random_state": 1}
    more["max_depth"] = 4 if kind == "classes" else None
    if kind == "signs":
        more |= {"monotonic_cst": [1, -1, 0], "max_samples": 0.4, "max_depth": 5, "shrinkage": 9.0}
    make = RandomForestRegressor if kind == "numbers" else RandomForestClassifier
    some = some.filter(pc.is_valid(some[label]))
    here = make(**more).fit(
        matrix(some, few),
        some[label].to_numpy(zero_copy_only=False),
        groups=some["game_id"].to_numpy(zero_copy_only=False),
    )
    mixed = df.where(F.col(label).isNotNull()).orderBy("ydstogo", "play_id").repartition(5)
    there = make(**more).fit_spark(
        mixed, features=few, target=label, group="game_id", trees_at_once=2
    )
    if kind == "classes":
        # `fit` sharpens shares by rows out of bag, which nobody has here.
        both = zip(there._fitted.arrays(), here._fitted.arrays(), strict=True)
        for mine, theirs in both:
            for name in ("edges", "offsets", "nodes", "leaf_values"):
                assert np.array_equal(np.hstack(mine[name]), np.hstack(theirs[name])), name
        return
    assert digest(there) == digest(here)


def test_blocks_in_steps_and_levels_to_the_end(
    spark: SparkSession, league: Path, snaps: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only very large tables do otherwise."""
    import nflwp.spark._forest as inside

    monkeypatch.setattr(inside, "_BLOCK", 700)
    monkeypatch.setattr(inside, "_TOGETHER", 2)
    monkeypatch.setattr(inside, "_GATHER", 0)
    # Of more rows than a tree can draw a fraction of the groups is drawn.
    games = np.full(200_000, 150, dtype=np.uint64)
    assert 0.54 < (inside._fits(games) or 0) < 16_777_215 / 30e6
    assert inside._fits(games[:1000]) is None
    some = snaps.filter(pc.and_(pc.equal(snaps["season"], 3001), pc.less(snaps["week"], 4)))
    here = RandomForestClassifier(4, min_samples_leaf=20, random_state=2).fit(
        matrix(some),
        some["won"].to_numpy(zero_copy_only=False),
        groups=some["game_id"].to_numpy(zero_copy_only=False),
    )
    df = snaps_of(read(spark, league)).where("season = 3001 and week < 4").repartition(4)
    there = RandomForestClassifier(4, min_samples_leaf=20, random_state=2)
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    there.fit_spark(df, features=FEATURES, target="won", group="game_id")
    spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
    assert digest(there) == digest(here)


def test_a_model_of_win_probability(spark: SparkSession, league: Path, plays: pa.Table) -> None:
    settings: dict[str, Any] = {"trees": 10, "seasons": [3001], "min_leaf": 50}
    order = plays.append_column("at", pa.array(np.arange(len(plays))))
    some = pc.and_(pc.equal(order["season"], 3001), pc.less(order["week"], 6))
    order = order.filter(some).sort_by([("game_id", "ascending"), ("at", "ascending")]).drop_columns("at")
    here = nflwp.train(order, **settings)._core.to_bytes()
    first = read(spark, league).where("week < 6")
    there = nflwp.spark.train(first, **settings)._core.to_bytes()
    assert there == here
    mixed = read(spark, league).where("season = 3001 and week < 6").orderBy("play_id").repartition(5)
    del settings["seasons"]
    assert nflwp.spark.train(mixed, **settings)._core.to_bytes() == here
