"""Frames get the values that the command writes, to the last bit."""

from __future__ import annotations

import subprocess
from pathlib import Path

import nflwp as wp
import polars as pl
import pytest

from conftest import SAMPLE, real_seasons

FILES = [*SAMPLE[:1], *real_seasons()]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_score_equals_the_command(command: str, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "scored.parquet"
    schedule = file.parent / "games.parquet"
    season = file.stem.rpartition("_")[2]
    data = ["--data", str(file.parent), "--seasons", season]
    subprocess.run(
        [command, "score", *data, "--out", str(out)], check=True, capture_output=True
    )
    frame = wp.score(
        pl.read_parquet(file),
        schedule=pl.read_parquet(schedule) if schedule.exists() else None,
    )
    theirs = pl.read_parquet(out)
    assert frame.columns == theirs.columns
    added = [c for c in ("wp", "home_wp", "wp_lower", "wp_upper", "wpa")]
    assert frame.select(added).equals(theirs.select(added))


def test_fourth_downs_and_models_equal_the_command(command: str, tmp_path: Path) -> None:
    file = SAMPLE[0]
    season = file.stem.rpartition("_")[2]
    data = ["--data", str(file.parent), "--seasons", season]
    out = tmp_path / "downs.parquet"
    subprocess.run(
        [command, "fourth-down", *data, "--no-intervals", "--out", str(out)],
        check=True,
        capture_output=True,
    )
    schedule = pl.read_parquet(file.parent / "games.parquet")
    ours = wp.fourth_downs(pl.read_parquet(file), schedule=schedule, intervals=False)
    theirs = pl.read_parquet(out)
    assert ours.columns == theirs.columns and ours.equals(theirs)

    path = tmp_path / "their.model"
    subprocess.run(
        [command, "train", *data, "--trees", "20", "--model", str(path)],
        check=True,
        capture_output=True,
    )
    mine = wp.train(pl.read_parquet(file), schedule=schedule, trees=20)
    frame = pl.read_parquet(file)
    their = wp.Model.load(path)
    assert wp.score(frame, model=mine).equals(wp.score(frame, model=their))
    assert mine.card["provenance"]["plays"] == their.card["provenance"]["plays"]
    mine.save(tmp_path / "mine.model")
    said = subprocess.run(
        [command, "info", str(tmp_path / "mine.model")], check=True, capture_output=True, text=True
    )
    assert "forest" in said.stdout
