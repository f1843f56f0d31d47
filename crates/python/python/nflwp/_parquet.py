"""Folders of Parquet as the forest reads them: batch by batch, twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

#: Rows of a batch: with a dozen columns some megabytes.
_BATCH = 1 << 17

#: A file or folder, or several.
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


class Source:
    """Files of one table, read in the order of their names."""

    def __init__(
        self,
        paths: Paths,
        target: str,
        group: str | None,
        features: Sequence[str] | None,
        numbers: bool,
    ) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as error:
            raise ImportError(
                "fit_parquet needs pyarrow\nhint: pip install pyarrow"
            ) from error
        self._pa, self._pq = pa, pq
        self._paths = _files(paths)
        schema = pq.read_schema(self._paths[0])
        named = [target] if group is None else [target, group]
        for name in named:
            if name not in schema.names:
                raise KeyError(f"{self._paths[0]} has no column {name!r}: it has {_some(schema.names)}")
        if features is None:
            features = [f.name for f in schema if f.name not in named and _is_number(pa, f.type)]
        self.features = list(features)
        if not self.features:
            raise ValueError(f"{self._paths[0]} has no columns of numbers besides {_some(named)}")
        twice = {name for name in self.features if self.features.count(name) > 1}
        if twice or set(named) & set(self.features):
            raise ValueError(
                f"features must be other columns than the target and the group, each once, "
                f"but were {_some(self.features)}"
            )
        self.target_type = _plain(pa, schema.field(target).type)
        fields = [pa.field(name, pa.float32()) for name in self.features]
        fields.append(pa.field(target, _label(pa, self.target_type, numbers, target)))
        if group is not None:
            kind = _plain(pa, schema.field(group).type)
            whole = pa.types.is_integer(kind) or pa.types.is_boolean(kind)
            fields.append(pa.field(group, pa.int64() if whole else pa.large_string()))
        self._schema = pa.schema(fields)
        self.files: list[tuple[str, int]] = []
        for path in self._paths:
            with pq.ParquetFile(path) as file:
                missing = [n for n in self._schema.names if n not in file.schema_arrow.names]
                if missing:
                    raise KeyError(
                        f"{path} has no column {missing[0]!r}: it has {_some(file.schema_arrow.names)}"
                    )
                self.files.append((str(path), file.metadata.num_rows))

    def reader(self) -> Any:
        """All rows, as Arrow's stream of batches of one schema."""
        return self._pa.RecordBatchReader.from_batches(self._schema, self._batches())

    def _batches(self) -> Iterator[Any]:
        for path in self._paths:
            with self._pq.ParquetFile(path) as file:
                batches = file.iter_batches(_BATCH, columns=self._schema.names)
                for batch in batches:
                    yield self._cast(batch, path)

    def _cast(self, batch: Any, path: Path) -> Any:
        columns = []
        for field in self._schema:
            column = batch.column(field.name)
            if self._pa.types.is_dictionary(column.type):
                column = column.dictionary_decode()
            try:
                # Numbers are rounded to single precision, as in fit().
                columns.append(column.cast(field.type, safe=False))
            except (self._pa.ArrowInvalid, self._pa.ArrowNotImplementedError) as error:
                raise ValueError(f"{path}: column {field.name!r} is no {field.type}: {error}") from None
        return self._pa.RecordBatch.from_arrays(columns, schema=self._schema)


def _files(paths: Paths) -> list[Path]:
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*.parquet") if p.is_file())
            if not inside:
                raise FileNotFoundError(f"{path}: no file in it ends in .parquet")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise FileNotFoundError(f"{path}: no such file or folder")
    if not found:
        raise ValueError("paths: no file was given")
    return found


def _plain(pa: Any, kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _is_number(pa: Any, kind: Any) -> bool:
    types = pa.types
    return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind))


def _label(pa: Any, kind: Any, numbers: bool, name: str) -> Any:
    if _is_number(pa, kind):
        return pa.float64()
    if numbers:
        raise TypeError(f"the target {name!r} is {kind}, and a regressor needs numbers")
    return pa.large_string()


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:20]))
    return shown if len(names) <= 20 else f"{shown}, … ({len(names)})"
