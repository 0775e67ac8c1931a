"""``minimesa solve``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minimesa.certificates import manifest
from minimesa.certificates.folders import prepare
from minimesa.cli import options, several, solve_required
from minimesa.cli.application import warn
from minimesa.cli.known import contradictions
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, INTERRUPTED, UNDECIDED, WRONG_USE
from minimesa.encoding.breaks import BREAKS
from minimesa.errors import InputError, SolverError
from minimesa.improvement.upper_bound import improved
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.result import OBJECTIVES
from minimesa.wording import label, plain, question

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.solvers.profiles import Profile
    from minimesa.synthesis.result import Bound, Evidence, Objective, Solution
    from minimesa.synthesis.several import Several

EXAMPLES = """\b
Examples:
  minimesa solve full-adder
  minimesa solve 0x16e9 0x96,0xe8 --objective depth,size
  minimesa solve best-pair:pairs=2..3 --basis aig --json
  minimesa solve parity --accuracy 3/4 --time-limit 60
  minimesa solve 0x16e9 --certify new-folder
  minimesa solve full-adder --all
  minimesa solve 0x16 --sample 3 --slack 1 --seed 7
  minimesa solve best-pair --require declared-all
  minimesa solve 0x1 --require selecting --bound optimum
"""


@click.command("solve", epilog=EXAMPLES)
@options.problems_argument(required=False)
@click.option(
    "--from",
    "listing",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Read more PROBLEMs from a file, one a line ('-': standard input).",
)
@options.inputs_option
@options.basis_option
@click.option(
    "--objective",
    "-o",
    type=click.Choice(OBJECTIVES),
    default="size",
    show_default=True,
    help="What to minimise; 'depth,size' is the least size among least depth.",
)
@click.option(
    "--accuracy",
    type=options.Share(),
    metavar="SHARE",
    help="The share of the weight that must be right; by default every row must.",
)
@several.several_options
@solve_required.options
@options.solver_options
@options.tables_option
@click.option(
    "--workers",
    "-w",
    type=click.IntRange(1, 1024),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that share one hard question, case by case.",
)
@click.option(
    "--no-break",
    "dropped",
    multiple=True,
    type=click.Choice(BREAKS),
    help="Switch a symmetry break off; may be repeated.",
)
@options.certify_option
@options.json_option
def command(
    arguments: tuple[str, ...],
    listing: str | None,
    inputs: int | None,
    basis: Basis,
    objective: Objective,
    accuracy: Fraction | None,
    every: bool,
    limit: int | None,
    slack: int | None,
    count: int | None,
    seed: int | None,
    require: str | None,
    connected: bool,
    bound: str | None,
    solver: Profile,
    time_limit: float | None,
    memory_limit: int | None,
    threads: int | None,
    tables: bool,
    workers: int,
    dropped: tuple[str, ...],
    certify: Path | None,
    as_json: bool,
    **structure: Any,  # noqa: ANN401 - the thresholds of --require
) -> int:
    """Find a minimal circuit for each PROBLEM and refute every smaller bound.

    A PROBLEM is a name that `minimesa problems` lists (with parameters: argmax:words=2,bits=2;
    ranges: pairs=2..4), a file (.toml .pla .blif .aag .aig .bench .v .truth .json), or truth
    tables in hex (0x16e9; several outputs: 0x96,0xe8).
    """
    names = [*arguments, *(read_listing(listing) if listing else [])]
    if not names:
        raise click.UsageError("name at least one PROBLEM, or a file of them with --from")
    scope = several.check(every=every, limit=limit, slack=slack, count=count, seed=seed)
    if scope.wanted and certify is not None:
        raise click.UsageError("--certify proves the least size; list or draw without it")
    required = solve_required.requirement(
        require, structure, connected=connected, bound=bound, certify=certify is not None
    )
    if required is not None and scope.wanted:
        raise click.UsageError("--require finds one circuit; list or draw without it")
    threads = profiles.check_threads(solver, threads)
    problems = options.read_problems(names, inputs)
    settings = Options(
        basis,
        objective,
        time_limit,
        accuracy,
        frozenset(BREAKS) - frozenset(dropped),
        tables=tables,
    )
    status = DONE
    with (
        Engine(solver, memory_limit=memory_limit, threads=threads, workers=workers) as engine,
        Progress(len(problems)) as progress,
    ):
        folders: list[Path | None] = [None] * len(problems)
        if certify is not None:
            engine.provers()
            folders = [*prepare(certify, [problem.name for problem in problems])]
        for problem, folder in zip(problems, folders, strict=True):
            certified = replace(settings, certify=folder)
            if required is not None:
                ended = solve_required.solve_required(
                    problem, certified, required, engine, progress,
                    connected=connected, bound=bound, as_json=as_json,
                )  # fmt: skip
            else:
                ended = _solve(problem, certified, scope, engine, progress, as_json=as_json)
            status = max(status, ended)
            if status == INTERRUPTED:
                break
    return status


def read_listing(name: str) -> list[str]:
    """Return the PROBLEMs of a file, one a line; blank lines and those with ``#`` first are not.

    Raises:
        InputError: the file cannot be read.

    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot read the list of problems: {reason}", file=name) from None
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _solve(
    problem: Problem,
    settings: Options,
    scope: Several,
    engine: Engine,
    progress: Progress,
    *,
    as_json: bool,
) -> int:
    """Solve one problem, print the result, and return its status."""
    interrupted = False

    def report(bound: Bound, evidence: Evidence | None) -> None:
        if evidence is None:
            bound_text = question(bound, settings.objective, unit_cost=settings.basis.unit_cost)
            progress.say(f"{label(problem.name)}: is there a circuit of {bound_text}?")

    shown = 0

    def found(circuit: Circuit) -> None:
        nonlocal shown
        shown += 1
        if not as_json:
            with progress.aside():
                _print_circuit(problem, circuit, shown)

    try:
        solution = scope.solve(problem, settings, engine, report, found, improved)
    except Interrupted as error:
        solution, interrupted = error.solution, True
    except SolverError as error:
        with progress.aside():
            warn(f"{label(problem.name)}: {error}")
        return CHECK_FAILED
    progress.advance()
    with progress.aside():
        if interrupted:
            _print(problem, solution, settings, None, shown, as_json=as_json)
            warn(f"{label(problem.name)}: interrupted")
            return INTERRUPTED
        certificate, status = _certify(problem, solution, settings)
        _print(problem, solution, settings, certificate, shown, as_json=as_json)
        return max(status, _judge(problem, solution, settings))


