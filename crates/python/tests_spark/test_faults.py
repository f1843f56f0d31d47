"""What goes wrong: executors killed, bad rows, tables and machines that lack something."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import FEATURES, MASTERS, in_order, read, same, snaps_of, started
from pyspark.sql import SparkSession
from test_same import digest, matrix

import nflwp
import nflwp.spark
import nflwp.spark._forest as inside
from nflwp.forest import RandomForestClassifier, RandomForestRegressor


@pytest.fixture(scope="module", params=MASTERS[1:])
def cluster(request: pytest.FixtureRequest) -> Iterator[SparkSession]:
    """Two executors that are processes of their own."""
    if active := SparkSession.getActiveSession():
        active.stop()
    session = started(request.param)
    yield session
    session.stop()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _below(pid: int) -> list[int]:
    """A process's children, and theirs."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit():
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == pid:
                    found += [int(entry.name), *_below(int(entry.name))]
        except OSError:
            continue
    return found


def executors(session: SparkSession) -> list[int]:
    """The executors of this session, by the application's id."""
    named = f"--app-id {session.sparkContext.applicationId}"
    mine = _below(os.getpid())
    return [p for p in mine if "CoarseGrainedExecutorBackend" in _command(p) and named in _command(p)]


def workers(session: SparkSession) -> list[int]:
    """Processes of Python's below them that do the work: children of the daemons."""
    daemons = [p for e in executors(session) for p in _below(e) if "pyspark.daemon" in _command(p)]
    return [p for daemon in daemons for p in _below(daemon)]


