"""The programs that are compared: what each is asked, and how."""

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import minimesa
from peers import answers
from peers.answers import Answer
from peers.instances import Instance
from peers.measure import Session, Usage, run

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reply:
    """An answer, or none, and what it took.

    Attributes:
        answer: the circuit, or None.
        limited: whether the limit was reached.
        cpu: user and system seconds of the process tree.
        wall: wall-clock seconds.
        processes: how many processes were started for it, each with the cost of a start.

    """

    answer: Answer | None
    limited: bool
    cpu: float
    wall: float
    processes: int = 0


@dataclass(frozen=True)
class Tool:
    """A program.

    Attributes:
        name: what a record calls it.
        accepts: whether it can be asked for an instance at all.
        solve: asks it, with a limit in CPU seconds.
        starts: CPU seconds of each start, where those are no part of the figures.
        start: measures the CPU seconds of a start, where every question is a process.

    """

    name: str
    accepts: Callable[[Instance], bool]
    solve: Callable[[Instance, float], Reply]
    starts: list[float] = field(default_factory=list)
    start: Callable[[], float] | None = None


class Tools:
    """The programs that were asked for and are there; used with ``with``, which ends them.

    Args:
        names: which ones.
        cirbo: a Python that has cirbo, or None.
        percy: a program that wraps percy, or None.
        topologies: the folder with percy's stored partial DAGs, or None.

    Attributes:
        present: the programs, in the order asked for.
        absent: for each program that is not there, why.

    """

    def __init__(
        self, names: list[str], cirbo: str | None, percy: str | None, topologies: str | None
    ) -> None:
        self._stack = ExitStack()
        self.present: list[Tool] = []
        self.absent: dict[str, str] = {}
        abc = shutil.which("berkeley-abc") or shutil.which("abc")
        no_abc = None if abc else "no berkeley-abc on the path"
        no_cirbo = None if cirbo else "give a Python that has cirbo with --cirbo"
        no_percy = None if percy else "give a program that wraps percy with --percy"
        no_stored = no_percy or (None if topologies else "give --percy-topologies")
        makers: dict[str, tuple[str | None, Callable[[], Tool]]] = {
            "minimesa-tables": (None, lambda: self._minimesa("minimesa-tables", "default", True)),
            "minimesa-minisat22": (
                None,
                lambda: self._minimesa("minimesa-minisat22", "minisat22", False),
            ),
            "minimesa-default": (
                None,
                lambda: self._minimesa("minimesa-default", "default", False),
            ),
            "abc-exact": (no_abc, lambda: _abc_exact(abc)),
            "abc-lutexact": (no_abc, lambda: _abc_lutexact(abc)),
            "cirbo": (no_cirbo, lambda: self._cirbo(cirbo)),
            "percy-ssv": (no_percy, lambda: _percy("percy-ssv", percy, "ssv", ("b2", "aig"))),
            "percy-topologies": (
                no_stored,
                lambda: _percy("percy-topologies", percy, f"topologies:{topologies}", ("b2",)),
            ),
        }
        for name in names:
            reason, make = makers[name]
            if reason is None:
                self.present.append(make())
            else:
                self.absent[name] = reason

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _minimesa(self, name: str, profile: str, tables: bool) -> Tool:
        source = str(Path(minimesa.__file__).parents[1])
        command = [sys.executable, str(HERE / "serve_minimesa.py"), profile]
        command.append("tables" if tables else "no-tables")
        session = self._stack.enter_context(Session(command, os.environ | {"PYTHONPATH": source}))

        def solve(instance: Instance, limit: float) -> Reply:
            relation = instance.relation
            question = {
                "basis": instance.basis,
                "inputs": relation.inputs,
                "outputs": relation.outputs,
                "allowed": relation.allowed,
                "care": relation.care,
            }
            usage = session.ask(json.dumps(question), limit)
            return _reply(usage, lambda text: answers.minimesa(text, relation, instance.basis))

        return Tool(name, lambda _: True, solve, session.starts)

    def _cirbo(self, python: str) -> Tool:
        session = self._stack.enter_context(Session([python, str(HERE / "serve_cirbo.py")]))

        def solve(instance: Instance, limit: float) -> Reply:
            question = {"basis": instance.basis, "patterns": instance.patterns}
            return _reply(session.ask(json.dumps(question), limit), answers.cirbo)

        return Tool("cirbo", lambda instance: instance.patterns is not None, solve, session.starts)


