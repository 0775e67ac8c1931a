"""A CNF formula under construction: fresh variables, clauses, DIMACS."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAIRWISE_LIMIT = 64
"""Up to this many literals, at-most-one is stated pair by pair; above, by a ladder."""


class Cnf:
    """Clauses over variables 1, 2, ... by the DIMACS convention: -v is the complement of v."""

    def __init__(self) -> None:
        self.variables = 0
        self.clauses: list[list[int]] = []

    def new(self) -> int:
        """Return a fresh variable."""
        self.variables += 1
        return self.variables

    def new_block(self, count: int) -> list[int]:
        """Return ``count`` fresh variables."""
        first = self.variables + 1
        self.variables += count
        return list(range(first, first + count))

    def add(self, *literals: int) -> None:
        """Add one clause."""
        self.clauses.append(list(literals))

    def extend(self, clauses: Iterable[list[int]]) -> None:
        """Add many clauses."""
        self.clauses.extend(clauses)

    def at_most_one(self, literals: Sequence[int]) -> None:
        """State that at most one literal holds."""
        if len(literals) <= PAIRWISE_LIMIT:
            self.extend([-a, -b] for a, b in combinations(literals, 2))
            return
        # Sequential counter (Sinz 2005): s_i says that one of the first i literals holds.
        previous = literals[0]
        for literal in literals[1:-1]:
            ladder = self.new()
            self.add(-previous, ladder)
            self.add(-literal, ladder)
            self.add(-previous, -literal)
            previous = ladder
        self.add(-previous, -literals[-1])

    def exactly_one(self, literals: Sequence[int]) -> None:
        """State that exactly one literal holds."""
        self.add(*literals)
        self.at_most_one(literals)

    def at_most_weight(self, terms: Sequence[tuple[int, int]], bound: int) -> None:
        """State that the weights of the literals that hold sum to at most ``bound``.

        Args:
            terms: pairs of a literal and its positive weight.
            bound: the largest sum allowed; sums above it share one state.

        A running-sum counter: state (i, v) says that the first i terms weigh at least v. Only
        sums that can occur get a variable.

        """
        states: dict[int, int] = {}
        for literal, weight in terms:
            following: dict[int, int] = {}
            if weight > bound:
                self.add(-literal)
                continue
            sums = sorted({*states, weight, *(v + weight for v in states if v + weight <= bound)})
            following = {v: self.new() for v in sums}
            for value, state in states.items():
                self.add(-state, following[value])
                if value + weight <= bound:
                    self.add(-state, -literal, following[value + weight])
                else:
                    self.add(-state, -literal)
            self.add(-literal, following[weight])
            states = following

    def dimacs(self) -> str:
        """Return the formula as DIMACS text."""
        lines = [f"p cnf {self.variables} {len(self.clauses)}"]
        lines.extend(" ".join(map(str, clause)) + " 0" for clause in self.clauses)
        return "\n".join(lines) + "\n"
