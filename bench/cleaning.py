"""Cleaning fifteen seasons to the matrix in pandas, polars and DuckDB: the steps of `wp`.

Each of `pandas_`, `polars_` and `duckdb_` takes the folder of play-by-play and gives matrix and
label; plays, wins, sums and missing values of every feature must equal those of `wp features`
(`peers.py` checks it). The steps, which src/pbp/clean.rs and src/features do a game at a time:

- one table of all files, whatever columns and number types each has;
- today's team codes; which team has the ball;
- rows that repeat a game_id and play_id dropped;
- games whose rows cannot be in the order of play (a quarter falls, or the clock rises in more
  than one row of twenty) sorted by play_id;
- quarter and seconds left from qtr, else from the game's clock: overtime is where it jumps up
  after the end, 30:00 left is the third quarter once that was kicked off;
- who receives the second half's kick-off, from who has the ball on the first kick-off or down;
- result, spread and site from the file, else from the schedule;
- dropped: no down, bad clock, spot or distance, no score, overtime, other plays, ties;
- nflfastR's twelve features in float32, and the label.

`python cleaning.py NAME FOLDER` prints one run as JSON, with seconds of the clock and of the
processor, imports left out.
"""

import glob
import json
import os
import sys
import time

TEXT = ["game_id", "home_team", "away_team", "posteam", "play_type", "location"]
NUMBERS = """play_id season qtr quarter_seconds_remaining half_seconds_remaining
    game_seconds_remaining down ydstogo yardline_100 posteam_timeouts_remaining
    defteam_timeouts_remaining home_timeouts_remaining away_timeouts_remaining posteam_score
    defteam_score score_differential home_score away_score result spread_line""".split()
TEAMS = {
    "OAK": "LV", "LVR": "LV", "SD": "LAC", "SDG": "LAC", "STL": "LA", "SL": "LA", "LAR": "LA",
    "RAM": "LA", "JAC": "JAX", "ARZ": "ARI", "BLT": "BAL", "CLV": "CLE", "HST": "HOU", "WSH": "WAS",
}
SCRIMMAGE = ["run", "pass", "punt", "field_goal", "no_play", "qb_spike", "qb_kneel"]
FEATURES = """receive_2h_ko spread_time home half_seconds_remaining game_seconds_remaining
    diff_time_ratio score_differential down ydstogo yardline_100 posteam_timeouts_remaining
    defteam_timeouts_remaining""".split()


def files(folder):
    return sorted(glob.glob(os.path.join(folder, "play_by_play_*.parquet")))


