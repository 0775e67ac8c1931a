"""Workers end when they must, say why, and leave nothing behind."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from minimesa import basis as bases
from minimesa.encoding.query import Query, Verdict
from minimesa.errors import InputError
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.messages import Task
from minimesa.synthesis import cofactors, search
from minimesa.synthesis.options import Interrupted, Options

B2 = bases.get("b2")
EASY = Query(from_tables([0x8], 2), B2, gates=1)
REFUTABLE = Query(from_tables([0x6996], 4), B2, gates=2)
# A pseudo-random function of six inputs in eleven gates: far beyond any solver's minutes.
HARD = Query(from_tables([0x6F3A_91C5_D24B_8E07], 6), B2, gates=11)
PATIENCE = 60.0


def until(condition, message):
    """Poll: a generous deadline only bounds how long a failing test takes."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, message
        time.sleep(0.02)


def gone(pid):
    """Tell whether a process has ended (a zombie that nobody reaped has)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True
    return text.rpartition(")")[2].split()[0] in "ZX"


def workers(engine):
    return [worker._process.pid for worker in [*engine._idle, *engine._busy]]


def usable(engine):
    return engine.ask(EASY).verdict is Verdict.FOUND


def ctrl_c(seconds):
    """Return a timer that interrupts the main thread, as the terminal does."""
    # Whatever ran before in this process, Ctrl-C raises KeyboardInterrupt here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main = threading.main_thread().ident
    return threading.Timer(seconds, signal.pthread_kill, (main, signal.SIGINT))


def check_time_limit(engine):
    """A hard question ends with its time, and leaves the engine usable and then no process."""
    with engine:
        reply = engine.ask(HARD, seconds=1.0)
        assert (reply.verdict, reply.reason) == (Verdict.UNKNOWN, "time limit")
        assert usable(engine)
        pids = workers(engine)
    for pid in pids:
        until(lambda pid=pid: gone(pid), "a worker outlives its engine")


def check_interrupt_of_two(engine):
    """Ctrl-C ends both processes that share a hard question."""
    with engine:
        pids = []
        watch = threading.Timer(1.5, lambda: pids.extend(workers(engine)))
        timer = ctrl_c(2.5)
        watch.start()
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.ask(HARD)
        assert len(pids) == 2
        for pid in pids:
            until(lambda pid=pid: gone(pid), "a worker outlives the interrupt")


def script(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def external(tmp_path, text, *, arguments=("{formula}",)):
    path = script(tmp_path, "solver", text)
    words = ", ".join(f'"{word}"' for word in (path, *arguments))
    profile = tmp_path / "odd.toml"
    profile.write_text(f'backend = "dimacs"\ncommand = [{words}]\n')
    return profiles.load(profile)


@pytest.mark.parametrize("name", ["minisat22", "cadical195", "cpsat"])
def test_a_time_limit_is_unknown_and_never_refuted(name):
    with Engine(profiles.get(name)) as engine:
        reply = engine.ask(HARD, seconds=0.5)
        assert (reply.verdict, reply.reason) == (Verdict.UNKNOWN, "time limit")
        assert reply.circuit is None
        assert usable(engine)
        pids = workers(engine)
    for pid in pids:
        until(lambda pid=pid: gone(pid), "a worker outlives its engine")


def test_no_time_at_all():
    with Engine(profiles.get("minisat22")) as engine:
        assert engine.ask(EASY, seconds=0).reason == "time limit"
        assert usable(engine)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
@pytest.mark.parametrize("name", ["minisat22", "glucose4", "cadical153", "cadical195"])
def test_a_memory_limit_is_unknown_and_says_memory(name):
    with Engine(profiles.get(name), memory_limit=40) as engine:
        reply = engine.ask(HARD, seconds=PATIENCE)
        assert reply.verdict is Verdict.UNKNOWN
        assert "memory" in reply.reason
        assert usable(engine)


def test_a_solution_under_a_memory_limit_keeps_honest_bounds(monkeypatch):
    monkeypatch.setattr(cofactors, "FEWEST_GATES", 99)  # they would take a while before
    problem = Problem("hard", "", HARD.relation)
    with Engine(profiles.get("minisat22"), memory_limit=10) as engine:
        result = search.solve(problem, Options(B2, time_limit=PATIENCE), engine)
    assert result.status == "feasible"
    assert result.lower_bound < result.upper_bound == result.size
    assert "memory" in result.evidence[-1].reason
    assert all(item.verdict != "refuted" or item.bound < result.lower_bound
               for item in result.evidence)  # fmt: skip


def test_a_killed_worker_is_unknown_and_the_engine_goes_on():
    with Engine(profiles.get("minisat22")) as engine:
        assert usable(engine)
        (pid,) = workers(engine)
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        reply = engine.ask(HARD, seconds=PATIENCE)
        assert reply.verdict is Verdict.UNKNOWN
        assert reply.reason == "minisat22: crashed (SIGKILL)"
        assert usable(engine)
        (pid,) = workers(engine)
        os.kill(pid, signal.SIGKILL)  # while it is idle
        until(lambda: gone(pid), "SIGKILL did not end it")
        assert usable(engine)


def test_ctrl_c_leaves_no_process():
    timer = ctrl_c(0.5)
    with Engine(profiles.get("portfolio")) as engine:
        assert usable(engine)
        started = []
        original = engine._start

        def spy(*arguments, **limits):
            worker = original(*arguments, **limits)
            started.append(worker._process.pid)
            return worker

        engine._start = spy
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            engine.ask(HARD, seconds=PATIENCE)
        assert len(started) >= 2
        for pid in started:
            until(lambda pid=pid: gone(pid), "a worker survives Ctrl-C")
        assert usable(engine)


def test_ctrl_c_in_a_search_carries_what_is_known():
    timer = ctrl_c(1.0)
    with Engine(profiles.get("minisat22")) as engine:
        timer.start()
        with pytest.raises(Interrupted) as caught:
            search.solve(Problem("hard", "", HARD.relation), Options(B2), engine)
    solution = caught.value.solution
    assert solution.status == "feasible"
    assert solution.circuits
    assert solution.lower_bound < solution.upper_bound


def test_the_first_answer_of_a_portfolio_counts_and_ends_the_rest(tmp_path):
    pid_file = tmp_path / "pid"
    slow = external(
        tmp_path,
        f"import os, time\nopen({str(pid_file)!r} + '.new', 'w').write(str(os.getpid()))\n"
        f"os.rename({str(pid_file)!r} + '.new', {str(pid_file)!r})\ntime.sleep(600)\n",
    )
    path = tmp_path / "both.toml"
    path.write_text(
        'backend = "portfolio"\n'
        f'members = ["{tmp_path / "odd.toml"}", "minisat22"]\ndelays = [0, 3]\n'
    )
    assert slow.available()
    with Engine(profiles.load(path)) as engine:
        for query, expected in ((EASY, Verdict.FOUND), (REFUTABLE, Verdict.REFUTED)):
            pid_file.unlink(missing_ok=True)
            reply = engine.ask(query, seconds=PATIENCE)
            assert (reply.verdict, reply.solver) == (expected, "minisat22")
            pid = int(pid_file.read_text())
            until(lambda pid=pid: gone(pid), "the slower member goes on")


def test_a_portfolio_whose_first_member_fails_waits_for_no_delay(tmp_path):
    external(tmp_path, "raise SystemExit('no licence')")
    path = tmp_path / "both.toml"
    path.write_text(
        f'backend = "portfolio"\nmembers = ["{tmp_path / "odd.toml"}", "minisat22"]\n'
        "delays = [0, 100000]\n"
    )
    with Engine(profiles.load(path)) as engine:
        assert engine.ask(EASY, seconds=PATIENCE).verdict is Verdict.FOUND


def test_a_solver_that_gives_up_is_no_answer_of_a_portfolio(tmp_path):
    lazy = tmp_path / "lazy.toml"
    lazy.write_text('backend = "cpsat"\n[parameters]\nmax_time_in_seconds = 0.0\n')
    with Engine(profiles.load(lazy)) as engine:
        reply = engine.ask(HARD, seconds=PATIENCE)
        assert reply.verdict is Verdict.UNKNOWN
        assert "gave up" in reply.reason
    path = tmp_path / "both.toml"
    path.write_text(
        f'backend = "portfolio"\nmembers = ["{lazy}", "minisat22"]\ndelays = [0, 100000]\n'
    )
    with Engine(profiles.load(path)) as engine:
        assert engine.ask(REFUTABLE, seconds=PATIENCE).verdict is Verdict.REFUTED


def test_a_hanging_external_solver_is_killed_with_its_children(tmp_path):
    pids = tmp_path / "pids"
    profile = external(
        tmp_path,
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(pids)!r} + '.new', 'w').write(f'{{os.getpid()}} {{child.pid}}')\n"
        f"os.rename({str(pids)!r} + '.new', {str(pids)!r})\n"
        "time.sleep(600)\n",
    )
    with Engine(profile) as engine:
        reply = engine.ask(EASY, seconds=4.0)
        assert (reply.verdict, reply.reason) == (Verdict.UNKNOWN, "time limit")
        for pid in map(int, pids.read_text().split()):
            until(lambda pid=pid: gone(pid), "an external solver outlives its time")


def test_an_external_solver_ends_with_a_killed_worker(tmp_path):
    pid_file = tmp_path / "pid"
    profile = external(
        tmp_path,
        f"import os, time\nopen({str(pid_file)!r} + '.new', 'w').write(str(os.getpid()))\n"
        f"os.rename({str(pid_file)!r} + '.new', {str(pid_file)!r})\ntime.sleep(600)\n",
    )
    with Engine(profile) as engine:

        def kill():
            until(pid_file.exists, "the solver never started")
            os.kill(*workers(engine), signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        reply = engine.ask(EASY, seconds=PATIENCE)
        thread.join()
        assert reply.verdict is Verdict.UNKNOWN
        assert "crashed (SIGKILL)" in reply.reason
        until(lambda: gone(int(pid_file.read_text())), "the solver outlives its worker")


def test_workers_die_with_a_killed_parent(tmp_path):
    report = tmp_path / "pids"
    code = (
        "import os, threading, time\n"
        "from tests_engine_query import HARD\n"
        "from minimesa.solvers import profiles\n"
        "from minimesa.solvers.engine import Engine\n"
        "engine = Engine(profiles.get('minisat22'))\n"
        "def tell():\n"
        "    while not engine._busy: time.sleep(0.02)\n"
        f"    open({str(report)!r} + '.new', 'w').write(str([*engine._busy][0]._process.pid))\n"
        f"    os.rename({str(report)!r} + '.new', {str(report)!r})\n"
        "threading.Thread(target=tell, daemon=True).start()\n"
        "engine.ask(HARD)\n"
    )
    (tmp_path / "tests_engine_query.py").write_text(
        "from minimesa import basis\nfrom minimesa.encoding.query import Query\n"
        "from minimesa.relations import from_tables\n"
        "HARD = Query(from_tables([0x6F3A91C5D24B8E07], 6), basis.get('b2'), gates=11)\n"
    )
    path = os.pathsep.join([str(tmp_path), *(p for p in sys.path if p)])
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path})
    try:
        until(report.exists, "no worker started")
    finally:
        parent.kill()
        parent.wait()
    until(lambda: gone(int(report.read_text())), "a worker outlives its parent")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "print('s SATISFIABLE')\nprint('v 1 2 3 0')\nraise SystemExit(10)",
            "violates the formula",
        ),
        ("print('v one two 0')\nraise SystemExit(10)", "a model that is not numbers"),
        ("raise SystemExit(10)", "no model"),
        ("raise SystemExit(0)", "exited with status 0"),
        ("import sys\nprint('out of luck', file=sys.stderr)\nraise SystemExit(3)", "out of luck"),
        ("import os, sys\nsys.stdout.buffer.write(os.urandom(999))\nsys.exit(1)", "status 1"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "status -11"),
    ],
)
def test_nonsense_of_an_external_solver_is_unknown_with_a_reason(tmp_path, text, reason):
    with Engine(external(tmp_path, text)) as engine:
        reply = engine.ask(Query(from_tables([0xE8], 3), B2, gates=4), seconds=PATIENCE)
        assert reply.verdict is Verdict.UNKNOWN
        assert reason in reply.reason
        assert "\n" not in reply.reason


def test_a_relative_path_to_a_solver_works_from_its_directory(tmp_path, monkeypatch):
    script(tmp_path, "mine", "raise SystemExit(20)")
    (tmp_path / "mine.toml").write_text('backend = "dimacs"\ncommand = ["./mine", "{formula}"]\n')
    monkeypatch.chdir(tmp_path)
    with Engine(profiles.get("mine.toml")) as engine:
        assert engine.ask(REFUTABLE, seconds=PATIENCE).verdict is Verdict.REFUTED


def test_modules_in_the_working_directory_are_not_imported(tmp_path, monkeypatch):
    for name in ("pickle", "struct", "pysat", "minimesa"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the wrong place')\n")
    monkeypatch.chdir(tmp_path)
    with Engine(profiles.get("minisat22")) as engine:
        assert usable(engine)


def test_nothing_is_left_in_the_temporary_directory(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    with Engine(external(tmp_path, "import time\ntime.sleep(600)\n")) as engine:
        assert engine.ask(EASY, seconds=2.0).reason == "time limit"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_stream_can_be_closed_early_and_ended_by_time():
    query = Query(from_tables([0x16E9], 4), B2, gates=5)
    with Engine(profiles.get("minisat22")) as engine:
        stream = engine.stream(query, Task.CIRCUITS)
        assert next(stream) is not None
        pids = workers(engine)
        stream.close()
        for pid in pids:
            until(lambda pid=pid: gone(pid), "a closed stream goes on")
        *_, last = engine.stream(HARD, Task.CIRCUITS, seconds=0.5)
        assert (last.verdict, last.reason) == (Verdict.UNKNOWN, "time limit")
        assert usable(engine)


def test_profiles_that_cannot_run_are_refused(tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('backend = "dimacs"\ncommand = ["no-such-solver", "{formula}"]\n')
    with pytest.raises(InputError, match="no-such-solver"):
        Engine(profiles.load(path))
    (tmp_path / "outer.toml").write_text(f'backend = "portfolio"\nmembers = ["{path}"]\n')
    with pytest.raises(InputError, match="no member"):
        Engine(profiles.load(tmp_path / "outer.toml"))
    (tmp_path / "nested.toml").write_text('backend = "portfolio"\nmembers = ["portfolio"]\n')
    with pytest.raises(InputError, match="names a portfolio"):
        Engine(profiles.load(tmp_path / "nested.toml"))
    (tmp_path / "halves.toml").write_text(
        'backend = "portfolio"\nmembers = ["minisat22", "cpsat"]\nconflicts = 9\n'
    )
    with pytest.raises(InputError, match="halves for CP-SAT"):
        Engine(profiles.load(tmp_path / "halves.toml"))
    (tmp_path / "budget.toml").write_text(
        'backend = "portfolio"\nmembers = ["cadical195", "minisat22"]\nconflicts = 9\n'
    )
    with pytest.raises(InputError, match=r"'cadical195' in .* counts no conflicts"):
        Engine(profiles.load(tmp_path / "budget.toml"))
