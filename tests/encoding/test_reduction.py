"""Bases in which a wire may not be read twice need copies of gates; merged constants go far."""

import pytest

from minimesa.basis import Basis, Operator, built_in
from minimesa.encoding.query import Query
from minimesa.encoding.reduction import reduce_gate, reducible
from minimesa.relations import from_tables
from minimesa.truth_tables import support
from oracles import enumerate as every_circuit
from oracles.catalogue import depths
from oracles.local import find, least_depth
from oracles.operators import OracleBasis

MINORITY = Basis("minority", (Operator("min", 0x17, 3),), free_not=False)
PARITIES = Basis(
    "parities",
    (Operator("xor", 0x6, 2), Operator("xnor", 0x9, 2), Operator("and", 0x8, 2)),
    free_not=False,
)
XOR_AND = Basis("xor-and", (Operator("xor", 0x6, 2), Operator("and", 0x8, 2)), free_not=False)
NAND_ONCE = Basis("nand-once", (Operator("nand", 0x7, 2),), free_not=False)
MUX = Basis("mux", (Operator("mux", 0xCA, 3),), free_not=False)
FREE_MUX = Basis("mux", (Operator("mux", 0xCA, 3),), free_not=True)


def oracle(basis):
    return OracleBasis(
        basis.name, {k: tuple(v) for k, v in basis.tables.items()}, free_not=basis.free_not
    )


def test_built_in_bases_reduce():
    assert all(reducible(basis, within_cost=True) for basis in built_in().values())


@pytest.mark.parametrize(
    ("basis", "expected"),
    [(MINORITY, False), (PARITIES, False), (XOR_AND, True), (NAND_ONCE, False), (MUX, False)],
    ids=lambda value: getattr(value, "name", value),
)
def test_reducible(basis, expected):
    assert reducible(basis) is expected


def test_a_dearer_remainder_is_within_the_basis_but_not_within_the_cost():
    basis = Basis(
        "p", (Operator("mux", 0xCA, 3, 1), Operator("and", 0x8, 2, 5), Operator("or", 0xE, 2, 5)),
        free_not=False,
    )  # fmt: skip
    assert reducible(basis)
    assert not reducible(basis, within_cost=True)


def test_reduce_gate():
    aig, mig, lut3, nand = (built_in()[name] for name in ("aig", "mig", "lut3", "nand"))
    assert reduce_gate(0x8, (4, 4), aig) == (0, (4,))
    assert reduce_gate(0x2, (4, 4), aig) == (0, (-1,))
    assert reduce_gate(0x2, (5, 3), aig) == (0x4, (3, 5))
    assert reduce_gate(0xE8, (-1, 2, 2), mig) == (0, (2,))
    assert reduce_gate(0xE8, (7, 2, 7), mig) == (0, (7,))
    assert reduce_gate(0xE8, (7, 2, -1), mig) == (0xE8, (-1, 2, 7))
    assert reduce_gate(0xCA, (5, 6, 5), lut3) == (0x8, (5, 6))
    assert reduce_gate(0x7, (3, 3), nand) == (0x7, (3, 3))


def smallest(basis, n, most):
    """Return the least number of gates by function, copies of gates included, by brute force."""
    found = {}
    for gates in range(1, most + 1):
        walk = every_circuit._Walk(n, oracle(basis), copies=True)
        for _, unread in walk.sets(gates, 1):
            for wire in unread:
                found.setdefault(walk.table[wire], gates)
    return found


OPERATORS = [t for t in range(256) if len(support(t, 3)) == 3]


@pytest.mark.parametrize("table", [0x17, 0xE1, 0xCA, 0x1D, 0x96, 0x69, *OPERATORS[3::17]])
def test_copies_of_gates_are_kept_where_they_are_needed(table):
    basis = Basis("u", (Operator("f", table, 3),), free_not=False)
    free = {0, 255, 0xAA, 0xCC, 0xF0}
    for function, gates in smallest(basis, 3, 3).items():
        if function not in free:
            relation = from_tables([function], 3)
            assert find(Query(relation, basis, gates=gates)) is not None, hex(function)
            for fewer in range(gates):
                assert find(Query(relation, basis, gates=fewer)) is None, hex(function)


def test_majority_takes_two_copies_of_the_minority():
    circuit = find(Query(from_tables([0xE8], 3), MINORITY, gates=3))
    assert circuit.gates[0] == circuit.gates[1]


@pytest.mark.parametrize("basis", [PARITIES, XOR_AND], ids=lambda b: b.name)
def test_depth_where_merging_makes_constants(basis):
    known = depths(oracle(basis), 3)
    for table in range(0, 256, 5):
        if known.get(table, 9) <= 2:
            depth, circuit = least_depth(from_tables([table], 3), basis)
            assert depth == known[table], hex(table)
            read = {w for gate in circuit.gates for w in gate.fanin} | {circuit.outputs[0].wire}
            assert set(range(3, 3 + circuit.size)) <= read


@pytest.mark.parametrize("basis", [MUX, FREE_MUX], ids=["mux", "free-mux"])
def test_depth_over_multiplexers_alone(basis):
    """Two levels of multiplexers over three inputs: brute force with copies of gates."""
    walk = every_circuit._Walk(3, oracle(basis), copies=True)
    within_one = {walk.table[w] for _, unread in walk.sets(1, 1) for w in unread}
    for table in within_one:
        if table not in (0xAA, 0xCC, 0xF0):
            depth, circuit = least_depth(from_tables([table], 3), basis)
            assert depth == 1
            assert circuit.size == 1  # the padding is dropped


def test_two_inputs_are_too_few_for_an_operator_of_three():
    for bound in ({"gates": 1}, {"gates": 2}, {"depth": 1}, {"depth": 2}):
        assert find(Query(from_tables([0x8], 2), FREE_MUX, **bound)) is None
    assert find(Query(from_tables([0xC], 2), FREE_MUX, depth=0)) is not None
