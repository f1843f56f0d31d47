"""Questions about one situation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import _nflwp
from ._answers import (
    FinishRates,
    FourthDown,
    KickoffDecision,
    Prediction,
    TimeoutValue,
    TwoPointDecision,
)
from ._model import Model, core


def _words(situation: str | Mapping[str, Any]) -> str:
    if isinstance(situation, str):
        return situation
    if isinstance(situation, Mapping):
        return json.dumps(dict(situation))
    kind = type(situation).__name__
    raise TypeError(f"situation must be words or a mapping of nflverse's names, but was a {kind}")


def predict(
    situation: str | Mapping[str, Any], *, model: Model | None = None, level: float = 0.9
) -> Prediction:
    """How likely the team with the ball is to win.

    Parameters
    ----------
    situation : str or mapping
        In words (``"4th and 2 at the opp 35, down 3, 2:10 left in Q4"``), in
        short (``"4&2 opp35 -3 Q4 2:10"``), as ``key=value`` pairs, or a mapping
        with nflverse's names; told of the team with the ball.
    model : Model, optional
        The model that answers; the shipped one if left out.
    level : float, default 0.9
        Confidence level of the interval, above 0 and below 1.

    Returns
    -------
    Prediction
        ``wp``, ``lower`` and ``upper``, and how the words were understood.

    Raises
    ------
    ValueError
        For words that are not understood, or an impossible situation; the
        message quotes them and ends with a hint.
    """
    return Prediction._of(core(model).ask_predict(_words(situation), level))


def fourth_down(
    situation: str | Mapping[str, Any],
    *,
    indoors: bool | None = None,
    model: Model | None = None,
    level: float = 0.9,
) -> FourthDown:
    """Go for it, kick a field goal, or punt.

    Parameters
    ----------
    situation : str or mapping
        As for :func:`predict`, on fourth down.
    indoors : bool, optional
        Whether kicks are made under a roof; None where unknown.
    model, level
        As for :func:`predict`.

    Returns
    -------
    FourthDown
        ``best``, ``go``, ``field_goal`` and ``punt``, each with its interval.
    """
    return FourthDown._of(core(model).ask_fourth_down(_words(situation), level, indoors))


def two_point(situation: str, *, model: Model | None = None, level: float = 0.9) -> TwoPointDecision:
    """Go for two or kick the extra point.

    Parameters
    ----------
    situation : str
        Told of the team that scored, whose six points are in the score:
        ``"down 8 after a touchdown, 6:00 left in Q4"``.
    model, level
        As for :func:`predict`.
    """
    return TwoPointDecision._of(core(model).ask_two_point(_words(situation), level))


def kickoff(situation: str, *, model: Model | None = None, level: float = 0.9) -> KickoffDecision:
    """Kick deep or onside.

    Parameters
    ----------
    situation : str
        Told of the team that kicks: ``"down 3, 1:50 left in Q4, no timeouts to 2"``.
    model, level
        As for :func:`predict`.
    """
    return KickoffDecision._of(core(model).ask_kickoff(_words(situation), level))


def timeout(
    situation: str | Mapping[str, Any],
    *,
    n: int | None = None,
    seed: int = 1,
    model: Model | None = None,
    level: float = 0.9,
) -> TimeoutValue:
    """What a timeout of each team is worth.

    Parameters
    ----------
    situation : str or mapping
        As for :func:`predict`; both teams' timeouts must be said.
    n : int, optional
        Games to play out beside it for each number of timeouts; none if left out.
    seed : int, default 1
        The same seed gives the same games.
    model, level
        As for :func:`predict`.
    """
    return TimeoutValue._of(core(model).ask_timeout(_words(situation), level, n, seed))


def simulate(situation: str | Mapping[str, Any], n: int = 10_000, *, seed: int = 1) -> FinishRates:
    """Play a situation out many times, by football fitted to real seasons.

    Parameters
    ----------
    situation : str or mapping
        As for :func:`predict`; beginning with "kickoff", from a kickoff, told of
        the team that receives it.
    n : int, default 10,000
        Games.
    seed : int, default 1
        The same seed gives the same games.
    """
    return FinishRates._of(_nflwp.ask_simulate(_words(situation), n, seed))
