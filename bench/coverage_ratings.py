"""Do the intervals hold the truth where ratings stand in for the betting line?

coverage_ratings.py WP WORK [FIRST [LEAGUES]]: each league of simulated football plays 14
seasons. A model with intervals is trained on them (with their lines, as on real ones) and
the ratings' numbers are fitted to their results (`wp ratings fit`). Then the league plays
another season of 285 games, of whose lines nothing is said: its teams are rated on its own
results, game by game (`wp score --spread ratings`), and the true WP of every snap, at the
teams' true strengths, is known from 300 played-out finishes. Strengths are drawn anew each
season. Prints a Markdown table; intervals of differences over games.
"""

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl

SEASONS, FINISHES = 14, 300


def run(wp: str, *args: str) -> None:
    subprocess.run([wp, *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def league(wp: str, work: Path, number: int) -> pl.DataFrame:
    train, test, model = work / f"train-{number}", work / f"test-{number}", work / f"{number}.model"
    scored = work / f"{number}.parquet"
    if not scored.exists():
        last = 3000 + SEASONS
        run(wp, "simulate", "--seasons", str(SEASONS), "--seed", str(3000 + number), "--out", str(train))
        run(wp, "train", "--data", str(train), "--seasons", f"3001-{last}", "--intervals", "--model", str(model))
        run(wp, "simulate", "--seasons", "1", "--seed", str(4000 + number), "--truth", str(FINISHES), "--out", str(test))
        run(wp, "ratings", "fit", "--data", str(train), "--from", "3004", "--to", str(last), "--out", str(test / "ratings.toml"))
        run(wp, "score", "--data", str(test), "--spread", "ratings", "--model", str(model), "--out", str(scored))
        run(wp, "score", "--data", str(test), "--spread", "none", "--model", str(model), "--out", str(work / f"{number}-none.parquet"))
    none = pl.read_parquet(work / f"{number}-none.parquet")
    known = pl.col("true_wp").is_not_null() & pl.col("true_wp").is_not_nan()
    return (
        pl.read_parquet(scored)
        .with_columns(none["wp"].alias("none"), none["wp_lower"].alias("none_lower"), none["wp_upper"].alias("none_upper"))
        .filter(pl.col("down").is_not_null() & known & (pl.col("qtr") <= 4))
        .with_columns((pl.col("game_id").cast(pl.Utf8) + f"-{number}").alias("game"))
    )


def main() -> None:
    wp, work = sys.argv[1], Path(sys.argv[2])
    first, leagues = (int(v) for v in (*sys.argv[3:5], *["1", "2"][len(sys.argv) - 3 :]))
    work.mkdir(parents=True, exist_ok=True)
    t = pl.concat([league(wp, work, k) for k in range(first, first + leagues)], how="vertical_relaxed")
    number = lambda name: t[name].cast(pl.Float64).to_numpy()
    truth, noise, week = number("true_wp"), number("true_wp_error"), number("week")
    seconds, games = number("game_seconds_remaining"), t["game"].to_numpy()
    print("| snaps | n | games | coverage | mean width | rms error | spread unknown: coverage | width | rms error |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")

    def of(kind: str, rows: np.ndarray) -> str:
        p, low, high = (number(f"{kind}{end}") for end in ("", "_lower", "_upper"))
        held = ((low <= truth) & (truth <= high))[rows].astype(float)
        ids, which = np.unique(games[rows], return_inverse=True)
        error = np.sqrt((np.bincount(which, held - held.mean()) ** 2).sum()) / len(held)
        # Of the finishes' own noise.
        square = ((p - truth) ** 2 - noise**2)[rows].mean()
        return f"{held.mean():.3f} ± {error:.3f} | {(high - low)[rows].mean():.3f} | {np.sqrt(max(square, 0)):.4f}"

    def cell(name: str, rows: np.ndarray) -> None:
        rows = rows & np.isfinite(number("wp_lower"))
        if rows.sum() >= 50:
            print(f"| {name} | {rows.sum():,} | {len(np.unique(games[rows])):,} | {of('wp', rows)} | {of('none', rows)} |")

    everything = np.ones(len(truth), bool)
    cell("all", everything)
    for low, high in ((1, 3), (4, 8), (9, 17), (18, 22)):
        cell(f"weeks {low}–{high}", (week >= low) & (week <= high))
    for quarter in range(4):
        cell(f"quarter {quarter + 1}", (seconds <= 3600 - 900 * quarter) & (seconds > 2700 - 900 * quarter))
    for k in range(10):
        cell(f"WP {10 * k}–{10 * k + 10}%", (truth >= k / 10) & (truth < (k + 1) / 10))


if __name__ == "__main__":
    main()
