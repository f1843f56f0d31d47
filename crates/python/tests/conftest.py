"""What the tests share: the simulated sample, real seasons, the command."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[3]
SAMPLE = sorted((ROOT / "data" / "sample").glob("play_by_play_*.parquet"))


def real_seasons() -> list[Path]:
    """Files of real seasons: of WP_DATA, else of data/pbp."""
    folder = Path(os.environ.get("WP_DATA", ROOT / "data" / "pbp"))
    return sorted(folder.glob("play_by_play_*.parquet"))


@pytest.fixture(scope="session")
def season() -> pl.DataFrame:
    """A simulated season."""
    return pl.read_parquet(SAMPLE[0])


@pytest.fixture(scope="session")
def games_of(season: pl.DataFrame) -> pl.DataFrame:
    """A few games of it."""
    ids = season["game_id"].unique(maintain_order=True).head(12)
    return season.filter(pl.col("game_id").is_in(ids.implode()))


@pytest.fixture(scope="session")
def command() -> str:
    """The command `wp` of this checkout."""
    named = os.environ.get("WP_COMMAND")
    for path in (named, ROOT / "target" / "release" / "wp"):
        if path and shutil.which(path):
            return str(path)
    pytest.skip("NO COMMAND TO COMPARE WITH: build target/release/wp, or name it in WP_COMMAND")
