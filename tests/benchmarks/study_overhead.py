"""What a study costs beyond its tasks: many tasks that take next to nothing.

    python tests/benchmarks/study_overhead.py [TASKS] [WORKERS]

Each asks for the least circuits of x0 on a care set of its own; a wire does, so next to nothing is
solved. The overhead of a task is the wall-clock time in which workers did no task, divided by the
number of tasks: handing over, keeping the result with one synchronised transaction, and starting
the workers. A rerun then looks at every task and does none.
"""

import sys
import tempfile
import time
from pathlib import Path

from minimesa.basis import get
from minimesa.problems.problem import Problem
from minimesa.relations import Relation
from minimesa.solvers import profiles
from minimesa.study.run import pending, run
from minimesa.study.store import Store
from minimesa.study.task import Limits, Question, Task

INPUTS = 4
X0 = 0xAAAA

DEFAULT = profiles.get("default")


def task(care):
    """Return the task of copying the first of four inputs on the rows of a care set."""
    inputs = tuple(f"x{i}" for i in range(INPUTS))
    rows = range(1 << INPUTS)
    allowed = tuple(1 << (X0 >> row & 1) if care >> row & 1 else 3 for row in rows)
    relation = Relation(inputs, ("y0",), allowed, care)
    return Task(
        Problem(f"copy-{care}", "x0 on some rows", relation),
        get("b2"),
        "size",
        questions=(Question("replicated", "p", 2, 1),),
    )


def main(count, workers):
    """Run the tasks twice and print the times."""
    # Rows 0 and 1 tell x0 from every other wire and constant.
    tasks = [task((care << 2) | 3) for care in range(1, count + 1)]
    limits = Limits()
    spent = 0.0

    def report(_progress, _task, record):
        nonlocal spent
        if record is not None:
            spent += record["seconds"]

    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "store.sqlite") as store:
        begin = time.perf_counter()
        todo = pending(tasks, store, limits, retry_open=False)
        run(todo, store, limits, DEFAULT, workers=workers, total=count, report=report)
        wall = time.perf_counter() - begin
        begin = time.perf_counter()
        left = pending(tasks, store, limits, retry_open=False)
        rerun = time.perf_counter() - begin
    overhead = (wall - spent / workers) / count
    print(f"{count} tasks on {workers} workers: {wall:.1f} s, {spent:.1f} s of it in tasks")
    print(f"overhead {1000 * overhead:.2f} ms a task; a rerun finds {len(left)} in {rerun:.2f} s")


if __name__ == "__main__":
    main(*(int(text) for text in [*sys.argv[1:], *("10000", "2")[len(sys.argv) - 1 :]]))