NAMES = (
    "minimesa-tables",
    "minimesa-minisat22",
    "minimesa-default",
    "abc-exact",
    "abc-lutexact",
    "cirbo",
    "percy-ssv",
    "percy-topologies",
)


def _reply(usage: Usage, read: Callable[[str], Answer | None], processes: int = 0) -> Reply:
    answer = None if usage.text is None else read(usage.text)
    return Reply(answer, usage.limited, usage.cpu, usage.wall, processes)


def _abc_exact(abc: str) -> Tool:
    """Return ABC's ``exact``: several outputs, LUTs or ANDs, no limit on conflicts."""

    def solve(instance: Instance, limit: float) -> Reply:
        tables = " ".join(instance.tables)
        command = (
            f"exact -C 0 -a {tables}; &ps; &put; write_blif x.blif"
            if instance.basis == "aig"
            else f"exact -C 0 {tables}; print_stats; write_blif x.blif"
        )
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "x.blif"
            usage = run([abc, "-c", command], limit, Path(folder))
            return _reply(
                usage, lambda text: answers.abc_exact(text, file, instance.relation), processes=1
            )

    return Tool("abc-exact", _is_function, solve, start=lambda: _start([abc, "-c", "quit"]))


def _abc_lutexact(abc: str) -> Tool:
    """Return ABC's ``lutexact``, asked for one node more until it has a circuit."""

    def solve(instance: Instance, limit: float) -> Reply:
        (table,) = instance.tables
        inputs = len(instance.relation.inputs)
        cpu, begin = 0.0, time.monotonic()
        options = "-a " if instance.basis == "aig" else ""
        nodes, processes = inputs - 1, 0  # it refuses fewer
        while True:
            command = f"lutexact -I {inputs} -N {nodes} -K 2 {options}-v {table}"
            usage = run([abc, "-c", command], limit - cpu)
            cpu, processes = cpu + usage.cpu, processes + 1
            answer = None if usage.text is None else answers.abc_lutexact(usage.text)
            refuted = usage.text is not None and "no solution" in usage.text
            if not refuted:
                wall = time.monotonic() - begin
                return Reply(answer, usage.limited, cpu, wall, processes)
            nodes += 1

    def accepts(instance: Instance) -> bool:
        return _is_function(instance) and len(instance.tables) == 1

    return Tool("abc-lutexact", accepts, solve, start=lambda: _start([abc, "-c", "quit"]))


def _percy(name: str, driver: str, mode: str, supported: tuple[str, ...]) -> Tool:
    """Return percy by a driver; its stored topologies have one output."""

    def solve(instance: Instance, limit: float) -> Reply:
        inputs = str(len(instance.relation.inputs))
        command = [driver, mode, instance.basis, inputs, *instance.tables]
        return _reply(run(command, limit), answers.percy, processes=1)

    def accepts(instance: Instance) -> bool:
        if instance.basis not in supported or not _is_function(instance):
            return False
        return mode == "ssv" or len(instance.tables) == 1

    start = ["ssv", "b2", "2", "8"]
    return Tool(name, accepts, solve, start=lambda: _start([driver, *start]))


def _is_function(instance: Instance) -> bool:
    return instance.tables is not None


def _start(command: list[str]) -> float:
    """Return the median CPU seconds of a run that has nothing to do."""
    return sorted(run(command, 60).cpu for _ in range(5))[2]
