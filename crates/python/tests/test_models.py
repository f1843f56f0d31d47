"""Models: trained, kept in files, tested."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import nflwp as wp
import polars as pl
import pytest

from conftest import SAMPLE


@pytest.fixture(scope="module")
def trained(season: pl.DataFrame) -> wp.Model:
    return wp.train(season, trees=20, min_leaf=100)


@pytest.fixture(scope="module")
def later() -> pl.DataFrame:
    return pl.read_parquet(SAMPLE[2])


def test_the_same_plays_and_seed_train_the_same_model(
    trained: wp.Model, season: pl.DataFrame
) -> None:
    assert wp.train(season, trees=20, min_leaf=100) == trained
    assert wp.train(season.to_pandas(), trees=20, min_leaf=100) == trained
    assert wp.train(season, trees=20, min_leaf=100, seed=2) != trained
    assert trained.card["provenance"]["simulated"] and not trained.has_intervals
    before = wp.get_threads()
    try:
        wp.set_threads(1)
        card = wp.train(season, trees=20, min_leaf=100)
        assert wp.score(season, model=card).equals(wp.score(season, model=trained))
    finally:
        wp.set_threads(before)


def test_files_and_pickles_hold_the_whole_model(
    trained: wp.Model, season: pl.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "my.model"
    trained.save(path)
    assert [f.name for f in tmp_path.iterdir()] == ["my.model"]
    read = wp.Model.load(path)
    assert read == trained == pickle.loads(pickle.dumps(trained)) == copy.deepcopy(trained)
    assert wp.score(season, model=read).equals(wp.score(season, model=trained))
    assert pickle.loads(pickle.dumps(wp.Model.shipped())) == wp.Model.shipped()
    assert "forest" in repr(read) and "<table" in read._repr_html_()
    with pytest.raises(FileNotFoundError, match="no.model"):
        wp.Model.load(tmp_path / "no.model")
    (tmp_path / "cut.model").write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match="damaged(.|\n)*hint"):
        wp.Model.load(tmp_path / "cut.model")
    with pytest.raises(FileNotFoundError):
        trained.save(tmp_path / "nowhere" / "my.model")


def test_intervals_are_trained_where_asked_for(season: pl.DataFrame) -> None:
    model = wp.train(season, trees=20, min_leaf=100, intervals=True, resamples=5)
    assert model.has_intervals and not model.without_intervals().has_intervals
    p = wp.predict("1st and 10 at the own 25, tied, 9:00 left in Q2", model=model)
    assert p.lower is not None and p.lower <= p.wp <= p.upper  # type: ignore[operator]


def test_settings_out_of_range_are_refused(season: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="estimator must be one of forest"):
        wp.train(season, estimator="oracle")
    with pytest.raises(ValueError, match="trees"):
        wp.train(season, trees=0)
    with pytest.raises(ValueError, match="intervals"):
        wp.train(season, estimator="spread", intervals=True)
    with pytest.raises(ValueError):
        wp.train(season.head(0))


def test_evaluation_measures_on_other_seasons(trained: wp.Model, later: pl.DataFrame) -> None:
    tested = wp.evaluate(trained, later, resamples=100)
    metrics = tested.metrics
    assert isinstance(metrics, pl.DataFrame)
    assert tested.metric("log_loss") < 0.65 and tested.metric("auc") > 0.7
    whole = metrics.filter(pl.col("quarter") == "all")
    assert whole.select((pl.col("lower") <= pl.col("value")).all()).item()
    assert set(metrics["quarter"]) >= {"all", "Q1", "Q4"}
    assert sum(tested.confusion().values()) == tested.plays
    assert tested.calibration()["plays"].sum() == tested.plays
    assert "log loss" in repr(tested) and "<svg" in tested._repr_html_()
    with pytest.raises(KeyError, match="brier"):
        tested.metric("sharpness")


def test_a_test_on_training_seasons_is_refused(trained: wp.Model, season: pl.DataFrame) -> None:
    with pytest.raises(ValueError, match="trained on season(.|\n)*in_sample"):
        wp.evaluate(trained, season)
    assert wp.evaluate(trained, season, resamples=0, in_sample=True).plays > 0
