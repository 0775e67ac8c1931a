"""Nothing is lost: real processes, real signals, and a rerun that finishes the plan."""

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from minimesa.study.store import Store
from minimesa.study.task import Limits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
PLAN = """\
title = "A handful"
problems = ["0x96", "0xe8", "full-adder", "reply-min", "open-path", "best-pair", "0x16e9", "maze"]
prices = ["declared-all"]
priced = ["reply-min", "open-path"]

[[definitions]]
names = ["replicated", "selecting"]
evaluator_gates = [1, 2]
"""
TASKS = 10
RESULTS = ("results", "verdicts", "rates", "findings", "prices", "task_circuits")


def results(path):
    """Return what a store says of each task, without what differs from run to run."""
    columns = {
        "results": "task, outcome, status, size, circuits, complete",
        "prices": "*",
        "verdicts": "*",
        "rates": "*",
        "findings": "task, definition, variant, candidates, evaluator_gates",
        "task_circuits": "task, number",
    }
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        return {t: sorted(db.execute(f"SELECT {columns[t]} FROM {t}")) for t in RESULTS}


def attempts(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT count(*) FROM attempts").fetchone()[0]


def tree(root):
    """Return ``{pid: (parent, arguments)}`` of the living processes below one."""
    lines = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    rows = [line.split(maxsplit=3) for line in lines]
    alive = {int(r[0]): (int(r[1]), r[3] if len(r) > 3 else "") for r in rows if r[2][0] != "Z"}
    below, found = {root}, {}
    while True:
        more = {p: alive[p] for p in alive if alive[p][0] in below and p not in found}
        if not more:
            return found
        found |= more
        below |= set(more)


def pool_workers(process):
    return [pid for pid, (_, args) in tree(process.pid).items() if "spawn_main" in args]


def solvers(process):
    return [pid for pid, (_, args) in tree(process.pid).items() if "solvers.worker" in args]


def wait_for(condition, process):
    """Wait until a condition holds, as long as the process lives."""
    while process.poll() is None:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"ended with {process.returncode}: {process.stderr.read()}")


def gone(pids):
    """Wait until none of the processes is left; the test's own time-out bounds this."""
    while any(Path(f"/proc/{pid}").exists() and not zombie(pid) for pid in pids):
        time.sleep(0.05)
    return True


