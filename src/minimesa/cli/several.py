"""The options of ``solve`` that ask for more than one circuit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.sample import sample
from minimesa.synthesis.search import solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Evidence, Solution


@dataclass(frozen=True)
class Several:
    """Which circuits are wanted: one, all, or a sample.

    Attributes:
        every: list all.
        limit: stop a listing after so many.
        slack: with circuits of up to so much more size or cost.
        count: draw so many at random, or None.
        seed: of the draw.

    """

    every: bool = False
    limit: int | None = None
    slack: int = 0
    count: int | None = None
    seed: int = 0

    @property
    def wanted(self) -> bool:
        """Whether more than one circuit is asked for."""
        return self.every or self.count is not None

    def solve(
        self,
        problem: Problem,
        settings: Options,
        engine: Engine,
        report: Callable[[Bound, Evidence | None], None],
        found: Callable[[Circuit], None],
    ) -> Solution:
        """Solve; ``found`` is called with each circuit of a listing or sample as it comes."""
        if self.count is not None:
            return sample(
                problem,
                settings,
                engine,
                self.count,
                report,
                found=found,
                slack=self.slack,
                seed=self.seed,
            )
        if self.every:
            return solve_all(
                problem,
                settings,
                engine,
                report,
                found=found,
                limit=self.limit,
                slack=self.slack,
            )
        return solve(problem, settings, engine, report)


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
