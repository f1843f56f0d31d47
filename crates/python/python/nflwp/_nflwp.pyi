"""The compiled part of the package."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

_Told = Callable[[int, int], None]

class Table:
    @property
    def column_names(self) -> list[str]: ...
    @property
    def shape(self) -> tuple[int, int]: ...
    def __len__(self) -> int: ...
    def column(self, name: str) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class Model:
    @classmethod
    def shipped(cls) -> Model: ...
    @classmethod
    def load(cls, path: str) -> Model: ...
    @classmethod
    def from_bytes(cls, bytes: bytes) -> Model: ...
    def to_bytes(self) -> bytes: ...
    def to_onnx(self) -> bytes: ...
    def regulation(
        self, x: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32] | None]: ...
    def snaps(
        self,
        x: npt.NDArray[np.float32],
        season: npt.NDArray[np.uint16],
        playoffs: npt.NDArray[np.bool_],
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]: ...
    @property
    def card(self) -> dict[str, Any]: ...
    @property
    def has_intervals(self) -> bool: ...
    def without_intervals(self) -> Model: ...
    def ask_predict(self, text: str, level: float) -> dict[str, Any]: ...
    def ask_fourth_down(
        self, text: str, level: float, indoors: bool | None = None
    ) -> dict[str, Any]: ...
    def ask_two_point(self, text: str, level: float) -> dict[str, Any]: ...
    def ask_kickoff(self, text: str, level: float) -> dict[str, Any]: ...
    def ask_timeout(
        self, text: str, level: float, games: int | None = None, seed: int = 1
    ) -> dict[str, Any]: ...

class FittedForest:
    @staticmethod
    def fit(
        x: npt.NDArray[np.float32],
        y: npt.NDArray[np.float64],
        classes: int,
        group: npt.NDArray[np.uint32],
        weights: npt.NDArray[np.float32] | None,
        settings: dict[str, Any],
        progress: _Told | None = None,
    ) -> tuple[FittedForest, npt.NDArray[np.float64], npt.NDArray[np.float32]]: ...
    def predict(
        self, x: npt.NDArray[np.float32], threads: int | None = None
    ) -> npt.NDArray[np.float32]: ...
    def apply(
        self, x: npt.NDArray[np.float32], threads: int | None = None
    ) -> npt.NDArray[np.uint32]: ...
    @property
    def trees(self) -> int: ...
    @property
    def nodes(self) -> int: ...
    @property
    def range(self) -> tuple[float, float]: ...
    @property
    def power(self) -> float: ...
    def arrays(self) -> list[dict[str, Any]]: ...
    @classmethod
    def from_bytes(cls, bytes: bytes) -> FittedForest: ...

def ask_simulate(text: str, games: int, seed: int) -> dict[str, Any]: ...
def columns_read() -> list[str]: ...
def evaluate_model(
    model: Model,
    plays: Any,
    schedule: Any,
    seasons: list[int] | None,
    threshold: float,
    level: float,
    resamples: int,
    in_sample: bool,
) -> tuple[list[int], int, int, Table, Table, list[int]]: ...
def fit_batches(
    first: Any,
    second: Any,
    features: int,
    grouped: bool,
    files: list[tuple[str, int]],
    regression: bool,
    settings: dict[str, Any],
    large_leaves: bool,
    folder: str | None = None,
    progress: _Told | None = None,
) -> tuple[FittedForest, npt.NDArray[np.float64], dict[str, Any]]: ...
def fourth_downs_table(
    model: Model,
    plays: Any,
    schedule: Any = None,
    level: float = 0.9,
    intervals: bool = True,
    progress: _Told | None = None,
) -> Table: ...
def games_table(
    model: Model, plays: Any, schedule: Any = None, progress: _Told | None = None
) -> Table: ...
def get_threads() -> int: ...
def ratings_table(
    schedule: Any, season: int | None = None, week: int | None = None, level: float = 0.9
) -> Table: ...
def score_columns(
    model: Model,
    plays: Any,
    schedule: Any = None,
    level: float = 0.9,
    progress: _Told | None = None,
) -> Table: ...
def set_threads(threads: int | None = None) -> None: ...
def train_model(
    plays: Any,
    schedule: Any,
    seasons: list[int] | None,
    settings: dict[str, Any],
    progress: _Told | None = None,
) -> Model: ...
