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


def session_of(model: wp.Model) -> Any:
    data = model.to_onnx()
    onnx.checker.check_model(onnx.load_from_string(data), full_check=True)
    return onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def shipped() -> Any:
    return session_of(wp.Model.shipped())


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_shipped_model_agrees(shipped: Any, missing: float) -> None:
    model = wp.Model.shipped()
    x = situations(model.features, 20_000, missing)
    p, members = shipped.run(None, {"features": x})
    ours, by_member = model._core.regulation(x)
    assert by_member is not None
    assert np.abs(p - ours).max() < 1e-6
    assert np.abs(members - by_member).max() < 1e-5


def test_models_without_intervals_and_without_spreads_agree(season: pl.DataFrame) -> None:
    lines = ["spread_line", "total_line"]
    for plays in (season, season.drop(lines)):
        model = wp.train(plays, trees=20)
        session = session_of(model)
        assert [o.name for o in session.get_outputs()] == ["wp"]
        x = situations(model.features, 5000, 0.1)
        (p,) = session.run(None, {"features": x})
        assert np.abs(p - model._core.regulation(x)[0]).max() < 1e-6
    with pytest.raises(ValueError, match="spread cannot be exported"):
        wp.train(season, estimator="spread").to_onnx()


def test_what_it_answers_is_what_predict_answers(shipped: Any) -> None:
    said = wp.predict(
        "2nd and 7 at the own 40, down 4, 8:00 left in Q2, 3 timeouts to 2, at home, favored by 3"
    )
    names = wp.Model.shipped().features
    row = dict(said.situation)
    left = 8 * 60 + 1800
    row |= {"game_seconds_remaining": left, "half_seconds_remaining": 8 * 60, "home": 1.0}
    known = [row.get(name) for name in names]
    x = np.array([[np.nan if v is None else v for v in known]], dtype=np.float32)
    reference, _ = wp.Model.shipped()._core.regulation(x)
    p, _ = shipped.run(None, {"features": x})
    assert abs(p[0] - reference[0]) < 1e-6
    assert abs(p[0] - said.wp) < 1e-6


@pytest.mark.parametrize("file", [*SAMPLE[:1], *real_seasons()], ids=lambda f: f.stem)
def test_every_play_agrees(command: str, shipped: Any, file: Path, tmp_path: Path) -> None:
    out = tmp_path / "matrix.parquet"
    year = file.stem.rpartition("_")[2]
    data = ["--data", str(file.parent), "--seasons", year]
    subprocess.run([command, "features", *data, "--out", str(out)], check=True, capture_output=True)
    model = wp.Model.shipped()
    matrix = pl.read_parquet(out)
    x = matrix.select(model.features).to_numpy().astype(np.float32)
    p, members = shipped.run(None, {"features": x})
    ours, by_member = model._core.regulation(x)
    assert np.abs(p - ours).max() < 1e-6
    assert np.abs(members - by_member).max() < 1e-5
    # Where nothing is worked out around it, the one door says the same.
    schedule = file.parent / "games.parquet"
    plays = pl.read_parquet(file)
    scored = wp.score(plays, schedule=pl.read_parquet(schedule) if schedule.exists() else None)
    key = ["game_id", "play_id"]
    both = matrix.with_columns(onnx=p).join(
        scored.select(*(pl.col(c).cast(matrix[c].dtype) for c in key), "wp"), on=key
    )
    plain = both.filter((pl.col("down") < 4) & (pl.col("game_seconds_remaining") > 900))
    assert plain.height > 1000
    assert (plain["onnx"] - plain["wp"]).abs().max() < 1e-6


def test_the_command_writes_the_same_file(command: str, tmp_path: Path) -> None:
    out = tmp_path / "wp.onnx"
    subprocess.run([command, "export", "--onnx", str(out)], check=True, capture_output=True)
    assert out.read_bytes() == wp.Model.shipped().to_onnx()
    props = {p.key: p.value for p in onnx.load(out).metadata_props}
    assert props["features"].split(",") == wp.Model.shipped().features
    assert "not inside" in props["about"]
