"""Circuits for problems: minimal, improved, and minimal among those that search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.api.arguments import (
    check_choice,
    check_seconds,
    new_engine,
    to_basis,
    to_problem,
    to_share,
)
from minimesa.certificates import manifest
from minimesa.certificates.folders import prepare
from minimesa.circuit import Circuit
from minimesa.encoding.breaks import BREAKS
from minimesa.errors import InputError
from minimesa.formats import read_circuit
from minimesa.improvement import local_search
from minimesa.improvement.upper_bound import improved
from minimesa.pricing import price as pricing
from minimesa.pricing.requirement import requirement
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.result import OBJECTIVES
from minimesa.synthesis.several import Several
from minimesa.wording import question

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from fractions import Fraction

    from minimesa.api.arguments import BasisLike, File, ProblemLike, SolverLike
    from minimesa.improvement.result import Improvement
    from minimesa.pricing.price import Price
    from minimesa.synthesis.result import Bound, Evidence, Objective, Solution


def _ignore(_text: str) -> None:
    """Take no notice of progress."""


def solve(
    problem: ProblemLike,
    *,
    basis: BasisLike = "b2",
    objective: Objective = "size",
    all: bool = False,  # noqa: A002 - the word of the command line
    limit: int | None = None,
    sample: int | None = None,
    slack: int = 0,
    seed: int = 0,
    accuracy: Fraction | float | str | None = None,
    certify: File | None = None,
    tables: bool = True,
    no_break: Collection[str] = (),
    solver: SolverLike = "default",
    time_limit: float | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    progress: Callable[[str], None] = _ignore,
) -> Solution:
    """Find a minimal circuit and refute every smaller bound.

    A time limit is never an error: the solution then is ``feasible`` or ``unknown``, with bounds.

    Args:
        problem: a `Problem`, or what `minimesa.problem` takes.
        basis: a `Basis`, the name of a built-in one, or a TOML file.
        objective: ``size``, ``depth``, ``depth,size`` (least size among least depth),
            ``size,depth`` or ``pareto``.
        all: list every minimal circuit, each once; ``complete`` of the result says whether none
            is missing.
        limit: with ``all``, stop after so many circuits.
        sample: draw so many of these circuits at random, all equally likely, without listing them.
        slack: with ``all`` or ``sample``, circuits of up to so many more gates (or cost), too.
        seed: of ``sample``.
        accuracy: the share of the weight that must be right (0.9, ``"9/10"``); default all.
        certify: a new folder for a formula and a proof of every refuted bound; see
            `minimesa.verify`.
        tables: whether tables of optimal circuits answer where they can; a certificate needs none.
        no_break: symmetry breaks of the encodings to switch off; none changes an optimum.
        solver: a `Profile`, the name of a shipped one, or a TOML file.
        time_limit: wall-clock seconds.
        memory_limit: MiB for each solver call (Linux).
        threads: of CP-SAT; other solvers have one.
        progress: called with what is being asked, for people.

    Raises:
        InputError: something that was given is wrong.
        SolverError: a solver returned a wrong circuit.
        KeyboardInterrupt: Ctrl-C; its ``__cause__`` has the ``solution`` as far as it was known.

    Examples:
        >>> import minimesa
        >>> solution = minimesa.solve("full-adder")
        >>> solution.status, solution.size, solution.lower_bound
        ('optimal', 5, 5)
        >>> print(minimesa.solve("0xe8", basis="mig"))
        0xe8: optimal size over mig, size 1, depth 1
        <BLANKLINE>
        g0 = maj(x0, x1, x2)
        y0 = g0
        >>> every = minimesa.solve("best-pair", all=True)
        >>> len(every.circuits), every.complete
        (8, True)

    """
    found_problem = to_problem(problem)
    goal = to_basis(basis)
    check_choice("objective", objective, OBJECTIVES)
    check_seconds("time_limit", time_limit)
    if all and sample is not None:
        raise InputError("all lists and sample draws; choose one")
    if certify is not None and (all or sample is not None):
        raise InputError("certify proves the least size; list or draw without it")
    for name in no_break:
        check_choice("symmetry break", name, BREAKS)
    scope = Several(all, limit, slack, sample, seed)
    folder = None
    with new_engine(solver, memory_limit, threads) as engine:
        if certify is not None:
            engine.provers()
            (folder,) = prepare(Path(certify), [found_problem.name])
        settings = Options(
            goal,
            objective,
            time_limit,
            to_share(accuracy),
            breaks=frozenset(BREAKS) - frozenset(no_break),
            certify=folder,
            tables=tables,
        )

        def report(bound: Bound, evidence: Evidence | None) -> None:
            if evidence is None:
                text = question(bound, objective, unit_cost=goal.unit_cost)
                progress(f"is there a circuit of {text}?")

        try:
            solution = scope.solve(
                found_problem, settings, engine, report, lambda _circuit: None, improved
            )
        except Interrupted as error:
            raise KeyboardInterrupt from error
    if folder is not None:
        manifest.write(folder, found_problem, settings, solution)
    return solution


def improve(
    problem: ProblemLike,
    start: Circuit | File | None = None,
    *,
    basis: BasisLike = "b2",
    window_gates: int = 5,
    patience: int = 100,
    restarts: int = 0,
    seed: int = 0,
    window_limit: float | None = None,
    solver: SolverLike = "default",
    time_limit: float | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    progress: Callable[[str], None] = _ignore,
) -> Improvement:
    """Make a circuit smaller where it is too large for a proof.

    Exact synthesis replaces windows, connected sets of a few gates, until it refutes that any of
    them can be improved. The circuit is good, not proven to be minimal.

    Args:
        problem: a `Problem`, or what `minimesa.problem` takes.
        start: a circuit for it to begin with, or its file; by default one made by construction.
        basis: a `Basis`, the name of a built-in one, or a TOML file.
        window_gates: windows have up to so many gates.
        patience: so many random replacements by equals in a row may lead nowhere.
        restarts: so many more times it begins, with a circuit made in another order.
        seed: decides everything random.
        window_limit: seconds for each window.
        solver: a `Profile`, the name of a shipped one, or a TOML file.
        time_limit: wall-clock seconds.
        memory_limit: MiB for each solver call (Linux).
        threads: of CP-SAT; other solvers have one.
        progress: called with what is being done, for people.

    Returns:
        What was found, also where the time was out, or Ctrl-C came (``interrupted``).

    Raises:
        InputError: something that was given is wrong; the circuit does not solve the problem.
        SolverError: a solver returned a wrong circuit.

    Examples:
        >>> import minimesa
        >>> found = minimesa.improve("popcount:bits=4", window_gates=3, patience=0)
        >>> found.solution.size <= found.start, found.solution.status
        (True, 'feasible')

    """
    check_seconds("time_limit", time_limit)
    check_seconds("window_limit", window_limit)
    goal = to_basis(basis)
    settings = local_search.Settings(
        goal, window_gates, patience, restarts, seed, time_limit, window_limit
    )
    if start is not None and not isinstance(start, Circuit):
        start = read_circuit(Path(start), keep_inverters=not goal.free_not)
    with new_engine(solver, memory_limit, threads) as engine:
        return local_search.improve(to_problem(problem), settings, engine, progress, start)


def price(
    problem: ProblemLike,
    require: str = "declared-all",
    *,
    basis: BasisLike = "b2",
    objective: Objective = "size",
    variant: str = "p",
    candidates: int = 2,
    evaluator_gates: int = 1,
    score_bits: int = 1,
    default: bool = False,
    reachable: bool = False,
    connected: bool = False,
    most_extra: int | None = None,
    solver: SolverLike = "default",
    tables: bool = True,
    time_limit: float | None = None,
    memory_limit: int | None = None,
    threads: int | None = None,
    progress: Callable[[str], None] = _ignore,
) -> Price:
    """Return what it costs that a circuit for a problem is a search.

    That is the least cost of a circuit that solves the problem and is a search by the definition,
    minus the least cost of any circuit that solves it.

    Args:
        problem: a `Problem`, or what `minimesa.problem` takes; for the declared definitions one
            with a utility.
        require: ``declared-all``, ``declared-lean``, ``comparisons``, ``selecting`` or
            ``mediated``.
        basis: a `Basis`, the name of a built-in one, or a TOML file.
        objective: ``size``, ``depth`` or ``depth,size``.
        variant: structure: how candidates may differ, ``p``, ``np`` or ``structural``.
        candidates: structure: how many candidates are scored.
        evaluator_gates: structure: least size of the evaluator.
        score_bits: structure: bits of a score.
        default: structure: if all scores are worst, any word will do.
        reachable: structure: ask only about scores that occur together.
        connected: every score must reach an output.
        most_extra: how many gates more than the optimum are tried.
        solver: a `Profile`, the name of a shipped one, or a TOML file.
        tables: whether tables of optimal circuits answer where they can.
        time_limit: wall-clock seconds.
        memory_limit: MiB for each solver call (Linux).
        threads: of CP-SAT; other solvers have one.
        progress: called with what is being asked, for people.

    Raises:
        InputError: something that was given is wrong, or has no price.
        SolverError: a solver returned a wrong circuit.
        KeyboardInterrupt: Ctrl-C; its ``__cause__`` has the ``price`` as far as it was known.

    Examples:
        >>> import minimesa
        >>> found = minimesa.price("best-pair")
        >>> found.plain.size, found.searching.solution.size, found.upper, found.verdict
        (3, 4, 1, 'upheld')
        >>> minimesa.price("best-pair", "declared-lean").verdict
        'refuted'

    """
    check_seconds("time_limit", time_limit)
    check_choice("objective", objective, pricing.OBJECTIVES)
    required = requirement(
        require,
        variant=variant,
        candidates=candidates,
        evaluator_gates=evaluator_gates,
        default=default,
        reachable=reachable,
        score_bits=score_bits,
    )
    settings = Options(to_basis(basis), objective, time_limit, tables=tables)

    def report(what: str, bound: Bound, evidence: Evidence | None) -> None:
        if evidence is None:
            kind = "circuit" if what == "plain" else f"{required.name} circuit"
            text = question(bound, objective, unit_cost=settings.basis.unit_cost)
            progress(f"is there a {kind} of {text}?")

    with new_engine(solver, memory_limit, threads) as engine:
        try:
            return pricing.price(
                to_problem(problem), settings, required, engine, report,
                connected=connected, most_extra=most_extra,
            )  # fmt: skip
        except pricing.InterruptedPrice as error:
            raise KeyboardInterrupt from error
