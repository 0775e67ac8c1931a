"""Which versions of which programs are at work, for records and bug reports."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from minimesa import __version__

SOLVERS = ("python-sat", "ortools", "numpy")
"""Packages that a record names."""
OTHERS = ("networkx", "graphlay", "dratify", "cdclkit-native")
"""Further packages that a bug report names."""
EXECUTABLES = ("minisat", "cadical", "kissat", "drat-trim")
"""Solvers and the proof checker that are used where they are on the path."""
SECONDS = 2
"""An executable that takes longer to say its version is left alone."""


@cache
def versions() -> dict[str, str]:
    """Return the versions that a record names: this program, its revision, Python, solvers."""
    found = {"minimesa": __version__, "python": platform.python_version(), **packages(SOLVERS)}
    try:
        revision = subprocess.run(
            ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return found
    return found | {"revision": revision.stdout.strip()}


def packages(names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def bundled() -> list[str]:
    """Return the solvers that python-sat was built with; most names end in a version."""
    try:
        import pysolvers  # noqa: PLC0415 - only for who asks
    except ImportError:
        return []
    return sorted(name.removesuffix("_new") for name in dir(pysolvers) if name.endswith("_new"))


def executable(name: str) -> str:
    """Return the version that an executable says, or why there is none."""
    path = shutil.which(name)
    if path is None:
        return "not on the path"
    try:
        ended = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return f"{path}, which does not say its version"
    first = ended.stdout.decode(errors="replace").strip().partition("\n")[0]
    said = ended.returncode == 0 and re.fullmatch(r"[ -~]{0,40}[0-9][ -~]{0,40}", first)
    return f"{first}, {path}" if said else f"{path}, which does not say its version"


def report() -> str:
    """Return all versions, one a line, as a bug report should have them."""
    found = versions()
    revision = f" (revision {found['revision'][:12]})" if "revision" in found else ""
    lines = [
        f"minimesa {__version__}{revision}",
        f"python {found['python']}, {platform.platform()}",
    ]
    for name in (*SOLVERS, *OTHERS):
        line = f"{name} {packages((name,)).get(name, 'not installed')}"
        if name == "python-sat" and (solvers := bundled()):
            line += f" with {', '.join(solvers)}"
        lines.append(line)
    lines += [f"{name} {executable(name)}" for name in EXECUTABLES]
    return "\n".join(lines)
