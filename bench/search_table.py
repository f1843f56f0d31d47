"""The table behind reports/search: wp's walk-forward predictions, and what a
play's game is known by besides: ratings, weather, rest, surface, and how the
game went so far. Needs polars.

usage: search_table.py PREDICTIONS RATED DATA OUT
  PREDICTIONS  wp backtest --from 2011 --to 2023 --predictions FILE
  RATED        wp features --spread ratings --seasons 2011-2023 --out FILE
  DATA         the folder of play-by-play and games.parquet
"""

import sys
from pathlib import Path

import polars as pl

predictions, rated, data, out = sys.argv[1:5]

plays = pl.read_parquet(predictions)
rated = pl.read_parquet(rated).select(
    "game_id",
    "play_id",
    "down",
    "ydstogo",
    "yardline_100",
    "score_differential",
    "game_seconds_remaining",
    "home",
    rating="posteam_spread",
)
games = pl.read_parquet(Path(data) / "games.parquet")
games = games.select(
    "game_id",
    "spread_line",
    "wind",
    "temp",
    rest=(pl.col("home_rest") - pl.col("away_rest")).clip(-7, 7),
    indoors=pl.col("roof").is_in(["dome", "closed"]),
    turf=pl.col("surface").str.strip_chars() != "grass",
    division="div_game",
    playoffs=pl.col("game_type") != "REG",
    week="week",
)


def form(path: Path) -> pl.DataFrame:
    """Yards a play and success rate of both teams before each play, shrunk to
    the average as if 20 average plays had been played, offense less opponent."""
    rows = pl.read_parquet(path)
    have = set(rows.columns)
    if not {"yards_gained", "down", "ydstogo", "posteam", "defteam"} <= have:
        return pl.DataFrame()
    rows = rows.select(
        "game_id",
        pl.col("play_id").cast(pl.Int32),
        "posteam",
        "defteam",
        pl.col("down").cast(pl.Float64),
        pl.col("ydstogo").cast(pl.Float64),
        pl.col("yards_gained").cast(pl.Float64),
        "play_type",
    ).with_row_index("order")
    snap = pl.col("play_type").is_in(["run", "pass"]) & pl.col("down").is_not_null()
    need = pl.when(pl.col("down") == 1).then(0.4).when(pl.col("down") == 2).then(0.6).otherwise(1.0)
    rows = rows.with_columns(
        yards=pl.when(snap).then(pl.col("yards_gained").clip(-10, 30) - 5.3).otherwise(0.0).fill_null(0.0),
        success=pl.when(snap)
        .then((pl.col("yards_gained") >= need * pl.col("ydstogo")).cast(pl.Float64) - 0.44)
        .otherwise(0.0)
        .fill_null(0.0),
        n=snap.fill_null(False).cast(pl.Float64),
    )
    offense = [
        ((pl.col(c).cum_sum() - pl.col(c)).over("game_id", "posteam")).alias(f"own_{c}")
        for c in ("yards", "success", "n")
    ]
    rows = rows.sort("order").with_columns(offense)
    every = [pl.col(c).cum_sum().over("game_id") - pl.col(c) for c in ("yards", "success", "n")]
    rows = rows.with_columns(e.alias(f"all_{c}") for e, c in zip(every, ("yards", "success", "n")))

    def rate(c: str) -> pl.Expr:
        own = pl.col(f"own_{c}") / (pl.col("own_n") + 20)
        other = (pl.col(f"all_{c}") - pl.col(f"own_{c}")) / (pl.col("all_n") - pl.col("own_n") + 20)
        return own - other

    return rows.select("game_id", "play_id", form_yards=rate("yards"), form_success=rate("success"))


parts = [form(p) for p in sorted(Path(data).glob("play_by_play_*.parquet"))]
shown = pl.concat([p for p in parts if p.height]).unique(["game_id", "play_id"], keep="first")

table = (
    plays.join(rated, on=["game_id", "play_id"], how="inner")
    .join(games, on="game_id", how="inner")
    .join(shown, on=["game_id", "play_id"], how="left", maintain_order="left")
    .with_columns(
        home_side=2 * pl.col("home") - 1,
        wind=pl.when(pl.col("indoors")).then(0.0).otherwise(pl.col("wind")),
        left=pl.col("game_seconds_remaining") / 3600,
        unsure=4 * pl.col("wp") * (1 - pl.col("wp")),
    )
    .with_columns(
        line=pl.col("spread_line") * pl.col("home_side"),
        rest=pl.col("rest") * pl.col("home_side"),
        lead=pl.col("score_differential"),
    )
    .with_columns(rating_less_line=pl.col("rating") - pl.col("line"))
    .drop("home", "spread_line", "play_id", "score_differential", "game_seconds_remaining")
)
table.write_parquet(out)
print(table.height, "plays,", table["game_id"].n_unique(), "games,", table["form_yards"].null_count(), "without form")