def kill(pid):
    """Kill a process, which may have ended by itself since it was seen."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def zombie(pid):
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Return what an undisturbed run of the plan says."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "handful.toml").write_text(PLAN)
    process = launch(folder)
    assert process.wait() == 0
    process.stderr.close()
    found = results(folder / "s.sqlite")
    assert len(found["results"]) == TASKS
    return found


def launch(folder, *options, **keywords):
    with (folder / "out.txt").open("w") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "minimesa", "check", "handful.toml", "--store", "s.sqlite",
             "--workers", "2", *options],
            cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, **keywords,
        )  # fmt: skip


@pytest.fixture
def check(tmp_path):
    """Return a function that starts a check of the plan; all are ended with the test."""
    (tmp_path / "handful.toml").write_text(PLAN)
    processes = []

    def start(*options, **keywords):
        processes.append(launch(tmp_path, *options, **keywords))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "s.sqlite"


def begun(file):
    """Tell whether some results are in the store."""
    return file.exists() and saved(file) >= 1


def saved(file):
    try:
        return attempts(file)
    except sqlite3.OperationalError:  # the tables are not there yet
        return 0


def crashed(file):
    """Return how many tasks were given up because their worker died."""
    try:
        with closing(sqlite3.connect(file)) as db:
            return db.execute("SELECT count(*) FROM attempts WHERE outcome = 'crashed'").fetchone()[
                0
            ]
    except sqlite3.OperationalError:  # no file or no tables yet
        return 0


def finish(check, file, finished):
    """Run again; everything is there once, and another run does nothing at all."""
    process = check()
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert results(file) == finished
    tried, content = attempts(file), file.read_bytes()
    process = check()
    _, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert attempts(file) == tried
    assert file.read_bytes() == content


def test_a_kill_of_the_parent(check, file, finished):
    process = check()
    wait_for(lambda: begun(file), process)
    children = tree(process.pid)
    process.kill()
    process.wait()
    assert gone(children)
    assert attempts(file) < TASKS
    finish(check, file, finished)


@pytest.mark.parametrize("victims", [pool_workers, solvers])
def test_a_kill_of_a_worker_or_solver_is_made_up_for_in_the_same_run(
    check, file, finished, victims
):
    process = check()
    victim = wait_for(lambda: begun(file) and victims(process), process)[0]
    kill(victim)
    _, err = process.communicate()
    if process.returncode == 3:  # a solver that died leaves its task open
        assert victims is solvers
        assert "crashed" in err
        process = check("--retry-open", "--time-limit", "100")
        process.communicate()
        assert process.returncode == 3, "a smaller limit is no reason to try again"
    else:
        assert process.returncode == 0, err
        finish(check, file, finished)


def test_a_worker_that_dies_each_time_is_reported_and_the_rest_is_done(check, file, finished):
    process = check()
    deadly = set()
    while process.poll() is None and not crashed(file):
        for pid in pool_workers(process):
            deadly.add(pid)
            kill(pid)
    _, err = process.communicate()
    assert process.returncode == 3
    assert "the worker process died" in err
    assert len(deadly) >= 2
    assert crashed(file) < attempts(file) == TASKS
    finish(check, file, finished)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_prints_what_is_known(check, file, finished, tmp_path, number):
    process = check("--json")
    wait_for(lambda: begun(file), process)
    children = tree(process.pid)
    process.send_signal(number)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    assert gone(children)
    rows = [json.loads(line) for line in (tmp_path / "out.txt").read_text().splitlines()]
    assert len(rows) == TASKS
    assert sum(row["outcome"] == "done" for row in rows) == attempts(file)
    finish(check, file, finished)


def test_an_interrupt_of_the_whole_group_while_workers_start(check, file, finished):
    process = check(start_new_session=True)
    wait_for(lambda: pool_workers(process), process)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err
    finish(check, file, finished)


def test_memory_that_runs_out_leaves_tasks_open(check, file, finished):
    process = check("--memory-limit", "1")
    _, err = process.communicate()
    assert process.returncode == 3, err
    assert "memory limit" in err
    with closing(sqlite3.connect(file)) as db:
        outcomes = {row[0] for row in db.execute("SELECT outcome FROM attempts")}
    assert "crashed" not in outcomes
    process = check("--retry-open")
    process.communicate()
    assert process.returncode == 0
    assert results(file) == finished


def test_a_full_disk(check, file, finished):
    """A file that may not grow stands for a disk that is full."""

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))

    process = check(preexec_fn=limit)
    _, err = process.communicate()
    assert process.returncode == 2
    assert "cannot write to the store" in err or "cannot use it as a store" in err
    assert "Traceback" not in err
    finish(check, file, finished)


def test_two_runs_at_once(check, file, finished):
    both = [check(), check()]
    for process in both:
        _, err = process.communicate()
        assert process.returncode == 0, err
    assert results(file) == finished
    finish(check, file, finished)


def test_a_copy_taken_at_any_moment_is_a_store(check, file, finished, tmp_path):
    """What a power cut leaves: the database and its log as they are on the disk."""
    process = check()
    wait_for(lambda: begun(file), process)
    copies = 0
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        for suffix in ("", "-wal"):
            source = Path(f"{file}{suffix}")
            if source.exists():
                shutil.copy(source, tmp_path / f"copy{copies}.sqlite{suffix}")
        process.send_signal(signal.SIGCONT)
        copies += 1
        time.sleep(0.1)
    process.communicate()
    complete = set(results(file)["results"])
    assert copies
    for number in range(copies):
        part = set(results(tmp_path / f"copy{number}.sqlite")["results"])
        assert part <= complete
    shutil.copy(tmp_path / "copy0.sqlite", file)
    wal = tmp_path / "copy0.sqlite-wal"
    if wal.exists():
        shutil.copy(wal, f"{file}-wal")
    finish(check, file, finished)


def test_many_small_tasks_leave_nothing_behind(task, do, tmp_path):
    tasks = [task(f"0x{table:04x}") for table in (0xAAAA, 0xCCCC, 0xF0F0, 0xFF00, 0x8888, 0x6666)]
    with Store(tmp_path / "s.sqlite") as store:
        records = do(tasks, store, Limits(30.0), workers=2)
        assert {record["outcome"] for _, record in records} == {"done"}
        assert sorted(t.identity for t, _ in records) == sorted(t.identity for t in tasks)
        assert do(tasks, store, Limits(30.0)) == []
