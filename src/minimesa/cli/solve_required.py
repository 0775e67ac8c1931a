"""``minimesa solve --require``: a minimal circuit that is a search as well."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from minimesa.cli.application import warn
from minimesa.cli.requirements import (
    chosen,
    given_structure,
    require_option,
    requirement_options,
)
from minimesa.cli.statuses import CHECK_FAILED, DONE, INTERRUPTED, UNDECIDED, WRONG_USE
from minimesa.errors import InputError, SolverError
from minimesa.pricing import certificate
from minimesa.pricing.price import InterruptedPrice, price
from minimesa.pricing.searching import Searching, solve_searching
from minimesa.synthesis.options import Interrupted
from minimesa.wording import label, plain, question

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.text import Text

    from minimesa.cli.progress import Progress
    from minimesa.pricing.price import Price
    from minimesa.pricing.requirement import Requirement
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Evidence

OPTIMUM = "optimum"
_ANSWERS = {"refuted": "found", "upheld": "refuted"}
"""A verdict on the conjecture, as that on "some minimal circuit is a search"."""


def options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take what `requirement` reads."""
    function = click.option(
        "--bound",
        type=click.Choice([OPTIMUM]),
        help="With --require: ask only whether a circuit at the problem's own optimum is a search.",
    )(function)
    return require_option(default=None)(requirement_options(function))


def requirement(
    require: str | None,
    structure: dict[str, Any],
    *,
    connected: bool,
    bound: str | None,
    certify: bool,
) -> Requirement | None:
    """Return what the options require, None without --require.

    Raises:
        click.UsageError: options that need --require, or do not fit it.
        InputError: a value that cannot be required.

    """
    if require is not None:
        required = chosen(require, structure)
        if certify and bound is None and required.demand is not None:
            raise click.UsageError(
                f"{require} is certified from the problem's own optimum on: use --bound optimum, "
                "or `minimesa price`"
            )
        return required
    given = given_structure(structure)
    given += ["--connected"] if connected else []
    given += ["--bound"] if bound is not None else []
    if given:
        raise click.UsageError(f"{given[0]} needs --require DEFINITION")
    return None


def solve_required(
    problem: Problem,
    settings: Options,
    required: Requirement,
    engine: Engine,
    progress: Progress,
    *,
    connected: bool,
    bound: str | None,
    as_json: bool,
) -> int:
    """Solve one problem under a requirement, print the result, and return its status."""

    def report(asked: Bound, evidence: Evidence | None) -> None:
        if evidence is None:
            text = question(asked, settings.objective, unit_cost=settings.basis.unit_cost)
            progress.say(f"{label(problem.name)}: is there a {required.name} circuit of {text}?")

    status = DONE
    try:
        if bound is None:
            found: Price | Searching = solve_searching(
                problem, settings, required, engine, report, connected=connected
            )
        else:
            found = price(
                problem, settings, required, engine,
                lambda _what, asked, evidence: report(asked, evidence),
                connected=connected, most_extra=0,
            )  # fmt: skip
    except (Interrupted, InterruptedPrice) as error:
        status = INTERRUPTED
        if isinstance(error, InterruptedPrice):
            found = error.price
        else:
            found = Searching(required, error.solution)
    except SolverError as error:
        with progress.aside():
            warn(f"{label(problem.name)}: {error}")
        return CHECK_FAILED
    progress.advance()
    with progress.aside():
        if status == INTERRUPTED:
            _print(problem, found, settings, certified=False, as_json=as_json)
            warn(f"{label(problem.name)}: interrupted")
            return status
        certified, status = _certify(problem, found, settings)
        _print(problem, found, settings, certified=certified, as_json=as_json)
        return max(status, _judge(problem, found))


def _certify(problem: Problem, found: Price | Searching, settings: Options) -> tuple[bool, int]:
    """Write the claim of what was proven; tell whether it is there, and a status."""
    if settings.certify is None:
        return False, DONE
    searching, plain = (
        (found, None) if isinstance(found, Searching) else (found.searching, found.plain)
    )
    try:
        certificate.write(settings.certify, problem, settings, searching, plain)
    except InputError as error:
        warn(f"{label(problem.name)}: there is no certificate: {error}")
        return False, WRONG_USE
    return True, DONE


def answer(found: Price) -> str:
    """Return what was said of "some minimal circuit is a search"."""
    if found.status in ("vacuous", "infeasible"):
        return found.status
    return _ANSWERS.get(found.verdict, "unknown")


def _print(
    problem: Problem,
    found: Price | Searching,
    settings: Options,
    *,
    certified: bool,
    as_json: bool,
) -> None:
    if as_json:
        entry = _searching_json(problem, found) if isinstance(found, Searching) else _json(found)
        if certified:
            entry["certificate"] = str(settings.certify)
        click.echo(json.dumps(entry, indent=2 if sys.stdout.isatty() else None))
    else:
        from minimesa.cli import render  # noqa: PLC0415 - rich is slow to import

        unit_cost = settings.basis.unit_cost
        if isinstance(found, Searching):
            render.show(_searching_lines(problem, found, unit_cost=unit_cost))
        else:
            render.show(_lines(problem, found, unit_cost=unit_cost))
        if certified:
            click.echo(f"  certificate in {plain(str(settings.certify))}")
    sys.stdout.flush()


def _searching_json(problem: Problem, found: Searching) -> dict[str, Any]:
    required = {"require": found.requirement.to_json(), "vacuous": found.vacuous}
    return (found.to_json() or {"problem": problem.name}) | required


def _json(found: Price) -> dict[str, Any]:
    optimum = found.plain.to_json()
    return {
        "problem": found.problem,
        "basis": found.plain.basis,
        "objective": found.plain.objective,
        "require": found.searching.requirement.to_json(),
        "bound": optimum["lower_bound"] if found.plain.status == "optimal" else None,
        "verdict": answer(found),
        "optimum": optimum,
        "searching": found.searching.to_json(),
    }


def _searching_lines(problem: Problem, found: Searching, *, unit_cost: bool) -> list[Text]:
    from rich.text import Text  # noqa: PLC0415 - rich is slow to import

    from minimesa.cli import price_text, render  # noqa: PLC0415 - it imports rich

    if found.solution is None:
        return [Text(label(problem.name), style="bold"), price_text.vacuous_line(found)]
    *lines, total = render.describe_solution(
        problem, replace(found.solution, evidence=()), unit_cost=unit_cost
    )
    lines += price_text.structure_lines(found)
    lines += price_text.evidence_lines(
        found.solution, f" {found.requirement.name}", unit_cost=unit_cost
    )
    return [*lines, total]


def _lines(problem: Problem, found: Price, *, unit_cost: bool) -> list[Text]:
    from minimesa.cli import price_text  # noqa: PLC0415 - rich is slow to import

    return price_text.describe_optimum(problem, found, answer(found), unit_cost=unit_cost)


def _judge(problem: Problem, found: Price | Searching) -> int:
    """Return the status of a result; say on stderr why it is not `DONE`."""
    if isinstance(found, Searching):
        settled = found.solution is None or found.solution.status in ("optimal", "infeasible")
        known = [found.solution]
    else:
        settled = answer(found) != "unknown"
        known = [found.plain, found.searching.solution]
    if settled:
        return DONE
    reasons = [item.reason for s in known if s is not None for item in s.evidence if item.reason]
    warn(f"{label(problem.name)}: undecided: {'; '.join(reasons[-1:]) or 'a limit was reached'}")
    return UNDECIDED
