"""The forest behind scikit-learn's interface."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from nflwp.forest import RandomForestClassifier, RandomForestRegressor
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.datasets import (
    load_breast_cancer,
    load_diabetes,
    load_digits,
    load_iris,
    make_classification,
    make_regression,
)
from sklearn.ensemble import RandomForestClassifier as TheirClassifier
from sklearn.ensemble import RandomForestRegressor as TheirRegressor
from sklearn.inspection import permutation_importance
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

#: Weighted rows and repeated rows are other bootstraps, as in scikit-learn's own
#: forests, which are excused from the same check.
EXCUSED = {
    "check_sample_weight_equivalence_on_dense_data": "the bootstrap draws rows, not weights",
}


@parametrize_with_checks(
    [RandomForestClassifier(n_estimators=10), RandomForestRegressor(n_estimators=10)],
    expected_failed_checks=lambda _: EXCUSED,
)
def test_scikit_learns_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("load", [load_iris, load_breast_cancer, load_digits])
def test_classes_are_told_apart_as_well_as_scikit_learn_does(load: Any) -> None:
    x, y = load(return_X_y=True)
    ours = cross_val_score(RandomForestClassifier(random_state=1), x, y, cv=4).mean()
    theirs = cross_val_score(TheirClassifier(random_state=1, n_jobs=2), x, y, cv=4).mean()
    assert ours > theirs - 0.015


def test_numbers_are_predicted_as_well_as_by_scikit_learn() -> None:
    x, y = load_diabetes(return_X_y=True)
    ours = cross_val_score(RandomForestRegressor(random_state=1), x, y, cv=4).mean()
    theirs = cross_val_score(TheirRegressor(random_state=1, n_jobs=2), x, y, cv=4).mean()
    assert ours > theirs - 0.02


def test_any_labels_and_any_number_of_threads() -> None:
    x, y = load_iris(return_X_y=True)
    words = np.array(["setosa", "versicolor", "virginica"])[y]
    one = RandomForestClassifier(random_state=3, n_jobs=1).fit(x, words)
    many = RandomForestClassifier(random_state=3, n_jobs=3).fit(x, words)
    assert list(one.classes_) == ["setosa", "versicolor", "virginica"]
    assert np.array_equal(one.predict_proba(x), many.predict_proba(x))
    assert np.allclose(one.predict_proba(x).sum(axis=1), 1)
    assert (one.predict(x) == words).mean() > 0.95
    other = RandomForestClassifier(random_state=4).fit(x, words)
    assert not np.array_equal(one.predict_proba(x), other.predict_proba(x))


def test_more_than_255_values_and_more_than_124_features() -> None:
    x, y = make_regression(1200, 8, noise=1, random_state=0)
    assert RandomForestRegressor(random_state=0).fit(x[:800], y[:800]).score(x[800:], y[800:]) > 0.7
    x = np.random.default_rng(0).normal(size=(600, 1000))
    y = x[:, :12].sum(axis=1) > 0
    forest = RandomForestClassifier(n_estimators=100, random_state=0, n_jobs=1)
    forest.fit(x[:450], y[:450])
    assert forest.score(x[450:], y[450:]) > 0.6
    assert forest.apply(x).shape == (600, 100)
    assert (forest.feature_importances_ > 0).sum() > 800
    assert forest.feature_importances_[:12].mean() > 3 * forest.feature_importances_[12:].mean()
    again = pickle.loads(pickle.dumps(forest))
    assert np.array_equal(again.predict_proba(x), forest.predict_proba(x))


def test_few_of_many_columns_are_found() -> None:
    draws = np.random.default_rng(4)
    x = draws.normal(size=(1500, 400))
    y = 3 * x[:, 0] + 3 * np.sin(3 * x[:, 1]) + x[:, 2] * x[:, 3] + draws.normal(size=1500)
    shared = {"max_features": 1 / 3, "min_samples_leaf": 5, "random_state": 1}
    ours = RandomForestRegressor(60, **shared).fit(x[:1000], y[:1000])
    theirs = TheirRegressor(60, n_jobs=2, **shared).fit(x[:1000], y[:1000])
    assert ours.score(x[1000:], y[1000:]) > theirs.score(x[1000:], y[1000:])
    best = np.argsort(-ours.feature_importances_)[:2]
    assert set(best) == {0, 1}


def test_probabilities_of_many_classes_are_as_sure_as_they_may_be() -> None:
    x, y = load_digits(return_X_y=True)
    train, test, known, unknown = train_test_split(x, y, random_state=1, stratify=y)

    def loss(forest: Any) -> float:
        p = np.clip(forest.fit(train, known).predict_proba(test), 1e-3, 1)
        return float(log_loss(unknown, p / p.sum(axis=1, keepdims=True)))

    ours = loss(RandomForestClassifier(random_state=1))
    assert ours < 0.6 * loss(TheirClassifier(random_state=1, n_jobs=2))
    # Without rows that a tree did not see, shares are what they are.
    every = RandomForestClassifier(random_state=1, bootstrap=False).fit(train, known)
    assert every._fitted.power == 1


def test_missing_values_are_learned_from() -> None:
    draws = np.random.default_rng(0)
    x = draws.normal(size=(2000, 3))
    hidden = draws.random(2000) < 0.3
    y = np.where(hidden, 1, x[:, 0] > 0)
    x[hidden, 0] = np.nan
    forest = RandomForestClassifier(random_state=0, min_samples_leaf=10).fit(x[:1500], y[:1500])
    assert forest.score(x[1500:], y[1500:]) > 0.95
    with pytest.raises(ValueError, match="infinity"):
        forest.predict([[np.inf, 0, 0]])


def test_groups_are_drawn_together() -> None:
    draws = np.random.default_rng(1)
    groups = np.repeat(np.arange(60), 20)
    # What tells the label tells the group: only rows of other groups are fair.
    x = np.column_stack([groups + draws.normal(size=1200) * 0.01, draws.normal(size=1200)])
    y = draws.random(60)[groups] > 0.5
    shared = {"n_estimators": 100, "oob_score": True, "random_state": 1, "max_features": None}
    apart = RandomForestClassifier(**shared).fit(x, y)
    together = RandomForestClassifier(**shared).fit(x, y, groups=groups)
    assert apart.oob_score_ > 0.95 > 0.8 > together.oob_score_
    named = RandomForestClassifier(**shared).fit(x, y, groups=[f"{g:02}" for g in groups])
    assert np.array_equal(named.predict_proba(x), together.predict_proba(x))
    with pytest.raises(ValueError, match="inconsistent"):
        together.fit(x, y, groups=groups[:-1])


def test_weights_move_the_forest_and_zeros_leave_it() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    draws = np.random.default_rng(2)
    weights = draws.random(len(y))
    weights[::5] = 0
    weighted = RandomForestClassifier(random_state=0).fit(x, y, sample_weight=weights)
    kept = weights > 0
    left = RandomForestClassifier(random_state=0).fit(x[kept], y[kept], sample_weight=weights[kept])
    assert np.array_equal(weighted.predict_proba(x), left.predict_proba(x))
    heavy = np.where(y == 1, 1.0, 20.0)
    moved = RandomForestClassifier(random_state=0, min_samples_leaf=30)
    before = moved.fit(x, y).predict_proba(x)[:, 0].mean()
    assert moved.fit(x, y, sample_weight=heavy).predict_proba(x)[:, 0].mean() > before + 0.05
    with pytest.raises(ValueError, match="[Nn]egative"):
        moved.fit(x, y, sample_weight=-heavy)


def test_signs_are_kept() -> None:
    draws = np.random.default_rng(3)
    x = draws.uniform(-1, 1, size=(1500, 2))
    y = x[:, 0] + np.sin(6 * x[:, 1]) + draws.normal(size=1500)
    forest = RandomForestRegressor(random_state=0, monotonic_cst=[1, 0]).fit(x, y)
    line = np.column_stack([np.linspace(-1, 1, 50), np.full(50, 0.3)])
    assert (np.diff(forest.predict(line)) >= -1e-6).all()
    with pytest.raises(ValueError, match="monotonic_cst"):
        RandomForestRegressor(monotonic_cst=[1]).fit(x, y)
    with pytest.raises(ValueError, match="two classes"):
        RandomForestClassifier(monotonic_cst=[1, 0]).fit(x, (3 * y).astype(int) % 3)


def test_it_goes_where_scikit_learns_own_go() -> None:
    x, y = load_breast_cancer(return_X_y=True)
    groups = np.arange(len(y)) // 5
    pipe = make_pipeline(StandardScaler(), RandomForestClassifier(20, random_state=0))
    assert cross_val_score(pipe, x, y, groups=groups, cv=GroupKFold(3)).mean() > 0.9
    search = GridSearchCV(
        RandomForestClassifier(20, random_state=0), {"min_samples_leaf": [1, 20]}, cv=3
    ).fit(x, y)
    assert set(search.best_params_) == {"min_samples_leaf"}
    calibrated = CalibratedClassifierCV(RandomForestClassifier(20, random_state=0), cv=3).fit(x, y)
    assert calibrated.score(x, y) > 0.9
    fitted = RandomForestClassifier(20, random_state=0).fit(x, y)
    measured = permutation_importance(fitted, x, y, n_repeats=2, random_state=0)
    assert measured.importances_mean.max() > 0
    unfitted = clone(fitted)
    assert unfitted.get_params() == fitted.get_params()
    assert unfitted.set_params(max_depth=3).fit(x, y).score(x, y) > 0.9
    assert np.array_equal(
        copy.deepcopy(fitted).predict(x), pickle.loads(pickle.dumps(fitted)).predict(x)
    )


def test_leaves_and_importances() -> None:
    x, y = make_classification(500, 5, n_informative=1, n_redundant=0, n_clusters_per_class=1,
                               shuffle=False, random_state=0)
    forest = RandomForestClassifier(30, random_state=0, max_features=None).fit(x, y)
    leaves = forest.apply(x)
    assert leaves.shape == (500, 30) and leaves.dtype == np.int64
    # Rows of one leaf in every tree have one prediction.
    _, first, place = np.unique(leaves, axis=0, return_index=True, return_inverse=True)
    p = forest.predict_proba(x)[:, 1]
    assert np.array_equal(p, p[first][place.ravel()])
    assert forest.feature_importances_.sum() == pytest.approx(1)
    assert forest.feature_importances_.argmax() == 0
    theirs = TheirClassifier(30, random_state=0, max_features=None).fit(x, y)
    assert np.allclose(forest.feature_importances_, theirs.feature_importances_, atol=0.1)


def test_settings_out_of_range_are_refused() -> None:
    x, y = load_iris(return_X_y=True)
    for wrong in (
        {"n_estimators": 0},
        {"min_samples_leaf": 0},
        {"max_depth": -1},
        {"max_features": 5},
        {"max_features": "most"},
        {"max_features": 0.0},
        {"max_bins": 256},
        {"max_samples": 1.5},
        {"n_jobs": 0},
        {"oob_score": True, "bootstrap": False},
    ):
        with pytest.raises(ValueError):
            RandomForestClassifier(**wrong).fit(x, y)


def test_large_tables_have_leaves_that_a_tree_can_hold() -> None:
    draws = np.random.default_rng(4)
    x = draws.normal(size=(70_000, 2)).astype(np.float32)
    y = x[:, 0] + draws.normal(size=70_000)
    forest = RandomForestRegressor(2, random_state=0).fit(x, y)
    assert forest.score(x, y) > 0.5
