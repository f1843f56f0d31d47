"""Leagues of simulated football, written by the executors."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
from pyspark import TaskContext
from pyspark.sql import SparkSession

from .. import _nflwp
from . import _session

#: The first season that may be simulated, and one behind the last: far from real ones.
_FIRST, _END = 3001, 10_000
#: Games of a season with its playoffs.
_GAMES = 285


def simulate(
    *,
    seasons: int | Iterable[int],
    out: str | os.PathLike[str],
    seed: int = 1,
    games: int = _GAMES,
    session: SparkSession | None = None,
) -> list[str]:
    """Simulate seasons and write them as Parquet, one file a season: ``wp simulate`` on Spark.

    Parameters
    ----------
    seasons : int or iterable of int
        How many, numbered from 3001; or which ones, of 3001 to 9999.
    out : path or URI
        A folder that all executors reach: a shared disk's, or ``hdfs://``, ``s3://``,
        ``gs://`` by pyarrow.
    seed : int, default 1
        The same seed gives the same files, however many executors write them. A league
        of more than 6,999 seasons is several seeds, a folder each.
    games : int, default 285
        Games a season; those beyond the 272 of the regular season are playoffs.
    session : SparkSession, optional
        The active one, or a new one, if left out.

    Returns
    -------
    list of str
        The files: ``play_by_play_3001.parquet`` and so on, and at the end
        ``games.parquet``, the schedule. Each appears complete or not at all; a task
        that runs twice writes the same file twice.
    """
    years = list(range(_FIRST, _FIRST + seasons)) if isinstance(seasons, int) else _sorted(seasons)
    if not years or years[0] < _FIRST or years[-1] >= _END:
        raise ValueError(
            f"seasons must be 1 to {_END - _FIRST:,}, or numbers from {_FIRST} to {_END - 1}, "
            f"but was {seasons!r}\nhint: give more than that other seeds and folders"
        )
    if not 1 <= games <= _GAMES:
        raise ValueError(f"games must be 1 to {_GAMES} a season, but was {games}")
    session = _session.checked(_session.started(session))
    context = session.sparkContext
    folder = _Folder(os.fspath(out))
    folder.make()
    threads = _session.task_threads(session)

    def play(some: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        _session.use_threads(threads)
        for year in some:
            plays, schedule = _nflwp.simulated_season(year, games, seed)
            folder.write(f"play_by_play_{year}.parquet", pa.table(plays))
            yield year, _packed(pa.table(schedule))

    # A season a task: what a lost executor had done is little.
    played = context.parallelize(years, len(years)).mapPartitions(play).collect()
    schedules = [_unpacked(schedule) for _, schedule in sorted(played)]
    folder.write("games.parquet", pa.concat_tables(schedules))
    names = [f"play_by_play_{year}.parquet" for year in years]
    return [folder.path(name) for name in [*names, "games.parquet"]]


def _sorted(seasons: Iterable[int]) -> list[int]:
    return sorted({int(season) for season in seasons})


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unpacked(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data).read_all()


class _Folder:
    """A folder on whatever file system, whose files appear whole or not at all."""

    def __init__(self, out: str) -> None:
        self.out = out if "://" in out else os.path.abspath(out)

    def _system(self) -> tuple[Any, str]:
        system, path = pafs.FileSystem.from_uri(self.out)
        return system, path

    def make(self) -> None:
        system, path = self._system()
        system.create_dir(path, recursive=True)

    def path(self, name: str) -> str:
        return f"{self.out.rstrip('/')}/{name}"

    def write(self, name: str, table: pa.Table) -> None:
        system, path = self._system()
        context = TaskContext.get()
        attempt = f"{context.partitionId()}.{context.taskAttemptId()}" if context else "driver"
        part = f"{path}/.{name}.{attempt}.{os.getpid()}"
        try:
            pq.write_table(table, part, filesystem=system, compression="zstd")
            system.move(part, f"{path}/{name}")
        except BaseException:
            try:
                system.delete_file(part)
            except OSError:
                pass
            raise
