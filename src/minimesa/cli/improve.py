"""``minimesa improve``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minimesa.cli import options
from minimesa.cli.application import warn
from minimesa.cli.known import contradictions
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, INTERRUPTED, UNDECIDED
from minimesa.errors import SolverError
from minimesa.formats import READERS, read_circuit
from minimesa.improvement.local_search import Settings, improve
from minimesa.problems import library
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.wording import count, label

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.improvement.result import Improvement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.profiles import Profile

EXAMPLES = """\b
Examples:
  minimesa improve adder:bits=3 --patience 10
  minimesa improve popcount:bits=4 --window 3 --patience 10 --restarts 1 --seed 1 --json
  minimesa improve best-pair:pairs=3..4 --basis aig --window 3 --patience 10
  minimesa improve adder.blif --patience 0
  minimesa improve adder --start adder.json --window 3 --patience 10
"""


@click.command("improve", epilog=EXAMPLES)
@options.problems_argument(required=True)
@options.inputs_option
@options.basis_option
@click.option(
    "--window",
    "-w",
    "window_gates",
    type=click.IntRange(1, 10),
    default=4,
    show_default=True,
    metavar="K",
    help="Replace windows of up to K gates; more find more and take far longer.",
)
@click.option(
    "--patience",
    type=click.IntRange(0),
    default=100,
    show_default=True,
    metavar="N",
    help="When no window can be improved, replace random windows and gates by others that cost as "
    "much, until N rounds of that in a row led to nothing smaller.",
)
@click.option(
    "--restarts",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="R",
    help="Begin R more times, with a circuit expanded in another order, and keep the best.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="S",
    help="Seed of these replacements and orders.",
)
@click.option(
    "--start",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A circuit for the PROBLEM to begin with; by default one made by Shannon expansion, or, "
    "where the PROBLEM is a circuit file, that circuit.",
)
@click.option(
    "--window-limit",
    type=options.Seconds(),
    metavar="SECONDS",
    help="Wall-clock time for each window; one that takes longer stays undecided.",
)
@options.solver_options
@options.json_option
def command(
    arguments: tuple[str, ...],
    inputs: int | None,
    basis: Basis,
    window_gates: int,
    patience: int,
    restarts: int,
    seed: int,
    start: Path | None,
    window_limit: float | None,
    solver: Profile,
    time_limit: float | None,
    memory_limit: int | None,
    threads: int | None,
    as_json: bool,
) -> int:
    """Make a circuit for each PROBLEM smaller where it is too large for a proof.

    Exact synthesis replaces windows, connected sets of a few gates, by smaller ones that are right
    wherever the outputs of the circuit need it, until no window of K gates can be improved. The
    circuit that is left is good, not proven to be minimal.
    """
    threads = profiles.check_threads(solver, threads)
    tasks = [
        (problem, start if start is not None else _circuit_file(argument))
        for argument in arguments
        for problem in library.find_problems(argument, inputs)
    ]
    if start is not None and len(tasks) > 1:
        raise click.UsageError("--start is a circuit for one PROBLEM")
    settings = Settings(basis, window_gates, patience, restarts, seed, time_limit, window_limit)
    status = DONE
    with (
        Engine(solver, memory_limit=memory_limit, threads=threads) as engine,
        Progress(len(tasks)) as progress,
    ):
        for problem, file in tasks:
            circuit = (
                None if file is None else read_circuit(file, keep_inverters=not basis.free_not)
            )
            ended = _improve(problem, settings, engine, progress, circuit, as_json=as_json)
            status = max(status, ended)
            if status == INTERRUPTED:
                break
    return status


def _circuit_file(argument: str) -> Path | None:
    """Return the file that an argument names, where it holds a circuit."""
    path = Path(argument.strip())
    return path if path.suffix.lower() in (*READERS, ".json") else None


def _improve(
    problem: Problem,
    settings: Settings,
    engine: Engine,
    progress: Progress,
    start: Circuit | None,
    *,
    as_json: bool,
) -> int:
    """Improve one circuit, print the result, and return its status."""

    def report(text: str) -> None:
        progress.say(f"{label(problem.name)}: {text}")

    try:
        found = improve(problem, settings, engine, report, start)
    except SolverError as error:
        with progress.aside():
            warn(f"{label(problem.name)}: {error}")
        return CHECK_FAILED
    progress.advance()
    with progress.aside():
        _print(problem, found, settings, as_json=as_json)
        return _judge(problem, found, settings)


def _print(problem: Problem, found: Improvement, settings: Settings, *, as_json: bool) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        click.echo(json.dumps(found.to_json(), indent=indent))
    else:
        from minimesa.cli import render  # noqa: PLC0415 - rich is slow to import

        unit_cost = settings.basis.unit_cost
        render.show(render.describe_solution(problem, found.solution, unit_cost=unit_cost))
        if found.start is not None:
            kind = "size" if unit_cost else "cost"
            click.echo(f"  began with {kind} {found.start}; {statement(found)}")
    sys.stdout.flush()


def statement(found: Improvement) -> str:
    """Return what holds of the windows of the circuit."""
    windows = found.windows
    most = count(found.window_gates, "gates")
    if windows is None:
        return f"not all windows of {most} were looked at"
    if windows.undecided:
        return f"{windows.undecided} of {count(windows.count, 'windows')} of {most} are undecided"
    return f"no window of {most} can be improved ({count(windows.count, 'windows')})"


def _judge(problem: Problem, found: Improvement, settings: Settings) -> int:
    """Return the status of a result; say on stderr why it is not `DONE`."""
    status = DONE
    name = label(problem.name)
    if found.interrupted:
        warn(f"{name}: interrupted")
        return INTERRUPTED
    if found.solution.status == "feasible" and not found.locally_optimal:
        warn(f"{name}: undecided: {statement(found)}")
        status = UNDECIDED
    for contradiction in contradictions(problem, found.solution, settings.basis):
        warn(f"{name}: {contradiction}")
        status = CHECK_FAILED
    return status
