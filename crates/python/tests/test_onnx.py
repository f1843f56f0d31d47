"""Forests as ONNX models."""

from __future__ import annotations

from typing import Any

import subprocess
from pathlib import Path

import nflwp as wp
import numpy as np
import onnx
import onnxruntime
import polars as pl
import pytest
from conftest import SAMPLE, real_seasons
from nflwp.forest import RandomForestClassifier, RandomForestRegressor
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, make_classification


def run(model: Any, x: Any) -> list[Any]:
    onnx.checker.check_model(model, full_check=True)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return list(session.run(None, {"X": x}))


def with_gaps(x: Any) -> Any:
    x = np.array(x, dtype=np.float32)
    x[::7, 1] = np.nan
    x[::11, 0] = np.nan
    return x


@pytest.mark.parametrize("words", [False, True])
@pytest.mark.parametrize("load", [load_iris, load_breast_cancer])
def test_classes_agree(load: Any, words: bool) -> None:
    x, y = load(return_X_y=True)
    x = with_gaps(x)
    if words:
        y = np.array(["a", "b", "c"])[y]
    forest = RandomForestClassifier(50, random_state=0).fit(x, y)
    label, p = run(forest.to_onnx(), x)
    assert np.abs(p - forest.predict_proba(x)).max() < 1e-6
    assert (label == forest.predict(x)).all()


def test_numbers_agree() -> None:
    x, y = load_diabetes(return_X_y=True)
    x = with_gaps(x)
    forest = RandomForestRegressor(50, random_state=0).fit(x, y)
    (values,) = run(forest.to_onnx(), x)
    assert np.allclose(values[:, 0], forest.predict(x), rtol=1e-5)


def test_edges_of_bins_go_the_same_way() -> None:
    x, y = load_iris(return_X_y=True)
    forest = RandomForestClassifier(20, random_state=0).fit(x, y == 1)
    edges = [np.array(e, dtype=np.float32) for e in forest._fitted.arrays()[0]["edges"]]
    rows = np.zeros((max(map(len, edges)), 4), dtype=np.float32)
    for feature, values in enumerate(edges):
        rows[: len(values), feature] = values
    for shifted in (rows, np.nextafter(rows, np.float32(np.inf))):
        _, p = run(forest.to_onnx(), shifted)
        assert np.abs(p - forest.predict_proba(shifted)).max() < 1e-6


def test_wide_tables_agree() -> None:
    x, y = make_classification(200, 150, n_informative=20, n_classes=3, random_state=0)
    x = x.astype(np.float32)
    forest = RandomForestClassifier(12, random_state=0).fit(x, y)
    _, p = run(forest.to_onnx(), x)
    assert np.abs(p - forest.predict_proba(x)).max() < 1e-6


# The model of win probability.

RANGES = {
    "score_differential": (-30, 30),
    "game_seconds_remaining": (0, 3600),
    "half_seconds_remaining": (0, 1800),
    "down": (1, 4),
    "ydstogo": (1, 30),
    "yardline_100": (1, 99),
    "posteam_timeouts_remaining": (0, 3),
    "defteam_timeouts_remaining": (0, 3),
    "receive_2h_ko": (0, 1),
    "home": (0, 1),
    "posteam_spread": (-15, 15),
    "total_line": (35, 60),
}


def situations(names: list[str], rows: int, missing: float) -> Any:
    """Rows that need not be football, with unknown values."""
    draws = np.random.default_rng(7)
    columns = [np.round(draws.uniform(*RANGES[name], rows)) for name in names]
    x = np.stack(columns, axis=1).astype(np.float32)
    # Knots, ends and beyond.
    x[0], x[1], x[2] = 0, 1e9, -1e9
    x[draws.random(x.shape) < missing] = np.nan
    x[3], x[4] = np.nan, np.inf
    return x