def pandas_(folder):
    import numpy as np
    import pandas as pd
    import pyarrow.parquet as pq

    parts = []
    for path in files(folder):
        have = set(pq.read_schema(path).names)
        part = pd.read_parquet(path, columns=[c for c in TEXT + NUMBERS if c in have])
        numbers = [c for c in NUMBERS if c in have]
        part[numbers] = part[numbers].astype("float64")
        parts.append(part)
    d = pd.concat(parts, ignore_index=True)
    for column in TEXT + NUMBERS:
        if column not in d:
            d[column] = np.nan
    for column in ["posteam", "home_team", "away_team"]:
        d[column] = d[column].replace(TEAMS)
    d = d[~d.duplicated(["game_id", "play_id"])].reset_index(drop=True)

    d["game"] = d["game_id"].factorize()[0]
    by = d.groupby("game", sort=False)
    falls = d["qtr"] < by["qtr"].shift()
    rises = d["game_seconds_remaining"] > by["game_seconds_remaining"].shift()
    size = by.size()
    wrong = falls.groupby(d["game"]).any() | (rises.groupby(d["game"]).sum() * 20 > size.clip(lower=40))
    key = np.where(d["game"].map(wrong), d["play_id"], np.arange(len(d)))
    d = d.iloc[np.lexsort((key, d["game"]))].reset_index(drop=True)

    game = d["game_seconds_remaining"]
    ko = (game == 1800) & (d["play_type"] == "kickoff")
    has_ko = ko.groupby(d["game"]).transform("any")
    kicked = ~has_ko | (ko | (game < 1800)).groupby(d["game"]).cummax()
    before = game.groupby(d["game"]).ffill().groupby(d["game"]).shift()
    overtime = ((before <= 100) & (game - before >= 400)).groupby(d["game"]).cummax()
    derived = np.select(
        [overtime, game > 2700, (game > 1800) | ((game == 1800) & ~kicked), game > 900], [5, 1, 2, 3], 4
    )
    listed = d["qtr"].notna()
    q = np.where(listed, d["qtr"].clip(upper=5), derived)
    seconds = np.where(listed, d["quarter_seconds_remaining"], np.nan)
    seconds = np.where(np.isnan(seconds), game - np.where(q <= 4, (4 - q) * 900, 0), seconds)
    seconds = np.where(
        np.isnan(seconds) & listed,
        d["half_seconds_remaining"] - np.where((q == 1) | (q == 3), 900, 0),
        seconds,
    )
    clock = (seconds >= 0) & (seconds <= 900)
    d["q"], d["s"] = q, np.floor(seconds)

    is_home, is_away = d["posteam"] == d["home_team"], d["posteam"] == d["away_team"]
    team = is_home | is_away
    d["is_home"] = is_home
    counts = team & ((d["play_type"] == "kickoff") | d["down"].notna())
    first = d[counts].drop_duplicates("game").set_index("game")
    opening = first["is_home"].astype("float64").where((first["q"] == 1) & (first["s"] >= 840))
    opening = d["game"].map(opening)

    schedule = pd.read_parquet(
        os.path.join(folder, "games.parquet"), columns=["game_id", "location", "result", "spread_line"]
    ).set_index("game_id")
    ids = d.drop_duplicates("game").set_index("game")
    own = d.groupby("game", sort=False)[["result", "home_score", "away_score", "spread_line"]].first()
    listing = schedule.reindex(ids["game_id"]).set_axis(ids.index)
    result = own["result"].fillna(own["home_score"] - own["away_score"]).fillna(listing["result"])
    spread = own["spread_line"].fillna(listing["spread_line"])
    neutral = ids["location"].fillna(listing["location"]) == "Neutral"
    result, spread, neutral = (d["game"].map(v) for v in (result, spread, neutral))

    y100 = d["yardline_100"].where(d["yardline_100"].between(1, 99))
    togo = d["ydstogo"].where(d["ydstogo"].between(1, 99))
    togo = np.minimum(togo, y100)
    score = d["score_differential"].fillna(d["posteam_score"] - d["defteam_score"])
    keep = (
        team & d["down"].isin([1, 2, 3, 4]) & clock & y100.notna() & togo.notna() & score.notna()
        & (d["q"] <= 4) & d["play_type"].isin(SCRIMMAGE) & result.notna() & (result != 0)
    )

    def timeouts(own, if_home, if_away):
        value = d[own].fillna(d[if_home].where(is_home, d[if_away]))
        return value.where(value.isin([0, 1, 2, 3]))

    left = d["s"] + (4 - d["q"]) * 900
    decay = np.exp(-4 * (3600 - left) / 3600)
    x = pd.DataFrame({
        "receive_2h_ko": np.where(d["q"] > 2, 0.0, np.where(opening.isna(), np.nan, is_home != opening)),
        "spread_time": np.where(is_home, spread, -spread) * decay,
        "home": np.where(neutral, 0.5, is_home),
        "half_seconds_remaining": d["s"] + np.where(d["q"] % 2 == 1, 900, 0),
        "game_seconds_remaining": left,
        "diff_time_ratio": score / decay,
        "score_differential": score,
        "down": d["down"],
        "ydstogo": togo,
        "yardline_100": y100,
        "posteam_timeouts_remaining": timeouts(
            "posteam_timeouts_remaining", "home_timeouts_remaining", "away_timeouts_remaining"),
        "defteam_timeouts_remaining": timeouts(
            "defteam_timeouts_remaining", "away_timeouts_remaining", "home_timeouts_remaining"),
    })
    x = x[keep].to_numpy(dtype="float32")
    win = (np.where(is_home, result, -result) > 0)[keep.to_numpy()]
    return x, win


