"""Whole frames of play-by-play."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from . import _nflwp
from ._evaluation import Evaluation
from ._frames import handed_over, like, with_columns
from ._model import Model, core
from ._progress import Told, shown


def score(
    plays: Any,
    *,
    model: Model | None = None,
    schedule: Any = None,
    level: float = 0.9,
    prefix: str = "",
    progress: bool | Told = False,
) -> Any:
    """Add the win probability and its change to every row.

    Parameters
    ----------
    plays : data frame
        nflverse play-by-play: a frame of polars, pandas or pyarrow, a relation of
        duckdb, or anything with ``__arrow_c_stream__``.
    model : Model, optional
        The shipped one if left out.
    schedule : data frame, optional
        nflverse's ``games``: spreads and results that the plays do not have.
    level : float, default 0.9
        Confidence level of the intervals.
    prefix : str, default ""
        Goes before the names of the added columns.
    progress : bool or function, default False
        Show a bar, or call a function with steps done and steps in all.

    Returns
    -------
    data frame
        The same kind of frame (of duckdb, a pyarrow table): same rows, same order,
        and the columns ``wp`` (of the team with the ball), ``home_wp``,
        ``wp_lower`` and ``wp_upper`` where the model has intervals, and ``wpa``.
        A column of the frame that has such a name becomes ``original_…``.

    Raises
    ------
    ValueError
        Where a column is missing that nothing can stand in for, or holds something
        else than it should.
    """
    with shown(progress, "scoring") as told:
        added = _nflwp.score_columns(
            core(model), handed_over(plays), _optional(schedule), level, told
        )
    return with_columns(plays, added, prefix)


def games(
    plays: Any, *, model: Model | None = None, schedule: Any = None, progress: bool | Told = False
) -> Any:
    """One row a game: result, excitement, comeback, and its largest swing.

    Parameters
    ----------
    plays, model, schedule, progress
        As for :func:`score`.

    Returns
    -------
    data frame
        Of the same kind as ``plays``.
    """
    with shown(progress, "scoring") as told:
        table = _nflwp.games_table(core(model), handed_over(plays), _optional(schedule), told)
    return like(plays, table)


def fourth_downs(
    plays: Any,
    *,
    model: Model | None = None,
    schedule: Any = None,
    level: float = 0.9,
    intervals: bool = True,
    progress: bool | Told = False,
) -> Any:
    """Every fourth down: what each choice is worth, what was best, what was done.

    Parameters
    ----------
    plays, model, schedule, level, progress
        As for :func:`score`; of the schedule coaches and roofs are read too.
    intervals : bool, default True
        Whether gains have intervals, which takes ten times as long.

    Returns
    -------
    data frame
        Of the same kind as ``plays``: the columns of ``wp fourth-down --out``.
    """
    with shown(progress, "deciding") as told:
        table = _nflwp.fourth_downs_table(
            core(model), handed_over(plays), _optional(schedule), level, intervals, told
        )
    return like(plays, table)


def train(
    plays: Any,
    *,
    schedule: Any = None,
    seasons: Iterable[int] | None = None,
    estimator: str = "forest",
    trees: int | None = None,
    min_leaf: int | None = None,
    mtry: int | None = None,
    intervals: bool = False,
    resamples: int | None = None,
    seed: int = 1,
    progress: bool | Told = False,
) -> Model:
    """Train a model of win probability.

    Parameters
    ----------
    plays, schedule, progress
        As for :func:`score`.
    seasons : iterable of int, optional
        Seasons to train on; all that are there if left out.
    estimator : {"forest", "linfa-trees", "logistic", "spread"}
        What is trained.
    trees, min_leaf, mtry : int, optional
        Trees, minimum plays per leaf, features considered at each split.
    intervals : bool, default False
        Also fit bootstrap replicates, so that predictions carry intervals.
    resamples : int, optional
        How many replicates.
    seed : int, default 1
        The same plays, settings and seed give the same model.

    Returns
    -------
    Model
    """
    settings = {
        "estimator": estimator,
        "trees": trees,
        "min_leaf": min_leaf,
        "mtry": mtry,
        "intervals": intervals,
        "resamples": resamples,
        "seed": seed,
    }
    with shown(progress, "training") as told:
        trained = _nflwp.train_model(
            handed_over(plays), _optional(schedule), _list(seasons), settings, told
        )
    return Model(trained)


def evaluate(
    model: Model | None,
    plays: Any,
    *,
    schedule: Any = None,
    seasons: Iterable[int] | None = None,
    threshold: float = 0.5,
    level: float = 0.9,
    resamples: int = 1000,
    in_sample: bool = False,
) -> Evaluation:
    """Test a model on seasons that it was not trained on.

    Parameters
    ----------
    model : Model or None
        None for the shipped one.
    plays, schedule
        As for :func:`score`.
    seasons : iterable of int, optional
        Seasons to test on; all that are there if left out.
    threshold : float, default 0.5
        From this probability on the team with the ball is predicted to win.
    level : float, default 0.9
        Confidence level of the metrics' intervals, from games resampled.
    resamples : int, default 1000
        How often games are resampled.
    in_sample : bool, default False
        Test even on seasons that the model was trained on.

    Returns
    -------
    Evaluation
    """
    parts = _nflwp.evaluate_model(
        core(model),
        handed_over(plays),
        _optional(schedule),
        _list(seasons),
        threshold,
        level,
        resamples,
        in_sample,
    )
    return Evaluation(plays, *parts, threshold=threshold, level=level)


def _optional(schedule: Any) -> Any:
    return None if schedule is None else handed_over(schedule)


def _list(seasons: Iterable[int] | None) -> list[int] | None:
    return None if seasons is None else [int(s) for s in seasons]