def possible(rows: int) -> tuple[Any, Any, Any]:
    """Situations that there can be, many of them late, on fourth down or at the goal
    line, with unknown values; their seasons; whether they are playoffs."""
    draws = np.random.default_rng(11)
    second = draws.random(rows) < 0.6
    half = np.where(draws.random(rows) < 0.6, draws.integers(0, 361, rows), 1800)
    half = np.where(draws.random(rows) < 0.3, draws.integers(0, 1801, rows), half)
    half = np.where(draws.random(rows) < 0.2, draws.integers(0, 40, rows), half)
    yard = draws.integers(1, 100, rows)
    lead = np.where(draws.random(rows) < 0.7, draws.integers(-9, 10, rows), 0)
    columns = [
        np.where(lead == 0, draws.integers(-30, 31, rows), lead),
        np.where(second, half, half + 1800),
        half,
        np.where(draws.random(rows) < 0.5, 4, draws.integers(1, 5, rows)),
        np.minimum(draws.integers(1, 16, rows), yard),
        yard,
        draws.integers(0, 4, rows),
        draws.integers(0, 4, rows),
        np.where(second, 0, draws.integers(0, 2, rows)),
        draws.choice([0, 0.5, 1], rows),
        draws.integers(-30, 31, rows) / 2,
        draws.integers(70, 110, rows) / 2,
    ]
    x = np.stack(columns, axis=1).astype(np.float32)
    for column in (6, 7, 9, 10, 11):
        x[draws.random(rows) < 0.15, column] = np.nan
    x[(draws.random(rows) < 0.2) & ~second, 8] = np.nan
    return x, draws.integers(1999, 2028, rows), draws.random(rows) < 0.2


def plain(x: Any, names: list[str]) -> Any:
    """Rows of which the one door says what the model alone does."""
    lead, seconds, down, yard = (
        x[:, names.index(name)]
        for name in ("score_differential", "game_seconds_remaining", "down", "yardline_100")
    )
    lead, seconds, down, yard = (
        np.round(np.nan_to_num(v, nan=usual, posinf=usual, neginf=usual))
        for v, usual in ((lead, 0), (seconds, 1800), (down, 1), (yard, 65))
    )
    needs = (lead >= -8) & (lead <= -4) & (yard <= 10) & (seconds <= 900)
    return (down < 4) & (seconds > 360) & ~needs


def session_of(model: wp.Model) -> Any:
    data = model.to_onnx()
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    options = onnxruntime.SessionOptions()
    # It warns of inputs that may be left out.
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def run_in_parts(session: Any, x: Any, season: Any, playoffs: Any, qtr: Any = None) -> Any:
    """A fourth down leads to a hundred snaps: too many for all at once."""
    parts = []
    told = {"season": season, "playoffs": playoffs} | ({} if qtr is None else {"qtr": qtr})
    for at in range(0, len(x), 4096):
        part = slice(at, at + 4096)
        said = {name: np.asarray(values[part], dtype=np.float32) for name, values in told.items()}
        parts.append(session.run(None, {"features": x[part], **said}))
    return [np.concatenate(outputs) for outputs in zip(*parts)]


@pytest.fixture(scope="module")
def shipped() -> Any:
    return session_of(wp.Model.shipped())


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_rows_that_are_no_football_agree(shipped: Any, missing: float) -> None:
    model = wp.Model.shipped()
    x = situations(model.features, 4_000, missing)
    p, members = shipped.run(None, {"features": x})
    for values in (p, members):
        assert ((values >= 0) & (values <= 1)).all()
    ours, by_member = model._core.regulation(x)
    assert by_member is not None
    same = plain(x, model.features)
    assert same.sum() > 1_500
    assert np.abs(p - ours)[same].max() < 1e-6
    assert np.abs(members - by_member)[same].max() < 1e-5


def test_every_kind_of_snap_agrees(shipped: Any) -> None:
    model = wp.Model.shipped()
    x, season, playoffs = possible(8_000)
    p, members = run_in_parts(shipped, x, season, playoffs)
    ours, by_member = model._core.snaps(x, season.astype(np.uint16), playoffs)
    assert np.abs(p - ours).max() < 1e-6
    # A choice between two that are worth the same may fall either way.
    apart = np.abs(members - by_member).max(axis=1)
    assert (apart < 1e-5).mean() > 0.999 and apart.max() < 1e-3


def test_what_may_be_left_out_has_its_usual_value(shipped: Any) -> None:
    x, _, _ = possible(300)
    latest = {"season": np.array([2030], dtype=np.float32), "playoffs": np.zeros(1, np.float32)}
    for one, other in zip(
        shipped.run(None, {"features": x}), shipped.run(None, {"features": x, **latest})
    ):
        assert np.array_equal(one, other)
    older = latest | {"season": np.array([2009], dtype=np.float32)}
    assert not np.array_equal(
        shipped.run(["wp"], {"features": x}), shipped.run(["wp"], {"features": x, **older})
    )


@pytest.mark.parametrize("rows", [1, 2])
def test_a_single_snap_is_answered_as_among_others(shipped: Any, rows: int) -> None:
    x, _, _ = possible(60)
    p, members = shipped.run(None, {"features": x})
    for at in range(0, len(x), rows):
        alone = shipped.run(None, {"features": x[at : at + rows]})
        assert np.abs(alone[0] - p[at : at + rows]).max() < 1e-6
        assert np.abs(alone[1] - members[at : at + rows]).max() < 1e-5


