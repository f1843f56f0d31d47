"""Frames of every library in, the same kind out."""

from __future__ import annotations

import decimal
import gc
from pathlib import Path
from typing import Any

import duckdb
import nflwp as wp
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

ADDED = ["wp", "home_wp", "wp_lower", "wp_upper", "wpa"]


@pytest.fixture(scope="module")
def scored(games_of: pl.DataFrame) -> pl.DataFrame:
    return wp.score(games_of)


def values(frame: Any, name: str = "wp") -> np.ndarray[Any, Any]:
    column = frame[name]
    if isinstance(column, pa.ChunkedArray):
        return np.asarray(column.to_pandas(), dtype=np.float32)
    return np.asarray(column.to_numpy(), dtype=np.float32)


def same(frame: Any, scored: pl.DataFrame) -> bool:
    return all(np.array_equal(values(frame, c), values(scored, c), equal_nan=True) for c in ADDED)


def test_polars_keeps_its_columns_and_rows(games_of: pl.DataFrame, scored: pl.DataFrame) -> None:
    own = [c for c in games_of.columns if c not in ADDED]
    assert scored.select(own).equals(games_of.select(own))
    assert scored.columns[-5:] == ADDED
    wps = scored["wp"].drop_nulls()
    assert wps.is_between(0, 1).all() and len(wps) > 0.9 * len(scored)
    lazy = wp.score(games_of.lazy())
    assert isinstance(lazy, pl.LazyFrame) and lazy.collect().equals(scored)


def test_pandas_keeps_its_index_and_labels(games_of: pl.DataFrame, scored: pl.DataFrame) -> None:
    frame = games_of.to_pandas().set_index(np.arange(len(games_of))[::-1])
    frame[7] = [object() for _ in range(len(frame))]
    out = wp.score(frame)
    assert isinstance(out, pd.DataFrame) and out.index.equals(frame.index)
    assert out[7].equals(frame[7]) and same(out, scored)
    numpy_types = games_of.to_pandas().convert_dtypes(dtype_backend="numpy_nullable")
    assert same(wp.score(numpy_types), scored)
    arrow_types = games_of.to_pandas().convert_dtypes(dtype_backend="pyarrow")
    assert same(wp.score(arrow_types), scored)
    objects = games_of.to_pandas().astype({"game_id": object, "posteam": object})
    assert same(wp.score(objects), scored)


def test_pyarrow_duckdb_and_whatever_has_the_interface(
    games_of: pl.DataFrame, scored: pl.DataFrame
) -> None:
    table = games_of.to_arrow()
    out = wp.score(table)
    assert isinstance(out, pa.Table) and same(out, scored)
    assert out.column_names[-5:] == ADDED
    relation = duckdb.from_arrow(table)
    assert same(wp.score(relation), scored)

    class Other:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            return table.__arrow_c_stream__(requested_schema)

    assert same(wp.score(Other()), scored)
    chunks = pa.Table.from_batches(table.to_batches(max_chunksize=97))
    assert same(wp.score(chunks), scored)


def test_columns_of_any_type(games_of: pl.DataFrame, scored: pl.DataFrame) -> None:
    odd = games_of.with_columns(
        pl.col("game_id").cast(pl.Categorical),
        pl.col("posteam").cast(pl.Enum(games_of["posteam"].drop_nulls().unique())),
        pl.col("down").cast(pl.Float64),
        pl.col("ydstogo").cast(pl.Int64).cast(pl.String),
        pl.col("qtr").cast(pl.Decimal(10, 2)),
        pl.col("play_id").cast(pl.Float64),
    )
    assert same(wp.score(odd), scored)
    missing = odd.with_columns(pl.col("ydstogo").fill_null("NA"))
    assert same(wp.score(missing), scored)
    table = games_of.to_arrow()
    i = table.column_names.index("yardline_100")
    decimals = [None if v is None else decimal.Decimal(int(v)) for v in table[i].to_pylist()]
    table = table.set_column(i, "yardline_100", pa.array(decimals, pa.decimal128(12, 3)))
    assert same(wp.score(table), scored)


def test_own_columns_of_the_same_name_are_kept(games_of: pl.DataFrame) -> None:
    frame = games_of.with_columns(wp=pl.lit(0.5), original_wp=pl.lit("x"))
    out = wp.score(frame)
    assert out["original_original_wp"].eq(0.5).all() and out["original_wp"].eq("x").all()
    assert set(ADDED) <= set(out.columns)
    prefixed = wp.score(games_of, prefix="my_")
    assert prefixed.columns[-5:] == ["my_" + name for name in ADDED]
    assert prefixed.columns[:-5] == games_of.columns


def test_without_intervals_there_are_no_ends(games_of: pl.DataFrame, scored: pl.DataFrame) -> None:
    out = wp.score(games_of, model=wp.Model.shipped().without_intervals())
    assert out.columns[-3:] == ["wp", "home_wp", "wpa"]
    assert np.allclose(values(out), values(scored), atol=1e-6, equal_nan=True)


def test_what_cannot_be_scored_says_why(games_of: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="needs a column `down`"):
        wp.score(games_of.drop("down"))
    with pytest.raises(ValueError, match=r"column `ydstogo` should be numbers(.|\n)*many"):
        wp.score(games_of.with_columns(ydstogo=pl.lit("many")))
    with pytest.raises(TypeError, match="no data frame"):
        wp.score([1, 2, 3])
    with pytest.raises(ValueError, match="level"):
        wp.score(games_of, level=0.0)
    assert len(wp.score(games_of.head(0))) == 0


def test_games_and_fourth_downs(games_of: pl.DataFrame) -> None:
    games = wp.games(games_of)
    assert games["game_id"].to_list() == games_of["game_id"].unique(maintain_order=True).to_list()
    assert games["excitement"].min() > 0
    downs = wp.fourth_downs(games_of, intervals=False)
    wps = downs.select("wp_go", "wp_field_goal", "wp_punt")
    best = wps.fill_null(0).transpose().max().row(0)
    chosen = {"go": "wp_go", "field_goal": "wp_field_goal", "punt": "wp_punt"}
    for row, most in zip(downs.iter_rows(named=True), best):
        assert row["best"] == "safety" or row[chosen[row["best"]]] == pytest.approx(most)
    assert set(downs["done"].drop_nulls()) <= {"go", "field_goal", "punt", "safety"}
    assert isinstance(wp.games(games_of.to_pandas()), pd.DataFrame)
    assert isinstance(wp.fourth_downs(games_of.to_arrow(), intervals=False), pa.Table)


def test_a_table_hands_its_columns_over_one_by_one(games_of: pl.DataFrame) -> None:
    from nflwp import _nflwp

    table = _nflwp.games_table(wp.Model.shipped()._core, games_of)
    frame = pl.DataFrame(table)
    assert table.shape == frame.shape and len(table) == len(frame)
    for name in table.column_names:
        assert list(table.column(name)) == frame[name].to_list() or name == "comeback"
    with pytest.raises(KeyError, match="season"):
        table.column("sesaon")
    assert "Table(" in repr(table)


def resident() -> int:
    fields = Path("/proc/self/statm").read_text().split()
    return int(fields[1]) * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux")
def test_memory_stays_flat_over_a_thousand_scorings(games_of: pl.DataFrame) -> None:
    one = games_of.filter(pl.col("game_id") == games_of["game_id"][0]).to_arrow()
    for _ in range(100):
        wp.score(one)
    gc.collect()
    before = resident()
    for _ in range(1000):
        wp.score(one)
    gc.collect()
    assert resident() - before < 16e6
