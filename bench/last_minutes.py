"""The last two minutes as pictures and as plays that others got wrong.

last_minutes.py WP MODEL DATA OUT: MODEL is trained on seasons before 2019, DATA the
folder of play-by-play, OUT the folder of the pictures. Prints Markdown: plays from
public bug reports on win probability, with what was published and what MODEL says.
"""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import polars as pl

CLOCKS = [120, *range(118, 4, -2), 3, 2, 1]
BLUES = ["#9ecae1", "#56b4e9", "#0072b2", "#08306b"]
FASTR, SCRAPR = "nflverse/nflfastR", "maksimhorowitz/nflscrapR"

# Title, situation, whose timeouts vary, and which real snaps are like it.
PANELS = [
    ("Down 3, 1st and 10 at the own 25", (1, 10, 75, -3), "own", lambda: _like(-3, -1, 60, 90)),
    ("Down 5, 1st and 10 at the own 25", (1, 10, 75, -5), "own", lambda: _like(-8, -4, 60, 90)),
    ("Down 1, 1st and 10 at the opponent's 30", (1, 10, 30, -1), "own", lambda: _like(-2, -1, 20, 38)),
    ("Down 3, 1st and 10 at the opponent's 20", (1, 10, 20, -3), "own", lambda: _like(-3, -3, 8, 32)),
    ("Tied, 1st and 10 at the own 25", (1, 10, 75, 0), "own", lambda: _like(0, 0, 60, 90)),
    ("Up 3, 1st and 10 at the own 40", (1, 10, 60, 3), "their", lambda: _like(1, 3, 40, 80)),
]

# Report, play or situation, what it said, what was published.
REPORTS = [
    (f"{SCRAPR}#129", ("2019_02_CHI_DEN", 4363), "a 53-yard kick to win, one second left", "0.955"),
    ("nflverse/nflverse-pbp#42", ("2019_15_PHI_WAS", 3919), "down 3, 1st and 10 at the 45, 2:26 left", "0.322"),
    ("nflverse/nflverse-pbp#42", ("2019_15_PHI_WAS", 3948), "20 yards on", "0.567"),
    ("nflverse/nflverse-pbp#42", ("2019_15_PHI_WAS", 4009), "3 yards back", "0.404"),
    ("nflverse/nflverse-pbp#42", ("2019_15_PHI_WAS", 4033), "1st and 10 at the 15, 1:19 left", "0.704"),
    (f"{FASTR}#108", ("2019_09_SF_ARI", 2172), "SF kicks the extra point, up 13 at halftime", "0.092"),
    (f"{FASTR}#25", ("2019_18_TEN_NE", 3865), "NE down 7, its kickoff is the last play", "strange"),
]

_snaps = pl.DataFrame()


def _like(least: int, most: int, near: int, far: int) -> pl.DataFrame:
    return _snaps.filter(
        pl.col("lead").is_between(least, most) & pl.col("spot").is_between(near, far) & (pl.col("down") == 1)
    )


def snaps(data: Path) -> pl.DataFrame:
    """First downs of the last two minutes, with whether the team won."""
    games = pl.read_parquet(data / "games.parquet").select("game_id", "result", "home_team")
    tables = []
    for path in sorted(data.glob("play_by_play_*.parquet")):
        table = pl.read_parquet(path)
        lead = (
            pl.col("score_differential")
            if "score_differential" in table.columns
            else pl.col("posteam_score") - pl.col("defteam_score")
        )
        # Overtime's clock starts anew.
        seconds = pl.col("game_seconds_remaining")
        back = (seconds - seconds.cum_min()).cum_max().over("game_id")
        table = table.filter(seconds.is_not_null()).sort("game_id", "play_id").with_columns(back.alias("back"))
        tables.append(
            table.filter((pl.col("back") < 300) & (seconds <= 120) & (pl.col("down") == 1))
            .select(
                pl.col("game_id").cast(pl.Utf8),
                pl.col("posteam").cast(pl.Utf8),
                pl.col("down").cast(pl.Float64),
                pl.col("yardline_100").cast(pl.Float64).alias("spot"),
                lead.cast(pl.Float64).alias("lead"),
                pl.col("game_seconds_remaining").cast(pl.Float64).alias("seconds"),
            )
        )
    table = pl.concat(tables).join(games, on="game_id", how="inner")
    margin = pl.when(pl.col("posteam") == pl.col("home_team")).then(pl.col("result")).otherwise(-pl.col("result"))
    won = pl.when(margin > 0).then(1.0).when(margin < 0).then(0.0).otherwise(0.5)
    return table.with_columns(won.alias("won"))