def test_killed_while_it_grows(
    cluster: SparkSession, league: Path, snaps: pa.Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed: list[str] = []
    answers, levels = inside._answers, 0

    def kill(pid: int) -> None:
        killed.append(_command(pid).split()[0].rpartition("/")[2])
        os.kill(pid, signal.SIGKILL)

    def between(*args: Any) -> Any:
        nonlocal levels
        levels += 1
        if levels == 3:
            # Its rows and their places are lost.
            kill(executors(cluster)[0])
        if levels == 5:
            # In the midst of its work.
            threading.Timer(0.03, lambda: [kill(p) for p in workers(cluster)[:1]]).start()
        return answers(*args)

    monkeypatch.setattr(inside, "_answers", between)

    def forest() -> RandomForestClassifier:
        return RandomForestClassifier(12, min_samples_leaf=60, max_features=4, random_state=4)

    there = forest().fit_spark(
        snaps_of(read(cluster, league)), features=FEATURES, target="won", group="game_id"
    )
    here = forest().fit(
        matrix(snaps),
        snaps["won"].to_numpy(zero_copy_only=False),
        groups=snaps["game_id"].to_numpy(zero_copy_only=False),
    )
    assert killed[0] == "java" and len(killed) == 2
    assert digest(there) == digest(here)


def test_killed_while_it_scores_and_writes(
    cluster: SparkSession, league: Path, plays: pa.Table, tmp_path: Path
) -> None:
    killed = []

    def kill() -> None:
        until = time.time() + 60
        while not workers(cluster) and time.time() < until:
            time.sleep(0.02)
        time.sleep(0.3)
        for pid in executors(cluster)[:1]:
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    scored = nflwp.spark.score(read(cluster, league))
    killer.start()
    got = scored.toArrow()
    killer.join()
    same(in_order(got), in_order(nflwp.score(plays)))

    killer = threading.Thread(target=kill)
    killer.start()
    files = nflwp.spark.simulate(seasons=4, out=tmp_path, session=cluster)
    killer.join()
    assert len(killed) == 2
    for file in files[:4]:
        assert pq.read_table(file).equals(pq.read_table(league / Path(file).name))
    # What a killed task had begun is another file's name, and never the season's.
    whole = {Path(file).name for file in files}
    assert {p.name for p in tmp_path.iterdir() if not p.name.startswith(".")} == whole


def test_a_bad_row_names_its_file_and_play(
    cluster: SparkSession, plays: pa.Table, tmp_path: Path
) -> None:
    good = plays.slice(0, 900)
    at = good.column_names.index("down")
    downs = [None if v is None else str(v) for v in good["down"].to_pylist()]
    pq.write_table(good.set_column(at, "down", pa.array(downs)), tmp_path / "good.parquet")
    downs[411] = "third"
    pq.write_table(good.set_column(at, "down", pa.array(downs)), tmp_path / "bad.parquet")
    df = cluster.read.parquet(str(tmp_path / "bad.parquet"))
    game, play = good["game_id"][411], good["play_id"][411]
    for work in (
        lambda: nflwp.spark.score(df).toArrow(),
        lambda: nflwp.spark.train(df, trees=1),
    ):
        with pytest.raises(Exception) as error:
            work()
        said = str(error.value)
        assert f"bad.parquet, game {game}, play {play}: " in said
        assert 'column `down` should be numbers, but has "third"' in said
    assert nflwp.spark.score(cluster.read.parquet(str(tmp_path / "good.parquet"))).count() == 900

    labels = pa.table({"x": [1.0, 2.0], "won": [True, None], "game": ["a", "b"]})
    pq.write_table(labels, tmp_path / "labels.parquet")
    df = cluster.read.parquet(str(tmp_path / "labels.parquet"))
    with pytest.raises(Exception, match="labels.parquet: the label of row 1 .* group b"):
        RandomForestClassifier(1).fit_spark(df, features=["x"], target="won", group="game")


def test_what_is_refused(cluster: SparkSession, league: Path, snaps: pa.Table) -> None:
    df = snaps_of(read(cluster, league))
    with pytest.raises(TypeError, match="no DataFrame of Spark's"):
        nflwp.spark.score(snaps)
    with pytest.raises(ValueError, match="no column game_id"):
        nflwp.spark.score(df.drop("game_id"))
    with pytest.raises(ValueError, match="no column play_id"):
        nflwp.spark.train(df.drop("play_id").repartition(3))
    with pytest.raises(ValueError, match="column `posteam`"):
        nflwp.spark.score(df.drop("posteam"))
    with pytest.raises(ValueError, match="seasons must be"):
        nflwp.spark.simulate(seasons=0, out="nowhere", session=cluster)
    with pytest.raises(ValueError, match="memory=1,000 bytes"):
        nflwp.spark.train(df, memory=1000)

    def fit(forest: Any = None, **more: Any) -> None:
        asked = {"features": FEATURES, "target": "won", "group": "game_id", **more}
        (forest or RandomForestClassifier(1)).fit_spark(df, **asked)

    with pytest.raises(ValueError, match="group: fit_spark draws groups"):
        fit(group=None)
    with pytest.raises(ValueError, match="no column yardline"):
        fit(features=["yardline"])
    with pytest.raises(ValueError, match="posteam holds string, no numbers"):
        fit(features=["posteam"])
    with pytest.raises(ValueError, match="no numbers"):
        fit(RandomForestRegressor(1), target="posteam")
    with pytest.raises(ValueError, match="oob_score needs all rows"):
        fit(RandomForestClassifier(1, oob_score=True))
    with pytest.raises(ValueError, match="has no rows"):
        RandomForestClassifier(1).fit_spark(
            df.limit(0), features=FEATURES, target="won", group="game_id"
        )


def test_rows_that_change_are_noticed(cluster: SparkSession) -> None:
    from pyspark.sql import functions as F

    def some(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Other rows at each reading."""
        for batch in batches:
            yield batch.slice(int.from_bytes(os.urandom(1), "little"))

    df = cluster.range(0, 4000, 1, 4).withColumn("won", F.col("id") % 2)
    df = df.withColumn("x", F.sin("id")).mapInArrow(some, "id long, won long, x double")
    with pytest.raises(Exception, match="gives other rows"):
        RandomForestClassifier(2).fit_spark(df, features=["x"], target="won", group="id")


def _alone(code: str, **env: str) -> str:
    """What another process of Python's says at its end."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stderr


def test_no_java() -> None:
    said = _alone(
        "import nflwp.spark as s; s.simulate(seasons=1, out='nowhere')",
        JAVA_HOME="/nowhere",
        PATH="/nowhere",
    )
    assert "Spark found no Java" in said and "install Java 17" in said


def test_no_pyspark(tmp_path: Path) -> None:
    (tmp_path / "pyspark.py").write_text("raise ImportError('no pyspark')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    said = _alone("import nflwp.spark", PYTHONPATH=path)
    assert "nflwp.spark needs pyspark, pyarrow and pandas" in said and "pip install 'nflwp[spark]'" in said
    assert _alone("import nflwp, sys; assert 'pyspark' not in sys.modules", PYTHONPATH=path) == ""


def test_executors_without_arrow(cluster: SparkSession, tmp_path: Path) -> None:
    cluster.stop()
    (tmp_path / "pyarrow.py").write_text("raise ImportError('no pyarrow')")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    session = started(MASTERS[1], spark_executorEnv_PYTHONPATH=path)
    try:
        with pytest.raises(RuntimeError, match="an executor cannot work: .* has no Arrow"):
            nflwp.spark.simulate(seasons=1, out=tmp_path, session=session)
    finally:
        session.stop()

