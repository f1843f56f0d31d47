"""How the package behaves: threads, forks, Ctrl-C, progress, types, start."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nflwp as wp
import numpy as np
import polars as pl
import pytest
from nflwp.forest import RandomForestRegressor

HERE = Path(__file__).parents[1]
SITUATION = "4th and 2 at the opp 35, down 3, 2:10 left in Q4"


def test_two_threads_score_at_once(games_of: pl.DataFrame) -> None:
    alone = wp.score(games_of)
    with ThreadPoolExecutor(4) as pool:
        all_at_once = list(pool.map(lambda _: wp.score(games_of), range(8)))
        predictions = list(pool.map(lambda _: wp.predict(SITUATION).wp, range(50)))
    assert all(out.equals(alone) for out in all_at_once)
    assert set(predictions) == {wp.predict(SITUATION).wp}


def test_the_interpreter_goes_on_during_a_fit() -> None:
    ticks, stop = [], threading.Event()

    def tick() -> None:
        while not stop.wait(0.005):
            ticks.append(time.perf_counter())

    draws = np.random.default_rng(0)
    x = draws.normal(size=(20_000, 20))
    thread = threading.Thread(target=tick)
    thread.start()
    begin = time.perf_counter()
    RandomForestRegressor(60, random_state=0).fit(x, x[:, 0] + draws.normal(size=20_000))
    end = time.perf_counter()
    stop.set()
    thread.join()
    during = [t for t in ticks if begin < t < end]
    # With the lock held all that time there would be none but at its ends.
    assert len(during) > (end - begin) / 0.25


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")
def test_a_fork_can_go_on() -> None:
    # The longest answers among them: what follows a late fourth down, a kickoff, a try.
    asked = [
        SITUATION,
        "4th and 4 at the opp 8, down 5, 1:55 left in Q4",
        "kickoff, down 3, 5:10 left in Q4",
        "PAT, down 1, 0:40 left in Q4",
        "4th and 3 at the opp 40, tied, 8:10 left in OT, first possession",
    ]
    code = (
        "import os, nflwp as wp\n"
        f"answers = lambda: [wp.predict(s).wp for s in {asked!r}]\n"
        f"best = lambda: wp.fourth_down({SITUATION!r}).best\n"
        "before = answers(), best()\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    os._exit(0 if (answers(), best()) == before else 1)\n"
        "_, status = os.waitpid(child, 0)\n"
        "assert (answers(), best()) == before\n"
        "raise SystemExit(os.waitstatus_to_exitcode(status))\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60)


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_stops_a_fit() -> None:
    code = (
        "import numpy as np, sys, time\n"
        "from nflwp.forest import RandomForestRegressor\n"
        "x = np.random.default_rng(0).normal(size=(20_000, 20))\n"
        "print('fitting', flush=True)\n"
        "try:\n"
        "    RandomForestRegressor(60_000, random_state=0).fit(x, x[:, 0] + x[:, 1])\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(7)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"fitting\n"
    time.sleep(1.0)
    begin = time.perf_counter()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 7
    assert time.perf_counter() - begin < 10


def test_progress_is_told_and_an_exception_in_it_stops_the_work(season: pl.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    wp.train(season, trees=20, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 0
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def stop(done: int, of: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        wp.train(season, trees=2000, progress=stop)


def test_progress_is_logged_where_there_is_no_bar(
    season: pl.DataFrame, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with caplog.at_level(logging.INFO, logger="nflwp"):
        wp.train(season, trees=20, progress=True)
    assert "training" in caplog.text


def test_nothing_is_printed(season: pl.DataFrame, capfd: pytest.CaptureFixture[str]) -> None:
    wp.score(season.head(300))
    wp.train(season, trees=10)
    wp.predict(SITUATION)
    assert capfd.readouterr() == ("", "")


def test_threads_can_be_set() -> None:
    before = wp.get_threads()
    try:
        wp.set_threads(1)
        assert wp.get_threads() == 1
        one = wp.predict(SITUATION)
        wp.set_threads(3)
        assert wp.predict(SITUATION) == one
        with pytest.raises(ValueError, match="between 1 and"):
            wp.set_threads(0)
    finally:
        wp.set_threads(before)


def test_types_hold() -> None:
    subprocess.run([sys.executable, "-m", "mypy"], cwd=HERE, check=True, timeout=300)


def test_public_names_are_documented() -> None:
    for name in wp.__all__:
        assert getattr(wp, name).__doc__, name


def test_import_needs_no_other_package() -> None:
    code = (
        "import sys\n"
        "for name in ('numpy', 'pandas', 'polars', 'pyarrow', 'sklearn', 'tqdm', 'duckdb', 'onnx'):\n"
        "    sys.modules[name] = None\n"
        "import nflwp as wp\n"
        f"print(wp.predict({SITUATION!r}))\n"
        f"print(wp.fourth_down({SITUATION!r}))\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
