"""The problems that are put to everyone: the classes of four inputs, and a hard set."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from minimesa import basis as bases
from minimesa import census
from minimesa.circuit import Circuit, Gate, Output
from minimesa.problems.library import find_problem
from minimesa.relations import Relation, from_tables
from minimesa.tables.lookup import least_size
from minimesa.truth_tables import npn_representatives

FREE = "-"
"""The value of an output at a row where it does not matter."""


@dataclass(frozen=True)
class Instance:
    """A question: a circuit of least size, and a proof by exhaustion that there is no smaller.

    Attributes:
        name: what a record calls it.
        relation: the relation.
        basis: ``b2`` or ``aig``.
        optimum: the least number of gates where it is known beforehand, else None.

    """

    name: str
    relation: Relation
    basis: str
    optimum: int | None

    @property
    def patterns(self) -> tuple[str, ...] | None:
        """For each output the values at rows 0, 1, ... as 0, 1 or -; None where outputs bind."""
        if not self.relation.independent_outputs():
            return None
        rows = range(1 << len(self.relation.inputs))
        found = []
        for o in range(len(self.relation.outputs)):
            zeros, ones = self.relation.output_bits(o)
            found.append("".join("0-1"[1 + (ones >> t & 1) - (zeros >> t & 1)] for t in rows))
        return tuple(found)

    @property
    def tables(self) -> tuple[str, ...] | None:
        """The truth table of each output in hexadecimal; None for a relation."""
        patterns = self.patterns
        if patterns is None or any(FREE in pattern for pattern in patterns):
            return None
        digits = max(1, (1 << len(self.relation.inputs)) // 4)
        return tuple(f"{int(pattern[::-1], 2):0{digits}x}" for pattern in patterns)


HARD = (
    "popcount:bits=4",
    "popcount:bits=5",
    "sort:bits=4",
    "majority:bits=5",
    "exactly-k:bits=5,ones=1",
    "exactly-k:bits=5,ones=2",
    "symmetric:bits=5,counts=18",
    "threshold:bits=5,least=2",
    "modulo-3:bits=5,residue=0",
    "modulo-3:bits=5,residue=1",
    "modulo-3:bits=5,residue=2",
    "multiplexer:select=2",
    "comparator:bits=2",
    "adder:bits=2",
    "adder:bits=3",
    "multiplier:bits=2",
    "max-words:words=2,bits=2",
    "hidden-weighted-bit:bits=5",
    "seven-segment",
    "argmax:words=3,bits=1",
    "argmax:words=2,bits=3",
    "matching",
    "set-cover",
    "vertex-cover",
    "longest-path",
    "shortest-path",
    "priority-encoder",
)
"""Problems of the library; the last ones are relations."""

FIVE = 5
OPERATORS = (0x1, 0x2, 0x4, 0x6, 0x7, 0x8, 0x9, 0xB, 0xD, 0xE)
"""The two-input operators that depend on both inputs."""
PLANTED = tuple((gates, seed) for gates in range(6, 11) for seed in (1, 2))


def four_inputs(basis: str) -> dict[str, Callable[[], Instance]]:
    """Return the 222 classes; the optima are those of the tables, which are no part of a search."""
    return {f"0x{t:04x}": partial(_class, t, basis) for t in npn_representatives(4)}


def hard() -> dict[str, Callable[[], Instance]]:
    """Return the hard set over ``b2``: problems of the library, then planted circuits."""
    library = {name: partial(_from_library, name) for name in HARD}
    return library | {f"planted-{k}-{seed}": partial(_planted, k, seed) for k, seed in PLANTED}


SETS: dict[str, tuple[Callable[[], dict[str, Callable[[], Instance]]], float]] = {
    "four-inputs-b2": (partial(four_inputs, "b2"), 60),
    "four-inputs-aig": (partial(four_inputs, "aig"), 5),
    "hard": (hard, 120),
}
"""The sets: by name what makes each instance, and the limit in CPU seconds for each."""


def _class(table: int, basis: str) -> Instance:
    optimum = least_size(bases.get(basis), table, 4)
    return Instance(f"0x{table:04x}", from_tables([table], 4), basis, optimum)


def _from_library(name: str) -> Instance:
    problem = find_problem(name)
    known = [k.value for k in problem.known if (k.basis, k.objective) == ("b2", "size")]
    optimum = _in_census(problem.relation) or (known[0] if known else None)
    return Instance(name, problem.relation, "b2", optimum)


def _in_census(relation: Relation) -> int | None:
    """Return the optimum of a function of five inputs and one output by the census."""
    if len(relation.inputs) != 5 or len(relation.outputs) != 1 or not relation.is_function():
        return None
    zeros, ones = relation.output_bits(0)
    return None if zeros & ones else census.lookup(ones).size


def _planted(gates: int, seed: int) -> Instance:
    """Change random gates of a random circuit until it is of least size for its function.

    A change is kept unless it makes the least size smaller; circuits drawn at random are seldom of
    least size.
    """
    draw = random.Random(1000 * gates + seed)

    def gate(k: int) -> Gate:
        fanin = tuple(sorted(draw.sample(range(FIVE + k), 2)))
        return Gate(draw.choice(OPERATORS), fanin)

    drawn = [gate(k) for k in range(gates)]
    best = 0
    while True:
        changed = list(drawn)
        k = draw.randrange(gates)
        changed[k] = gate(k)
        output = Output("y0", FIVE + gates - 1, inverted=False)
        circuit = Circuit(tuple(f"x{i}" for i in range(FIVE)), tuple(changed), (output,))
        relation = from_tables(circuit.output_tables(), FIVE)
        size = _in_census(relation) or 0
        if size >= best:
            drawn, best = changed, size
        if best == gates:
            return Instance(f"planted-{gates}-{seed}", relation, "b2", gates)
