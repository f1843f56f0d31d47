"""Frames of play-by-play: scored, and their fourth downs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame

from .. import _frames
from .. import _plays as _local
from .._model import Model
from . import _games, _session


def score(
    df: DataFrame,
    *,
    model: Model | None = None,
    schedule: Any = None,
    level: float = 0.9,
    prefix: str = "",
) -> DataFrame:
    """Add the win probability and its change to every row: :func:`nflwp.score` on Spark.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        nflverse play-by-play. Where each file (or cached partition) holds whole games,
        rows stay where they are; else they are brought together by ``game_id``.
    model : nflwp.Model, optional
        The shipped one if left out. Sent once to each executor.
    schedule : data frame of any library, optional
        nflverse's ``games``; sent along.
    level, prefix
        As for :func:`nflwp.score`.

    Returns
    -------
    pyspark.sql.DataFrame
        The same rows, with the columns that :func:`nflwp.score` adds, of the same
        values to the last bit.

    Raises
    ------
    ValueError
        For a frame without ``game_id``; on the executors, with the file, the game and
        the play, for a row that cannot be read.
    """

    def work(plays: pa.Table, given: dict[str, Any]) -> pa.Table:
        return _local.score(plays, prefix=prefix, level=level, **given)

    return _by_game(df, work, model, schedule)


def fourth_downs(
    df: DataFrame,
    *,
    model: Model | None = None,
    schedule: Any = None,
    level: float = 0.9,
    intervals: bool = True,
) -> DataFrame:
    """Every fourth down and what each choice is worth: :func:`nflwp.fourth_downs` on Spark.

    Parameters
    ----------
    df, model, schedule, level
        As for :func:`score`.
    intervals : bool, default True
        Whether gains have intervals, which takes ten times as long.

    Returns
    -------
    pyspark.sql.DataFrame
        One row a fourth down.
    """

    def work(plays: pa.Table, given: dict[str, Any]) -> pa.Table:
        return _local.fourth_downs(plays, level=level, intervals=intervals, **given)

    return _by_game(df, work, model, schedule)


def _by_game(
    df: DataFrame,
    work: Callable[[pa.Table, dict[str, Any]], pa.Table],
    model: Model | None,
    schedule: Any,
) -> DataFrame:
    session = _session.session_of(df)
    _games.checked(df)
    given = {"model": model or Model.shipped(), "schedule": arrow(schedule)}
    # Of no rows: the names and types of what comes out, and refusals at once.
    empty = _session.arrow_of(df.schema).empty_table()
    schema = _session.spark_of(work(empty, given).schema)
    out = _session.arrow_of(schema)
    parcel = _session.sent(session, given)
    threads = _session.task_threads(session)

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        _session.use_threads(threads)
        given = _session.received(parcel)
        for plays in _games.pieces(batches):
            done = _games.located(plays, lambda some: work(some, given))
            yield from done.cast(out).to_batches()

    return _games.whole(df).mapInArrow(run, schema)


def arrow(frame: Any) -> pa.Table | None:
    """A frame of any library as Arrow's."""
    if frame is None:
        return None
    if isinstance(frame, DataFrame):
        return frame.toArrow()
    return pa.table(_frames.handed_over(frame))
