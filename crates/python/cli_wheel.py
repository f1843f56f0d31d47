"""Packs the command `wp` as a wheel of its own, nflwp-cli: the plain binary.

    python3 crates/python/cli_wheel.py target/dist/wp target/wheels

`pip install` puts it on the PATH. Needs nothing but Python's own library.
"""

import base64
import hashlib
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

SUMMARY = "The command wp: NFL win probability, decisions, charts, simulation, a service"


def platform(binary: bytes) -> str:
    """The wheel's platform: on Linux by the newest symbols of glibc that the binary asks for."""
    own = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if not own.startswith("linux"):
        return own
    asked = [int(minor) for minor in re.findall(rb"GLIBC_2\.(\d+)\0", binary)]
    return f"manylinux_2_{max(asked)}_{own.removeprefix('linux_')}"


def main(command: str, folder: str) -> None:
    binary = Path(command).read_bytes()
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.fullmatch(r"wp (\d+\.\d+\.\d+)\s*", said)[1]
    tag = f"py3-none-{platform(binary)}"
    name = f"nflwp_cli-{version}"
    about = f"{name}.dist-info"
    script = "wp.exe" if command.endswith(".exe") else "wp"
    files = {
        f"{name}.data/scripts/{script}": binary,
        f"{about}/METADATA": (
            f"Metadata-Version: 2.1\nName: nflwp-cli\nVersion: {version}\nSummary: {SUMMARY}\n"
            "License: MIT\nRequires-Python: >=3.10\n"
        ).encode(),
        f"{about}/WHEEL": (
            f"Wheel-Version: 1.0\nGenerator: cli_wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n"
        ).encode(),
    }
    record = [f"{about}/RECORD,,"]
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        record.insert(0, f"{path},sha256={digest},{len(content)}")
    files[f"{about}/RECORD"] = ("\n".join(record) + "\n").encode()
    Path(folder).mkdir(parents=True, exist_ok=True)
    wheel = Path(folder) / f"{name}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content in files.items():
            # The same bytes give the same wheel.
            info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
            archive.writestr(info, content)
    print(f"{wheel}: {wheel.stat().st_size:,} bytes")


main(*sys.argv[1:])