def polars_(folder):
    import polars as pl

    c = pl.col

    def scan(path):
        lazy = pl.scan_parquet(path)
        have = set(lazy.collect_schema().names())
        return lazy.select(
            *[c(n) for n in TEXT if n in have], *[c(n).cast(pl.Float64) for n in NUMBERS if n in have]
        )

    schedule = pl.scan_parquet(os.path.join(folder, "games.parquet")).select(
        "game_id", c("location").alias("g_location"), c("result").cast(pl.Float64).alias("g_result"),
        c("spread_line").alias("g_spread"),
    )
    d = pl.concat([scan(p) for p in files(folder)], how="diagonal")
    have = set(d.collect_schema().names())
    d = d.with_columns(
        *[pl.lit(None, pl.Float64).alias(n) for n in NUMBERS if n not in have],
        *[pl.lit(None, pl.String).alias(n) for n in TEXT if n not in have],
    )
    d = d.with_columns(c("posteam", "home_team", "away_team").replace(TEAMS))
    d = d.unique(["game_id", "play_id"], keep="first", maintain_order=True).with_row_index("row")
    g = "game_id"
    game = c("game_seconds_remaining")
    d = d.with_columns(
        ((c("qtr") < c("qtr").shift()).any() | ((game > game.shift()).sum() * 20 > pl.max_horizontal(pl.len(), 40)))
        .over(g).alias("wrong"),
        c("row").first().over(g).alias("start"),
    )
    d = d.sort("start", pl.when("wrong").then("play_id").otherwise(c("row").cast(pl.Float64)))
    ko = ((game == 1800) & (c("play_type") == "kickoff")).fill_null(False)
    before = game.forward_fill().shift()
    d = d.with_columns(
        (~ko.any() | (ko | (game < 1800).fill_null(False)).cum_max()).over(g).alias("kicked"),
        ((before <= 100) & (game - before >= 400)).fill_null(False).cum_max().over(g).alias("overtime"),
    )
    q = (
        pl.when(c("qtr").is_not_null()).then(c("qtr").clip(upper_bound=5))
        .when(c("overtime")).then(5.0)
        .when(game > 2700).then(1.0)
        .when((game > 1800) | ((game == 1800) & ~c("kicked"))).then(2.0)
        .when(game > 900).then(3.0).otherwise(4.0)
    )
    d = d.with_columns(q.alias("q"), (c("posteam") == c("home_team")).alias("is_home"),
                       (c("posteam") == c("away_team")).alias("is_away"))
    later = pl.when(c("q") <= 4).then((4 - c("q")) * 900).otherwise(0)
    seconds = pl.coalesce(
        pl.when(c("qtr").is_not_null()).then(c("quarter_seconds_remaining")),
        game - later,
        pl.when(c("qtr").is_not_null())
        .then(c("half_seconds_remaining") - pl.when(c("q").is_in([1.0, 3.0])).then(900).otherwise(0)),
    )
    team = (c("is_home") | c("is_away")).fill_null(False)
    d = d.with_columns(seconds.alias("s"), team.alias("team"))
    start = (c("q") == 1) & c("s").is_between(840, 900)
    counts = c("team") & ((c("play_type") == "kickoff").fill_null(False) | c("down").is_not_null())
    d = d.with_columns(
        pl.when(start).then(c("is_home")).filter(counts).first().over(g).alias("opening"),
        *[c(n).drop_nulls().first().over(g).alias("own_" + n)
          for n in ["result", "home_score", "away_score", "spread_line"]],
        c("location").first().over(g).alias("own_location"),
    ).join(schedule, on=g, how="left", maintain_order="left")
    home = c("is_home")
    y100 = pl.when(c("yardline_100").is_between(1, 99)).then(c("yardline_100"))
    togo = pl.when(c("ydstogo").is_between(1, 99)).then(pl.min_horizontal(c("ydstogo"), y100))
    score = pl.coalesce(c("score_differential"), c("posteam_score") - c("defteam_score"))
    result = pl.coalesce(c("own_result"), c("own_home_score") - c("own_away_score"), c("g_result"))
    spread = pl.coalesce(c("own_spread_line"), c("g_spread"))
    d = d.filter(
        c("team") & c("down").is_between(1, 4) & c("s").is_between(0, 900) & y100.is_not_null()
        & togo.is_not_null() & score.is_not_null() & (c("q") <= 4) & c("play_type").is_in(SCRIMMAGE)
        & result.is_not_null() & (result != 0)
    )

    def timeouts(own, if_home, if_away):
        value = pl.coalesce(c(own), pl.when(home).then(c(if_home)).otherwise(c(if_away)))
        return pl.when(value.is_in([0.0, 1.0, 2.0, 3.0])).then(value)

    left = c("s").floor() + (4 - c("q")) * 900
    decay = (-4 * (3600 - left) / 3600).exp()
    x = dict(
        receive_2h_ko=pl.when(c("q") > 2).then(0.0).otherwise((home != c("opening")).cast(pl.Float64)),
        spread_time=pl.when(home).then(spread).otherwise(-spread) * decay,
        home=pl.when(pl.coalesce(c("own_location"), c("g_location")) == "Neutral").then(0.5)
        .otherwise(home.cast(pl.Float64)),
        half_seconds_remaining=c("s").floor() + pl.when(c("q").is_in([1.0, 3.0])).then(900).otherwise(0),
        game_seconds_remaining=left,
        diff_time_ratio=score / decay,
        score_differential=score,
        down=c("down"),
        ydstogo=togo,
        yardline_100=y100,
        posteam_timeouts_remaining=timeouts(
            "posteam_timeouts_remaining", "home_timeouts_remaining", "away_timeouts_remaining"),
        defteam_timeouts_remaining=timeouts(
            "defteam_timeouts_remaining", "away_timeouts_remaining", "home_timeouts_remaining"),
    )
    out = d.select(
        *[e.cast(pl.Float32).fill_null(float("nan")).alias(n) for n, e in x.items()],
        (pl.when(home).then(result).otherwise(-result) > 0).alias("win"),
    ).collect()
    return out.select(FEATURES).to_numpy(), out["win"].to_numpy()


