"""How many circuits are wanted: one, all, or a sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    from minimesa.synthesis.state import Improver


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
        improve: Improver | None = None,
    ) -> Solution:
        """Solve; ``found`` is called with each circuit of a listing or sample as it comes.

        Where one circuit is wanted, ``improve`` may make the one that the search begins with
        smaller.
        """
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
        return solve(problem, settings, engine, report, improve)
