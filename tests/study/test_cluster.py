"""A real scheduler with two workers on this machine, one of which is killed on the way."""

import importlib.util
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from minimesa.errors import InputError
from minimesa.solvers import profiles
from minimesa.study import cluster, sharing
from minimesa.study.execute import execute
from minimesa.study.split import run_split
from minimesa.study.store import Store
from minimesa.study.task import Limits, Question

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


@pytest.fixture
def start_cluster(launch, tmp_path):
    """Return a function that starts a scheduler with two workers: its address, and these."""

    def start():
        file = tmp_path / "scheduler.json"
        launch(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard", "--scheduler-file", str(file),
        )  # fmt: skip
        while not file.exists():
            time.sleep(0.1)
        workers = [
            launch(
                "distributed.cli.dask_worker", "--scheduler-file", str(file), "--host",
                "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard",
            )
            for _ in range(2)
        ]  # fmt: skip
        return json.loads(file.read_text())["address"], workers

    return start


@needs_dask
@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_results(launch, start_cluster, tmp_path):
    here = answers(check(launch, "here.sqlite"))
    address, workers = start_cluster()
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


@needs_dask
@pytest.mark.slow
def test_a_worker_that_is_lost_loses_only_its_case(start_cluster, task, tmp_path, monkeypatch):
    monkeypatch.setattr(sharing, "WHOLE_SECONDS", 0.0)
    questions = [Question(name, "p", 2, m) for name in ("replicated", "selecting") for m in (1, 2)]
    asked = task("0x16e9", questions=questions)
    address, workers = start_cluster()
    while True:
        try:
            with cluster.cluster_lanes(address) as (lane,):
                if lane.workers == len(workers):
                    break
        except InputError:  # no worker has come up yet
            time.sleep(0.1)
    records, killed = [], []

    def report(progress, _task, record):
        records.extend([] if record is None else [record])
        if not killed and re.search(r" [1-9][0-9]* of [0-9]+ cases refuted", progress.detail or ""):
            assert workers[0].poll() is None
            workers[0].send_signal(signal.SIGKILL)
            killed.append(progress.detail)

    profile = profiles.get("cadical195")
    with Store(tmp_path / "s.sqlite") as store:
        run_split(
            [asked], store, Limits(), profile, workers=1, total=1, report=report, cluster=address
        )
    assert killed
    (record,) = records
    assert record["outcome"] == "done"
    ordinary = execute(asked, Limits(), profile)
    assert [row[:-2] for row in record["verdicts"]] == [row[:-2] for row in ordinary["verdicts"]]
