"""Options that say what a circuit must be, beyond solving its problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from minimesa.encoding.demand import (
    MOST_CANDIDATES,
    MOST_EVALUATOR_GATES,
    MOST_SCORE_BITS,
    VARIANTS,
)
from minimesa.pricing.requirement import DECLARED, REQUIREMENTS, requirement

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.pricing.requirement import Requirement

_STRUCTURE = {
    "variant": "p",
    "candidates": 2,
    "evaluator_gates": 1,
    "default": False,
    "reachable": False,
    "score_bits": 1,
}
"""The options that speak of structure, as they are without being given."""


def requirement_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take what `chosen` reads, as ``variant``, ``candidates``, ..., and ``connected``."""
    for option in (
        click.option(
            "--connected",
            is_flag=True,
            help="Every score must reach an output: no gates that only carry scores. Scores that "
            "a problem declares: at a least size only.",
        ),
        click.option(
            "--reachable",
            is_flag=True,
            help="Structure: ask only about scores that occur together.",
        ),
        click.option(
            "--default",
            "default",
            is_flag=True,
            help="Structure: if all scores are worst, any word will do.",
        ),
        click.option(
            "--evaluator-gates",
            "-m",
            type=click.IntRange(1, MOST_EVALUATOR_GATES),
            default=_STRUCTURE["evaluator_gates"],
            show_default=True,
            help="Structure: least size of the evaluator.",
        ),
        click.option(
            "--score-bits",
            type=click.IntRange(1, MOST_SCORE_BITS),
            default=_STRUCTURE["score_bits"],
            show_default=True,
            help="Structure: bits of a score.",
        ),
        click.option(
            "--candidates",
            "-k",
            type=click.IntRange(2, MOST_CANDIDATES),
            default=_STRUCTURE["candidates"],
            show_default=True,
            help="Structure: how many candidates are scored.",
        ),
        click.option(
            "--variant",
            type=click.Choice(VARIANTS),
            default=_STRUCTURE["variant"],
            show_default=True,
            help="Structure: how candidates may differ: inputs renamed; for some complementing "
            "of the inputs, too; or cones of the same shape.",
        ),
    ):
        function = option(function)
    return function


def require_option(*, default: str | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Take the name of the definition as ``require``."""
    return click.option(
        "--require",
        "-r",
        type=click.Choice(REQUIREMENTS),
        default=default,
        show_default=default is not None,
        metavar="DEFINITION",
        help=f"What a search is: {', '.join(DECLARED)} (the problem's own utility on wires), or "
        f"the structure {', '.join(REQUIREMENTS[len(DECLARED) :])}; see `minimesa definitions`.",
    )


def given_structure(structure: dict[str, Any]) -> list[str]:
    """Return the options of structure that are not as without being given."""
    return [
        "--" + key.replace("_", "-") for key, value in structure.items() if value != _STRUCTURE[key]
    ]


def chosen(name: str, structure: dict[str, Any]) -> Requirement:
    """Return the requirement that the options ask for.

    Raises:
        InputError: a value that cannot be required.
        click.UsageError: an option of structure was given for a declared objective.

    """
    given = given_structure(structure)
    if name in DECLARED and given:
        raise click.UsageError(f"{given[0]} speaks of structure; {name} has no such threshold")
    return requirement(name, **structure)
