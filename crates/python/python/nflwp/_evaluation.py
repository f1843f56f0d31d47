"""What a test of a model measured."""

from __future__ import annotations

from typing import Any

from . import _nflwp
from ._frames import like
from ._html import table


class Evaluation:
    """Metrics of a model on seasons that it was not trained on.

    Attributes
    ----------
    seasons : list of int
        What it was tested on.
    plays, games : int
        How many.
    threshold, level : float
        From which probability on a win was predicted; level of the intervals.
    """

    def __init__(
        self,
        frame: Any,
        seasons: list[int],
        plays: int,
        games: int,
        metrics: _nflwp.Table,
        calibration: _nflwp.Table,
        counts: list[int],
        *,
        threshold: float,
        level: float,
    ) -> None:
        # Only its kind is of interest: frames come back as they were given.
        self._kind = frame[:0] if hasattr(frame, "iloc") else frame
        self.seasons = seasons
        self.plays = plays
        self.games = games
        self.threshold = threshold
        self.level = level
        self._metrics = metrics
        self._calibration = calibration
        self._counts = counts

    @property
    def metrics(self) -> Any:
        """One row a metric and quarter: value, lower, upper; games resampled."""
        return like(self._kind, self._metrics)

    def calibration(self) -> Any:
        """Predicted and observed win rates in bins of 0.05, with intervals."""
        return like(self._kind, self._calibration)

    def confusion(self) -> dict[str, int]:
        """Plays by prediction at the threshold and what happened."""
        names = ("true_positive", "false_positive", "true_negative", "false_negative")
        return dict(zip(names, self._counts))

    def metric(self, name: str, quarter: str = "all") -> float:
        """One metric's value: ``log_loss``, ``brier``, ``accuracy``, ``auc``,
        ``calibration_error`` or ``ece``; ``quarter`` as in :attr:`metrics`."""
        for metric, group, value, *_ in self._rows():
            if (metric, group) == (name, quarter):
                return value
        known = sorted({(m, q) for m, q, *_ in self._rows()})
        raise KeyError(f"{name} of {quarter}: there are {known}")

    def _rows(self) -> list[tuple[str, str, float, float, float]]:
        columns = [self._metrics.column(name) for name in self._metrics.column_names]
        return [(m, q, float(v), float(low), float(high)) for m, q, v, low, high in zip(*columns)]

    def __repr__(self) -> str:
        return (
            f"Evaluation({self.plays:,} plays of {self.games:,} games: "
            f"log loss {self.metric('log_loss'):.4f}, Brier score {self.metric('brier'):.4f})"
        )

    def _repr_html_(self) -> str:
        rows = [
            (m.replace("_", " "), f"{v:.4f}", f"{low:.4f}–{high:.4f}")
            for m, q, v, low, high in self._rows()
            if q == "all"
        ]
        title = f"{self.plays:,} plays, {self.games:,} games"
        return table([title, "", f"{100 * self.level:.0f}% interval"], rows) + self._picture()

    def _picture(self) -> str:
        """The calibration curve as SVG."""

        def at(x: float) -> str:
            return f"{20 + 200 * x:.1f}"

        def up(y: float) -> str:
            return f"{220 - 200 * y:.1f}"

        columns = (self._calibration.column(n) for n in ("predicted", "observed", "lower", "upper"))
        points = [
            f"<line x1='{at(p)}' x2='{at(p)}' y1='{up(low)}' y2='{up(high)}' stroke='#1f77b4'/>"
            f"<circle cx='{at(p)}' cy='{up(o)}' r='3' fill='#1f77b4'/>"
            for p, o, low, high in zip(*columns)
            if low == low
        ]
        return (
            "<svg width='240' height='250' role='img' aria-label='calibration curve'>"
            f"<line x1='{at(0)}' y1='{up(0)}' x2='{at(1)}' y2='{up(1)}' stroke='#888'/>"
            + "".join(points)
            + "<text x='120' y='245' text-anchor='middle' font-size='11'>predicted, observed above</text></svg>"
        )
