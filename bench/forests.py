"""Forests behind scikit-learn's interface on six tables that come with it or that it makes:
nflwp's, scikit-learn's and LightGBM's, cross-validated on the same folds.

    target/python-venv/bin/python bench/forests.py > reports/benchmarks/sklearn.md

Least seconds of a fit over the folds, on all cores; 100 trees of each.
"""

import os

# Threads of OpenMP that wait by spinning take the cores from one another where others work too.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import statistics
import sys
import time
import warnings

import lightgbm
import nflwp
import numpy as np
import sklearn
from nflwp import forest
from sklearn import datasets, ensemble
from sklearn.metrics import log_loss, r2_score
from sklearn.model_selection import KFold, StratifiedKFold

warnings.filterwarnings("ignore")
TREES = 100
CORES = os.cpu_count()

TABLES = [
    ("breast cancer", *datasets.load_breast_cancer(return_X_y=True), True),
    ("digits, ten classes", *datasets.load_digits(return_X_y=True), True),
    ("1,000 columns, 20 that tell", *datasets.make_classification(
        2_000, 1_000, n_informative=20, n_redundant=20, random_state=1), True),
    ("Hastie 10.2, 8,000 rows", *datasets.make_hastie_10_2(8_000, random_state=1), True),
    ("diabetes", *datasets.load_diabetes(return_X_y=True), False),
    ("Friedman 1, 8,000 rows", *datasets.make_friedman1(8_000, noise=1.0, random_state=1), False),
]


def forests(classes, columns):
    """Each as its documentation has it for a forest, with the same leaves and features."""
    leaf = 1 if classes else 5
    features = "sqrt" if classes else 1.0 / 3.0
    share = np.sqrt(columns) / columns if classes else 1.0 / 3.0
    own = dict(n_estimators=TREES, min_samples_leaf=leaf, max_features=features, random_state=1, n_jobs=-1)
    boosted = dict(
        boosting_type="rf", n_estimators=TREES, bagging_freq=1, bagging_fraction=0.632,
        feature_fraction_bynode=share, min_child_samples=leaf, num_leaves=4096, random_state=1,
        n_jobs=CORES, verbose=-1, min_child_weight=0.0,
        # Megabytes; without a bound a thousand columns take 12 GB.
        histogram_pool_size=512)
    if classes:
        return [forest.RandomForestClassifier(**own), ensemble.RandomForestClassifier(**own),
                lightgbm.LGBMClassifier(**boosted)]
    return [forest.RandomForestRegressor(**own), ensemble.RandomForestRegressor(**own),
            lightgbm.LGBMRegressor(**boosted)]


def measured(x, y, classes):
    """Of each forest: score, accuracy where there are classes, seconds of fit and of prediction."""
    folds = (StratifiedKFold if classes else KFold)(3, shuffle=True, random_state=1)
    rows = []
    for model in forests(classes, x.shape[1]):
        scores, accuracies, fits, predicts = [], [], [], []
        for train, test in folds.split(x, y):
            begin = time.perf_counter()
            model.fit(x[train], y[train])
            fits.append(time.perf_counter() - begin)
            begin = time.perf_counter()
            told = model.predict_proba(x[test]) if classes else model.predict(x[test])
            predicts.append(time.perf_counter() - begin)
            if classes:
                known = np.clip(told, 1e-3, 1.0 - 1e-3)
                scores.append(log_loss(y[test], known / known.sum(1, keepdims=True)))
                accuracies.append(float(np.mean(model.classes_[told.argmax(1)] == y[test])))
            else:
                scores.append(r2_score(y[test], told))
        rows.append((statistics.mean(scores), statistics.mean(accuracies) if classes else None,
                     min(fits), min(predicts)))
        print(type(model).__module__, rows[-1], file=sys.stderr)
    return rows


def main():
    before = os.getloadavg()[0]
    lines = []
    for name, x, y, classes in TABLES:
        rows = measured(np.ascontiguousarray(x, dtype=np.float32), y, classes)
        for library, (score, accuracy, fit, predict) in zip(("nflwp", "scikit-learn", "LightGBM"), rows):
            kind = f"log loss {score:.4f}, {100 * accuracy:.1f}% right" if classes else f"R² {score:.4f}"
            times = "" if library == "nflwp" else f" ({fit / rows[0][2]:.1f}×)"
            later = "" if library == "nflwp" else f" ({predict / rows[0][3]:.1f}×)"
            lines.append(f"| {name if library == 'nflwp' else ''} | {library} | {kind} | {fit:.3f}{times} | "
                         f"{predict:.4f}{later} |")
    print(f"""# The forest beside scikit-learn's and LightGBM's

`make bench-sklearn` wrote this: six tables that come with scikit-learn or that it makes, three folds, the same for all;
{TREES} trees of each with the same features at a split and rows in a leaf, {CORES} cores. Means of the scores, least seconds of
a fit and of predicting a fold; in brackets how many times nflwp's. nflwp {nflwp.__version__}, scikit-learn {sklearn.__version__}, LightGBM
{lightgbm.__version__} (`boosting_type="rf"`). Load average when it began: {before:.1f}.

| table | forest | of unseen rows | fit, s | predict, s |
| --- | --- | --- | ---: | ---: |
""" + "\n".join(lines) + """

Log loss with probabilities kept from 0.001 to 0.999, since forests of pure leaves say 0 and 1. Means over trees are too
cautious where there are many classes (scikit-learn's digits); nflwp raises them to the power that makes the rows most likely
that a tree did not see, LightGBM adds log-odds. Of more than 124 columns nflwp's trees see 124 each, half of them drawn by
what they gain in shallow trees.""")


main()
