"""Data frames of any library: what is handed over, and what comes back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import _nflwp

#: The columns that the compiled part looks at.
#: The columns that the compiled part looks at.
READ = frozenset(_nflwp.columns_read())


def _library(frame: Any) -> str:
    return type(frame).__module__.partition(".")[0]


def _is_pandas(frame: Any) -> bool:
    return _library(frame) == "pandas" and hasattr(frame, "assign")


def names_of(frame: Any) -> list[str]:
    """The columns' names."""
    if _is_pandas(frame):
        return [str(c) for c in frame.columns]
    if _library(frame) == "polars":
        return list(frame.columns)
    if hasattr(frame, "column_names"):
        return list(frame.column_names)
    return [str(c) for c in getattr(frame, "columns", [])]


def collected(frame: Any) -> Any:
    """A lazy frame of polars read; any other frame as it is."""
    return frame.collect() if type(frame).__name__ == "LazyFrame" else frame


def handed_over(frame: Any) -> Any:
    """What the compiled part reads: only the columns that it looks at.

    Other columns may have what no table of Arrow's can hold, as pandas' often do.
    """
    library = _library(frame)
    if _is_pandas(frame):
        # Labels may be anything: by place, and under their names.
        wanted = [i for i, name in enumerate(names_of(frame)) if name in READ]
        return _Pandas(frame.iloc[:, wanted])
    if library == "polars" and hasattr(frame, "select"):
        frame = collected(frame)
        return frame.select([n for n in frame.columns if n in READ])
    if library == "pyarrow" and hasattr(frame, "select"):
        return frame.select([n for n in frame.column_names if n in READ])
    return frame


class _Pandas:
    """A frame of pandas without its index, by Arrow's interface."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        try:
            import pyarrow as pa
        except ImportError as error:
            raise ImportError(
                "pandas hands frames over by pyarrow, which is not installed\nhint: pip install pyarrow"
            ) from error
        arrays = [
            pa.array(_plain(self.frame.iloc[:, i]), from_pandas=True)
            for i in range(self.frame.shape[1])
        ]
        names = [str(c) for c in self.frame.columns]
        return pa.table(arrays, names=names).__arrow_c_stream__(requested_schema)


def _plain(column: Any) -> Any:
    """A column of mixed objects as text, which pyarrow would refuse otherwise."""
    if column.dtype != object:
        return column
    return column.map(lambda v: v if v is None or v != v or isinstance(v, str) else str(v))


def _original(names: Iterable[str], added: Iterable[str]) -> dict[str, str]:
    """New names of the frame's own columns that added ones take the name of."""
    names, taken = list(names), set(added)
    renamed: dict[str, str] = {}
    for name in names:
        if name in taken:
            new = f"original_{name}"
            while new in names or new in renamed.values():
                new = f"original_{new}"
            renamed[name] = new
    return renamed


def with_columns(frame: Any, added: _nflwp.Table, prefix: str) -> Any:
    """The same kind of frame: its columns, then the added ones.

    A column of the frame that has an added one's name becomes ``original_…``.
    """
    names = [prefix + name for name in added.column_names]
    old = _original(names_of(frame), names)
    library = _library(frame)
    if _is_pandas(frame):
        return frame.rename(columns=old).assign(
            **{n: added.column(c) for n, c in zip(names, added.column_names)}
        )
    if library == "polars":
        import polars as pl

        lazy = type(frame).__name__ == "LazyFrame"
        new = pl.DataFrame(added)
        new.columns = names
        whole = pl.concat([collected(frame).rename(old), new], how="horizontal")
        return whole.lazy() if lazy else whole
    try:
        import pyarrow as pa
    except ImportError:
        # No library to add columns with: the added ones alone.
        return added
    whole = frame if isinstance(frame, pa.Table) else pa.table(frame)
    whole = whole.rename_columns([old.get(n, n) for n in whole.column_names])
    for name, column in zip(names, pa.table(added).columns):
        whole = whole.append_column(name, column)
    return whole


def like(frame: Any, table: _nflwp.Table) -> Any:
    """A table as the same kind of frame as another."""
    library = _library(frame)
    if _is_pandas(frame):
        import pandas as pd

        return pd.DataFrame({name: table.column(name) for name in table.column_names})
    if library == "polars":
        import polars as pl

        whole = pl.DataFrame(table)
        return whole.lazy() if type(frame).__name__ == "LazyFrame" else whole
    try:
        import pyarrow as pa
    except ImportError:
        return table
    return pa.table(table)


def read(path: Path) -> Any:
    """A Parquet file, by the first library that is installed."""
    try:
        import polars as pl

        return pl.read_parquet(path)
    except ImportError:
        pass
    try:
        import pyarrow.parquet as pq

        return pq.read_table(path)
    except ImportError:
        raise ImportError(
            f"{path} cannot be read without a library\nhint: pip install polars, or pyarrow"
        ) from None


def written(frame: Any, folder: str, name: str, game: str | None) -> str:
    """A frame as a file for the command, of one game where that is easily had; its path."""
    path = os.path.join(folder, f"{name}.parquet")
    library = _library(frame)
    if library == "polars":
        import polars as pl

        whole = frame if game is None else frame.filter(pl.col("game_id") == game)
        (whole if whole.height else frame).write_parquet(path)
        return path
    if _is_pandas(frame):
        path = os.path.join(folder, f"{name}.csv")
        whole = frame if game is None else frame[frame["game_id"] == game]
        (whole if len(whole) else frame).to_csv(path, index=False)
        return path
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ImportError(
            "such a frame is handed to the command by pyarrow, which is not installed\n"
            "hint: pip install pyarrow"
        ) from error
    whole = frame if isinstance(frame, pa.Table) else pa.table(frame)
    # Whole: pyarrow cannot take rows out of every type of text that it knows.
    pq.write_table(whole, path)
    return path
