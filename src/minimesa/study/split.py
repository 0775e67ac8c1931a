"""Running a plan one task at a time, each shared by all workers.

Formulas are what is shared (`minimesa.study.formulas`, `minimesa.study.sharing`). What no formula
says is left to a list of the circuits, as are tasks with slack, which count them: these are done at
last, whole, side by side.
"""

from __future__ import annotations

import platform
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from minimesa.solvers.members import splitter
from minimesa.study.formulas import NO_FORMULA, execute_by_formulas
from minimesa.study.run import Progress, opened, run_on
from minimesa.study.sharing import SharingEngine
from minimesa.study.store import Attempt
from minimesa.versions import versions
from minimesa.wording import count, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.encoding.query import Query
    from minimesa.solvers.profiles import Profile
    from minimesa.study.store import Store
    from minimesa.study.task import Limits, Task

Record = dict[str, Any]


def run_split(
    tasks: Sequence[Task],
    store: Store,
    limits: Limits,
    solver: Profile,
    *,
    workers: int,
    total: int,
    report: Callable[[Progress, Task | None, Record | None], None],
    cluster: str | None = None,
) -> Progress:
    """Do tasks as `minimesa.study.run.run` does, but one after the other, shared by all workers.

    The memory limit is for each case of a question.

    Raises:
        InputError: the store cannot be written, there is no cluster, or the solver cannot answer
            cases.
        KeyboardInterrupt: Ctrl-C; what is finished is kept.

    """
    if not tasks:
        return Progress(total, total, 0, 0, 0)
    splitter(solver)
    attempt = Attempt(limits, solver.name, platform.node(), versions())
    so_far = Progress(total, total - len(tasks), 0, 0, 0)
    listed = [task for task in tasks if task.slack]
    partial: dict[str, Record] = {}
    with opened(cluster, workers, room=1) as lanes:
        for task in tasks:
            if task.slack:
                continue
            if store.is_done(task.identity):  # by another run on this store
                so_far = replace(so_far, done=so_far.done + 1)
                continue
            engine = SharingEngine(lanes, solver, limits.memory, _asking(task, so_far, report))
            record = execute_by_formulas(task, limits, engine)
            record["peak_memory"] = max(record["peak_memory"], engine.peak)
            if record["reason"] == NO_FORMULA:
                partial[task.identity] = record
                listed.append(task)
                continue
            store.save(task, record, attempt)
            done = record["outcome"] == "done"
            so_far = replace(so_far, done=so_far.done + done, open=so_far.open + (not done))
            report(so_far, task, record)

        def together(progress: Progress) -> Progress:
            done, left_open = so_far.done + progress.done, so_far.open + progress.open
            return replace(progress, before=so_far.before, done=done, open=left_open)

        def listing(progress: Progress, task: Task | None, record: Record | None) -> None:
            known = partial.get(task.identity) if task else None
            if task and record and known and record["outcome"] != "done":
                # Formulas may have decided more; the store keeps what says most.
                store.save(task, known | {"reason": record["reason"]}, attempt)
            report(together(progress), task, record)

        rest = run_on(lanes, listed, store, limits, solver, total=total, report=listing)
    return together(rest)


def _asking(
    task: Task, so_far: Progress, report: Callable[[Progress, Task | None, Record | None], None]
) -> Callable[[Query, int, int], None]:
    """Return what reports how far a question of a task is."""

    def asking(query: Query, refuted: int, parts: int) -> None:
        text = f"{label(task.problem.name)}: {_named(query)}"
        text += f", {refuted} of {count(parts, 'cases')} refuted"
        report(replace(so_far, running=1, detail=text), None, None)

    return asking


def _named(query: Query) -> str:
    """Return what a query asks, in few words."""
    parts = [] if query.demand is None else [query.demand.label]
    parts += [] if query.gates is None else [count(query.gates, "gates")]
    parts += [] if query.depth is None else [f"depth {query.depth}"]
    return ", ".join(parts)
