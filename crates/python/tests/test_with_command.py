"""What goes through the command: charts, downloads; and ratings as it gives them."""

from __future__ import annotations

import functools
import http.server
import json
import subprocess
import sys
import threading
import venv
from pathlib import Path

import nflwp as wp
import polars as pl
import pyarrow as pa
import pytest
from nflwp import _command

from conftest import ROOT, SAMPLE, real_seasons


@pytest.fixture(autouse=True)
def named(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NFLWP_COMMAND", command)
    _command.find.cache_clear()


@pytest.mark.parametrize("kind", [pl.DataFrame, "pandas", pa.table], ids=["polars", "pandas", "pyarrow"])
def test_a_chart_shows_itself_and_is_saved(season: pl.DataFrame, kind: object, tmp_path: Path) -> None:
    frame = season.to_pandas() if kind == "pandas" else kind(season)
    game = season["game_id"][0]
    chart = wp.chart(frame, game)
    assert chart._repr_svg_().lstrip().startswith("<svg")
    for name, begin in [("c.png", b"\x89PNG"), ("c.svg", b"<?xml"), ("c.html", b"<!doctype")]:
        chart.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().lstrip().lower().startswith(begin.lower())
    # The pictures are the command's of the same file.
    own = tmp_path / "own.svg"
    subprocess.run(
        [_command.find(), "chart", "--game", game, "--data", str(SAMPLE[0]), "--out", str(own)],
        check=True,
        capture_output=True,
    )
    if kind is pl.DataFrame:
        # The sample's folder has a schedule.
        schedule = pl.read_parquet(SAMPLE[0].parent / "games.parquet")
        chart = wp.chart(frame, game, schedule=schedule)
        assert own.read_text().endswith(chart.svg)


def test_a_game_that_is_not_there_is_said(games_of: pl.DataFrame) -> None:
    with pytest.raises((ValueError, OSError), match="3001_99_AAA_BBB"):
        wp.chart(games_of, "3001_99_AAA_BBB")


def test_without_the_command_it_says_how_to_get_it(
    games_of: pl.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Another's command of that name is not taken for it.
    other = tmp_path / "wp"
    other.write_text("#!/bin/sh\necho WP-CLI 2.10.0\n")
    other.chmod(0o755)
    monkeypatch.setenv("NFLWP_COMMAND", str(other))
    _command.find.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"nflwp\[cli\]"):
        wp.chart(games_of, games_of["game_id"][0])
    _command.find.cache_clear()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_seasons_are_fetched_once(tmp_path: Path) -> None:
    seasons = real_seasons()
    if not seasons:
        pytest.skip("NO REAL SEASONS: fetch takes no simulated ones")
    mirror = tmp_path / "mirror"
    (mirror / "pbp").mkdir(parents=True)
    (mirror / "schedules").mkdir()
    (mirror / "pbp" / seasons[-1].name).symlink_to(seasons[-1])
    (mirror / "schedules" / "games.parquet").symlink_to(seasons[-1].parent / "games.parquet")
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(mirror))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        season = int(seasons[-1].stem.rpartition("_")[2])
        folder = wp.fetch(season, tmp_path / "here", url=url)
        assert pl.read_parquet(folder / seasons[-1].name).equals(pl.read_parquet(seasons[-1]))
        assert (folder / "games.parquet").exists()
        assert wp.fetch([season], tmp_path / "here", url=url) == folder
    finally:
        server.shutdown()
    with pytest.raises(ValueError, match="1850"):
        wp.fetch(1850, tmp_path / "there")


def test_ratings_equal_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = real_seasons()[0].parent if real_seasons() else SAMPLE[0].parent
    schedule = pl.read_parquet(folder / "games.parquet")
    season = int(schedule.filter(pl.col("home_score").is_not_null())["season"].max())
    done = subprocess.run(
        [_command.find(), "ratings", "--data", str(folder), "--season", str(season), "--week", "10", "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = json.loads(done.stdout)
    for frame in (schedule, schedule.to_pandas(), schedule.to_arrow()):
        mine = wp.ratings(season, week=10, schedule=frame)
        assert type(mine) is type(frame)
        assert list(mine["team"].to_pylist() if isinstance(mine, pa.Table) else mine["team"]) == [
            team["team"] for team in theirs["teams"]
        ]
    ours = wp.ratings(season, week=10, schedule=schedule)
    for mine, team in zip(ours.iter_rows(named=True), theirs["teams"], strict=True):
        assert (mine["rating"], mine["offense"], mine["defense"]) == (
            team["overall"],
            team["offense"],
            team["defense"],
        )
        assert mine["lower"] < mine["rating"] < mine["upper"]
    # Where the command looks, they are found without being handed over.
    monkeypatch.setenv("WP_DATA", str(folder))
    assert wp.ratings(season, week=10).equals(ours)
    with pytest.raises(ValueError, match="week"):
        wp.ratings(season, week=29, schedule=schedule)
    with pytest.raises(ValueError, match="season"):
        wp.ratings(1901, schedule=schedule)
    monkeypatch.setenv("WP_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="schedule"):
        wp.ratings(season)


def test_the_command_s_wheel_puts_it_on_the_path(tmp_path: Path) -> None:
    packed = subprocess.run(
        [sys.executable, str(ROOT / "crates/python/cli_wheel.py"), _command.find(), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )
    wheel = next(tmp_path.glob("nflwp_cli-*.whl"))
    assert str(wheel) in packed.stdout
    venv.create(tmp_path / "env", with_pip=True)
    scripts = tmp_path / "env" / "bin"
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", str(wheel)], check=True
    )
    said = subprocess.run([scripts / "wp", "--version"], check=True, capture_output=True, text=True)
    assert said.stdout.startswith("wp 0.")
