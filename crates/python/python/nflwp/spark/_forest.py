"""A forest grown where its rows are."""

from __future__ import annotations

import math
import os
import pickle
import shutil
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyspark import RDD, StorageLevel, TaskContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from .. import _nflwp
from . import _session

_Array = npt.NDArray[Any]

#: Most rows of a block, which is coded, kept and counted as one.
_BLOCK = 1 << 21
#: Bytes that the places of a block's rows may take in all trees that grow together.
_PLACES = 256 << 20
#: Blocks of a partition whose answers wait to be added up.
_AT_ONCE = 8
#: Partitions whose answers one process adds up; of more, some are added up before.
_TOGETHER = 64
#: Most rows of a tree's sample.
_SAMPLE = (1 << 24) - 1
#: Levels for which rows stay where they are, however few they may be.
_STAY = 8
#: Bytes of gathered rows that a process may get at a level.
_GATHER = 64 << 20


class Grown(NamedTuple):
    """What was fitted."""

    forest: _nflwp.FittedForest
    gains: _Array
    #: The labels, sorted; of a regression none.
    classes: _Array
    rows: int


class _Found(NamedTuple):
    """What one pass over some rows finds."""

    rows: int
    sketch: bytes
    groups: _Array
    labels: _Array


def fit(
    df: DataFrame,
    features: list[str],
    label: str,
    group: str,
    regression: bool,
    settings: Callable[[float, int, int], dict[str, Any]],
    at_once: int | None,
    told: Callable[[int, int], None] | None,
) -> Grown:
    """Grow a forest.

    ``settings`` makes the engine's settings of rows, features and classes.
    """
    session = _session.session_of(df)
    named = _selected(df, features, label, group, regression)
    finder = _finder(len(features), regression, _BLOCK)
    found = _merged(named.mapInArrow(finder, "found binary"), len(features))
    if found is None:
        raise ValueError("the table has no rows\nhint: check what was filtered out before")
    classes = found.labels[:0] if regression else found.labels
    span = (float(found.labels[0]), float(found.labels[-1])) if regression else (0.0, 1.0)
    asked = settings(found.rows, len(features), len(classes))
    sketch = _nflwp.Sketch(len(features))
    sketch.merge(found.sketch)
    edges = sketch.edges(asked["max_bins"])
    plan = _session.sent(session, (edges, found.groups, classes, span))
    rows = named.drop("file")
    coder = _coder(plan, len(features), regression, _BLOCK)
    coded = rows.mapInArrow(coder, _CODED).rdd.map(tuple)
    # Each level asks each partition, which takes the driver some milliseconds.
    most = 2 * session.sparkContext.defaultParallelism
    if coded.getNumPartitions() > most:
        coded = coded.coalesce(most)
    coded = coded.persist(StorageLevel.MEMORY_AND_DISK)
    run = uuid.uuid4().int >> 65
    try:
        held, sums, largest = _groups(coded, len(found.groups), len(classes))
        if int(held.sum()) != found.rows:
            raise ValueError(f"{found.rows} rows, then {int(held.sum())}: {_OTHER_ROWS}")
        drawn = _fits(held) if asked["bootstrap"] and asked["max_samples"] is None else None
        if drawn is not None:
            # What a tree sees is what its leaves are counted in.
            asked = settings(found.rows * drawn, len(features), len(classes))
            asked["max_samples"] = drawn
        room = max(1, min(asked["trees"], _PLACES // (4 * max(largest, 1))))
        together = room if at_once is None else max(1, at_once)
        forests, gains = [], np.zeros(len(features))
        # Of two classes one says it all.
        told_apart = [None] if regression else [1] if len(classes) <= 2 else [*range(len(classes))]
        steps = asked["trees"] * len(told_apart)
        for number, positive in enumerate(told_apart):
            column = 0 if positive is None or positive >= sums.shape[1] else positive
            of_class = sums[:, column]
            if positive is not None and len(classes) == 1:
                of_class = np.zeros_like(of_class)
            growth = _nflwp.Growth(
                asked,
                edges,
                held,
                np.ascontiguousarray(of_class),
                positive,
                together,
                run + number,
            )
            while (level := growth.level()) is not None:
                growth.tell(_answers(session, coded, level, run + number))
                if told is not None:
                    told(number * asked["trees"] + growth.grown, steps)
            forest, gain = growth.finish()
            forests.append(forest)
            gains += gain
        _forget(coded, run, len(told_apart))
    finally:
        coded.unpersist()
        plan.destroy()
    return Grown(_nflwp.assembled(len(classes), span, forests), gains, classes, found.rows)


def _selected(
    df: DataFrame, features: list[str], label: str, group: str, regression: bool
) -> DataFrame:
    """Label, group, file, and the features as floats."""
    types = {field.name: field.dataType for field in df.schema.fields}
    missing = [name for name in [*features, label, group] if name not in types]
    if missing:
        raise ValueError(
            f"the table has no column {', '.join(missing)} (it has {', '.join(df.columns)})"
        )
    if not features:
        raise ValueError("features: none are named\nhint: give at least one column")
    numbers = (T.NumericType, T.BooleanType)
    for name in [*features, *([label] if regression else [])]:
        if not isinstance(types[name], numbers):
            kind = types[name].simpleString()
            raise ValueError(
                f"the column {name} holds {kind}, no numbers\nhint: encode it, or leave it out"
            )
    return df.select(
        F.col(label).cast("double").alias("label") if regression else F.col(label).alias("label"),
        F.col(group).alias("group"),
        F.input_file_name().alias("file"),
        *(F.col(name).cast("float").alias(f"x{i}") for i, name in enumerate(features)),
    )


def _parts(batches: Iterator[pa.RecordBatch], most: int) -> Iterator[pa.Table]:
    """Rows that are worked on together, all with a label and a group."""
    held: list[pa.RecordBatch] = []
    rows = 0

    def table() -> pa.Table:
        whole = pa.Table.from_batches(held).combine_chunks()
        for what in ("label", "group"):
            column = whole.column(what)
            bad = pc.is_null(column, nan_is_null=True)
            if pc.any(bad).as_py():
                row = pc.index(bad, True).as_py()
                named = "file" in whole.column_names
                file = (named and whole.column("file")[row].as_py()) or "the table"
                of = f", group {whole.column('group')[row].as_py()}" if what == "label" else ""
                raise ValueError(
                    f"{file}: the {what} of row {row} of a part is missing{of}\n"
                    "hint: filter such rows out before"
                )
        return whole

    for batch in batches:
        if batch.num_rows:
            held.append(batch)
            rows += batch.num_rows
        if rows >= most:
            yield table()
            held, rows = [], 0
    if held:
        yield table()


def _matrix(table: pa.Table, features: int) -> npt.NDArray[np.float32]:
    x = np.empty((table.num_rows, features), dtype=np.float32)
    for feature in range(features):
        x[:, feature] = table.column(f"x{feature}").to_numpy()
    return x


def _distinct(column: pa.ChunkedArray) -> tuple[_Array, npt.NDArray[np.int64]]:
    """The different values of a column, and each row's place among them."""
    encoded = column.combine_chunks().dictionary_encode()
    values = encoded.dictionary.to_numpy(zero_copy_only=False)
    order = np.argsort(values, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return values[order], place[encoded.indices.to_numpy()]


def _finder(features: int, regression: bool, most: int) -> Any:
    def find(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        sketch = _nflwp.Sketch(features)
        rows, groups, labels = 0, [], []
        for table in _parts(batches, most):
            rows += table.num_rows
            sketch.add(_matrix(table, features))
            groups.append(_distinct(table.column("group"))[0])
            found = _distinct(table.column("label"))[0]
            labels.append(found[[0, -1]] if regression else found)
        if rows:
            parts = _united(groups), _united(labels)
            found_all = _Found(rows, sketch.to_bytes(), *parts)
            yield pa.RecordBatch.from_pydict({"found": [pickle.dumps(found_all, protocol=5)]})

    return find


def _united(parts: list[_Array]) -> _Array:
    return np.unique(np.concatenate(parts))


def _merged(found: DataFrame, features: int) -> _Found | None:
    """What all parts found, added up in steps where there are many."""

    def read(row: Any) -> _Found:
        value: _Found = pickle.loads(bytes(row[0]))
        return value

    def add(a: _Found | None, b: _Found | None) -> _Found | None:
        if a is None or b is None:
            return a or b
        sketch = _nflwp.Sketch(features)
        for part in (a, b):
            sketch.merge(part.sketch)
        groups, labels = _united([a.groups, b.groups]), _united([a.labels, b.labels])
        return _Found(a.rows + b.rows, sketch.to_bytes(), groups, labels)

    result: _Found | None = found.rdd.map(read).treeAggregate(None, add, add)
    return result


def _placed(known: _Array, some: _Array) -> npt.NDArray[np.int64]:
    """Where values are among all that there are."""
    at = np.searchsorted(known, some)
    if len(known) == 0 or not (known[np.minimum(at, len(known) - 1)] == some).all():
        raise ValueError(_OTHER_ROWS)
    return at


_OTHER_ROWS = (
    "the table gives other rows when it is read again\n"
    "hint: write it down first, and read that"
)

_CODED = "block binary, rows long, places binary, held binary, sums binary"


def _coder(plan: Any, features: int, regression: bool, most: int) -> Any:
    def code(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        edges, groups, classes, span = _session.received(plan)
        for table in _parts(batches, most):
            ids, of_id = _distinct(table.column("group"))
            group = _placed(groups, ids).astype(np.uint32)[of_id]
            if regression:
                y = table.column("label").to_numpy().astype(np.float64)
            else:
                labels, of_label = _distinct(table.column("label"))
                y = _placed(classes, labels).astype(np.float64)[of_label]
            x = _matrix(table, features)
            block, places, held, sums = _nflwp.coded_block(
                edges, x, y, 0 if regression else len(classes), span, group
            )
            yield pa.RecordBatch.from_pydict(
                {
                    "block": [block],
                    "rows": [table.num_rows],
                    "places": [places.tobytes()],
                    "held": [held.tobytes()],
                    "sums": [sums.tobytes()],
                }
            )

    return code


def _groups(
    coded: RDD[Any], groups: int, classes: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64], int]:
    """Rows and sums of targets of each group; the rows of the largest block."""
    held = np.zeros(groups, dtype=np.uint64)
    sums = np.zeros((groups, max(classes, 1)), dtype=np.uint64)
    largest = 0
    for rows, places, mine, added in _without_blocks(coded):
        at = np.frombuffer(places, dtype=np.uint32)
        held[at] += np.frombuffer(mine, dtype=np.uint64)
        sums[at] += np.frombuffer(added, dtype=np.uint64).reshape(len(at), -1)
        largest = max(largest, rows)
    return held, sums, largest


def _without_blocks(coded: RDD[Any]) -> Iterator[Any]:
    """What is known of each block, some partitions at a time: of all together it may be
    more than the driver takes at once."""
    context = coded.context
    parts = range(coded.getNumPartitions())
    for first in range(0, len(parts), max(context.defaultParallelism, 1)):
        some = parts[first : first + max(context.defaultParallelism, 1)]
        yield from context.runJob(coded, lambda blocks: [block[1:] for block in blocks], some)


def _fits(held: npt.NDArray[np.uint64]) -> float | None:
    """The fraction of the groups whose rows are sure to fit a tree's sample, if not all
    are: six standard errors below the most, as ``fit_parquet`` draws them."""
    rows = float(held.sum())
    squares = float((held * held).sum())
    if rows + 6.0 * math.sqrt(squares) <= _SAMPLE:
        return None
    root = -6.0 * math.sqrt(squares) + math.sqrt(36.0 * squares + 4.0 * rows * _SAMPLE)
    return min((root / (2.0 * rows)) ** 2, 1.0)


def _answers(
    session: Any, coded: RDD[Any], level: bytes, run: int
) -> list[tuple[int, bytes]]:
    """A level's splits: counted by block, added up and searched by tree."""
    parcel = _session.sent(session, level)
    read = _nflwp.Level.from_bytes
    asked = read(level)
    context = session.sparkContext
    parts = max(1, min(len(asked.trees), context.defaultParallelism))
    gathers = _gathers(asked, parts)

    def count(part: int, rows: Iterable[Any]) -> Iterator[tuple[int, bytes]]:
        level = _session.received(parcel, read)
        held: dict[int, list[bytes]] = defaultdict(list)
        for number, row in enumerate(rows):
            places = _Places(run, part, number)
            if gathers:
                yield from level.gather(bytes(row[0]), places.read(level.depth))
                continue
            now, answers = level.count(bytes(row[0]), places.read(level.depth))
            places.write(level.depth, now)
            for tree, answer in answers:
                held[tree].append(answer)
                if len(held[tree]) == _AT_ONCE:
                    held[tree] = [level.merge(tree, held[tree])]
        for tree, some in held.items():
            yield tree, some[0] if len(some) == 1 else level.merge(tree, some)

    def solve(answers: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        level = _session.received(parcel, read)
        work = level.grow if gathers else level.solve
        for tree, counts in _by_tree(answers).items():
            yield tree, work(tree, counts)

    counts = coded.mapPartitionsWithIndex(count)
    try:
        if not gathers and coded.getNumPartitions() > _TOGETHER:
            counts = _in_steps(counts, parcel, coded.getNumPartitions(), context.defaultParallelism)
        solved = counts.partitionBy(parts, int).mapPartitions(solve)
        answers: list[tuple[int, bytes]] = solved.collect()
        return answers
    finally:
        parcel.unpersist()


def _gathers(level: _nflwp.Level, parts: int) -> bool:
    """Whether rows in open nodes are few enough to bring each tree's together.

    The first levels' histograms are few, and most rows are in open nodes: there they
    stay where they are.
    """
    rows = level.open_rows()
    if rows is None or level.depth < _STAY:
        return False
    all_trees, of_one, size = rows
    return all_trees * size <= _GATHER * parts and of_one * size <= _GATHER


def _in_steps(counts: RDD[Any], parcel: Any, held: int, parts: int) -> RDD[Any]:
    """Answers of some blocks each as one, so that no process reads all of them."""
    steps = int(held**0.5)

    def keyed(part: int, answers: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        return ((tree * steps + part % steps, bytes_) for tree, bytes_ in answers)

    def merge(answers: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        level = _session.received(parcel, _nflwp.Level.from_bytes)
        for key, some in _by_tree(answers).items():
            yield key // steps, level.merge(key // steps, some)

    keys = counts.mapPartitionsWithIndex(keyed)
    return keys.partitionBy(parts, int).mapPartitions(merge)


def _by_tree(answers: Iterable[tuple[int, bytes]]) -> dict[int, list[bytes]]:
    trees: dict[int, list[bytes]] = defaultdict(list)
    for tree, counts in answers:
        trees[tree].append(counts)
    return trees


class _Places:
    """Where a block's rows are, as a file beside Spark's own on the executor's disk.

    All processes of an executor find it, whichever of them counts the next level. It
    may be gone at any time: then rows are found from the roots.
    """

    def __init__(self, run: int, part: int, number: int) -> None:
        self.folder = _folder(run)
        self.name = f"{part}-{number}-"

    def read(self, depth: int) -> bytes | None:
        for at in (depth - 1, depth):
            try:
                with open(os.path.join(self.folder, f"{self.name}{at}"), "rb") as file:
                    return file.read()
            except OSError:
                continue
        return None

    def write(self, depth: int, places: bytes) -> None:
        context = TaskContext.get()
        attempt = context.taskAttemptId() if context else 0
        target = os.path.join(self.folder, f"{self.name}{depth}")
        part = f"{target}.{os.getpid()}.{attempt}"
        try:
            os.makedirs(self.folder, exist_ok=True)
            with open(part, "wb") as file:
                file.write(places)
            os.replace(part, target)
            if depth:
                # The one before is what a task that runs once more begins with.
                os.unlink(os.path.join(self.folder, f"{self.name}{depth - 2}"))
        except OSError:
            # A full disk costs time, and nothing else.
            pass


def _folder(run: int) -> str:
    local = os.environ.get("SPARK_LOCAL_DIRS", "").split(",")[0] or tempfile.gettempdir()
    return os.path.join(local, f"nflwp-{run:x}")


def _forget(coded: RDD[Any], run: int, classes: int) -> None:
    """Removes the places' files where executors are still there; Spark has the rest go
    with its own when they end."""

    def clean(_: Iterable[Any]) -> None:
        for number in range(classes):
            shutil.rmtree(_folder(run + number), ignore_errors=True)

    coded.foreachPartition(clean)
