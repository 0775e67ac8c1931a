"""Where and with what a benchmark ran."""

import os
import platform
import shutil
import subprocess
import time
from pathlib import Path

from minimesa.study.run import versions

ROOT = Path(__file__).resolve().parents[3]


def circumstances(cirbo: str | None = None) -> dict:
    """Return the machine, its load, the date, and the versions of everything that was asked.

    The revision is the last one that changed ``src``: later ones with only new results are the
    same program.
    """
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "nice": os.nice(0),
        "load": os.getloadavg(),
        "versions": versions()
        | {"revision": _output("git", "-C", str(ROOT), "log", "-1", "--format=%H", "--", "src")}
        | {"berkeley-abc": _output("dpkg-query", "-Wf", "${Version}", "berkeley-abc")}
        | ({"cirbo": _version_of("cirbo", cirbo)} if cirbo else {}),
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _version_of(package: str, python: str) -> str | None:
    code = f"from importlib.metadata import version; print(version({package!r}))"
    return _output(python, "-c", code)


def _output(*command: str) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None
