"""No symmetry break changes an optimum: each alone, each left out, all, none."""

from fractions import Fraction

import pytest
from pysat.solvers import Solver

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.encoding import ssv
from minimesa.encoding.breaks import (
    ASSOCIATIVE,
    AT_MOST_ONE,
    BREAKS,
    COLEX,
    COMPLEMENTED_INPUTS,
    DEFAULT_BREAKS,
    NO_REAPPLY,
    OPERATOR_ORDER,
    RENAMED_INPUTS,
    SYMMETRIC_INPUTS,
    USE_ALL,
)
from minimesa.encoding.query import Query
from minimesa.encoding.symmetry import essential_inputs
from minimesa.relations import Relation, from_tables
from oracles import sizes
from oracles.local import find

NONE = frozenset()
SETS = {
    "all": DEFAULT_BREAKS,
    "none": NONE,
    **{f"only {name}": frozenset({name}) for name in BREAKS},
    **{f"without {name}": DEFAULT_BREAKS - {name} for name in BREAKS},
}


def relation(outputs, *rows):
    names = ("a", "b", "c", "d")[: len(rows).bit_length() - 1]
    every = (1 << (1 << outputs)) - 1
    care = sum(1 << t for t, words in enumerate(rows) if words is not None)
    allowed = tuple(every if words is None else words for words in rows)
    return Relation(names, tuple(f"y{o}" for o in range(outputs)), allowed, care)


def index_of_a_set_bit(n):
    """Any index of a set bit; on no bit set, any: ties between outputs, symmetric in part."""
    return relation(2, *(sum(1 << i for i in range(n) if t >> i & 1) or 15 for t in range(1 << n)))


TABLES = {  # inputs 0 and 1 symmetric in some outputs, not in all
    "and, and-not": ([0x8, 0x2], 2),
    "xor, first": ([0x6, 0xA], 2),
    "half adder": ([0x6, 0x8], 2),
    "full adder": ([0x96, 0xE8], 3),
    "majority, minterm": ([0xE8, 0x02], 3),
    "multiplexer, and": ([0xCA, 0x80], 3),
    "parity, select": ([0x96, 0xCA], 3),
    "two thirds, one hot": ([0x16, 0x68], 3),
    "same twice and a complement": ([0x96, 0x96, 0x69], 3),
    "input, constant, and": ([0xAA, 0xFF, 0x88], 3),
}
RELATIONS = {
    "majority of complements": from_tables([0x8E], 3),  # exchanges complement an input
    "skew in part": from_tables([0x4D, 0x96], 3),
    "output complemented": from_tables([0x2], 2),
    **{name: from_tables(tables, n) for name, (tables, n) in TABLES.items()},
    "don't-cares": from_tables([0b1011_0110], 3, care=[0b1101_0111]),
    "don't-cares apart": from_tables([0x6, 0x8], 2, care=[0xB, 0xE]),
    "index of a set bit of 3": index_of_a_set_bit(3),
    "equal or opposite": relation(2, 0b1001, 0b0110, 0b0110, 0b1001),
    "one of two words": relation(2, 0b0110, 0b1001, 0b0111, 0b0110, None, 0b1000, 0b0110, 0b0001),
    "a larger bit": relation(1, 0b11, 0b01, 0b10, 0b11),
}


def optimum(query_relation, basis, breaks, depth=None, most=8):
    for gates in range(most + 1):
        if find(Query(query_relation, basis, gates=gates, depth=depth, breaks=breaks)):
            return gates
    return None


@pytest.mark.parametrize("name", RELATIONS)
def test_optimum_over_b2(name):
    basis = bases.get("b2")
    least = optimum(RELATIONS[name], basis, NONE)
    assert least is not None
    found = {kind: optimum(RELATIONS[name], basis, breaks) for kind, breaks in SETS.items()}
    assert found == dict.fromkeys(SETS, least)


@pytest.mark.parametrize("name", RELATIONS)
def test_optimum_at_each_depth(name):
    basis = bases.get("b2")
    for depth in range(1, 4):
        least = optimum(RELATIONS[name], basis, NONE, depth, most=6)
        found = {
            kind: optimum(RELATIONS[name], basis, breaks, depth, most=6)
            for kind, breaks in SETS.items()
        }
        assert found == dict.fromkeys(SETS, least), depth


SMALL = ["and, and-not", "xor, first", "half adder", "don't-cares apart", "equal or opposite",
         "a larger bit", "input, constant, and", "index of a set bit of 3"]  # fmt: skip


