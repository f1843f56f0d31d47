"""Do the intervals hold the truth where games end? In simulated leagues.

coverage_late.py WP WORK FIRST LEAGUES [NUMBERS]: each of LEAGUES leagues (FIRST numbers
the first) plays 14 seasons, a model with intervals is trained on them as on real ones
(`wp train --intervals`: its own book, its own solved last minutes), and is asked about
every snap of the last six minutes of 570 other games, whose true WP is known from 4,000
played-out finishes of each (`wp simulate --truth --truth-last`). NUMBERS: the simulator
parameters of the leagues, where they differ from the built-in ones. Prints a Markdown
table.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl

SEASONS, TESTS, FINISHES, LAST = 14, 2, 4000, 360


def run(wp: str, *args: str) -> None:
    subprocess.run([wp, *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def league(wp: str, work: Path, number: int, numbers: list[str]) -> pl.DataFrame:
    train, test, model = work / f"train-{number}", work / f"test-{number}", work / f"{number}.model"
    scored = work / f"{number}.parquet"
    if not scored.exists():
        run(wp, "simulate", "--seasons", str(SEASONS), "--seed", str(1000 + number), *numbers, "--out", str(train))
        run(wp, "train", "--data", str(train), "--seasons", f"3001-{3000 + SEASONS}", "--intervals", "--model", str(model))
        run(wp, "simulate", "--seasons", str(TESTS), "--seed", str(2000 + number), "--truth", str(FINISHES),
            "--truth-last", str(LAST), *numbers, "--out", str(test))
        run(wp, "score", "--data", str(test), "--model", str(model), "--out", str(scored))
    table = pl.read_parquet(scored)
    known = pl.col("true_wp").is_not_null() & pl.col("true_wp").is_not_nan()
    return table.filter(pl.col("down").is_not_null() & known & (pl.col("qtr") <= 4)).with_columns(
        pl.lit(number).alias("league"), (pl.col("game_id").cast(pl.Utf8) + f"-{number}").alias("game")
    )


def main() -> None:
    wp, work, first, leagues = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    numbers = ["--numbers", sys.argv[5]] if len(sys.argv) > 5 else []
    work.mkdir(parents=True, exist_ok=True)
    t = pl.concat([league(wp, work, k, numbers) for k in range(first, first + leagues)], how="vertical_relaxed")
    number = lambda name: t[name].cast(pl.Float64).to_numpy()
    p, low, high, truth = (number(n) for n in ("wp", "wp_lower", "wp_upper", "true_wp"))
    noise = number("true_wp_error")
    seconds, lead, down, own, their = (
        number(n) for n in ("game_seconds_remaining", "score_differential", "down",
                            "posteam_timeouts_remaining", "defteam_timeouts_remaining")
    )
    games = t["game"].to_numpy()
    print("| snaps | n | games | coverage | mean width | rms error |\n| --- | --- | --- | --- | --- | --- |")

    def cell(name: str, rows: np.ndarray) -> None:
        rows = rows & np.isfinite(low)
        n = int(rows.sum())
        if n < 50:
            return
        held = ((low <= truth) & (truth <= high))[rows].astype(float)
        ids, which = np.unique(games[rows], return_inverse=True)
        error = np.sqrt((np.bincount(which, held - held.mean()) ** 2).sum()) / n
        # Of the finishes' own noise.
        square = ((p - truth) ** 2 - noise**2)[rows].mean()
        print(f"| {name} | {n:,} | {len(ids):,} | {held.mean():.3f} ± {error:.3f} "
              f"| {(high - low)[rows].mean():.3f} | {np.sqrt(max(square, 0)):.4f} |")

    close = np.abs(lead) <= 8
    late = close & (seconds <= 120)
    cell("last six minutes", np.ones(len(p), bool))
    cell("last five minutes, one score", close & (seconds <= 300))
    cell("last five to two minutes, one score", close & (seconds <= 300) & ~late)
    cell("last two minutes, one score", late)
    cell("leads of 4–6", late & (lead >= 4) & (lead <= 6))
    cell("trailing by 4–6", late & (lead <= -4) & (lead >= -6))
    cell("trailing, fourth down", late & (lead < 0) & (down == 4))
    cell("trailing, first to third down", late & (lead < 0) & (down < 4))
    for k in range(4):
        cell(f"trailing, {k} timeouts", late & (lead < 0) & (own == k))
    for k in range(4):
        cell(f"leading, opponent's timeouts {k}", late & (lead > 0) & (their == k))
    cell("tied", late & (lead == 0))
    for k in range(10):
        cell(f"WP {10 * k}–{10 * k + 10}%", late & (truth >= k / 10) & (truth < (k + 1) / 10))
    for least in range(0, 120, 30):
        cell(f"{least}–{least + 30} s left", late & (seconds > least) & (seconds <= least + 30))


if __name__ == "__main__":
    main()
