"""Drawing circuits of the least size, or of little more, without listing all of them.

The method and its bias stand in `minimesa.solvers.sampling`.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.canonical import canonical_form
from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.encoding.query import Answer, Verdict
from minimesa.errors import InputError
from minimesa.solvers.messages import Draw
from minimesa.synthesis.listing import MARGIN, queries
from minimesa.synthesis.options import Interrupted, Options
from minimesa.synthesis.result import Evidence
from minimesa.synthesis.search import solve
from minimesa.synthesis.state import accepted

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.solvers.engine import Engine
    from minimesa.synthesis.result import Bound, Solution


def sample(
    problem: Problem,
    options: Options,
    engine: Engine,
    count: int,
    report: Callable[[Bound, Evidence | None], None] = lambda _bound, _evidence: None,
    *,
    found: Callable[[Circuit], None] = lambda _circuit: None,
    slack: int = 0,
    seed: int = 0,
) -> Solution:
    """Draw circuits, each equally likely among all that `solve_all` with that slack would list.

    Larger circuits are far more numerous, so that with slack few of the least size are drawn.

    Args:
        problem: the problem.
        options: as for `minimesa.synthesis.search.solve`; the breaks are those of the solving
            alone. The objective ``depth`` is read as ``depth,size``.
        engine: who answers the questions.
        count: how many circuits; the same may come twice.
        report: called with each bound before and after it is tried.
        found: called with each circuit as it comes.
        slack: up to how much more size (or cost) than the least; every gate reaches an output.
        seed: the same seed, with the same solver, draws the same circuits.

    Returns:
        The solution with the circuits in canonical form, in the order in which they were drawn.
        It is ``optimal`` as the search for the least size is; ``complete`` is None.

    Raises:
        InputError: the objective is ``pareto``.
        Interrupted: Ctrl-C; carries the circuits drawn by then.

    """
    if options.objective == "pareto":
        raise InputError("a sample has circuits of one optimum; pareto has several")
    if options.objective == "depth":
        options = replace(options, objective="depth,size")
    begin = time.monotonic()
    solution = solve(problem, options, engine, report)
    if solution.status != "optimal":
        return solution
    drawn: list[Circuit] = []
    evidence = list(solution.evidence)

    def result() -> Solution:
        return replace(
            solution,
            circuits=tuple(drawn),
            evidence=tuple(evidence),
            seconds=time.monotonic() - begin,
        )

    asked = queries(problem, replace(options, breaks=DEFAULT_BREAKS), solution, slack, exact=False)
    seconds = None
    if options.time_limit is not None:
        seconds = max(MARGIN, begin + options.time_limit - time.monotonic())
    try:
        for item in engine.sample(Draw(tuple(asked), count, seed), seconds=seconds):
            if isinstance(item, Answer):
                if item.verdict is Verdict.UNKNOWN:
                    bound = solution.upper_bound
                    evidence.append(
                        Evidence(bound, "unknown", item.solver, item.seconds, None, item.reason)
                    )
                    report(bound, evidence[-1])
                continue
            circuit = canonical_form(item, free_not=options.basis.free_not)
            drawn.append(accepted(circuit, problem.relation, options))
            found(circuit)
    except KeyboardInterrupt:
        raise Interrupted(result()) from None
    return result()
