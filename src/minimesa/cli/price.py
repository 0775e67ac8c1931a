"""``minimesa price``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minimesa.certificates.folders import prepare
from minimesa.cli import options, price_growth, price_plot
from minimesa.cli.application import warn
from minimesa.cli.progress import Progress
from minimesa.cli.requirements import chosen, require_option, requirement_options
from minimesa.cli.statuses import CHECK_FAILED, DONE, INTERRUPTED, UNDECIDED, WRONG_USE
from minimesa.errors import InputError, SolverError
from minimesa.pricing import certificate
from minimesa.pricing.price import MOST_EXTRA, OBJECTIVES, InterruptedPrice, price
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.wording import label, plain, question

if TYPE_CHECKING:
    from minimesa.basis import Basis
    from minimesa.pricing.price import Price
    from minimesa.pricing.requirement import Requirement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.profiles import Profile
    from minimesa.synthesis.result import Bound, Evidence, Objective

EXAMPLES = """\b
Examples:
  minimesa price best-pair
  minimesa price nearest-codeword --require declared-lean --basis aig
  minimesa price reply-min open-path --objective depth,size --json
  minimesa price best-pair:pairs=2..3 --require declared-lean
  minimesa price second-pair-better --require selecting --evaluator-gates 1
"""


@click.command("price", epilog=EXAMPLES)
@options.problems_argument(required=True)
@options.inputs_option
@options.basis_option
@click.option(
    "--objective",
    "-o",
    type=click.Choice(OBJECTIVES),
    default="size",
    show_default=True,
    help="What is minimised.",
)
@require_option(default="declared-all")
@requirement_options
@click.option(
    "--most-extra",
    type=click.IntRange(0, 100),
    metavar="N",
    help="How many gates more than the optimum are tried; default for structure "
    f"{MOST_EXTRA}, since no number may be enough, else any.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw how the price grows (.png .svg .pdf); needs matplotlib: "
    "pip install 'minimesa[report]'.",
)
@options.solver_options
@options.tables_option
@options.certify_option
@options.json_option
def command(
    arguments: tuple[str, ...],
    inputs: int | None,
    basis: Basis,
    objective: Objective,
    require: str,
    connected: bool,
    most_extra: int | None,
    plot: Path | None,
    solver: Profile,
    time_limit: float | None,
    memory_limit: int | None,
    threads: int | None,
    tables: bool,
    certify: Path | None,
    as_json: bool,
    **structure: Any,  # noqa: ANN401 - the options of `requirement_options`
) -> int:
    """Say what it costs that a circuit for each PROBLEM is a search.

    The price of search is the least cost of a circuit that solves the problem and is a search by
    the definition, minus the least cost of any circuit that solves it. Positive: no minimal circuit
    is one. Zero: a minimal circuit is one, and is printed. For a range (pairs=2..4) a table follows
    that shows how the price grows.
    """
    if plot is not None:
        price_plot.check(plot)
    required = chosen(require, structure)
    threads = profiles.check_threads(solver, threads)
    problems = options.read_problems(arguments, inputs)
    settings = Options(basis, objective, time_limit, tables=tables)
    status = DONE
    prices: list[tuple[Problem, Price]] = []
    with (
        Engine(solver, memory_limit=memory_limit, threads=threads) as engine,
        Progress(len(problems)) as progress,
    ):
        folders: list[Path | None] = [None] * len(problems)
        if certify is not None:
            engine.provers()
            folders = [*prepare(certify, [problem.name for problem in problems])]
        for problem, folder in zip(problems, folders, strict=True):
            certified = replace(settings, certify=folder)
            found, ended = _price(
                problem, certified, required, engine, progress,
                connected=connected, most_extra=most_extra,
            )  # fmt: skip
            status = max(status, ended)
            progress.advance()
            if found is not None:
                prices.append((problem, found))
                with progress.aside():
                    place, written = None, DONE
                    if ended == DONE:
                        place, written = _certify(problem, found, certified)
                    _print(problem, found, settings, place, as_json=as_json)
                    status = max(status, written, _judge(problem, found))
            if status == INTERRUPTED:
                return status
    if len(prices) > 1 and not as_json:
        from minimesa.cli import render  # noqa: PLC0415 - rich is slow to import

        render.show(price_growth.describe(prices))
    if plot is not None:
        price_plot.draw(prices, plot)
    return status


def _price(
    problem: Problem,
    settings: Options,
    required: Requirement,
    engine: Engine,
    progress: Progress,
    *,
    connected: bool,
    most_extra: int | None,
) -> tuple[Price | None, int]:
    """Return the price of one problem, as far as it is known, and a status."""

    def report(what: str, bound: Bound, evidence: Evidence | None) -> None:
        if evidence is None:
            kind = "circuit" if what == "plain" else f"{required.name} circuit"
            text = question(bound, settings.objective, unit_cost=settings.basis.unit_cost)
            progress.say(f"{label(problem.name)}: is there a {kind} of {text}?")

    try:
        found = price(
            problem, settings, required, engine, report,
            connected=connected, most_extra=most_extra,
        )  # fmt: skip
    except InterruptedPrice as error:
        with progress.aside():
            warn(f"{label(problem.name)}: interrupted")
        return error.price, INTERRUPTED
    except SolverError as error:
        with progress.aside():
            warn(f"{label(problem.name)}: {error}")
        return None, CHECK_FAILED
    return found, DONE


def _certify(problem: Problem, found: Price, settings: Options) -> tuple[Path | None, int]:
    """Write the claim last; return the folder of the certificate, if there is one, and a status."""
    if settings.certify is None:
        return None, DONE
    try:
        certificate.write(settings.certify, problem, settings, found.searching, found.plain)
    except InputError as error:
        warn(f"{label(problem.name)}: there is no certificate: {error}")
        return None, WRONG_USE
    return settings.certify, DONE


def _print(
    problem: Problem, found: Price, settings: Options, folder: Path | None, *, as_json: bool
) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        entry = found.to_json()
        if folder is not None:
            entry["certificate"] = str(folder)
        click.echo(json.dumps(entry, indent=indent))
    else:
        from minimesa.cli import price_text, render  # noqa: PLC0415 - rich is slow to import

        render.show(price_text.describe(problem, found, unit_cost=settings.basis.unit_cost))
        if folder is not None:
            click.echo(f"  certificate in {plain(str(folder))}")
    sys.stdout.flush()


def _judge(problem: Problem, found: Price) -> int:
    """Return the status of a result; say on stderr why it is not `DONE`.

    A price above all that `--most-extra` allows is decided as far as was asked.
    """
    known = [s for s in (found.plain, found.searching.solution) if s is not None]
    stopped = [item for s in known for item in s.evidence if item.verdict == "unknown"]
    if found.status in ("optimal", "vacuous", "infeasible") or not stopped:
        return DONE
    warn(f"{label(problem.name)}: undecided: {stopped[-1].reason or 'a limit was reached'}")
    return UNDECIDED
