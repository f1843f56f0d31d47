"""What Spark must have before anything is asked of it, and what goes to executors."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable
from typing import Any

from .. import _nflwp

_HINT = "pip install 'nflwp[spark]' where the program runs and on all executors"

try:
    import pandas  # noqa: F401
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession
except ImportError as error:
    raise ImportError(f"nflwp.spark needs pyspark, pyarrow and pandas: {error}\nhint: {_HINT}") from error

#: Sessions whose executors have been looked at, by application.
_looked_at: set[str] = set()

#: What this process made of broadcast bytes: the last few, by their sum.
_made: dict[tuple[str, str], Any] = {}


def started(session: SparkSession | None) -> SparkSession:
    """The session that was given, the active one, or a new one."""
    if session is not None:
        return session
    try:
        return SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
    except Exception as error:
        if "JAVA" in str(error).upper():
            raise RuntimeError(
                "Spark found no Java to run on\n"
                "hint: install Java 17 or 21 (openjdk-17-jre-headless) or set JAVA_HOME"
            ) from error
        raise


def session_of(df: Any) -> SparkSession:
    """The session of a frame, whose executors have what they need.

    Raises
    ------
    TypeError
        For what is no frame of Spark's.
    RuntimeError
        Where executors lack a package, or have another version of this one.
    """
    if not isinstance(df, DataFrame):
        kind = f"{type(df).__module__}.{type(df).__qualname__}"
        raise TypeError(
            f"a {kind} is no DataFrame of Spark's\n"
            "hint: nflwp.score and nflwp.fourth_downs take frames of other libraries"
        )
    return checked(df.sparkSession)


def checked(session: SparkSession) -> SparkSession:
    """The session, if its executors have what they need; looked at once."""
    try:
        context = session.sparkContext
    except Exception as error:
        raise RuntimeError(
            "nflwp.spark needs a session of its own process (Spark Connect hides the executors)\n"
            "hint: SparkSession.builder.master(...), or spark-submit"
        ) from error
    application = str(context.applicationId)
    if application in _looked_at:
        return session
    want, parts = _version(), max(context.defaultParallelism, 1)

    def look(_: Iterable[Any]) -> list[str]:
        # Of nothing but the standard library: it runs where the rest may be missing.
        import importlib
        import socket

        missing = []
        for package, name in (("pyarrow", "Arrow for Python"), ("pandas", "pandas")):
            try:
                importlib.import_module(package)
            except ImportError as error:
                missing.append(f"{socket.gethostname()} has no {name} ({error})")
        try:
            have = importlib.import_module("nflwp").__version__
        except ImportError as error:
            missing.append(f"{socket.gethostname()} has no nflwp ({error})")
        else:
            if have != want:
                missing.append(f"{socket.gethostname()} has nflwp {have}, not {want}")
        return missing

    said = context.parallelize(range(parts), parts).mapPartitions(look).collect()
    for missing in sorted(set(said)):
        raise RuntimeError(f"an executor cannot work: {missing}\nhint: {_HINT}")
    _looked_at.add(application)
    return session


def _version() -> str:
    from .. import __version__

    return __version__


def sent(session: SparkSession, value: Any) -> Any:
    """A value as a broadcast: once to each executor, however many tasks it runs."""
    raw = pickle.dumps(value, protocol=5)
    return session.sparkContext.broadcast((hashlib.sha256(raw).hexdigest(), raw))


def received(broadcast: Any, make: Any = None) -> Any:
    """What :func:`sent` sent, made once in each process."""
    key, raw = broadcast.value
    name = getattr(make, "__qualname__", "")
    if (key, name) not in _made:
        while len(_made) > 7:
            del _made[next(iter(_made))]
        value = pickle.loads(raw)
        _made[key, name] = value if make is None else make(value)
    return _made[key, name]


def task_threads(session: SparkSession) -> int:
    """Cores of a task."""
    return int(session.conf.get("spark.task.cpus", "1") or 1)


def use_threads(count: int) -> None:
    """Keeps this process to its share of the executor's cores."""
    if _nflwp.get_threads() != count:
        _nflwp.set_threads(count)


def arrow_of(struct: Any) -> pa.Schema:
    """A schema of Spark's as Arrow's."""
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(struct)


def spark_of(schema: pa.Schema) -> Any:
    """A schema of Arrow's as Spark's."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
