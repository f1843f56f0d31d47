"""nflfastR's two win probability models, retrained walking forward.

Reads the matrix that `wp features --set nflfastr` writes. For each season of
--seasons, trains both of nflfastR's recipes on all earlier seasons of the
matrix and predicts the season. Writes game_id, play_id, wp to
OUT/nflfastr.parquet (the recipe with the spread) and
OUT/nflfastr-no-spread.parquet, which `wp backtest` picks up.

The recipes are those of nflfastR's MODELS.R (github.com/nflverse/nflfastR,
data-raw/MODELS.R): rows, label, columns and their order, rounds, parameters
and monotone constraints. What differs, and why:

- one season is predicted from the earlier ones; nflfastR trains on all seasons;
- the seasons of the matrix are all there is; nflfastR starts in 2001;
- `home` is 0.5 at a neutral site, as wp has it; nflfastR has 0 or 1;
- timeouts, spread and second-half kick-off are missing (NaN) where the data
  have none; XGBoost learns a side for them;
- trees are grown from histograms (XGBoost's default today).

The same bytes come out for the same matrix and versions: each model is
trained on one thread with a fixed seed.
"""

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
import xgboost as xgb

SPREAD = {
    "columns": [
        "receive_2h_ko", "spread_time", "home", "half_seconds_remaining",
        "game_seconds_remaining", "diff_time_ratio", "score_differential", "down",
        "ydstogo", "yardline_100", "posteam_timeouts_remaining",
        "defteam_timeouts_remaining",
    ],
    "rounds": 534,
    "params": {
        "eta": 0.05,
        "gamma": 0.79012017,
        "subsample": 0.9224245,
        "colsample_bytree": 5 / 12,
        "max_depth": 5,
        "min_child_weight": 7,
        "monotone_constraints": (0, 0, 0, 0, 0, 1, 1, -1, -1, -1, 1, -1),
    },
}

# nflfastR's model without the spread: the same columns but spread_time, no
# monotone constraints, and parameters of its own (MODELS.R: nrounds 65, eta
# 0.2, gamma 0, subsample 0.8, colsample_bytree 0.8, max_depth 4,
# min_child_weight 1).
NO_SPREAD = {
    "columns": [c for c in SPREAD["columns"] if c != "spread_time"],
    "rounds": 65,
    "params": {
        "eta": 0.2,
        "gamma": 0,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "max_depth": 4,
        "min_child_weight": 1,
    },
}

RECIPES = {"nflfastr": SPREAD, "nflfastr-no-spread": NO_SPREAD}
SEED = 2013


def predict(matrix: Path, name: str, season: int) -> pl.DataFrame:
    """Trains one recipe on the seasons before `season` and predicts it."""
    recipe = RECIPES[name]
    plays = pl.read_parquet(matrix)
    train = plays.filter(pl.col("season") < season)
    test = plays.filter(pl.col("season") == season)

    def values(frame: pl.DataFrame) -> np.ndarray:
        columns = [frame[c].cast(pl.Float32).fill_null(float("nan")) for c in recipe["columns"]]
        return np.column_stack([c.to_numpy() for c in columns])

    params = recipe["params"] | {
        "booster": "gbtree",
        "objective": "binary:logistic",
        "eval_metric": "logloss",
        "tree_method": "hist",
        "seed": SEED,
        "nthread": 1,
    }
    label = train["win"].cast(pl.Float32).to_numpy()
    start = time.monotonic()
    model = xgb.train(params, xgb.DMatrix(values(train), label=label), recipe["rounds"])
    wp = model.predict(xgb.DMatrix(values(test)))
    won = test["win"].to_numpy()
    given = np.clip(np.where(won, wp, 1 - wp), 1e-7, 1)
    print(
        f"{name} {season}: trained on {len(train)} plays in "
        f"{time.monotonic() - start:.0f} s, log loss {-np.log(given).mean():.5f}",
        file=sys.stderr,
        flush=True,
    )
    return test.select("game_id", "play_id").with_columns(wp=pl.Series(wp, dtype=pl.Float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("matrix", type=Path, help="what `wp features --set nflfastr` wrote")
    parser.add_argument("out", type=Path, help="folder for the predictions")
    parser.add_argument("--seasons", default="2014-2023", help="first-last; default %(default)s")
    parser.add_argument("--jobs", type=int, default=2, help="models trained at a time")
    args = parser.parse_args()

    there = set(pl.read_parquet(args.matrix, columns=["season"])["season"].unique())
    first, last = (int(s) for s in args.seasons.split("-"))
    seasons = [s for s in range(first, last + 1) if s in there and s > min(there)]
    if not seasons:
        sys.exit(f"error: {args.matrix} has none of {args.seasons} with an earlier season")
    args.out.mkdir(parents=True, exist_ok=True)
    # The latest season has the most to train on: first, so that none is waited for.
    # Spawned, not forked: polars' threads do not survive a fork.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(args.jobs, mp_context=spawn) as pool:
        running = {
            name: [pool.submit(predict, args.matrix, name, s) for s in reversed(seasons)]
            for name in RECIPES
        }
        for name, parts in running.items():
            frame = pl.concat([p.result() for p in reversed(parts)])
            temporary = args.out / f".{name}.parquet.new"
            frame.write_parquet(temporary)
            os.replace(temporary, args.out / f"{name}.parquet")


if __name__ == "__main__":
    main()