def _certify(problem: Problem, solution: Solution, settings: Options) -> tuple[Path | None, int]:
    """Write the manifest last; return the folder of the certificate, if there is one, and a status.

    Without a manifest nothing in the folder can be verified by mistake.
    """
    if settings.certify is None:
        return None, DONE
    try:
        manifest.write(settings.certify, problem, settings, solution)
    except InputError as error:
        warn(f"{label(problem.name)}: there is no certificate: {error}")
        return None, WRONG_USE
    return settings.certify, DONE


def _print(
    problem: Problem,
    solution: Solution,
    settings: Options,
    certificate: Path | None,
    shown: int,
    *,
    as_json: bool,
) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        entry = solution.to_json()
        if certificate is not None:
            entry["certificate"] = str(certificate)
        click.echo(json.dumps(entry, indent=indent))
    else:
        from minimesa.cli import render  # noqa: PLC0415 - rich is slow to import

        # What was shown as it came is counted, not shown again.
        rest = replace(solution, circuits=()) if shown else solution
        render.show(render.describe_solution(problem, rest, unit_cost=settings.basis.unit_cost))
        if shown:
            note = {True: ", all there are", False: ", not all there are", None: ""}
            click.echo(f"  {shown} circuit{'s' * (shown > 1)}{note[solution.complete]}")
        if certificate is not None:
            click.echo(f"  certificate in {plain(str(certificate))}")
    sys.stdout.flush()


def _print_circuit(problem: Problem, circuit: Circuit, number: int) -> None:
    """Print one circuit of many as it comes."""
    from minimesa.cli import render  # noqa: PLC0415 - rich is slow to import

    click.echo(f"{label(problem.name)}: circuit {number}, size {circuit.size}")
    render.show(render.circuit_lines(circuit))
    sys.stdout.flush()


def _judge(problem: Problem, solution: Solution, settings: Options) -> int:
    """Return the status of a result; say on stderr why it is not `DONE`."""
    status = DONE
    stopped = bool(solution.evidence) and solution.evidence[-1].verdict == "unknown"
    if solution.status in ("feasible", "unknown") or stopped:
        reasons = [item.reason for item in solution.evidence if item.reason]
        warn(
            f"{label(problem.name)}: undecided: {'; '.join(reasons[-1:]) or 'no limit was reached'}"
        )
        status = UNDECIDED
    for contradiction in contradictions(problem, solution, settings.basis):
        warn(f"{label(problem.name)}: {contradiction}")
        status = max(status, CHECK_FAILED)
    return status
