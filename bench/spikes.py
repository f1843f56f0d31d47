"""Where WP goes out and back: one play changes it by more than 0.3, and the next two take more than 0.3 back.

    wp score --no-intervals --out scored.parquet     (WP_DATA)
    python bench/spikes.py scored.parquet

`make spikes` runs both. Rows are followed in the order of play, which the added columns
tell: a row's WP is the one before it plus that row's WPA. One line a spike: what stood
before, at and after it, for docs/scoring.md, where each one is explained.
"""

import sys

import numpy as np
import pyarrow.parquet as pq

COLUMNS = ["game_id", "play_id", "wp", "home_wp", "wpa", "qtr", "game_seconds_remaining", "posteam", "home_team",
           "down", "ydstogo", "yardline_100", "posteam_score", "defteam_score", "play_type", "yards_gained"]
OUT_AND_BACK = 0.3
# So far behind its place in the file a row is looked for.
REACH = 90


def order_of_play(home_wp, change):
    """Rows so that each starts where the one before it ends, the file's order where several do."""
    left = list(range(len(home_wp)))
    order = []
    while left:
        at = 0
        if order and not np.isnan(change[order[-1]]):
            then = home_wp[order[-1]] + change[order[-1]]
            fits = (i for i, row in enumerate(left[:REACH]) if abs(home_wp[row] - then) < 2e-5)
            at = next(fits, 0)
        order.append(left.pop(at))
    return order


def main():
    table = pq.read_table(sys.argv[1])
    table = table.select([c for c in COLUMNS if c in table.column_names]).to_pandas()
    found = 0
    for game, rows in table.groupby("game_id", sort=False):
        rows = rows.reset_index(drop=True)
        wp, home_wp, wpa = (rows[c].to_numpy(dtype=float) for c in ("wp", "home_wp", "wpa"))
        at_home = np.where(np.abs(home_wp - 0.5) > 1e-6, np.abs(wp - home_wp) < 1e-6, rows.posteam == rows.home_team)
        change = np.where(at_home, wpa, -wpa)
        order = order_of_play(home_wp, change)
        rows, change, home_wp = rows.iloc[order].reset_index(drop=True), change[order], home_wp[order]
        # Rows on which nothing changes stand between two plays.
        plays = [k for k in range(len(rows)) if abs(change[k]) > 1e-6]
        before = [home_wp[k] for k in plays] + [home_wp[k] + change[k] for k in plays[-1:]]
        i = 0
        while i < len(plays) - 1:
            m = i + 1
            spike = next(((m, j) for j in (m + 1, m + 2) if j < len(before)
                          and (before[m] - before[i]) * (before[j] - before[m]) < 0
                          and min(abs(before[m] - before[i]), abs(before[j] - before[m])) > OUT_AND_BACK), None)
            if spike:
                m, j = spike
                found += 1
                print(f"{game}: {before[i]:.2f} → {before[m]:.2f} → {before[j]:.2f}")
                for k in plays[i:j + 1]:
                    r = rows.iloc[k]
                    print(f"    {r.play_id:.0f} q{r.get('qtr')} {r.game_seconds_remaining} {r.posteam} {r.down} & {r.ydstogo} at {r.yardline_100}"
                          f" {r.get('posteam_score')}-{r.get('defteam_score')} {r.play_type} {r.yards_gained} wpa(home) {change[k]:+.2f}")
                i = m
            i += 1
    print(f"{found} spikes")


if __name__ == "__main__":
    main()
