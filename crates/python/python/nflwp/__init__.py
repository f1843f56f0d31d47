"""NFL win probability.

Situations in words, whole data frames, fourth downs, and the random forest
behind it all, for Python.

>>> import nflwp as wp
>>> p = wp.predict("4th and 2 at the opp 35, down 3, 2:10 left in Q4")
>>> 0 < p.wp < 1
True
"""

from __future__ import annotations

from ._answers import (
    FinishRates,
    FourthDown,
    KickoffDecision,
    Option,
    Prediction,
    TimeoutSide,
    TimeoutValue,
    TwoPointDecision,
)
from ._ask import fourth_down, kickoff, predict, simulate, timeout, two_point
from ._chart import Chart, chart
from ._data import fetch, ratings
from ._evaluation import Evaluation
from ._nflwp import Table, get_threads, set_threads
from ._model import Model
from ._plays import evaluate, fourth_downs, games, score, train

__version__ = "0.2.0"

__all__ = [
    "Chart",
    "Evaluation",
    "FinishRates",
    "FourthDown",
    "KickoffDecision",
    "Model",
    "Option",
    "Prediction",
    "Table",
    "TimeoutSide",
    "TimeoutValue",
    "TwoPointDecision",
    "chart",
    "evaluate",
    "fetch",
    "fourth_down",
    "fourth_downs",
    "games",
    "get_threads",
    "kickoff",
    "predict",
    "ratings",
    "score",
    "set_threads",
    "simulate",
    "timeout",
    "train",
    "two_point",
]