@pytest.mark.parametrize("basis", [b for b in bases.built_in() if b not in {"b2", "xaig"}])
def test_optimum_in_every_basis(basis):
    for name in SMALL[:2] if basis == "lut4" else SMALL:
        least = optimum(RELATIONS[name], bases.get(basis), NONE, most=5)
        for kind, breaks in SETS.items():
            assert optimum(RELATIONS[name], bases.get(basis), breaks, most=5) == least, (name, kind)


@pytest.mark.parametrize("basis", sizes.golden())
def test_three_inputs_in_every_basis(basis):
    """Golden sizes: found at the size, refuted one below, whichever breaks are on."""
    tables = [t for t in range(1, 255, 9) if 1 <= sizes.golden()[basis]["size"][t] <= 4]
    tables = tables[: 1 if basis == "lut4" else 8]
    assert tables
    for table in tables:
        size, one = sizes.golden()[basis]["size"][table], from_tables([table], 3)
        for breaks in SETS.values():
            assert find(Query(one, bases.get(basis), gates=size, breaks=breaks)) is not None
            assert find(Query(one, bases.get(basis), gates=size - 1, breaks=breaks)) is None


PRICED = Basis(
    "priced",
    (Operator("not", 0x1, 1, 1), Operator("and", 0x8, 2, 2), Operator("xor", 0x6, 2, 5)),
    free_not=False,
)


@pytest.mark.parametrize("tables", [[0x6], [0x7], [0x6, 0x8], [0x9], [0xE, 0x7]])
def test_least_cost(tables):
    problem = from_tables(tables, 2)

    def least(breaks):
        for cost in range(14):
            for gates in range(cost + 1):
                if find(Query(problem, PRICED, gates=gates, cost=cost, breaks=breaks)):
                    return cost
        return None

    found = {kind: least(breaks) for kind, breaks in SETS.items()}
    assert found == dict.fromkeys(SETS, found["none"])
    assert found["none"] is not None


@pytest.mark.parametrize("accuracy", [Fraction(5, 8), Fraction(3, 4), Fraction(7, 8)])
def test_accuracy(accuracy):
    weights = (1, 2, 2, 1, 1, 2, 2, 3)  # not symmetric in inputs 0 and 2
    for tables in ([0x96], [0xE8], [0x96, 0xE8]):
        plain = from_tables(tables, 3)
        problem = Relation(plain.inputs, plain.outputs, plain.allowed, plain.care, weights)
        found = set()
        for breaks in SETS.values():
            found.add(
                next(
                    gates
                    for gates in range(7)
                    if find(
                        Query(
                            problem,
                            bases.get("b2"),
                            gates=gates,
                            accuracy=accuracy,
                            breaks=breaks,
                        )
                    )
                )
            )
        assert len(found) == 1


@pytest.mark.parametrize(
    ("problem", "inputs"),
    [
        (from_tables([0xAA], 3), (0,)),
        (from_tables([0x00], 3), ()),
        (from_tables([0x96], 3), (0, 1, 2)),
        (from_tables([0x88, 0xF0], 3), (0, 1, 2)),
        (from_tables([0x8], 2, care=[0b1001]), ()),
        (from_tables([0x8], 2, care=[0b1011]), (1,)),
    ],
)
def test_essential_inputs(problem, inputs):
    assert essential_inputs(problem) == inputs


@pytest.mark.parametrize(
    ("name", "table", "n", "gates"),
    [
        (USE_ALL, 0x8, 2, 2),
        (NO_REAPPLY, 0x8, 2, 2),
        (NO_REAPPLY, 0x6, 2, 3),
        (ASSOCIATIVE, 0x80, 3, 2),
        (ASSOCIATIVE, 0x96, 3, 2),
        (ASSOCIATIVE, 0xFE, 3, 2),
        (ASSOCIATIVE, 0x10, 3, 2),
        (COLEX, 0x8, 2, 3),
        (OPERATOR_ORDER, 0x8, 2, 3),
        (SYMMETRIC_INPUTS, 0x80, 3, 2),
        (COMPLEMENTED_INPUTS, 0xE8, 3, 4),
        (COMPLEMENTED_INPUTS, 0x40, 3, 2),
        (RENAMED_INPUTS, 0xCA, 3, 3),
    ],
)
def test_a_break_removes_circuits_and_leaves_some(name, table, n, gates):
    def circuits(breaks):
        query = Query(from_tables([table], n), bases.get("b2"), gates=gates, breaks=breaks)
        layout = ssv.encode(query)
        found = set()
        with Solver(name="glucose4", bootstrap_with=layout.cnf.clauses) as solver:
            while solver.solve():
                model = frozenset(v for v in solver.get_model() if v > 0)
                found.add(ssv.decode(layout, model))
                solver.add_clause(ssv.exclude(layout, model))
        return found

    assert set() < circuits(frozenset({name, AT_MOST_ONE})) < circuits(frozenset({AT_MOST_ONE}))
