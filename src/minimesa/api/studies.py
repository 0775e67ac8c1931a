"""Checking the conjecture for many problems."""

from __future__ import annotations

import tempfile
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.api.arguments import (
    check_seconds,
    numbers,
    to_bases,
    to_problems,
    to_profile,
    words,
)
from minimesa.errors import InputError
from minimesa.solvers.profiles import DEFAULT_PROFILE
from minimesa.study import plan as plans
from minimesa.study.results import outcomes
from minimesa.study.run import cores, pending, run
from minimesa.study.split import run_split
from minimesa.study.store import Store
from minimesa.study.task import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minimesa.api.arguments import BasisLike, File, ProblemLike
    from minimesa.study.plan import Plan
    from minimesa.study.results import Outcome
    from minimesa.study.run import Progress


def check(
    problems: ProblemLike | Sequence[ProblemLike],
    *,
    store: File | None = None,
    bases: BasisLike | Sequence[BasisLike] = "b2",
    objectives: str | Sequence[str] = "size",
    definitions: str | Sequence[str] | None = None,
    variants: str | Sequence[str] = "p",
    candidates: int | Sequence[int] = 2,
    evaluator_gates: int | Sequence[int] = (1, 2, 3),
    score_bits: int | Sequence[int] = 1,
    default: bool = False,
    reachable: bool = False,
    slack: int | Sequence[int] = 0,
    prices: str | Sequence[str] = (),
    solver: str = DEFAULT_PROFILE,
    workers: int | None = None,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    most_circuits: int | None = None,
    retry_open: bool = False,
    cluster: str | None = None,
    split: bool = False,
    progress: Callable[[Progress], None] = lambda _progress: None,
) -> list[Outcome]:
    """Check whether minimal circuits are searches; return an outcome a task.

    Every minimal circuit of each problem is found, these are proven to be all, and each is searched
    by every definition and threshold. With ``split`` a formula decides instead, and ``complete`` is
    false. A task that a limit left open is an outcome, not an error.

    Worker processes import the script that calls this, as those of `multiprocessing` do: a script
    must call it under ``if __name__ == "__main__":``. Notebooks and prompts need nothing.

    Args:
        problems: problems, as `minimesa.problem` takes them, where a range gives several
            (``"best-pair:pairs=2..4"``); or one plan: the name of a suite (``"quick"``) or a TOML
            file, which then says all that follows up to ``prices``.
        store: an SQLite file that keeps the results; what it holds already is not done again.
            Default: none is kept.
        bases: bases, as `minimesa.solve` takes them.
        objectives: ``size``, ``depth,size``.
        definitions: what counts as a search; default all definitions.
        variants: how candidates may differ: ``p``, ``np``, ``structural``.
        candidates: how many candidates are compared.
        evaluator_gates: how many gates an evaluator needs at least.
        score_bits: how many bits a score has.
        default: ask also with a default for the worst scores.
        reachable: ask also of the scores that occur alone.
        slack: look also into circuits with up to so many more gates.
        prices: definitions; what being a search by these costs.
        solver: the name of a shipped profile, or a TOML file.
        workers: processes that work side by side; default one for each core.
        time_limit: wall-clock seconds for each task.
        memory_limit: MiB for each task and each solver call in it (Linux).
        most_circuits: list at most so many minimal circuits of a problem.
        retry_open: try again what is open in the store and was tried only within smaller limits.
        cluster: ``HOST:PORT`` of a Dask scheduler that does the tasks.
        split: share each task among all workers, for a few hard ones: each question becomes
            formulas, and each formula that takes long is split into cases.
        progress: called as tasks end, with how many are done, open and left.

    Raises:
        InputError: something that was given is wrong, or asks nothing.
        KeyboardInterrupt: Ctrl-C; the store keeps what was done, and the same call goes on.

    Examples:
        >>> import minimesa
        >>> (outcome,) = minimesa.check("best-pair", definitions="declared-all", workers=1)
        >>> outcome.status, outcome.size, outcome.circuits, outcome.complete
        ('optimal', 3, 8, True)
        >>> [(verdict.question.definition, verdict.verdict) for verdict in outcome.verdicts]
        [('declared-all', 'upheld')]

    """
    check_seconds("time_limit", time_limit)
    profile = to_profile(solver)
    plan = _plan(problems)
    if plan is None:
        asked = plans.asking(
            definitions=None if definitions is None else words(definitions),
            variants=words(variants),
            candidates=numbers(candidates),
            evaluator_gates=numbers(evaluator_gates),
            score_bits=numbers(score_bits),
            default=default,
            reachable=reachable,
            objectives=words(objectives),
            slack=numbers(slack),
            prices=words(prices),
        )
        entries = [(problem, True) for problem in to_problems(problems)]
        plan = plans.assemble("check", asked, entries, to_bases(bases))
    if not plan.tasks:
        raise InputError(f"{plan.name} asks nothing: its definitions need problems with a utility")
    limits = Limits(
        time_limit or plan.limits.seconds,
        memory_limit or plan.limits.memory,
        most_circuits or plan.limits.circuits,
    )
    with (
        tempfile.TemporaryDirectory(prefix="minimesa-") as scratch,
        Store(Path(scratch, "store.sqlite") if store is None else Path(store)) as kept,
    ):
        (run_split if split else run)(
            pending(plan.tasks, kept, limits, retry_open=retry_open),
            kept,
            limits,
            profile,
            workers=workers or cores(),
            total=len(plan.tasks),
            report=lambda so_far, _task, _record: progress(so_far),
            cluster=cluster,
        )
        return outcomes(plan.tasks, kept)


def _plan(problems: ProblemLike | Sequence[ProblemLike]) -> Plan | None:
    """Return the plan that is meant, None where these are problems."""
    return plans.find_plan(fspath(problems)) if isinstance(problems, (str, PathLike)) else None
