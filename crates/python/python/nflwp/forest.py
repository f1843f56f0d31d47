"""The grouped random forest behind scikit-learn's interface.

The engine is the one behind the win probabilities: features are cut into at most
255 quantile bins, all sums are of whole numbers, and the same seed gives the same
forest for any number of threads. Rows that share their fate (plays of a game,
visits of a patient) can be drawn together: ``fit(X, y, groups=...)``.

Needs scikit-learn (``pip install nflwp[forest]``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.metrics import accuracy_score, r2_score
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import (
        _check_sample_weight,
        check_consistent_length,
        check_is_fitted,
        column_or_1d,
        validate_data,
    )
except ImportError as error:  # pragma: no cover
    raise ImportError(
        "nflwp.forest needs scikit-learn 1.6 or later\nhint: pip install nflwp[forest]"
    ) from error

from ._nflwp import FittedForest, fit_batches, get_threads
from ._parquet import Paths, Source
from ._progress import shown

__all__ = ["RandomForestClassifier", "RandomForestRegressor"]

#: Most leaves of a tree of the engine's.
_LEAVES = 32_768

_Array = npt.NDArray[Any]


class _Forest(BaseEstimator):  # type: ignore[misc]
    """What both forests share."""

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        max_depth: int | None = None,
        min_samples_leaf: int = 1,
        max_features: str | int | float | None = "sqrt",
        bootstrap: bool = True,
        max_samples: float | None = None,
        oob_score: bool = False,
        max_bins: int = 255,
        monotonic_cst: npt.ArrayLike | None = None,
        shrinkage: float = 0.0,
        n_jobs: int | None = None,
        random_state: Any = None,
        verbose: int = 0,
    ) -> None:
        self.n_estimators = n_estimators
        self.max_depth = max_depth
        self.min_samples_leaf = min_samples_leaf
        self.max_features = max_features
        self.bootstrap = bootstrap
        self.max_samples = max_samples
        self.oob_score = oob_score
        self.max_bins = max_bins
        self.monotonic_cst = monotonic_cst
        self.shrinkage = shrinkage
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.verbose = verbose

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_fitted")

    def _fit(
        self, X: _Array, y: _Array, classes: int, sample_weight: Any, groups: Any
    ) -> tuple[_Array, _Array]:
        """Fit to numbers or codes of classes; out-of-bag predictions and their rows."""
        rows = X.shape[0]
        weights = None
        kept = np.arange(rows)
        if sample_weight is not None:
            weights = _check_sample_weight(
                sample_weight, X, dtype=np.float32, ensure_non_negative=True
            )
            kept = np.flatnonzero(weights)
            if kept.size == 0:
                raise ValueError("sample_weight: all weights are 0")
            weights = np.ascontiguousarray(weights[kept])
        if groups is None:
            group = np.arange(kept.size, dtype=np.uint32)
        else:
            groups = column_or_1d(groups)
            check_consistent_length(X, groups)
            _, codes = np.unique(groups[kept], return_inverse=True)
            group = codes.astype(np.uint32)
        if kept.size < rows:
            X, y = X[kept], y[kept]
        with shown(bool(self.verbose), "growing") as told:
            self._fitted, gains, unseen = FittedForest.fit(
                np.ascontiguousarray(X),
                np.ascontiguousarray(y, dtype=np.float64),
                classes,
                group,
                weights,
                self._settings(X.shape[0], X.shape[1], classes),
                told,
            )
        self._importances = _shares(gains)
        return unseen, kept

    def _fit_spark(
        self,
        df: Any,
        features: Sequence[str] | None,
        target: str,
        group: str | None,
        regression: bool,
        trees_at_once: int | None,
    ) -> _Array:
        """Fit where the rows are; the labels."""
        from .spark import _forest

        if group is None:
            raise ValueError(
                "group: fit_spark draws groups of rows, and needs a column that names them\n"
                "hint: name what rows share (game_id); or add a column that numbers the rows"
            )
        if self.oob_score:
            raise ValueError(
                "oob_score needs all rows in one place\n"
                "hint: hold groups out, and score them with the fitted forest"
            )
        if features is None:
            features = [name for name in df.columns if name not in (target, group)]
        names = [features] if isinstance(features, str) else [str(name) for name in features]
        with shown(bool(self.verbose), "growing") as told:
            grown = _forest.fit(
                df, names, target, group, regression, self._settings, trees_at_once, told
            )
        self._fitted = grown.forest
        self._importances = _shares(grown.gains)
        self.n_features_in_ = len(names)
        self.feature_names_in_ = np.asarray(names, dtype=object)
        return grown.classes

    def _fit_source(self, source: Source, grouped: bool, scratch: Any) -> dict[str, Any]:
        """Fit to files; what was found in them."""
        if self.oob_score:
            raise ValueError(
                "oob_score: predictions of all rows may not fit into memory\n"
                "hint: leave files out of fit_parquet and score those"
            )
        rows = sum(count for _, count in source.files)
        classes = 2 if isinstance(self, RandomForestClassifier) else 0
        settings = self._settings(1, len(source.features), classes)
        # Trees may see a part of the rows only: what their leaves must have at least
        # is known when it is known which part.
        whole = self.bootstrap and self.max_samples is None
        large = self.max_depth is None or int(self.max_depth) > 15
        if large and not whole:
            settings["min_leaf"] = max(settings["min_leaf"], math.ceil(rows / _LEAVES))
        with shown(bool(self.verbose), "growing") as told:
            self._fitted, gains, found = fit_batches(
                source.reader(),
                source.reader(),
                len(source.features),
                grouped,
                source.files,
                classes == 0,
                settings,
                large and whole,
                None if scratch is None else str(scratch),
                told,
            )
        self._importances = _shares(gains)
        self.n_features_in_ = len(source.features)
        self.feature_names_in_ = np.asarray(source.features, dtype=object)
        self.fit_info_ = {
            name: found[name] for name in ("rows", "groups", "fraction", "bins", "codes", "trees")
        }
        return found

    def _settings(self, rows: float, features: int, classes: int) -> dict[str, Any]:
        min_leaf = _whole("min_samples_leaf", self.min_samples_leaf)
        deepest = None if self.max_depth is None else _whole("max_depth", self.max_depth)
        if deepest is None or deepest > 15:
            # More leaves than this no tree can have.
            min_leaf = max(min_leaf, math.ceil(rows / _LEAVES))
        if self.oob_score and not self.bootstrap:
            raise ValueError("oob_score needs bootstrap=True: otherwise no row is out of bag")
        if self.max_samples is not None and not 0.0 < self.max_samples <= 1.0:
            raise ValueError(f"max_samples must be above 0 and at most 1, but was {self.max_samples}")
        return {
            "trees": _whole("n_estimators", self.n_estimators),
            "min_leaf": min(min_leaf, 2**32 - 1),
            "mtry": _count_of(self.max_features, features),
            "max_depth": deepest,
            "max_bins": _whole("max_bins", self.max_bins),
            "seed": int(check_random_state(self.random_state).randint(2**31 - 1)),
            "threads": _threads(self.n_jobs),
            "bootstrap": bool(self.bootstrap),
            "max_samples": None if self.max_samples is None else float(self.max_samples),
            "monotone": _signs(self.monotonic_cst, features, classes),
            "shrinkage": float(self.shrinkage),
            "out_of_bag": bool(self.oob_score),
        }

    def _predict(self, X: npt.ArrayLike) -> _Array:
        return self._fitted_checked().predict(self._checked(X), _threads(self.n_jobs))

    def _checked(self, X: npt.ArrayLike) -> _Array:
        x = validate_data(
            self, X, dtype=np.float32, order="C", ensure_all_finite="allow-nan", reset=False
        )
        return np.ascontiguousarray(x)

    def apply(self, X: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Number of the leaf that each row comes to in each tree.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_trees)
            Of more than two classes the trees of each class one after the other.
        """
        return self._fitted_checked().apply(self._checked(X), _threads(self.n_jobs)).astype(np.int64)

    def _fitted_checked(self) -> FittedForest:
        check_is_fitted(self)
        return self._fitted

    @property
    def feature_importances_(self) -> npt.NDArray[np.float64]:
        """How much each feature's splits lowered the squared error (of classes: the
        Gini impurity), as a share of all."""
        check_is_fitted(self)
        return self._importances

    def to_onnx(self) -> Any:
        """The forest as an ONNX model (``onnx.ModelProto``); needs the package onnx.

        Its input ``X`` is a matrix of float32. A classifier's outputs are ``label``
        and ``probabilities``, a regressor's ``variable``.
        """
        from ._onnx import exported

        return exported(self, self._fitted_checked())


