"""``minimesa problems``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from minimesa.cli import options
from minimesa.problems.library import list_problems

if TYPE_CHECKING:
    from minimesa.problems.loader import Outline
    from minimesa.problems.parameters import Parameter
    from minimesa.problems.problem import Problem

EXAMPLES = """\b
Examples:
  minimesa problems
  minimesa problems best-pair
  minimesa problems argmax:words=3,bits=1 --json
"""


@click.command("problems", epilog=EXAMPLES)
@options.problems_argument(required=False)
@options.inputs_option
@options.json_option
def command(arguments: tuple[str, ...], inputs: int | None, as_json: bool) -> None:
    """List the problem library; or show each PROBLEM: what it asks, its bits, its known optima."""
    outlines = {outline.name: outline for outline in list_problems()}
    found = options.read_problems(arguments, inputs)
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        objects = [_instance(p) for p in found] if found else map(_summary, outlines.values())
        for entry in objects:
            click.echo(json.dumps(entry, indent=indent))
        return
    from minimesa.cli import library_text, render  # noqa: PLC0415 - rich is slow to import

    if not found:
        render.show(library_text.listing(list(outlines.values())))
    for problem in found:
        render.show(library_text.describe(problem, outlines.get(problem.name.partition(":")[0])))


def _summary(outline: Outline) -> dict[str, Any]:
    """Return the object of a problem or family in the listing."""
    return {
        "name": outline.name,
        "title": outline.title,
        "description": outline.description,
        "parameters": [_parameter(parameter) for parameter in outline.parameters.values()],
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": parameter.name, "default": parameter.default}
    if parameter.least is not None:
        entry["min"] = parameter.least
    if parameter.most is not None:
        entry["max"] = parameter.most
    if parameter.choices:
        entry["choices"] = list(parameter.choices)
    return entry


def _instance(problem: Problem) -> dict[str, Any]:
    """Return the object of one problem."""
    relation, utility = problem.relation, problem.utility
    return {
        "problem": problem.name,
        "title": problem.title,
        "description": problem.description,
        "parameters": dict(problem.parameters),
        "inputs": list(relation.inputs),
        "outputs": list(relation.outputs),
        "kind": "function" if relation.is_function() else "relation",
        "rows": 1 << len(relation.inputs),
        "care_rows": len(relation.rows),
        "weighted": relation.weights is not None,
        "utility": None if utility is None else "maximize" if utility.maximize else "minimize",
        "infeasible_row": relation.infeasible_row(),
        "known": [
            {
                "basis": known.basis,
                "objective": known.objective,
                "value": known.value,
                "source": known.source,
            }
            for known in problem.known
        ],
    }