def duckdb_(folder):
    import duckdb
    import numpy as np

    db = duckdb.connect()
    paths = files(folder)
    have = {r[0] for r in db.execute(
        "DESCRIBE SELECT * FROM read_parquet(?, union_by_name = true)", [paths]).fetchall()}
    codes = " ".join(f"WHEN '{a}' THEN '{b}'" for a, b in TEAMS.items())
    teams = {"posteam", "home_team", "away_team"}

    def column(n):
        value = n if n in have else "NULL"
        if n in teams:
            return f"CASE {n} {codes} ELSE {n} END AS {n}"
        return f"CAST({value} AS {'VARCHAR' if n in TEXT else 'DOUBLE'}) AS {n}"

    game = "game_seconds_remaining"
    whole = "PARTITION BY game_id"
    rows = f"{whole} ORDER BY row"
    played = f"{whole} ORDER BY key"
    scrimmage = ", ".join(f"'{p}'" for p in SCRIMMAGE)

    def timeouts(own, a, b):
        value = f"COALESCE({own}, CASE WHEN is_home THEN {a} ELSE {b} END)"
        return f"CASE WHEN {value} IN (0, 1, 2, 3) THEN {value} END"

    x = dict(
        receive_2h_ko="CASE WHEN q > 2 THEN 0 ELSE CAST(is_home <> opening AS INT) END",
        spread_time="CASE WHEN is_home THEN spread ELSE -spread END * decay",
        home="CASE WHEN place = 'Neutral' THEN 0.5 ELSE CAST(is_home AS INT) END",
        half_seconds_remaining="floor(s) + CASE WHEN q IN (1, 3) THEN 900 ELSE 0 END",
        game_seconds_remaining="floor(s) + (4 - q) * 900",
        diff_time_ratio="score / decay",
        score_differential="score",
        down="down",
        ydstogo="least(ydstogo, yardline_100)",
        yardline_100="yardline_100",
        posteam_timeouts_remaining=timeouts(
            "posteam_timeouts_remaining", "home_timeouts_remaining", "away_timeouts_remaining"),
        defteam_timeouts_remaining=timeouts(
            "defteam_timeouts_remaining", "away_timeouts_remaining", "home_timeouts_remaining"),
    )
    sql = f"""
    WITH read AS (
        SELECT {", ".join(column(n) for n in TEXT + NUMBERS)},
               file_row_number AS row
        FROM read_parquet($paths, union_by_name = true, filename = true, file_row_number = true)
    ), once AS (
        SELECT * FROM read
        QUALIFY row_number() OVER (PARTITION BY game_id, play_id ORDER BY row) = 1
    ), steps AS (
        SELECT *, qtr < lag(qtr) OVER w AS falls, {game} > lag({game}) OVER w AS rises
        FROM once WINDOW w AS ({rows})
    ), keyed AS (
        SELECT *, CASE WHEN COALESCE(bool_or(falls) OVER w, false)
                    OR COALESCE(sum(CAST(rises AS INT)) OVER w, 0) * 20 > greatest(count(*) OVER w, 40)
               THEN play_id ELSE row END AS key
        FROM steps WINDOW w AS ({whole})
    ), clocked AS (
        SELECT *, COALESCE({game} = 1800 AND play_type = 'kickoff', false) AS ko,
               posteam = home_team AS is_home,
               COALESCE(posteam = home_team OR posteam = away_team, false) AS team,
               last_value({game} IGNORE NULLS) OVER ({played} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                   AS before
        FROM keyed
    ), periods AS (
        SELECT *, NOT bool_or(ko) OVER ({whole}) OR COALESCE(bool_or(ko OR {game} < 1800) OVER w, false) AS kicked,
               COALESCE(bool_or(before <= 100 AND {game} - before >= 400) OVER w, false) AS overtime
        FROM clocked WINDOW w AS ({played} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    ), quarters AS (
        SELECT *, CASE WHEN qtr IS NOT NULL THEN least(qtr, 5) WHEN overtime THEN 5 WHEN {game} > 2700 THEN 1
                  WHEN {game} > 1800 OR ({game} = 1800 AND NOT kicked) THEN 2 WHEN {game} > 900 THEN 3 ELSE 4 END AS q
        FROM periods
    ), seconds AS (
        SELECT *, COALESCE(CASE WHEN qtr IS NOT NULL THEN quarter_seconds_remaining END,
                  {game} - CASE WHEN q <= 4 THEN (4 - q) * 900 ELSE 0 END,
                  CASE WHEN qtr IS NOT NULL THEN half_seconds_remaining
                      - CASE WHEN q IN (1, 3) THEN 900 ELSE 0 END END) AS s
        FROM quarters
    ), games AS (
        SELECT game_id, min_by(CASE WHEN q = 1 AND s BETWEEN 840 AND 900 THEN CAST(is_home AS INT) ELSE -1 END, key)
                   FILTER (WHERE team AND (COALESCE(play_type, '') = 'kickoff' OR down IS NOT NULL)) AS opening_or_not,
               min_by(location, key) AS own_location, min_by(result, key) AS own_result,
               min_by(home_score - away_score, key) AS own_margin, min_by(spread_line, key) AS own_spread
        FROM seconds GROUP BY game_id
    ), joined AS (
        SELECT s.*, CASE opening_or_not WHEN 1 THEN true WHEN 0 THEN false END AS opening,
               COALESCE(own_location, l.location) AS place,
               COALESCE(own_result, own_margin, l.result) AS margin,
               COALESCE(own_spread, l.spread_line) AS spread,
               COALESCE(score_differential, posteam_score - defteam_score) AS score,
               exp(-4 * (3600 - (floor(s) + (4 - q) * 900)) / 3600) AS decay
        FROM seconds s JOIN games g USING (game_id)
        LEFT JOIN read_parquet($games) l USING (game_id)
    )
    SELECT {", ".join(f"CAST({e} AS FLOAT) AS {n}" for n, e in x.items())},
           CASE WHEN is_home THEN margin ELSE -margin END > 0 AS win
    FROM joined
    WHERE team AND down BETWEEN 1 AND 4 AND s BETWEEN 0 AND 900 AND yardline_100 BETWEEN 1 AND 99
      AND ydstogo BETWEEN 1 AND 99 AND score IS NOT NULL AND q <= 4
      AND play_type IN ({scrimmage}) AND margin IS NOT NULL AND margin <> 0
    """
    out = db.execute(sql, {"paths": paths, "games": os.path.join(folder, "games.parquet")}).fetchnumpy()
    x = np.column_stack([np.ma.filled(out[n], np.nan) for n in FEATURES])
    return x, np.asarray(out["win"])


def main():
    name, folder = sys.argv[1:]
    if name == "pandas":
        import numpy, pandas, pyarrow.parquet  # noqa: F401
    elif name == "polars":
        import numpy, polars  # noqa: F401
    else:
        import duckdb, numpy  # noqa: F401
    clean = {"pandas": pandas_, "polars": polars_, "duckdb": duckdb_}[name]
    wall, cpu = time.perf_counter(), time.process_time()
    x, win = clean(folder)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    import numpy as np

    sums = {n: round(float(np.nansum(x[:, i], dtype="float64")), 1) for i, n in enumerate(FEATURES)}
    missing = {n: int(np.isnan(x[:, i]).sum()) for i, n in enumerate(FEATURES)}
    print(json.dumps({
        "name": name, "plays": len(win), "wins": int(win.sum()), "wall": wall, "cpu": cpu,
        "sums": sums, "missing": missing,
    }))


if __name__ == "__main__":
    main()