class RandomForestClassifier(ClassifierMixin, _Forest):  # type: ignore[misc]
    """A random forest for classes.

    Parameters
    ----------
    n_estimators : int, default 100
        Trees (of more than two classes: of each class).
    max_depth : int, optional
        Most splits between the root and a leaf.
    min_samples_leaf : int, default 1
        Fewest different rows of a leaf. A tree has at most 32,768 leaves, so on
        more rows than that this is raised to ``n_samples / 32768``.
    max_features : {"sqrt", "log2"}, int, float or None, default "sqrt"
        Features considered at each split; None for all.
    bootstrap : bool, default True
        Whether each tree sees a bootstrap of the groups, or all rows.
    max_samples : float, optional
        Draw this fraction of the groups without replacement instead.
    oob_score : bool, default False
        Whether to measure accuracy on out-of-bag rows.
    max_bins : int, default 255
        Most bins that a feature's values are sorted into, 2 to 255.
    monotonic_cst : array-like of int of shape (n_features,), optional
        1 where the probability of the second class must not fall as the feature
        rises, -1 where it must not rise, 0 for no rule. Of two classes only.
    shrinkage : float, default 0
        Lambda of hierarchical shrinkage (Agarwal et al., ICML 2022), in rows.
    n_jobs : int, optional
        Threads; None or -1 for all of :func:`nflwp.get_threads`. Results are the
        same for any number.
    random_state : int, RandomState instance or None
    verbose : int, default 0
        Whether to show progress.

    Attributes
    ----------
    classes_ : ndarray
        The labels.
    feature_importances_ : ndarray of shape (n_features,)
        Shares of the decrease in Gini impurity.
    oob_score_, oob_decision_function_
        Accuracy, and probabilities, of the rows' out-of-bag predictions, with
        ``oob_score=True``.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Notes
    -----
    Missing values (NaN) need no preparation: each split learns their side. More
    than two classes are told apart one from the rest, on one set of bins and the
    same bootstraps; their shares are raised to the power that makes the rows most
    likely that a tree did not see, and scaled to add up to 1. Of more than 124
    features every four trees see 124: half of them drawn by what they gain in
    shallow trees, half dealt to all in turn (random subspaces: Ho, 1998). Sample weights that are no whole numbers up to 63 are scaled
    and rounded by chance, in each tree anew.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> X, y = load_iris(return_X_y=True)
    >>> forest = RandomForestClassifier(random_state=1).fit(X, y)
    >>> bool(forest.score(X, y) > 0.95)
    True
    """

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: Any = None, groups: Any = None
    ) -> RandomForestClassifier:
        """Fit the forest.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Numbers; NaN is missing.
        y : array-like of shape (n_samples,)
            Labels of any kind.
        sample_weight : array-like of shape (n_samples,), optional
            Weights of at least 0.
        groups : array-like of shape (n_samples,), optional
            Rows with the same value are drawn, or left out of a tree, together.
        """
        x, labels = validate_data(
            self, X, y, dtype=np.float32, order="C", ensure_all_finite="allow-nan"
        )
        labels = column_or_1d(labels, warn=True)
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        count = len(self.classes_)
        unseen, kept = self._fit(x, codes, count, sample_weight, groups)
        if self.oob_score:
            self.oob_decision_function_ = np.full((x.shape[0], count), np.nan)
            self.oob_decision_function_[kept] = unseen
            known = np.isfinite(self.oob_decision_function_).all(axis=1)
            if known.any():
                best = self.oob_decision_function_[known].argmax(axis=1)
                self.oob_score_ = float(accuracy_score(codes[known], best))
            else:
                self.oob_score_ = math.nan
        return self

    def fit_spark(
        self,
        df: Any,
        *,
        target: str,
        group: str | None = None,
        features: Sequence[str] | None = None,
        trees_at_once: int | None = None,
    ) -> RandomForestClassifier:
        """Fit the forest to a DataFrame of Spark's, whose rows stay where they are.

        The fitted forest is the one that :meth:`fit` grows of the same rows on one
        machine, to the last byte, whatever the number and order of partitions and
        executors. (Of more than two classes the trees are, whose shares stay as they
        are, as of :meth:`fit_parquet`: no rows are kept out of bag to sharpen them by.)

        Parameters
        ----------
        df : pyspark.sql.DataFrame
            The table; it must give the same rows each time it is read.
        target : str
            The column of labels of any kind.
        group : str
            The column of groups: rows with the same value are drawn, or left out of a
            tree, together. Must be named: rows have no numbers of their own.
        features : sequence of str, optional
            Columns of numbers, at most 124; all others by default. Null and NaN are
            missing.
        trees_at_once : int, optional
            Trees that grow together; as many as executors have room for if left out.

        Raises
        ------
        ValueError
            For columns that are not there or no numbers, no group, ``oob_score=True``.
        """
        self.classes_ = self._fit_spark(df, features, target, group, False, trees_at_once)
        return self

    def fit_parquet(
        self,
        paths: Paths,
        *,
        target: str,
        group: str | None = None,
        features: Sequence[str] | None = None,
        scratch: Any = None,
    ) -> RandomForestClassifier:
        """Fit to Parquet files of any size: memory holds a tree's sample, not the table.

        The files are read twice, once for the bins and once to code each value as a
        byte of a temporary file, which has no name and so is gone when Python is. The
        forest is the one that :meth:`fit` would grow of the same rows in memory.

        Parameters
        ----------
        paths : path, or several
            Files, and folders of files that end in ``.parquet``.
        target : str
            The column of labels of any kind.
        group : str, optional
            Rows with the same value are drawn, or left out of a tree, together, and
            best lie together: a run of rows of one group takes 12 bytes of memory,
            and without groups each row is one.
        features : sequence of str, optional
            Columns of numbers, at most 124; all others by default. Missing values
            need no preparation.
        scratch : path, optional
            Folder for the temporary file, a byte a value and two a row; the system's
            by default.

        Notes
        -----
        A tree's sample has at most 16,777,215 rows. With ``bootstrap=True`` and no
        ``max_samples``, larger tables have as many of their groups drawn for each
        tree as are sure to fit; ``fit_info_["fraction"]`` then says which part.
        ``fit_info_`` also has the numbers of rows and groups, and the seconds that
        bins, codes and trees took.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> import numpy as np, pyarrow as pa, pyarrow.parquet as pq
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> x = np.arange(1000.0)
        >>> table = pa.table({"x": x, "game": np.arange(1000) // 20, "y": x > 600})
        >>> pq.write_table(table, folder / "part.parquet")
        >>> forest = RandomForestClassifier(10, random_state=1)
        >>> forest = forest.fit_parquet(folder, target="y", group="game")
        >>> forest.fit_info_["groups"]
        50
        """
        source = Source(paths, target, group, features, numbers=False)
        found = self._fit_source(source, group is not None, scratch)
        labels = np.asarray(found["classes"])
        if labels.dtype.kind == "f":
            labels = labels.astype(source.target_type.to_pandas_dtype())
        self.classes_ = labels
        return self

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Probability of each class, in the order of ``classes_``.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
        """
        p = self._predict(X).astype(np.float64)
        if p.shape[1] == 2:
            p[:, 0] = 1.0 - p[:, 1]
        scaled: npt.NDArray[np.float64] = p / p.sum(axis=1, keepdims=True)
        return scaled

    def predict(self, X: npt.ArrayLike) -> _Array:
        """The most likely class.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        p = self.predict_proba(X)
        return np.asarray(self.classes_[p.argmax(axis=1)])


