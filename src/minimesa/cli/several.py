"""The options of ``solve`` that ask for more than one circuit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from minimesa.synthesis.several import Several

if TYPE_CHECKING:
    from collections.abc import Callable


def several_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Take ``every``, ``limit``, ``slack``, ``count`` and ``seed``."""
    for option in (
        click.option(
            "--seed",
            type=click.IntRange(0),
            metavar="K",
            help="Seed of --sample: the same seed draws the same circuits. [default: 0]",
        ),
        click.option(
            "--sample",
            "count",
            type=click.IntRange(1),
            metavar="N",
            help="Draw N of these circuits at random, all equally likely, without listing them.",
        ),
        click.option(
            "--slack",
            type=click.IntRange(0),
            metavar="S",
            help="With --all or --sample: circuits of up to S more gates (or cost), too.",
        ),
        click.option(
            "--limit",
            type=click.IntRange(1),
            metavar="N",
            help="With --all: stop after N circuits.",
        ),
        click.option(
            "--all",
            "every",
            is_flag=True,
            help="List every minimal circuit, each once; 'complete' says whether none is missing.",
        ),
    ):
        function = option(function)
    return function


def check(
    *, every: bool, limit: int | None, slack: int | None, count: int | None, seed: int | None
) -> Several:
    """Return what the options ask for.

    Raises:
        click.UsageError: options that mean nothing without, or beside, another.

    """
    if every and count is not None:
        raise click.UsageError("--all lists and --sample draws; choose one")
    if slack is not None and not every and count is None:
        raise click.UsageError("--slack needs --all or --sample")
    if limit is not None and not every:
        raise click.UsageError("--limit needs --all")
    if seed is not None and count is None:
        raise click.UsageError("--seed needs --sample")
    return Several(every, limit, slack or 0, count, seed or 0)
