"""A lower bound from the first gate, with smaller functions asked about by the solver.

`minimesa.encoding.first_gate` refutes a number of gates from what is known of functions that are
left when an input is fixed, or given the place of another. What it knows itself of these is often
a gate or two short. Here each is searched for a circuit of so many gates as are left: it has an
input and two gates fewer, so that takes a fraction of the time. (The sum of five bits: with one
input at 0 the sum of four is left, which has no circuit of 8 gates. So there is none of 10.)
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.encoding.first_gate import MOST_INPUTS, allows, inputs_of, may_suffice, nontrivial
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.synthesis.options import Interrupted
from minimesa.truth_tables import project

if TYPE_CHECKING:
    from collections.abc import Callable

    from minimesa.encoding.first_gate import Tables
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Solution
    from minimesa.synthesis.state import State

COFACTORS = "cofactors"
"""The "solver" of bounds that rest on smaller functions."""

FEWEST_GATES = 8
"""Questions about fewer gates are soon answered themselves."""

SHARE = 1 / 4
"""Of the time that is left, at most: the question itself is asked after it."""


def applies(state: State) -> bool:
    """Tell whether the argument holds for a problem: for functions, where a gate can be spared."""
    relation, options = state.relation, state.options
    return (
        options.counts
        and options.demand is None
        and options.connected is None
        and options.basis.shrinks
        and len(relation.inputs) <= MOST_INPUTS
        and relation.tables() is not None
    )


def refuted(
    state: State, gates: int, search: Callable[[Problem, Options], Solution], known: Known
) -> bool:
    """Tell whether no circuit has so many gates, because of what smaller functions need.

    Args:
        state: a search to which the argument applies.
        gates: the number of gates.
        search: finds a minimal circuit.
        known: what was found of smaller functions so far; kept from one call to the next.

    Raises:
        KeyboardInterrupt: Ctrl-C.

    """
    xor = state.options.basis.has_xor
    begin = time.monotonic()
    end = None if state.deadline is None else begin + SHARE * (state.deadline - begin)

    def smaller(tables: Tables, n: int, most: int) -> bool:
        if not may_suffice(tables, n, most, xor=xor):
            return False
        wanted = nontrivial(tables, n)
        if not wanted:
            return True
        inputs = inputs_of(wanted, n)
        key = tuple(project(table, inputs, n) for table in wanted), len(inputs)
        lower, upper = known.get(key, (0, None))
        if lower <= most and (upper is None or upper > most):
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                return True
            options = replace(
                state.options, objective="size", time_limit=left, least=lower, most=most
            )
            try:
                solution = search(
                    Problem("cofactor", "", from_tables(key[0], len(inputs))), options
                )
            except Interrupted:
                raise KeyboardInterrupt from None
            assert isinstance(solution.lower_bound, int)
            lower, upper = solution.lower_bound, solution.size
            known[key] = lower, upper
        return lower <= most

    tables = state.relation.tables()
    assert tables is not None
    return not allows(tables, len(state.relation.inputs), gates, smaller, xor=xor)


Known = dict[tuple["Tables", int], tuple[int, int | None]]
"""For functions of so many inputs a lower bound on their size, and the size of a circuit."""
