"""A bug report says which solvers are at work, also where some do not say it themselves."""

import re
from importlib.metadata import version

import pytest

from minimesa import __version__, versions


def test_the_report_names_every_solver():
    lines = versions.report().splitlines()
    assert lines[0].startswith(f"minimesa {__version__}")
    said = dict(line.split(" ", 1) for line in lines)
    assert said["ortools"] == version("ortools")
    assert said["python-sat"].startswith(version("python-sat"))
    assert {"cadical195", "minisat22", "glucose41"} <= set(versions.bundled())
    assert "cadical195" in said["python-sat"]
    assert set(versions.EXECUTABLES) <= said.keys()


def test_a_package_that_is_not_there_is_left_out():
    assert versions.packages(("ortools", "no-such-package")) == {"ortools": version("ortools")}


@pytest.fixture
def on_the_path(tmp_path, monkeypatch):
    """Return a function that puts an executable of a given script on the path, and there alone."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(versions, "SECONDS", 0.2)

    def put(script):
        file = tmp_path / "kissat"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        return file

    return put


def test_an_executable_says_its_version(on_the_path):
    assert versions.executable("kissat") == "not on the path"
    file = on_the_path("echo 4.0.1; echo more")
    assert versions.executable("kissat") == f"4.0.1, {file}"


@pytest.mark.parametrize(
    "script",
    [
        "while :; do :; done",
        "echo 'unknown option' >&2; exit 1",
        "echo 4.0.1; exit 1",
        "echo no number",
        "printf '1\\033[31m\\n'",
        "printf '%0200d\\n' 1",
    ],
)
def test_an_executable_that_does_not(on_the_path, script):
    file = on_the_path(script)
    assert versions.executable("kissat") == f"{file}, which does not say its version"


def test_what_a_record_names():
    found = versions.versions()
    assert {"minimesa", "python", "python-sat", "ortools", "numpy"} <= found.keys()
    assert re.fullmatch(r"[0-9a-f]{40}", found.get("revision", "0" * 40))
