"""Whole games, where they lie: partitions that hold them are read as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

#: Rows that are worked on at a time, and games behind the last whole one.
_ROWS = 20_000

#: The file that a row is from, beside the frame's own columns.
FILE = "__nflwp_file"

#: What orders the rows of a game, the first that is there.
_ORDER = ("order_sequence", "play_id")


def checked(df: DataFrame) -> None:
    """Refuses a frame without what games and plays are told apart by."""
    missing = [name for name in ("game_id", "play_id") if name not in df.columns]
    if missing:
        some = ", ".join(df.columns[:12]) + (", …" if len(df.columns) > 12 else "")
        raise ValueError(
            f"the plays have no column {', '.join(missing)} (they have {some})\n"
            "hint: give nflverse's play-by-play, or rename its columns"
        )


def whole(df: DataFrame) -> DataFrame:
    """The same rows, each game whole and together in one partition.

    Where the files (or the cached partitions) hold games so already, no row is moved:
    that is found out by reading the column ``game_id`` alone. Else rows go to
    partitions by ``game_id``, sorted by it and by ``order_sequence`` or ``play_id``.
    """
    named = df.withColumn(FILE, F.input_file_name())
    # Partitions behind an exchange need not be the same when other columns are read.
    if "Exchange" not in _plan(df) and _lie_together(df):
        return named
    order = next(name for name in _ORDER if name in df.columns)
    return named.repartition("game_id").sortWithinPartitions("game_id", order)


def _plan(df: DataFrame) -> str:
    return str(df._jdf.queryExecution().executedPlan().toString())


def _lie_together(df: DataFrame) -> bool:
    ids = df.select(F.col("game_id").cast("string").alias("id"))
    runs = ids.mapInArrow(_runs, "id string").groupBy("id").count()
    return not runs.where("count > 1").take(1)


def _runs(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A game's id for each run of its rows."""
    last: Any = object()
    for batch in batches:
        ids = _ids(batch.column(0))
        if not len(ids):
            continue
        starts = pc.run_end_encode(ids).values
        first = 1 if starts[0].as_py() == last else 0
        last = starts[-1].as_py()
        yield pa.RecordBatch.from_arrays([starts.slice(first).cast(pa.string())], ["id"])


def _ids(column: Any) -> Any:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    return column.cast(pa.string())


def pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Tables of whole games, of rows as they come, some thousands at a time."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(batch)
        rows += batch.num_rows
        if rows < _ROWS:
            continue
        table = pa.Table.from_batches(held)
        ends = pc.run_end_encode(_ids(table.column("game_id"))).run_ends
        if len(ends) > 1:
            cut = int(ends[-2].as_py())
            yield table.slice(0, cut)
            held = table.slice(cut).to_batches()
            rows = table.num_rows - cut
    if held:
        yield pa.Table.from_batches(held)


def located(table: pa.Table, work: Callable[[pa.Table], Any]) -> Any:
    """``work(table)``, whose error names the file, the game and, if it can, the play."""
    try:
        return work(table.drop_columns([FILE]) if FILE in table.column_names else table)
    except ValueError as error:
        raise ValueError(_where(table, work, error)) from None


def _where(table: pa.Table, work: Callable[[pa.Table], Any], error: ValueError) -> str:
    ids = _ids(table.column("game_id"))
    ends = pc.run_end_encode(ids).run_ends.to_pylist()
    plain = table.drop_columns([FILE])
    for start, end in zip([0, *ends], ends):
        try:
            work(plain.slice(start, end - start))
        except ValueError as found:
            row = start + _bad_row(plain.slice(start, end - start), work)
            place = [f"game {ids[start].as_py()}"]
            if file := table.column(FILE)[row].as_py():
                place.insert(0, file)
            if "play_id" in table.column_names:
                place.append(f"play {table.column('play_id')[row].as_py()}")
            return f"{', '.join(place)}: {found}"
    return str(error)


def _bad_row(game: pa.Table, work: Callable[[pa.Table], Any]) -> int:
    """The first row of a game without which its earlier rows are accepted."""
    good, bad = 0, int(game.num_rows)
    while bad - good > 1:
        middle = (good + bad) // 2
        try:
            work(game.slice(0, middle))
            good = middle
        except ValueError:
            bad = middle
    return max(bad - 1, 0)
