"""The last minutes in cells: what was predicted, how often it came true.

endings.py PREDICTIONS DATA: predictions are those of `wp backtest --predictions FILE`
(each season by models of earlier ones), data the folder of play-by-play. Prints
Markdown: log loss late in one-score games, and calibration in cells of the last two
minutes; standard errors by game.
"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

KEYS = ["game_id", "play_id"]


def season(path: Path) -> pl.DataFrame:
    table = pl.read_parquet(path)
    number = lambda name: (pl.col(name) if name in table.columns else pl.lit(None)).cast(pl.Float64)
    lead = "score_differential"
    lead = number(lead) if lead in table.columns else number("posteam_score") - number("defteam_score")
    return table.select(
        pl.col("game_id").cast(pl.Utf8),
        pl.col("play_id").cast(pl.Int32),
        number("game_seconds_remaining").alias("seconds"),
        lead.alias("lead"),
        number("down").alias("down"),
        number("ydstogo").alias("to_go"),
        number("yardline_100").alias("spot"),
        number("posteam_timeouts_remaining").alias("own"),
        number("defteam_timeouts_remaining").alias("their"),
    )


def main() -> None:
    predictions, data = Path(sys.argv[1]), Path(sys.argv[2])
    said = pl.read_parquet(predictions)
    files = [data / f"play_by_play_{s}.parquet" for s in said["season"].unique().sort()]
    plays = pl.concat([season(f) for f in files]).unique(KEYS, keep="first")
    table = said.join(plays, on=KEYS, how="left")
    p = np.clip(table["wp"].cast(pl.Float64).to_numpy(), 1e-7, 1 - 1e-7)
    won = table["win"].cast(pl.Float64).to_numpy()
    loss = -(won * np.log(p) + (1 - won) * np.log(1 - p))
    game = table["game_id"].to_numpy()
    names = ("seconds", "lead", "down", "to_go", "spot", "own", "their")
    seconds, lead, down, to_go, spot, own, their = (table[n].to_numpy() for n in names)

    close = np.abs(lead) <= 8
    print("| plays | n | log loss |\n| --- | --- | --- |")
    for name, rows in (
        ("all", np.ones(len(p), bool)),
        ("last five minutes, one score", close & (seconds <= 300)),
        ("last two minutes, one score", close & (seconds <= 120)),
    ):
        print(f"| {name} | {rows.sum():,} | {loss[rows].mean():.4f} |")

    print("\n| last two minutes, one score | snaps | games | predicted | won | standard errors off |")
    print("| --- | --- | --- | --- | --- | --- |")

    def cell(name: str, rows: np.ndarray) -> None:
        n = rows.sum()
        games, which = np.unique(game[rows], return_inverse=True)
        if n < 30:
            return
        off = (won - p)[rows]
        error = np.sqrt((np.bincount(which, off) ** 2).sum()) / n
        print(
            f"| {name} | {n:,} | {len(games):,} | {p[rows].mean():.3f} | {won[rows].mean():.3f} "
            f"| {off.mean() / error:+.1f} |"
        )

    late = close & (seconds <= 120)
    behind, ahead = late & (lead < 0), late & (lead > 0)
    minute = late & (seconds <= 60)
    cell("down 4–8, last 60 s, own half", minute & (lead <= -4) & (spot > 50))
    cell("down 1–8, 2nd or 3rd and ≤ 3", behind & np.isin(down, (2, 3)) & (to_go <= 3))
    cell("down 1–3, last 60 s, own 1–20", minute & (lead < 0) & (lead >= -3) & (spot >= 80))
    half = minute & (seconds > 30) & (spot <= 20)
    cell("down 1–2, 0:31–1:00 left, inside the 20", half & (lead < 0) & (lead >= -2))
    cell("down 3, 0:31–1:00 left, inside the 20", half & (lead == -3))
    for k in range(4):
        cell(f"down 1–8, {k} timeouts", behind & (own == k))
    for k in range(4):
        cell(f"up 1–8, opponent's timeouts {k}", ahead & (their == k))
    for k in range(4):
        cell(f"tied, {k} timeouts", late & (lead == 0) & (own == k))
    for low, high in ((1, 10), (11, 20), (21, 40), (41, 60), (61, 80), (81, 99)):
        cell(f"down 1–8, {low}–{high} yards from the goal line", behind & (spot >= low) & (spot <= high))
    for k in range(1, 5):
        cell(f"down 1–8, down {k}", behind & (down == k))
    for low, high in ((1, 2), (3, 5), (6, 10), (11, 99)):
        cell(f"down 1–8, {low}–{high} yards to go", behind & (to_go >= low) & (to_go <= high))


if __name__ == "__main__":
    main()
