"""Try to refute the symmetry breaks, alone and together, by brute force on small relations.

Run from the root of the repository:

    python tests/benchmarks/symmetry_breaks.py [--seed N] [--seconds S]

Random relations of three inputs and one or two outputs (with don't-cares, symmetric in two or all
inputs, with outputs tied together), random bases, depth and cost bounds, accuracies, weights and
sets of breaks are held against a catalogue of all circuits of a few gates: below the least number
of gates within the bounds every query must be refuted, and at it a circuit must be found. Then
every relation of two inputs and two outputs, in a random basis and under a random depth bound. It
prints what it did, and ends with status 1 at the first disagreement.
"""

import argparse
import random
import sys
import time
from fractions import Fraction
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.encoding.breaks import BREAKS, DEFAULT_BREAKS
from minimesa.encoding.query import Query
from minimesa.relations import Relation, from_tables
from oracles.catalogue import Catalogue
from oracles.local import find
from oracles.operators import BASES, OracleBasis

DEAR_XOR = Basis("dear-xor", (Operator("and", 0x8, 2), Operator("xor", 0x6, 2, 3)), free_not=True)
DEAR_AND = Basis(
    "dear-and",
    (Operator("and", 0x8, 2, 2), Operator("or", 0xE, 2), Operator("not", 0x1, 1)),
    free_not=False,
)
PRICED = {
    DEAR_XOR: {2: {0x2: 1, 0x4: 1, 0x8: 1, 0xE: 1, 0x6: 3}},
    DEAR_AND: {1: {0x1: 1}, 2: {0x8: 2, 0xE: 1}},
}
GATES = {"b2": 3, "aig": 3, "nand": 4, "nor": 4, "and-or-not": 4}
"""Gates up to which the catalogues of three inputs go."""


def catalogues(n, more=0, *, priced=True):
    """Return pairs of a basis and the catalogue of its circuits on ``n`` inputs."""
    found = [(bases.get(k), Catalogue(BASES[k], n, most + more)) for k, most in GATES.items()]
    for basis, operators in PRICED.items() if priced else ():
        oracle = OracleBasis(basis.name, operators, free_not=basis.free_not)
        found.append((basis, Catalogue(oracle, n, 3 + more + (not basis.free_not))))
    return found


def draw_relation(draw):
    """Return a random relation of three inputs."""
    m = draw.choice((1, 2, 2))
    names = ("a", "b", "c"), ("y", "z")[:m]
    every = (1 << (1 << m)) - 1
    kind = draw.choice(("tables", "symmetric", "two symmetric", "any"))
    if kind == "tables":
        care = [draw.getrandbits(8) | draw.getrandbits(8) for _ in range(m)]
        return from_tables([draw.getrandbits(8) for _ in range(m)], 3, care=care)
    if kind == "any":
        care = draw.getrandbits(8) | draw.getrandbits(8)
        words = (draw.randrange(1, every + 1) if care >> t & 1 else every for t in range(8))
        return Relation(*names, tuple(words), care)
    mask = 7 if kind == "symmetric" else 3
    words = {}
    return Relation(
        *names,
        tuple(
            words.setdefault(((t & mask).bit_count(), t & ~mask), draw.randrange(1, every + 1))
            for t in range(8)
        ),
        255,
    )


def weighted(draw, relation):
    """Return the relation with weights that are symmetric in all inputs."""
    weights = [draw.randrange(3) for _ in range(4)]
    rows = tuple(weights[t.bit_count()] for t in range(8))
    return Relation(relation.inputs, relation.outputs, relation.allowed, relation.care, rows)


def disagreement(basis, catalogue, relation, *, depth, cost, accuracy, breaks):
    """Return a query that is answered otherwise than the catalogue says, or None."""
    known = catalogue.solving(relation, accuracy)
    if depth is not None:
        known = known[known[:, 2] <= depth]
    if cost is not None:
        known = known[known[:, 1] <= cost]
    least = int(known[:, 0].min()) if len(known) else None
    for gates in range((catalogue.gates if least is None else least) + 1):
        query = Query(relation, basis, gates, depth, cost, accuracy, breaks)
        if (find(query) is not None) != (gates == least):
            return query
    return None


def draw_disagreement(draw, known):
    """Draw a relation, a basis, bounds and breaks; return a query answered wrongly, or None."""
    basis, catalogue = draw.choice(known)
    relation = draw_relation(draw)
    accuracy = draw.choice((None, None, None, Fraction(3, 4), Fraction(7, 8)))
    if accuracy is not None and draw.random() < 0.5:
        relation = weighted(draw, relation)
    some = frozenset(name for name in BREAKS if draw.random() < 0.6)
    return disagreement(
        basis,
        catalogue,
        relation,
        depth=draw.choice((None, None, 1, 2, 3)),
        cost=None if basis.unit_cost else draw.randrange(1, 8),
        accuracy=accuracy,
        breaks=draw.choice((DEFAULT_BREAKS, some)),
    )


def main() -> None:
    """Draw until the time is up, then walk over all relations of two inputs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=240, help="time for random relations")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    known = catalogues(3)
    drawn, end = 0, time.monotonic() + options.seconds
    while time.monotonic() < end:
        if (query := draw_disagreement(draw, known)) is not None:
            sys.exit(f"answered wrongly: {query}")
        drawn += 1
    print(f"{drawn} random queries on three inputs: no disagreement")
    known = catalogues(2, 1, priced=False)
    relations = list(product(range(1, 16), repeat=4))
    for allowed in relations:
        basis, catalogue = draw.choice(known)
        query = disagreement(
            basis,
            catalogue,
            Relation(("a", "b"), ("y", "z"), allowed, 15),
            depth=draw.choice((None, None, 1, 2)),
            cost=None,
            accuracy=None,
            breaks=DEFAULT_BREAKS,
        )
        if query is not None:
            sys.exit(f"answered wrongly: {query}")
    print(f"{len(relations)} relations of two inputs and outputs: no disagreement")


if __name__ == "__main__":
    main()