def test_models_without_intervals_and_without_spreads_agree(season: pl.DataFrame) -> None:
    lines = ["spread_line", "total_line"]
    for plays in (season, season.drop(lines)):
        model = wp.train(plays, trees=20)
        session = session_of(model)
        assert [o.name for o in session.get_outputs()] == ["wp"]
        x = situations(model.features, 5000, 0.1)
        same = plain(x, model.features)
        (p,) = session.run(None, {"features": x[same]})
        assert np.abs(p - model._core.regulation(x[same])[0]).max() < 1e-6
        x, year, playoffs = possible(1500)
        (p,) = run_in_parts(session, x, year, playoffs)
        ours, _ = model._core.snaps(x, year.astype(np.uint16), playoffs)
        assert np.abs(p - ours).max() < 1e-6
    with pytest.raises(ValueError, match="spread cannot be exported"):
        wp.train(season, estimator="spread").to_onnx()


@pytest.mark.parametrize(
    ("down", "togo", "clock"), [("2nd", 7, "8:00 left in Q2"), ("4th", 2, "2:10 left in Q4")]
)
def test_what_it_answers_is_what_predict_answers(
    shipped: Any, down: str, togo: int, clock: str
) -> None:
    said = wp.predict(
        f"{down} and {togo} at the own 40, down 4, {clock}, 3 timeouts to 2, at home, favored by 3"
    )
    names = wp.Model.shipped().features
    row = dict(said.situation)
    left = row["quarter_seconds_remaining"]
    row |= {"game_seconds_remaining": left + 1800 * (row["qtr"] == 2)}
    row |= {"half_seconds_remaining": left, "home": 1.0}
    if row["qtr"] > 2:
        row["receive_2h_ko"] = 0
    known = [row.get(name) for name in names]
    x = np.array([[np.nan if v is None else v for v in known]], dtype=np.float32)
    p, _ = shipped.run(None, {"features": x})
    assert abs(p[0] - said.wp) < 1e-6


@pytest.mark.parametrize("file", [*SAMPLE[:1], *real_seasons()], ids=lambda f: f.stem)
def test_every_play_agrees(command: str, shipped: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "matrix.parquet"
    year = file.stem.rpartition("_")[2]
    data = ["--data", str(file.parent), "--seasons", year]
    subprocess.run([command, "features", *data, "--out", str(out)], check=True, capture_output=True)
    model = wp.Model.shipped()
    schedule = file.parent / "games.parquet"
    plays = pl.read_parquet(file)
    scored = wp.score(plays, schedule=pl.read_parquet(schedule) if schedule.exists() else None)
    matrix = pl.read_parquet(out)
    key = ["game_id", "play_id"]
    both = matrix.join(
        scored.select(*(pl.col(c).cast(matrix[c].dtype) for c in key), "wp"),
        on=key,
        maintain_order="left",
    )
    assert both.height == matrix.height > 10_000
    x = both.select(model.features).to_numpy().astype(np.float32)
    season = both["season"].to_numpy()
    week = both["game_id"].str.split("_").list.get(1).cast(pl.Int32).to_numpy()
    playoffs = week > np.where(season > 2020, 18, 17)
    qtr = np.zeros(len(x))
    if "qtr" in plays.columns:
        quarters = plays.select(*(pl.col(c).cast(matrix[c].dtype) for c in key), "qtr")
        qtr = both.join(quarters, on=key, maintain_order="left")["qtr"].to_numpy()
    p, members = run_in_parts(shipped, x, season, playoffs, qtr)
    # Every play as the one door values it: fourth downs and the last minutes too.
    assert np.abs(p - both["wp"].to_numpy()).max() < 1e-6
    some = np.arange(0, len(x), 7)
    _, by_member = model._core.snaps(x[some], season[some].astype(np.uint16), playoffs[some])
    assert np.abs(members[some] - by_member).max() < 2e-5


def test_the_command_writes_the_same_file(command: str, tmp_path: Path) -> None:
    out = tmp_path / "wp.onnx"
    subprocess.run([command, "export", "--onnx", str(out)], check=True, capture_output=True)
    assert out.read_bytes() == wp.Model.shipped().to_onnx()
    props = {p.key: p.value for p in onnx.load(out).metadata_props}
    assert props["features"].split(",") == wp.Model.shipped().features
    assert "Overtime, kickoffs and conversion attempts are not inside" in props["about"]
