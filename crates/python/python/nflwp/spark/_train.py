"""Models of win probability from plays that executors hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame

from .. import _frames, _nflwp
from .. import _plays as _local
from .._model import Model
from .._progress import Told
from . import _games, _session
from ._plays import arrow

#: What a play takes of the driver's memory while a model is trained, in bytes: the row
#: as it comes, its columns, its features. Measured 1,070 (docs/spark.md), with room for
#: wider tables.
BYTES_A_PLAY = 1_500

#: From narrow to wide: a column takes the narrowest that holds all its numbers.
_WHOLE = [pa.int8(), pa.int16(), pa.int32(), pa.int64()]


def train(
    df: DataFrame,
    *,
    schedule: Any = None,
    seasons: Iterable[int] | None = None,
    estimator: str = "forest",
    trees: int | None = None,
    min_leaf: int | None = None,
    mtry: int | None = None,
    intervals: bool = False,
    resamples: int | None = None,
    seed: int = 1,
    memory: int = 8 << 30,
    progress: bool | Told = False,
) -> Model:
    """Train a model of win probability: :func:`nflwp.train` on Spark.

    Executors read and check the plays, game by game, and send the columns that training
    reads, packed; the driver puts the games in the order of ``game_id`` and trains.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        nflverse play-by-play, as for :func:`nflwp.spark.score`.
    memory : int, default 8 GiB
        Most bytes of the driver's memory, of which a play takes about 1,500.
    schedule, seasons, estimator, trees, min_leaf, mtry, intervals, resamples, seed, progress
        As for :func:`nflwp.train`.

    Returns
    -------
    nflwp.Model
        To the last byte the model that :func:`nflwp.train` makes of the same rows on
        one machine, sorted by ``game_id`` with each game's rows in their order.

    Raises
    ------
    ValueError
        For a row that cannot be read (with its file, game and play), or for more plays
        than ``memory`` has room for.
    """
    session = _session.session_of(df)
    _games.checked(df)
    given = arrow(schedule)
    listed = None if seasons is None else [int(season) for season in seasons]
    parcel = _session.sent(session, given)
    threads = _session.task_threads(session)
    names = [name for name in df.columns if name in _frames.READ]

    def pack(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        _session.use_threads(threads)
        schedule = _session.received(parcel)
        for plays in _games.pieces(batches):
            _games.located(plays, lambda some: _nflwp.plays_in(_read(some), schedule, listed))
            packed = _narrowed(_read(plays))
            yield pa.RecordBatch.from_pydict({"packed": [_bytes(packed)]})

    packed = _games.whole(df.select(*names)).mapInArrow(pack, "packed binary")
    plays = df.count()
    if plays * BYTES_A_PLAY > memory:
        raise ValueError(
            f"{plays:,} plays need more than memory={memory:,} bytes on the driver "
            f"(about {BYTES_A_PLAY:,} bytes a play)\n"
            "hint: give the driver more, and say so; or train on fewer seasons"
        )
    parts = [pa.ipc.open_stream(bytes(row["packed"])).read_all() for row in packed.collect()]
    if not parts:
        raise ValueError("the plays have no rows\nhint: check what was filtered out before")
    table = _in_order(parts)
    parts.clear()
    return _local.train(
        table,
        schedule=given,
        seasons=listed,
        estimator=estimator,
        trees=trees,
        min_leaf=min_leaf,
        mtry=mtry,
        intervals=intervals,
        resamples=resamples,
        seed=seed,
        progress=progress,
    )


def _read(plays: pa.Table) -> pa.Table:
    return plays.select([name for name in plays.column_names if name in _frames.READ])


def _narrowed(plays: pa.Table) -> pa.Table:
    """The same values in the narrowest types that hold them."""
    columns = [_narrow(column.combine_chunks()) for column in plays.columns]
    return pa.table(columns, names=plays.column_names)


def _narrow(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string()).dictionary_encode()
    if pa.types.is_float64(kind):
        for narrower in [*_WHOLE[:3], pa.float32()]:
            try:
                # Back again, bit for bit: neither -0 nor NaN becomes another number.
                small = column.cast(narrower)
            except pa.ArrowInvalid:
                continue
            if _same(small.cast(kind), column):
                return small
    if pa.types.is_integer(kind):
        for narrower in _WHOLE:
            try:
                return column.cast(narrower)
            except pa.ArrowInvalid:
                continue
    return column


def _same(a: pa.Array, b: pa.Array) -> bool:
    if a.null_count != b.null_count:
        return False
    bits = [pc.drop_null(v).to_numpy(zero_copy_only=False).view(np.int64) for v in (a, b)]
    return bool(np.array_equal(*bits))


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _in_order(parts: list[pa.Table]) -> pa.Table:
    """All rows, games by id, each game's rows as they came."""
    ids = pa.concat_arrays([part.column("game_id").combine_chunks().cast(pa.string()) for part in parts])
    order = pa.array(np.argsort(ids.to_numpy(zero_copy_only=False), kind="stable"))
    columns = []
    for name in parts[0].column_names:
        chunks = [part.column(name).combine_chunks() for part in parts]
        kind = _widest([chunk.type for chunk in chunks])
        whole = pa.chunked_array([chunk.cast(kind) for chunk in chunks])
        columns.append(whole.unify_dictionaries().combine_chunks().take(order))
    return pa.table(columns, names=parts[0].column_names)


def _widest(kinds: list[pa.DataType]) -> pa.DataType:
    kinds = [kind for kind in kinds if not pa.types.is_null(kind)] or [pa.float64()]
    if all(kind == kinds[0] for kind in kinds):
        return kinds[0]
    if all(pa.types.is_integer(kind) for kind in kinds):
        return max(kinds, key=_WHOLE.index)
    return pa.float64()
