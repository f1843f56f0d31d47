"""nflwp on Apache Spark: tables that no one machine holds.

>>> import nflwp.spark                                       # doctest: +SKIP
>>> plays = spark.read.parquet("play_by_play_*.parquet")     # doctest: +SKIP
>>> nflwp.spark.score(plays).write.parquet("scored")         # doctest: +SKIP

Needs ``pip install nflwp[spark]`` (pyspark and pyarrow) and Java, on the executors too.
``nflwp.forest.RandomForestClassifier.fit_spark`` grows a forest where the rows are.
"""

from __future__ import annotations

from . import _session  # noqa: F401  (says what is missing)
from ._plays import fourth_downs, score
from ._simulate import simulate
from ._train import train


__all__ = ["fourth_downs", "score", "simulate", "train"]
