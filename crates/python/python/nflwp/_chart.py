"""A game's chart."""

from __future__ import annotations

import os
import re
import tempfile
from html import unescape
from pathlib import Path
from typing import Any

from . import _command
from ._frames import collected, written
from ._model import Model

_GAME_ID = re.compile(r"\d{4}_\d{2}_[A-Z0-9]+_[A-Z0-9]+")


class Chart:
    """A game's win probability over time, with its turning points.

    Shows itself in a notebook; made by :func:`nflwp.chart`.

    Attributes
    ----------
    svg : str
        The picture.
    """

    def __init__(self, folder: tempfile.TemporaryDirectory[str], arguments: list[str]) -> None:
        # The game's rows, for as long as somebody may want another picture of them.
        self._folder = folder
        self._arguments = arguments
        path = Path(folder.name, "chart.svg")
        self._draw(path)
        # Inside of a page there is no place for the file's first line.
        self.svg = re.sub(r"^<\?xml[^>]*>\s*", "", path.read_text(encoding="utf-8"))

    def _draw(self, path: Path, *more: str) -> None:
        _command.run(*self._arguments, "--out", str(path), "--quiet", *more)

    def save(self, path: str | os.PathLike[str], *, scale: int = 1) -> None:
        """Write the chart to a file.

        Parameters
        ----------
        path : path
            Ending in ``.png``, ``.svg`` or ``.html``, a page of its own on which every
            play can be looked at.
        scale : int, default 1
            Of a PNG: 2 for high-density screens.
        """
        self._draw(Path(path), *(["--scale", str(scale)] if scale != 1 else []))

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        title = re.search(r"<title>([^<]*)</title>", self.svg)
        return f"Chart({unescape(title[1])})" if title else "Chart()"


def chart(
    plays: Any,
    game: str,
    *,
    model: Model | None = None,
    schedule: Any = None,
    level: float = 0.9,
    size: tuple[int, int] = (1200, 720),
    against: str | None = None,
) -> Chart:
    """A game's win probability over time, with its turning points.

    Drawn by the command ``wp chart`` (``pip install nflwp[cli]``).

    Parameters
    ----------
    plays, model, schedule, level
        As for :func:`nflwp.score`.
    game : str
        ``"2016_21_NE_ATL"``, or teams and season: ``"NE ATL 2016"``.
    size : (int, int), default (1200, 720)
        Width and height in pixels.
    against : str, optional
        A column with another model's probability, drawn as a second line.

    Returns
    -------
    Chart
        Shows itself in a notebook; ``.save("game.png")``, ``.svg`` or ``.html``.

    Raises
    ------
    ValueError
        For a game that is not there.
    FileNotFoundError
        Where the command is not installed.
    """
    _command.find()
    plays = collected(plays)
    folder = tempfile.TemporaryDirectory(prefix="nflwp-")
    arguments = ["chart", "--game", game, "--level", str(level), "--size", f"{size[0]}x{size[1]}"]
    one = game if _GAME_ID.fullmatch(game) else None
    arguments += ["--data", written(plays, folder.name, "plays", one)]
    if schedule is not None:
        written(collected(schedule), folder.name, "games", None)
    if model is not None:
        arguments += ["--model", os.path.join(folder.name, "my.model")]
        model.save(arguments[-1])
    if against is not None:
        arguments += ["--against", against]
    return Chart(folder, arguments)
