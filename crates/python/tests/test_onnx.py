"""Forests as ONNX models."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
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
