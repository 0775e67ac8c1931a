"""Tasks over small problems, and plain circuits out of records."""

from typing import NamedTuple

import pytest

from minimesa.basis import get
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.study.run import pending, run
from minimesa.study.task import Limits, Question, Task

DEFAULT = profiles.get("default")


class PlainGate(NamedTuple):
    """A gate as data."""

    operator: int
    fanin: tuple


class PlainOutput(NamedTuple):
    """An output as data."""

    wire: int
    inverted: bool


class Plain(NamedTuple):
    """A circuit as data, which knows nothing of the package."""

    inputs: tuple
    gates: tuple
    outputs: tuple


@pytest.fixture
def task():
    """Return a function that makes a task of a problem's name."""

    def make(name, *, basis="b2", objective="size", slack=0, questions=None, requirement=None):
        asked = (Question("replicated", "p", 2, 1),) if questions is None else questions
        return Task(
            find_problem(name),
            get(basis),
            objective,
            slack,
            () if requirement else tuple(asked),
            requirement,
        )

    return make


@pytest.fixture
def do():
    """Return a function that does what is missing of some tasks, and how they ended."""

    def run_all(tasks, store, limits=None, *, workers=1, retry_open=False):
        limits = limits or Limits()
        records = []

        def report(_progress, task, record):
            if record is not None:
                records.append((task, record))

        todo = pending(tasks, store, limits, retry_open=retry_open)
        run(todo, store, limits, DEFAULT, workers=workers, total=len(tasks), report=report)
        return records

    return run_all


@pytest.fixture
def plain():
    """Return a function that reads the JSON of a circuit without the package."""

    def read(data):
        names = [*data["inputs"], *(gate["name"] for gate in data["gates"])]
        wires = {name: wire for wire, name in enumerate(names)} | {"0": -1}
        return Plain(
            tuple(data["inputs"]),
            tuple(
                PlainGate(int(g["op"], 16), tuple(wires[w] for w in g["fanin"]))
                for g in data["gates"]
            ),
            tuple(PlainOutput(wires[o["wire"]], o["inverted"]) for o in data["outputs"]),
        )

    return read
