"""What questions about a situation are answered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ._html import bar, interval, percent, table

#: What was understood of the words, and the situation with nflverse's names.
Situation = Mapping[str, Any]


_MOMENTS = {"scrimmage": "snap"}


def _short(wp: float, lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return f"{wp:.3f}"
    return f"{wp:.3f}, {lower:.2f}–{upper:.2f}"


@dataclass(frozen=True, repr=False)
class Prediction:
    """The probability that the team with the ball wins.

    Attributes
    ----------
    wp : float
        Probability of winning, 0 to 1; a tie counts half.
    lower, upper, level : float or None
        Confidence interval and its level, where the model has intervals.
    win, tie, loss : float or None
        Where the game may end tied: in overtime, and late in a tied game.
    team : str
        Whose probability it is, in words: ``"the team with the ball"``, ``"the kicking
        team"``.
    moment : str
        Before what: ``"scrimmage"``, a ``"try"`` or a ``"kickoff"``.
    situation : mapping
        The situation with nflverse's names.
    understood, unknown : list of mapping
        What was understood of the words, and what was left open.
    """

    wp: float
    lower: float | None
    upper: float | None
    level: float | None
    win: float | None
    tie: float | None
    loss: float | None
    team: str
    moment: str
    situation: Situation
    understood: list[Mapping[str, Any]]
    unknown: list[Mapping[str, Any]]

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> Prediction:
        moment = answer["moment"]
        return cls(
            team=answer["team"],
            moment=moment if isinstance(moment, str) else next(iter(moment)),
            wp=answer["wp"],
            lower=answer.get("lower"),
            upper=answer.get("upper"),
            level=answer.get("level"),
            win=answer.get("win"),
            tie=answer.get("tie"),
            loss=answer.get("loss"),
            situation=answer["situation"],
            understood=answer["understood"],
            unknown=answer["unknown"],
        )

    def __float__(self) -> float:
        return self.wp

    def __repr__(self) -> str:
        return f"Prediction({_short(self.wp, self.lower, self.upper)}, {self.team})"

    def _repr_html_(self) -> str:
        said = "; ".join(f"{item['field']}: {item['value']}" for item in self.understood)
        return (
            f"<div><b>{percent(self.wp)}</b> {interval(self.lower, self.upper)} "
            f"{bar(self.wp, self.lower, self.upper)} {escape(self.team)}, before the "
            f"{_MOMENTS.get(self.moment, self.moment)}<br><small>{escape(said)}</small></div>"
        )


@dataclass(frozen=True)
class Option:
    """One option, and the probability of winning with it.

    Attributes
    ----------
    name : str
        What is done.
    wp : float
        Probability of winning, a tie counting half.
    lower, upper : float or None
        Its confidence interval.
    ends : list of mapping
        How the play may end: how likely that is (``p``) and the probability of
        winning then (``wp``); empty where that is not worked out.
    """

    name: str
    wp: float
    lower: float | None = None
    upper: float | None = None
    ends: list[Mapping[str, Any]] = field(default_factory=list, repr=False)

    @classmethod
    def _of(cls, option: dict[str, Any]) -> Option:
        return cls(option["option"], option["wp"], option.get("lower"), option.get("upper"))


def _options_html(verdict: str, options: list[Option]) -> str:
    rows = [(o.name.replace("_", " "), percent(o.wp), interval(o.lower, o.upper)) for o in options]
    return f"<div><b>{escape(verdict)}</b>{table(['option', 'WP', 'interval'], rows)}</div>"


@dataclass(frozen=True, repr=False)
class FourthDown:
    """What to do on a fourth down.

    Attributes
    ----------
    best : str
        ``"go"``, ``"field_goal"``, ``"punt"`` or ``"safety"``.
    verdict, sentence : str
        The decision in a few words, and in one sentence.
    options : list of Option
        All choices, the best first.
    gain, gain_lower, gain_upper : float or None
        WP of the best choice less that of the next, and its paired interval.
    clear : bool or None
        Whether that interval leaves out 0.
    p_convert, break_even, p_make : float or None
        Conversion rate, the rate at which going breaks even, and how likely the
        field goal is good.
    situation, understood, unknown
        As of :class:`Prediction`.
    """

    best: str
    verdict: str
    sentence: str
    options: list[Option]
    gain: float
    gain_lower: float | None
    gain_upper: float | None
    clear: bool | None
    p_convert: float
    break_even: float | None
    p_make: float | None
    situation: Situation
    understood: list[Mapping[str, Any]]
    unknown: list[Mapping[str, Any]]

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> FourthDown:
        numbers = answer["answer"]
        options = []
        for option in numbers["options"]:
            band = option.get("interval") or {}
            options.append(
                Option(option["choice"], option["wp"], band.get("lower"), band.get("upper"), option["ends"])
            )
        gain = numbers["gain"].get("interval") or {}

        def value(name: str) -> Any:
            return (numbers.get(name) or {}).get("value")

        return cls(
            best=answer["best"],
            verdict=answer["verdict"],
            sentence=answer["sentence"],
            options=options,
            gain=numbers["gain"]["value"],
            gain_lower=gain.get("lower"),
            gain_upper=gain.get("upper"),
            clear=numbers.get("clear"),
            p_convert=value("p_convert"),
            break_even=value("break_even"),
            p_make=value("p_make"),
            situation=answer["situation"],
            understood=answer["understood"],
            unknown=answer["unknown"],
        )

    def option(self, name: str) -> Option | None:
        """A choice by its name; None where it is none here."""
        return next((o for o in self.options if o.name == name), None)

    @property
    def go(self) -> Option | None:
        """Going for it."""
        return self.option("go")

    @property
    def field_goal(self) -> Option | None:
        """The field goal; None out of range."""
        return self.option("field_goal")

    @property
    def punt(self) -> Option | None:
        """The punt; None near the goal line."""
        return self.option("punt")

    def __repr__(self) -> str:
        options = ", ".join(f"{o.name} {_short(o.wp, o.lower, o.upper)}" for o in self.options)
        return f"FourthDown({self.verdict!r}: {options})"

    def _repr_html_(self) -> str:
        return _options_html(self.sentence, self.options)


@dataclass(frozen=True, repr=False)
class _Decision:
    best: str
    verdict: str
    options: list[Option]
    gain: float
    gain_lower: float | None
    gain_upper: float | None
    clear: bool | None
    break_even: float | None
    after: Mapping[str, float]
    situation: Situation
    understood: list[Mapping[str, Any]]
    unknown: list[Mapping[str, Any]]

    @staticmethod
    def _shared(answer: dict[str, Any]) -> dict[str, Any]:
        difference = answer["difference"]
        return {
            "best": answer["best"],
            "verdict": answer["verdict"],
            "options": [Option._of(o) for o in answer["options"]],
            "gain": difference["gain"],
            "gain_lower": difference.get("lower"),
            "gain_upper": difference.get("upper"),
            "clear": difference.get("clear"),
            "break_even": answer["break_even"],
            "after": answer["after"],
            "situation": answer["situation"],
            "understood": answer["understood"],
            "unknown": answer["unknown"],
        }

    def __repr__(self) -> str:
        options = ", ".join(f"{o.name} {_short(o.wp, o.lower, o.upper)}" for o in self.options)
        return f"{type(self).__name__}({self.verdict!r}: {options})"

    def _repr_html_(self) -> str:
        return _options_html(self.verdict, self.options)


@dataclass(frozen=True, repr=False)
class TwoPointDecision(_Decision):
    """Go for two or kick.

    Attributes
    ----------
    best, verdict : str
        The better option, and the decision in words.
    options : list of Option
        Going for two, and the kick.
    gain, gain_lower, gain_upper, clear
        The better option over the other, with its paired interval.
    break_even : float or None
        Conversion rate at which going for two breaks even.
    after : mapping
        WP once the try is over, by the points that it made.
    conversion : mapping
        How often each succeeds.
    situation, understood, unknown
        As of :class:`Prediction`.
    """

    conversion: Mapping[str, float]

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> TwoPointDecision:
        return cls(**cls._shared(answer), conversion=answer["conversion"])


@dataclass(frozen=True, repr=False)
class KickoffDecision(_Decision):
    """Kick deep or onside, for the team that kicks.

    Attributes
    ----------
    best, verdict, options, gain, gain_lower, gain_upper, clear, break_even, after
        As of :class:`TwoPointDecision`.
    recovery : float
        How often onside kicks are recovered.
    onside_allowed : bool
        Whether the season's rules allow one here.
    season : int
        Whose rules.
    situation, understood, unknown
        As of :class:`Prediction`.
    """

    recovery: float
    onside_allowed: bool
    season: int

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> KickoffDecision:
        return cls(
            **cls._shared(answer),
            recovery=answer["recovery"],
            onside_allowed=answer["onside_allowed"],
            season=answer["season"],
        )


@dataclass(frozen=True)
class TimeoutSide:
    """What one team's timeout is worth to it.

    Attributes
    ----------
    side : str
        Whose.
    timeouts : int
        How many it has.
    with_timeout, without : float
        WP with it and without.
    gain, gain_lower, gain_upper : float
        The difference, and its paired interval, where the model has one.
    clear : bool or None
        Whether that interval leaves out 0.
    simulated_gain, standard_error : float or None
        The same by games played out, where they were asked for.
    """

    side: str
    timeouts: int
    with_timeout: float
    without: float
    gain: float
    gain_lower: float | None
    gain_upper: float | None
    clear: bool | None
    simulated_gain: float | None
    standard_error: float | None


@dataclass(frozen=True, repr=False)
class TimeoutValue:
    """What each team's timeouts are worth now.

    Attributes
    ----------
    team, opponent : TimeoutSide
        The team that is asked about, and the other.
    games, seed : int or None
        Games played out for each number of timeouts, and their seed.
    situation, understood, unknown
        As of :class:`Prediction`.
    """

    team: TimeoutSide
    opponent: TimeoutSide
    games: int | None
    seed: int | None
    situation: Situation
    understood: list[Mapping[str, Any]]
    unknown: list[Mapping[str, Any]]

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> TimeoutValue:
        def side(of: dict[str, Any]) -> TimeoutSide:
            worth = of["worth"]
            played = (of.get("simulated") or {}).get("worth", {})
            return TimeoutSide(
                side=of["side"],
                timeouts=of["timeouts"],
                with_timeout=of["with"]["wp"],
                without=of["without"]["wp"],
                gain=worth["gain"],
                gain_lower=worth.get("lower"),
                gain_upper=worth.get("upper"),
                clear=worth.get("clear"),
                simulated_gain=played.get("gain"),
                standard_error=played.get("standard_error"),
            )

        team, opponent = answer["sides"]
        played = team.get("simulated") or {}
        return cls(
            team=side(team),
            opponent=side(opponent),
            games=played.get("games"),
            seed=played.get("seed"),
            situation=answer["situation"],
            understood=answer["understood"],
            unknown=answer["unknown"],
        )

    def __repr__(self) -> str:
        worth = ", ".join(
            f"{s.side} {100 * s.gain:+.1f} points"
            for s in (self.team, self.opponent)
        )
        return f"TimeoutValue({worth})"

    def _repr_html_(self) -> str:
        rows = [
            (s.side, s.timeouts, percent(s.with_timeout), percent(s.without), f"{100 * s.gain:+.1f} points")
            for s in (self.team, self.opponent)
        ]
        return table(["team", "timeouts", "with", "without", "worth"], rows)


@dataclass(frozen=True, repr=False)
class FinishRates:
    """How games that were played out ended for the team with the ball.

    Attributes
    ----------
    wp, win, tie, loss, overtime : float
        Shares of the games; ``wp`` counts ties half.
    standard_error : float
        Standard error of ``wp``.
    mean_margin : float
        Average final margin, in points.
    margin_quantiles : mapping
        Quantiles 0.05, 0.25, 0.5, 0.75 and 0.95 of the margin.
    margins : dict of int to int
        Games by final margin.
    games, seed : int
        How many games, and their seed.
    situation : mapping
        The situation with nflverse's names.
    assumed : list of mapping
        What was left open, and what was assumed.
    """

    wp: float
    win: float
    tie: float
    loss: float
    overtime: float
    standard_error: float
    mean_margin: float
    margin_quantiles: Mapping[str, int]
    margins: Mapping[int, int]
    games: int
    seed: int
    situation: Situation
    assumed: list[Mapping[str, str]]

    @classmethod
    def _of(cls, answer: dict[str, Any]) -> FinishRates:
        margin = answer["margin"]
        return cls(
            wp=answer["wp"]["p"],
            win=answer["win"]["p"],
            tie=answer["tie"]["p"],
            loss=answer["loss"]["p"],
            overtime=answer["overtime"]["p"],
            standard_error=answer["wp"]["standard_error"],
            mean_margin=margin["mean"],
            margin_quantiles=margin["quantiles"],
            margins={int(points): games for points, games in margin["games"].items()},
            games=answer["games"],
            seed=answer["seed"],
            situation=answer["situation"],
            assumed=answer["assumed"],
        )

    def __repr__(self) -> str:
        return f"FinishRates({self.wp:.3f} ± {self.standard_error:.3f}, {self.games} games)"

    def _repr_html_(self) -> str:
        rows = [
            ("WP", percent(self.wp)),
            ("wins", percent(self.win)),
            ("ties", percent(self.tie)),
            ("losses", percent(self.loss)),
            ("overtime", percent(self.overtime)),
            ("average margin", f"{self.mean_margin:+.1f}"),
        ]
        return table([f"{self.games:,} games", ""], rows)
