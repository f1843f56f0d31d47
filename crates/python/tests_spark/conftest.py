"""Sessions of Spark's, and 200,000 simulated plays."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import DataFrame, SparkSession

import nflwp
from nflwp import _nflwp

#: Four seasons: 204,776 rows.
SEASONS = range(3001, 3005)

MASTERS = ["local[2]", "local-cluster[2,1,1024]"]

FEATURES = [
    "score_differential",
    "half_seconds_remaining",
    "game_seconds_remaining",
    "down",
    "ydstogo",
    "yardline_100",
    "posteam_timeouts_remaining",
    "defteam_timeouts_remaining",
    "spread_line",
    "total_line",
    "qtr",
]

os.environ["PYSPARK_PYTHON"] = sys.executable


def started(master: str, **more: str) -> SparkSession:
    """A new session; one at a time in a process."""
    builder = (
        SparkSession.builder.master(master)
        .appName("nflwp tests")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "4")
    )
    for key, value in more.items():
        builder = builder.config(key.replace("_", "."), value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    return session


@pytest.fixture(scope="session", params=MASTERS)
def spark(request: pytest.FixtureRequest) -> Iterator[SparkSession]:
    session = started(request.param)
    yield session
    session.stop()


@pytest.fixture(scope="session")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seasons as files, written without Spark."""
    folder = tmp_path_factory.mktemp("league")
    schedules = []
    for season in SEASONS:
        plays, schedule = _nflwp.simulated_season(season, 285, 1)
        pq.write_table(pa.table(plays), folder / f"play_by_play_{season}.parquet")
        schedules.append(pa.table(schedule))
    pq.write_table(pa.concat_tables(schedules), folder / "games.parquet")
    return folder


@pytest.fixture(scope="session")
def plays(league: Path) -> pa.Table:
    """All their rows on one machine."""
    files = sorted(league.glob("play_by_play_*.parquet"))
    return pa.concat_tables([pq.read_table(file) for file in files])


@pytest.fixture(scope="session")
def snaps(plays: pa.Table) -> pa.Table:
    """Plays from scrimmage, with who won."""
    import pyarrow.compute as pc

    snaps = plays.filter(pc.is_valid(plays["down"]))
    home = pc.equal(snaps["posteam"], snaps["home_team"])
    won = pc.equal(home, pc.greater(snaps["result"], 0))
    return snaps.append_column("won", won)


def read(spark: SparkSession, league: Path) -> DataFrame:
    """The rows as Spark reads them."""
    return spark.read.parquet(*map(str, sorted(league.glob("play_by_play_*.parquet"))))


def snaps_of(df: DataFrame) -> DataFrame:
    """As `snaps`, on Spark."""
    from pyspark.sql import functions as F

    won = (F.col("posteam") == F.col("home_team")) == (F.col("result") > 0)
    return df.where("down is not null").withColumn("won", won)


def in_order(table: pa.Table) -> pa.Table:
    """Rows by game and play, for comparing; one table a column type."""
    return table.sort_by([("game_id", "ascending"), ("play_id", "ascending")]).combine_chunks()


def same(a: pa.Table, b: pa.Table) -> None:
    """Every value, bit for bit."""
    assert a.column_names == b.column_names
    for name in a.column_names:
        mine, theirs = a[name].combine_chunks(), b[name].combine_chunks()
        theirs = theirs.cast(mine.type)
        if pa.types.is_floating(mine.type):
            import numpy as np

            x, y = mine.to_numpy(zero_copy_only=False), theirs.to_numpy(zero_copy_only=False)
            assert np.array_equal(x, y, equal_nan=True), name
        else:
            assert mine.equals(theirs), name


@pytest.fixture(scope="session")
def version() -> str:
    return nflwp.__version__
