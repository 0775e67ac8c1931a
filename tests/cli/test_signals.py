"""Ctrl-C, SIGTERM and SIGKILL: what is known is printed, and no worker survives."""

import json
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest


def processes():
    """Return ``{pid: parent}`` of every process that is not a zombie."""
    lines = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    rows = (line.split() for line in lines)
    return {int(pid): int(parent) for pid, parent, state in rows if not state.startswith("Z")}


def workers(process):
    """Wait until the process has a worker; return the workers."""
    while process.poll() is None:
        found = [pid for pid, parent in processes().items() if parent == process.pid]
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"ended with {process.returncode} before it asked a solver")


def ready(process):
    """Wait until the process handles signals: before that Python leaves SIGTERM alone."""
    while process.poll() is None:
        fields = dict(
            line.split(":", 1)
            for line in Path(f"/proc/{process.pid}/status").read_text().splitlines()
        )
        if int(fields.get("SigCgt", "0"), 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.02)


def below(root):
    """Return the processes below one."""
    parents, found = processes(), {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {root}


def gone(pids):
    """Wait until none of the processes is left; the test's own time-out bounds this."""
    while set(pids) & set(processes()):
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_prints_what_is_known_and_ends_the_workers(start, hard, number):
    process = start("solve", hard, "0x8", "--json")
    children = workers(process)
    process.send_signal(number)
    out, err = process.communicate()
    assert process.returncode == 130
    (entry,) = [json.loads(line) for line in out.splitlines()]
    assert (entry["problem"], entry["status"]) == (hard, "feasible")
    assert entry["lower_bound"] < entry["upper_bound"]
    assert "interrupted" in err
    assert "Traceback" not in err
    assert gone(children)


def test_results_before_the_interrupt_are_kept(start, hard):
    process = start("solve", "0x8", hard, "--json")
    assert json.loads(process.stdout.readline())["problem"] == "0x8"
    workers(process)
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert process.returncode == 130


def attempts(store):
    """Return how many results a store holds; none before it has tables."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
            return db.execute("SELECT count(*) FROM attempts").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_of_a_shared_task_keeps_what_is_finished(
    start, minimesa, hard, tmp_path, number
):
    store = tmp_path / "s.sqlite"
    command = ("check", "0x8", hard, "-d", "replicated", "-m", "1", "--store", store)
    process = start(*command, "--split", "--workers", "2", "--json")
    while process.poll() is None and not (attempts(store) and below(process.pid)):
        time.sleep(0.05)
    children = below(process.pid)
    process.send_signal(number)
    out, err = process.communicate()
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert gone(children)
    assert [json.loads(row)["outcome"] for row in out.splitlines()] == ["done", "missing"]
    assert minimesa(*command, "--dry-run").out.startswith("1 of 2 tasks to do")


def test_killing_the_parent_of_a_shared_task_leaves_no_worker(start, hard, tmp_path):
    process = start("check", hard, "-d", "replicated", "--split", "--store", tmp_path / "s.sqlite")
    children = workers(process)
    process.kill()
    process.wait()
    assert gone(children)


def test_an_interrupt_while_a_problem_is_read(start, tmp_path):
    path = tmp_path / "slow.toml"
    path.write_text(
        "[inputs]\nx = 14\n[outputs]\ny = 1\n[solve]\n"
        "define.y = 'sum(1 for i in range(500) if i * i % 7 == x % 7) % 2'\n"
    )
    process = start("solve", path)
    ready(process)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in err


def test_a_second_signal_ends_the_process_at_once(start, hard):
    process = start("solve", hard)
    workers(process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err


def test_killing_the_parent_leaves_no_worker(start, hard):
    process = start("solve", hard)
    children = workers(process)
    process.kill()
    process.wait()
    assert gone(children)
