"""Small pieces of HTML for notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table."""
    head = "".join(f"<th style='text-align:left'>{escape(str(h))}</th>" for h in header)
    body = "".join(
        "<tr>" + "".join(f"<td style='text-align:left'>{escape(str(v))}</td>" for v in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def bar(wp: float, lower: float | None, upper: float | None) -> str:
    """A probability on a line from 0 to 100%, with its interval."""
    band = ""
    if lower is not None and upper is not None:
        band = (
            f"<rect x='{200 * lower:.1f}' y='4' width='{200 * (upper - lower):.1f}' height='8' "
            "fill='#1f77b4' fill-opacity='0.35'/>"
        )
    return (
        "<svg width='200' height='16' role='img' "
        f"aria-label='{percent(wp)}'><rect y='4' width='200' height='8' fill='#888' fill-opacity='0.2'/>"
        f"{band}<line x1='{200 * wp:.1f}' x2='{200 * wp:.1f}' y1='1' y2='15' stroke='#1f77b4' "
        "stroke-width='3'/></svg>"
    )


def percent(p: float | None) -> str:
    """A probability in percent with one decimal."""
    return "" if p is None else f"{100 * p:.1f}%"


def interval(lower: float | None, upper: float | None) -> str:
    """An interval in percent; empty where there is none."""
    return "" if lower is None or upper is None else f"{100 * lower:.1f}–{100 * upper:.1f}%"