class RandomForestRegressor(RegressorMixin, _Forest):  # type: ignore[misc]
    """A random forest for numbers.

    Parameters
    ----------
    n_estimators, max_depth, min_samples_leaf, bootstrap, max_samples, max_bins, \
shrinkage, n_jobs, random_state, verbose
        As of :class:`RandomForestClassifier`.
    max_features : {"sqrt", "log2"}, int, float or None, default 1.0
        Features considered at each split.
    oob_score : bool, default False
        Whether to measure R² on out-of-bag rows.
    monotonic_cst : array-like of int of shape (n_features,), optional
        1 where the prediction must not fall as the feature rises, -1 where it must
        not rise, 0 for no rule.

    Attributes
    ----------
    feature_importances_ : ndarray of shape (n_features,)
        Shares of the decrease in squared error.
    oob_score_, oob_prediction_
        R², and the rows' out-of-bag predictions, with ``oob_score=True``.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Notes
    -----
    Targets are kept as whole numbers: 32,767 steps between the smallest and the
    largest. Where a few values are thousands of times larger than the others, fit
    to their logarithms.
    """

    def __init__(
        self,
        n_estimators: int = 100,
        *,
        max_depth: int | None = None,
        min_samples_leaf: int = 1,
        max_features: str | int | float | None = 1.0,
        bootstrap: bool = True,
        max_samples: float | None = None,
        oob_score: bool = False,
        max_bins: int = 255,
        monotonic_cst: npt.ArrayLike | None = None,
        shrinkage: float = 0.0,
        n_jobs: int | None = None,
        random_state: Any = None,
        verbose: int = 0,
    ) -> None:
        super().__init__(
            n_estimators,
            max_depth=max_depth,
            min_samples_leaf=min_samples_leaf,
            max_features=max_features,
            bootstrap=bootstrap,
            max_samples=max_samples,
            oob_score=oob_score,
            max_bins=max_bins,
            monotonic_cst=monotonic_cst,
            shrinkage=shrinkage,
            n_jobs=n_jobs,
            random_state=random_state,
            verbose=verbose,
        )

    def fit(
        self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: Any = None, groups: Any = None
    ) -> RandomForestRegressor:
        """Fit the forest.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Numbers; NaN is missing.
        y : array-like of shape (n_samples,)
            Numbers.
        sample_weight : array-like of shape (n_samples,), optional
            Weights of at least 0.
        groups : array-like of shape (n_samples,), optional
            Rows with the same value are drawn, or left out of a tree, together.
        """
        x, numbers = validate_data(
            self,
            X,
            y,
            dtype=np.float32,
            order="C",
            ensure_all_finite="allow-nan",
            y_numeric=True,
        )
        numbers = column_or_1d(numbers, warn=True)
        unseen, kept = self._fit(x, numbers, 0, sample_weight, groups)
        if self.oob_score:
            self.oob_prediction_ = np.full(x.shape[0], np.nan)
            self.oob_prediction_[kept] = unseen[:, 0]
            known = np.isfinite(self.oob_prediction_)
            self.oob_score_ = math.nan
            if known.sum() > 1:
                score = r2_score(numbers[known], self.oob_prediction_[known])
                self.oob_score_ = float(score)
        return self

    def fit_spark(
        self,
        df: Any,
        *,
        target: str,
        group: str | None = None,
        features: Sequence[str] | None = None,
        trees_at_once: int | None = None,
    ) -> RandomForestRegressor:
        """Fit the forest to a DataFrame of Spark's, whose rows stay where they are.

        Parameters
        ----------
        df, features, group, trees_at_once
            As for :meth:`RandomForestClassifier.fit_spark`.
        target : str
            The column of numbers.
        """
        self._fit_spark(df, features, target, group, True, trees_at_once)
        return self

    def fit_parquet(
        self,
        paths: Paths,
        *,
        target: str,
        group: str | None = None,
        features: Sequence[str] | None = None,
        scratch: Any = None,
    ) -> RandomForestRegressor:
        """Fit to Parquet files of any size: memory holds a tree's sample, not the table.

        The files are read twice, once for the bins and once to code each value as a
        byte of a temporary file, which has no name and so is gone when Python is. The
        forest is the one that :meth:`fit` would grow of the same rows in memory.

        Parameters
        ----------
        paths : path, or several
            Files, and folders of files that end in ``.parquet``.
        target : str
            The column of numbers.
        group : str, optional
            Rows with the same value are drawn, or left out of a tree, together, and
            best lie together: a run of rows of one group takes 12 bytes of memory,
            and without groups each row is one.
        features : sequence of str, optional
            Columns of numbers, at most 124; all others by default. Missing values
            need no preparation.
        scratch : path, optional
            Folder for the temporary file, a byte a value and two a row; the system's
            by default.

        Notes
        -----
        A tree's sample has at most 16,777,215 rows. With ``bootstrap=True`` and no
        ``max_samples``, larger tables have as many of their groups drawn for each
        tree as are sure to fit; ``fit_info_["fraction"]`` then says which part.
        ``fit_info_`` also has the numbers of rows and groups, and the seconds that
        bins, codes and trees took.

        Examples
        --------
        >>> import tempfile, pathlib
        >>> import numpy as np, pyarrow as pa, pyarrow.parquet as pq
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> x = np.arange(1000.0)
        >>> table = pa.table({"x": x, "game": np.arange(1000) // 20, "y": x / 7})
        >>> pq.write_table(table, folder / "part.parquet")
        >>> forest = RandomForestRegressor(10, random_state=1)
        >>> forest = forest.fit_parquet(folder, target="y", group="game")
        >>> forest.fit_info_["groups"]
        50
        """
        source = Source(paths, target, group, features, numbers=True)
        self._fit_source(source, group is not None, scratch)
        return self

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """The mean of the trees' predictions.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,)
        """
        return self._predict(X)[:, 0].astype(np.float64)


