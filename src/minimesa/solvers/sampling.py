"""Drawing circuits at random without listing all of them.

A random restriction (`minimesa.encoding.restrictions`) keeps every numbered circuit of every query
with the same probability. What it keeps is enumerated; a circuit has several numberings, and only
one of them, `minimesa.encoding.numberings.first_numbering`, counts. The circuits left, a cell, are
shuffled into places, and a random one of the first `ROOM` places is looked at: the circuit there,
if there is one, is drawn. So each circuit of a cell is drawn with probability 1 / `ROOM` whatever
the size of the cell, which makes the draw uniform; dividing by the size of the cell would favour
circuits in sparse cells. Of a larger cell every further `ROOM`-th circuit is drawn, too.

Bias: none in what is expected of each cell. Draws are independent except where one cell gives
several: with s the mean size of the cell that a circuit is in, a draw has at most (s - 1) / `ROOM`
others from its cell on average. Cells are made so small that s is at most `MEAN`, as estimated from
`TRIALS` cells. A circuit may come twice. Where there are at most `FEW` numbered circuits they are
listed, and the draw is exact and independent.

The idea to enumerate a random cell is that of UniGen (Chakraborty, Meel, Vardi, *A scalable and
nearly uniform generator of SAT witnesses*, CAV 2013), which cuts by parities and divides by the
size of the cell; parities make these formulas too hard.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from minimesa.encoding import ssv
from minimesa.encoding.numberings import first_numbering
from minimesa.encoding.restrictions import choice_groups, random_restriction

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from minimesa.circuit import Circuit
    from minimesa.encoding.query import Query
    from minimesa.solvers.profiles import Profile

FEW = 5000
"""Up to this many numbered circuits are listed."""
ROOM = 48
"""Places in a cell, of which one is looked at."""
MEAN = 12
"""The largest mean size of a circuit's cell that is aimed at."""
TRIALS = 60
"""Cells by which that mean is estimated."""
LARGE = 50 * MEAN
"""So many numbered circuits in a cell say at once that cells must be smaller."""
RENEWAL = 500
"""Cells with a circuit after which the solver starts anew, without what they left behind."""


def sample(queries: Sequence[Query], profile: Profile, count: int, seed: int) -> Iterator[Circuit]:
    """Yield ``count`` circuits drawn from those of all queries together; none where there is none.

    Args:
        queries: with the breaks `COLEX`, `USE_ALL` and `AT_MOST_ONE` and none that loses a circuit.
        profile: a profile of python-sat.
        count: how many.
        seed: of the random numbers; the same seed gives the same circuits.

    """
    random = Random(seed)  # noqa: S311 - no secrets here
    spaces = [_Space(query, profile) for query in queries]
    try:
        listed = _cell(spaces, 1.0, random, FEW + 1)
        if len(listed) <= FEW:
            circuits = sorted(_representatives(listed), key=repr)
            yield from random.choices(circuits, k=count) if circuits else ()
            return
        probability = _probability(spaces, random)
        drawn = 0
        while drawn < count:
            cell = _representatives(_cell(spaces, probability, random))
            random.shuffle(cell)
            picked = cell[random.randrange(ROOM) :: ROOM][: count - drawn]
            drawn += len(picked)
            yield from picked
    finally:
        for space in spaces:
            space.close()


def _probability(spaces: Sequence[_Space], random: Random) -> float:
    """Return with which probability to keep a circuit, so that its cell has few others."""
    probability = 1.0
    while True:
        probability /= 4
        total = squares = 0
        for _ in range(TRIALS):
            cell = _cell(spaces, probability, random, LARGE)
            if len(cell) == LARGE:
                break
            size = len(_representatives(cell))
            total += size
            squares += size**2
        else:
            if total and squares <= MEAN * total:
                return probability


def _representatives(cell: Sequence[Circuit]) -> list[Circuit]:
    """Return the circuits that stand in the numbering that counts."""
    return [circuit for circuit in cell if first_numbering(circuit) == circuit]


def _cell(
    spaces: Sequence[_Space], probability: float, random: Random, most: int | None = None
) -> list[Circuit]:
    """Return the numbered circuits of one random cell, or ``most`` of them."""
    found: list[Circuit] = []
    for space in spaces:
        found += space.cell(probability, random, None if most is None else most - len(found))
    return found


class _Space:
    """The numbered circuits of one query, in a solver that keeps what it learns."""

    def __init__(self, query: Query, profile: Profile) -> None:
        self._name = profile.solver
        self._layout = ssv.encode(query)
        self._groups = choice_groups(self._layout)
        self._solver = self._fresh()

    def _fresh(self) -> Any:  # noqa: ANN401 - untyped library
        from pysat.solvers import Solver  # noqa: PLC0415 - only workers need it

        self._cells = 0
        return Solver(name=self._name, bootstrap_with=self._layout.cnf.clauses)

    def close(self) -> None:
        """End the solver."""
        self._solver.delete()

    def cell(self, probability: float, random: Random, most: int | None) -> list[Circuit]:
        """Return the circuits that a random restriction keeps, up to ``most`` of them."""
        restriction = random_restriction(self._groups, probability, random)
        if restriction is None or not self._solver.solve(assumptions=restriction):
            return []
        if self._cells == RENEWAL:
            self._solver.delete()
            self._solver = self._fresh()
        self._cells += 1
        # What is found is excluded for this cell only: while its own variable is assumed.
        active = self._layout.cnf.variables + self._cells
        assumptions = [active, *restriction]
        found: list[Circuit] = []
        while (most is None or len(found) < most) and self._solver.solve(assumptions=assumptions):
            model = frozenset(v for v in self._solver.get_model() if v > 0)
            found.append(ssv.decode(self._layout, model))
            self._solver.add_clause([-active, *ssv.exclude(self._layout, model)])
        self._solver.add_clause([-active])
        return found
