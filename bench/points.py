"""The columns of `wp score --columns nflverse` beside those that nflverse publishes, on the same rows.

    wp score --data FILE --columns nflverse --out scored.parquet
    python bench/points.py scored.parquet

`make points` runs both on nflverse_full_schema_2021_weeks_1_2.parquet (WP_DATA) and prints
the table of docs/scoring.md. The next score of the half counts 7 for a touchdown, 3 for a
field goal, 2 for a safety, from the side of the row's team; 0 where nobody scores again.
"""

import sys

import numpy as np
import pyarrow.parquet as pq

PLAYS = ("run", "pass", "punt", "field_goal")


def next_score(rows):
    """Points of the half's next score from each row's side."""
    home = rows.total_home_score.to_numpy(dtype=float)
    away = rows.total_away_score.to_numpy(dtype=float)
    half = rows.game_half.to_numpy()
    after = np.zeros(len(rows))
    # total_* are those after the row: the row itself may score.
    before_home, before_away = np.r_[0, home[:-1]], np.r_[0, away[:-1]]
    coming = 0.0
    for i in range(len(rows) - 1, -1, -1):
        if i + 1 < len(rows) and half[i] != half[i + 1]:
            coming = 0.0
        gained = (home[i] - before_home[i]) - (away[i] - before_away[i])
        points = {6: 7.0, 3: 3.0, 2: 2.0}.get(abs(gained))
        # One point is a try; two points that follow a touchdown are one too.
        is_try = rows.play_type.iloc[i] == "extra_point" or rows.two_point_attempt.iloc[i] == 1
        if points and not is_try:
            coming = points * np.sign(gained)
        after[i] = coming
    return np.where(rows.posteam == rows.home_team, after, -after)


def main():
    table = pq.read_table(sys.argv[1]).to_pandas()
    plays = table.play_type.isin(PLAYS) & table.posteam.notna()
    print("| column | correlation with nflverse's | mean absolute difference |\n| --- | --- | --- |")
    for name, where in [("wp", None), ("vegas_wp", None), ("wpa", None), ("ep", plays), ("epa", plays)]:
        own, other = table[name], table["original_" + name]
        known = own.notna() & other.notna() & (True if where is None else where)
        own, other = own[known].astype(float), other[known].astype(float)
        digits = 3 if "wp" in name else 2
        shift = (own - other).mean()
        words = f" ({'higher' if shift > 0 else 'lower'} by {abs(shift):.3f})" if where is not None else ""
        print(f"| `{name}`{', plays' if where is not None else ''} | {np.corrcoef(own, other)[0, 1]:.3f} | "
              f"{(own - other).abs().mean():.{digits}f}{words} |")
    coming = np.concatenate([next_score(rows) for _, rows in table.groupby("game_id", sort=False)])
    known = plays & table.ep.notna() & table.original_ep.notna()
    scores = []
    for name in ("ep", "original_ep"):
        ep = table[name][known].astype(float)
        error = np.sqrt(np.mean((ep - coming[known.to_numpy()]) ** 2))
        scores.append(f"correlation {np.corrcoef(ep, coming[known.to_numpy()])[0, 1]:.3f}, root mean square error {error:.2f} points")
    print(f"\nNext score of the half, {known.sum():,} runs, passes, punts and field goals of {len(table):,} rows: "
          f"wp's {scores[0]}; nflverse's {scores[1]}.")
    home = table[["game_id", "home_team", "away_team", "posteam", "result"]].copy()
    for name in ("epa", "original_epa"):
        signed = table[name].astype(float).fillna(0) * np.where(table.posteam == table.home_team, 1, -1)
        sums = signed.groupby(table.game_id).sum()
        result = home.groupby("game_id").result.first().astype(float)
        print(f"A game's {'wp' if name == 'epa' else 'nflverse'} `epa` sum to its result within {(sums - result).abs().mean():.2f} points on average.")


if __name__ == "__main__":
    main()