def predict(wp: str, model: str, rows: list[dict]) -> list[float]:
    lines = "\n".join(json.dumps(row) for row in rows)
    args = [wp, "predict", "--model", model, "--situation", "-", "--json"]
    out = subprocess.run(args, input=lines + "\n", capture_output=True, text=True, check=True).stdout
    return [json.loads(line)["wp"] for line in out.splitlines()]


def picture(wp: str, model: str, out: Path) -> None:
    fig, axes = plt.subplots(2, 3, figsize=(12.6, 7.4), sharex=True, sharey=True)
    for axis, (title, (down, to_go, spot, lead), side, like) in zip(axes.flat, PANELS):
        for timeouts in range(4):
            own, their = (timeouts, 2) if side == "own" else (2, timeouts)
            rows = [
                dict(down=down, ydstogo=to_go, yardline_100=spot, score_differential=lead, qtr=4,
                     clock=f"{t // 60}:{t % 60:02d}", posteam_timeouts_remaining=own,
                     defteam_timeouts_remaining=their, posteam_spread=0)
                for t in CLOCKS
            ]
            axis.plot(CLOCKS, predict(wp, model, rows), color=BLUES[timeouts], lw=1.8, label=str(timeouts))
        seen = like()
        for least in range(0, 120, 20):
            part = seen.filter(pl.col("seconds").is_between(least + 1, least + 20))
            by_game = part.group_by("game_id").agg(pl.col("won").mean(), pl.col("seconds").mean())
            n = len(by_game)
            if n < 8:
                continue
            p = by_game["won"].mean()
            error = max(np.sqrt(p * (1 - p) / n), 0.5 / n)
            axis.errorbar(by_game["seconds"].mean(), p, yerr=error, fmt="o", ms=4, color="#d55e00", lw=1.2)
        whose = "own timeouts" if side == "own" else "opponent's timeouts"
        axis.set_title(f"{title}\n(lines: {whose})", fontsize=10)
        axis.set_xlim(120, 0)
        axis.set_ylim(0, 1.03)
        axis.set_xticks([120, 90, 60, 30, 0], ["2:00", "1:30", "1:00", "0:30", "0:00"])
        axis.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        axis.grid(color="#e0e0e0")
    axes[0, 0].legend(title="timeouts", fontsize=8, loc="upper right")
    fig.suptitle("WP over the last two minutes, even teams; dots: how often such first downs of 2009–2023 won (± one standard error)", fontsize=11)
    fig.supxlabel("time left")
    fig.tight_layout()
    fig.savefig(out / "curves.png", dpi=80, pil_kwargs={"optimize": True})


def scored(wp: str, model: str, data: str) -> dict:
    args = [wp, "score", "--data", data, "--seasons", "2019", "--model", model, "--no-intervals",
            "--prefix", "our_", "--out", "-", "--format", "csv"]
    out = subprocess.run(args, capture_output=True, text=True, check=True).stdout
    wanted = {(game, str(play)) for _, (game, play), _, _ in REPORTS}
    rows = csv.DictReader(io.StringIO(out))
    keyed = (((row["game_id"], row["play_id"].split(".")[0]), row) for row in rows)
    return {key: row for key, row in keyed if key in wanted}


def main() -> None:
    global _snaps
    wp, model, data, out = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    _snaps = snaps(data)
    picture(wp, model, out)
    table = scored(wp, model, str(data))
    print("| report | game, play | situation | published | `wp` |\n| --- | --- | --- | --- | --- |")
    for report, (game, play), what, published in REPORTS:
        value = float(table[game, str(play)]["our_wp"])
        where, number = report.split("#")
        link = f"[{report}](https://github.com/{where}/issues/{number})"
        print(f"| {link} | {game}, {play} | {what} | {published} | {value:.3f} |")


if __name__ == "__main__":
    main()