def _shares(gains: _Array) -> _Array:
    whole = gains.sum()
    shares: _Array = gains / whole if whole > 0 else gains
    return shares


def _whole(name: str, value: Any) -> int:
    if isinstance(value, (bool, np.bool_)) or int(value) != value or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, but was {value!r}")
    return int(value)


def _count_of(wanted: Any, features: int) -> int:
    """Features considered at each split."""
    if wanted is None:
        return features
    if wanted == "sqrt":
        return max(1, math.isqrt(features))
    if wanted == "log2":
        return max(1, int(math.log2(features)))
    if isinstance(wanted, (int, np.integer)) and not isinstance(wanted, bool):
        if 1 <= wanted <= features:
            return int(wanted)
    elif isinstance(wanted, (float, np.floating)) and 0.0 < wanted <= 1.0:
        return max(1, int(wanted * features))
    raise ValueError(
        f'max_features must be "sqrt", "log2", None, between 1 and {features}, or a fraction '
        f"above 0 and at most 1.0, but was {wanted!r}"
    )


def _threads(n_jobs: int | None) -> int:
    if n_jobs is None:
        return get_threads()
    if n_jobs == 0:
        raise ValueError("n_jobs must not be 0\nhint: None or -1 is all threads")
    return int(n_jobs) if n_jobs > 0 else max(1, get_threads() + 1 + int(n_jobs))


def _signs(signs: Any, features: int, classes: int) -> list[int]:
    if signs is None:
        return []
    array = np.asarray(signs)
    if array.shape != (features,) or not np.isin(array, (-1, 0, 1)).all():
        raise ValueError(
            f"monotonic_cst must be {features} values of -1, 0 or 1, one a feature, "
            f"but was {signs!r}"
        )
    if classes > 2 and array.any():
        raise ValueError("monotonic_cst: more than two classes have no order")
    return [int(s) for s in array]
