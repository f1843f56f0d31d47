"""Real seasons: downloaded, and the ratings of their teams."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import _command, _nflwp
from ._frames import collected, handed_over, like, read


def _folder() -> Path:
    """Where the command looks for seasons."""
    return Path(os.environ.get("WP_DATA") or Path("data", "pbp"))


def fetch(
    seasons: int | Iterable[int] | None = None,
    dir: str | os.PathLike[str] | None = None,
    *,
    force: bool = False,
    url: str | None = None,
) -> Path:
    """Download nflverse's play-by-play and schedule.

    By the command ``wp fetch`` (``pip install nflwp[cli]``): what is there and unchanged
    is not downloaded again, and an interrupted download goes on where it stopped.

    Parameters
    ----------
    seasons : int or iterable of int, optional
        Seasons; those already in the folder if left out.
    dir : path, optional
        The folder; ``$WP_DATA`` or ``data/pbp`` if left out.
    force : bool, default False
        Download everything again.
    url : str, optional
        A mirror of nflverse's releases.

    Returns
    -------
    pathlib.Path
        The folder, with ``play_by_play_<season>.parquet`` and ``games.parquet``.

    Examples
    --------
    >>> folder = wp.fetch([2022, 2023])                              # doctest: +SKIP
    >>> pbp = pl.read_parquet(folder / "play_by_play_2023.parquet")  # doctest: +SKIP
    """
    folder = Path(dir) if dir is not None else _folder()
    arguments = ["fetch", "--dir", str(folder), "--quiet"]
    if seasons is not None:
        wanted = [seasons] if isinstance(seasons, int) else seasons
        arguments += ["--seasons", ",".join(str(int(season)) for season in wanted)]
    if force:
        arguments.append("--force")
    if url is not None:
        arguments += ["--url", url]
    _command.run(*arguments)
    return folder


def ratings(
    season: int | None = None,
    week: int | None = None,
    *,
    schedule: Any = None,
    level: float = 0.9,
) -> Any:
    """How good each team is, in points, from results alone.

    Parameters
    ----------
    season : int, optional
        The last one with results if left out.
    week : int, optional
        Before this week's games; after the last games that have been played if left out.
    schedule : data frame, optional
        nflverse's ``games``: the frame with earlier seasons too, since ratings remember
        them. If left out, the one that :func:`fetch` downloaded.
    level : float, default 0.9
        Confidence level of the intervals.

    Returns
    -------
    data frame
        One row a team, the best first: ``rating`` (the expected margin against an average
        team at a neutral site) with ``lower`` and ``upper``, ``offense``, ``defense``,
        the ``quarterback`` who started last and what he is part of the offense. Of the
        same kind as ``schedule``.

    Raises
    ------
    ValueError
        For a season or week without results before it.
    FileNotFoundError
        Where no schedule is given and none was fetched.
    """
    if schedule is None:
        path = _folder() / "games.parquet"
        if not path.is_file():
            raise FileNotFoundError(
                f"{path}: there is no schedule\nhint: wp.fetch(), or give one as schedule="
            )
        schedule = read(path)
    table = _nflwp.ratings_table(handed_over(schedule), season, week, level)
    return like(collected(schedule), table)
