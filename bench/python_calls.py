"""What calls of nflwp cost: `predict` from words by kind of situation, `score` of all
seasons beside the command. Prints a table; wall time is the best of some rounds, processor
time the mean. With real seasons in WP_DATA."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

STARTED = time.perf_counter()
import nflwp  # noqa: E402

IMPORT = time.perf_counter() - STARTED
SITUATIONS = {
    "an early down": "1st and 10 at the own 30, tied, 8:10 left in Q2",
    "the last two minutes": "2nd and 7 at the opp 40, down 3, 1:10 left in Q4, 1 timeouts to 2",
    "an early fourth down": "4th and 3 at the opp 40, down 3, 8:10 left in Q2",
    "a late fourth down": "4th and 3 at the opp 40, down 3, 1:10 left in Q4, 1 timeouts to 2",
}


def call(work, rounds, calls):
    """Best wall seconds and mean processor seconds of a call."""
    work()
    best, spent = float("inf"), time.process_time()
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            work()
        best = min(best, (time.perf_counter() - start) / calls)
    return best, (time.process_time() - spent) / (rounds * calls)


def main(command):
    print("| call | wall | processor |\n| --- | ---: | ---: |")
    print(f"| import | {1e3 * IMPORT:.0f} ms | |")
    for name, words in SITUATIONS.items():
        wall, spent = call(lambda: nflwp.predict(words), 10, 500)
        print(f"| predict from words, {name} | {1e6 * wall:.0f} µs | {1e6 * spent:.0f} µs |")
    data = os.environ.get("WP_DATA")
    if not data:
        return
    import polars

    files = sorted(Path(data).glob("play_by_play_*.parquet"))
    plays = polars.concat([polars.read_parquet(f) for f in files], how="diagonal_relaxed")
    wall, spent = call(lambda: nflwp.score(plays), 2, 1)
    print(f"| score of {len(plays):,} rows in memory | {wall:.1f} s | {spent:.1f} s |")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    out = Path(command).parent / "python_calls.parquet"
    subprocess.run([command, "score", "--quiet", "--data", data, "--out", out], check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    out.unlink()
    print(f"| the command, with reading and writing | {wall:.1f} s | {spent:.1f} s |")


if __name__ == "__main__":
    main(sys.argv[1])
