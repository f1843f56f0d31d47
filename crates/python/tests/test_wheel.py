"""The wheel in an empty environment, without Rust or a compiler on the PATH."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

WHEEL = os.environ.get("NFLWP_WHEEL")

pytestmark = pytest.mark.skipif(
    WHEEL is None, reason="NO WHEEL TO INSTALL: `make test-python` names one in NFLWP_WHEEL"
)


def test_the_wheel_is_small_and_runs_on_any_linux() -> None:
    wheel = Path(WHEEL or "")
    assert wheel.stat().st_size < 10_000_000
    assert "cp310-abi3" in wheel.name
    if sys.platform == "linux":
        assert "manylinux" in wheel.name


def test_an_empty_environment_answers_at_once(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    bare = {"PATH": str(python.parent), "HOME": str(tmp_path)}
    begin = time.perf_counter()
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-index", str(Path(WHEEL or "").resolve())],
        check=True,
        env=bare,
    )
    said = subprocess.run(
        [
            python,
            "-c",
            "import nflwp as wp; print(wp.predict('4th and 2 at the opp 35, down 3, 2:10 left in Q4'))",
        ],
        check=True,
        env=bare,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert said.stdout.startswith("Prediction(0.")
    assert time.perf_counter() - begin < 30
