"""A real scheduler with two workers on this machine, one of which is killed on the way."""

import importlib.util
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from minimesa.errors import InputError
from minimesa.study import cluster

ROOT = Path(__file__).resolve().parents[2]
PROBLEMS = ("0x96", "0xe8", "full-adder", "reply-min", "open-path", "best-pair", "0x16e9", "maze")
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="distributed is not installed"
)


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(InputError, match=r"pip install 'minimesa\[dask\]'"),
        cluster.cluster_lanes("127.0.0.1:1"),
    ):
        pass


@needs_dask
def test_a_scheduler_that_is_not_there(monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    with pytest.raises(InputError, match="no Dask scheduler"), cluster.cluster_lanes("127.0.0.1:1"):
        pass


@pytest.fixture
def launch(tmp_path):
    """Return a function that starts a Python module as a process; it is ended with the test."""
    processes = []

    def start(*arguments):
        with (tmp_path / f"log{len(processes)}.txt").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=tmp_path,
                env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
                stdout=subprocess.PIPE if arguments[0] == "minimesa" else log,
                stderr=log,
                text=True,
            )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def check(launch, store, *options):
    """Return the command that checks the problems, as a process."""
    return launch(
        "minimesa", "check", *PROBLEMS, "--store", store, "--json", "--evaluator-gates", "1,2",
        *options,
    )  # fmt: skip


def kept(store):
    """Return how many results a store holds; none before it has tables."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
            return db.execute("SELECT count(*) FROM results").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def answers(process):
    """Return what the rows say, without which witness was met first."""
    out, _ = process.communicate()
    rows = [json.loads(row) for row in out.splitlines()]
    for row in rows:
        for verdict in row["verdicts"]:
            verdict["witnesses"] = len(verdict["witnesses"])
    return process.returncode, [{k: v for k, v in row.items() if k != "depth"} for row in rows]


@needs_dask
@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_results(launch, tmp_path):
    here = answers(check(launch, "here.sqlite"))
    file = tmp_path / "scheduler.json"
    launch(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(file),
    )  # fmt: skip
    while not file.exists():
        time.sleep(0.1)
    workers = [
        launch(
            "distributed.cli.dask_worker", "--scheduler-file", str(file), "--host", "127.0.0.1",
            "--nthreads", "1", "--no-nanny", "--no-dashboard",
        )
        for _ in range(2)
    ]  # fmt: skip
    address = json.loads(file.read_text())["address"]
    process = check(launch, "there.sqlite", "--dask", address)
    while not kept(tmp_path / "there.sqlite"):
        if process.poll() == 2:  # no worker has come up yet
            process.communicate()
            process = check(launch, "there.sqlite", "--dask", address)
        time.sleep(0.02)
    assert process.poll() is None, "over before a worker could be killed"
    workers[0].send_signal(signal.SIGKILL)
    assert answers(process) == here
    assert here[0] == 0
    assert len(here[1]) == len(PROBLEMS)
