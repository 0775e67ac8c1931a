"""Run the command line in this process, or as a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from minimesa.cli.application import application

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What a run ended with."""

    status: int
    out: str
    err: str


@pytest.fixture
def hard():
    """Return a table of six inputs that no solver settles within minutes."""
    return "0x6996a5c3f00f1234"


@pytest.fixture
def minimesa(capsys):
    """Return a function that runs ``minimesa`` in this process."""

    def run(*arguments):
        capsys.readouterr()
        status = application.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Result(status, captured.out, captured.err)

    return run


@pytest.fixture
def start():
    """Return a function that starts ``minimesa`` as a process; it is ended with the test."""
    processes = []

    def begin(*arguments, **keywords):
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        keywords = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **keywords}
        process = subprocess.Popen(
            [sys.executable, "-m", "minimesa", *map(str, arguments)],
            env=environment | keywords.pop("env", {}),
            text=True,
            **keywords,
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr, process.stdin):
            if stream is not None:
                stream.close()
