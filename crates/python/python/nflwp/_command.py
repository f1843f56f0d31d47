"""The command ``wp``, which comes with ``pip install nflwp[cli]``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from functools import cache


def _candidates() -> Iterator[str]:
    """The one that is named, this environment's, the user's, the PATH's."""
    named = os.environ.get("NFLWP_COMMAND")
    if named:
        yield named
        return
    name = "wp.exe" if os.name == "nt" else "wp"
    schemes = [sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user")]
    for scheme in schemes:
        yield os.path.join(sysconfig.get_path("scripts", scheme), name)
    on_path = shutil.which("wp")
    if on_path:
        yield on_path


@cache
def find() -> str:
    """Where the command is.

    Raises
    ------
    FileNotFoundError
        Where there is none. Others are called ``wp`` too, so each is asked who it is.
    """
    for path in _candidates():
        if not shutil.which(path):
            continue
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.startswith("wp 0."):
            return path
    raise FileNotFoundError(
        "this needs the command `wp`\nhint: pip install nflwp[cli], or name it in $NFLWP_COMMAND"
    )


def run(*arguments: str) -> str:
    """What the command prints, asked with these arguments; it stops with Ctrl-C."""
    done = subprocess.run(
        [find(), *arguments, "--color", "never"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode == 0:
        return done.stdout
    if done.returncode in (130, -2):
        raise KeyboardInterrupt
    said = done.stderr.strip().removeprefix("error: ")
    # What was asked wrongly is the asker's; the rest went wrong outside.
    raise ValueError(said) if done.returncode == 2 else OSError(said)
