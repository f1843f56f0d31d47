"""Progress of long work: tqdm's bar where tqdm is installed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: A function of steps done and steps in all.
Told = Callable[[int, int], None]

_log = logging.getLogger("nflwp")


@contextmanager
def shown(progress: bool | Told, what: str) -> Iterator[Told | None]:
    """The function that long work tells how far it is, for what a user said.

    ``True`` shows a bar of ``tqdm.auto``, or writes to the logger ``nflwp`` where
    tqdm is not installed; a function is called with steps done and steps in all.
    """
    if not progress:
        yield None
        return
    if callable(progress):
        yield progress
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield lambda done, of: _log.info("%s: %d of %d", what, done, of)
        return
    bar: Any = tqdm(desc=what, leave=False)

    def tell(done: int, of: int) -> None:
        bar.total = of
        bar.n = done
        bar.refresh()

    try:
        yield tell
    finally:
        bar.close()
