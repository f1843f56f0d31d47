"""Models: files and what they hold."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from typing import Any

from . import _nflwp


class Model:
    """A model of win probability.

    Made by :func:`nflwp.train`, read by :meth:`Model.load`;
    :meth:`Model.shipped` is the one that comes with the package. Models can be
    pickled, copied and compared.
    """

    __slots__ = ("_core",)

    def __init__(self, core: _nflwp.Model) -> None:
        self._core = core

    @staticmethod
    @cache
    def shipped() -> Model:
        """The model that comes with the package."""
        return Model(_nflwp.Model.shipped())

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Model:
        """Read a model's file, as :meth:`save` or ``wp train`` wrote it.

        Raises
        ------
        FileNotFoundError
            Where there is no such file.
        ValueError
            For a file that is no whole model.
        """
        return Model(_nflwp.Model.load(os.fspath(path)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the model to a file, whole or not at all; ``wp`` reads it too."""
        path = os.fspath(path)
        folder, name = os.path.split(path)
        handle, temporary = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self._core.to_bytes())
                file.flush()
                os.fsync(file.fileno())
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(temporary, 0o666 & ~umask)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise

    def to_onnx(self) -> bytes:
        """What any snap of regulation is worth, as the bytes of an ONNX file.

        ``onnxruntime.InferenceSession(model.to_onnx())`` runs it, in any language. Its
        input ``features`` has one row a play and the columns :attr:`features` (32-bit
        floats, NaN for unknown); ``season``, ``playoffs`` and ``qtr`` (one value, or one
        a play) may be left out for today's rules and the regular season. Its output ``wp`` is
        the probability that the team with the ball wins, as :func:`nflwp.predict`
        answers it, with fourth downs and the last minutes; ``members`` the same by each
        replicate where the model has intervals. Overtime is not inside. A model of
        other features than the usual twelve is written without fourth downs and last
        minutes; the file's metadata say so.

        Raises
        ------
        ValueError
            For a model that is no forest.
        """
        return self._core.to_onnx()

    @property
    def card(self) -> dict[str, Any]:
        """Settings, features, training data and metrics."""
        return self._core.card

    @property
    def features(self) -> list[str]:
        """The features' names, in the order of the model's matrix."""
        return list(self.card["features"])

    @property
    def has_intervals(self) -> bool:
        """Whether predictions carry confidence intervals."""
        return self._core.has_intervals

    def without_intervals(self) -> Model:
        """The same model, answering without intervals: about twice as fast."""
        return Model(self._core.without_intervals())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and self._core == other._core

    def __hash__(self) -> int:
        return hash(self._core)

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return (Model, (self._core,))

    def __repr__(self) -> str:
        return repr(self._core)

    def _repr_html_(self) -> str:
        from ._html import table

        data = self.card["provenance"]
        rows: list[tuple[str, object]] = [
            ("plays", f"{data['plays']:,}"),
            ("games", f"{data['games']:,}"),
            ("seasons", ", ".join(map(str, data["seasons"]))),
            ("features", ", ".join(self.features)),
            ("intervals", "yes" if self.has_intervals else "no"),
        ]
        return table(["model", repr(self)], rows)


def core(model: Model | None) -> _nflwp.Model:
    """The compiled part of a model, of the shipped one for None."""
    if model is None:
        model = Model.shipped()
    if not isinstance(model, Model):
        kind = type(model).__name__
        raise TypeError(f"model must be a nflwp.Model, but was a {kind}\nhint: nflwp.Model.load(path) reads one")
    return model._core
