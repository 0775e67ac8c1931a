"""The tables against published counts, brute force, the referee, and each other."""

import random
from collections import Counter

import numpy as np
import pytest

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.errors import InputError
from minimesa.referee import check_basis, check_solves
from minimesa.relations import from_tables
from minimesa.tables import lookup, store
from minimesa.truth_tables import full, npn_representatives
from oracles import sizes, taocp

TABULATED = tuple(lookup.SOURCES)
OBJECTIVES = ("size", "depth")
LEAST = {"size": lookup.least_size, "depth": lookup.least_depth}


def histogram(name, objective):
    """Return how many NPN classes have each least value."""
    counts = Counter(
        LEAST[objective](bases.get(name), table, 4) for table in npn_representatives(4)
    )
    return tuple(counts[value] for value in range(max(counts) + 1))


def functions(name, objective):
    """Return how many functions have each least value."""
    return tuple(np.bincount(lookup.least_values(bases.get(name), objective)))


def check(basis, table, inputs, objective):
    """Hold the circuit of an entry against the referee and the value of the entry."""
    circuit = lookup.optimal_circuit(basis, table, inputs, objective)
    check_solves(circuit, from_tables([table], inputs))
    check_basis(circuit, basis)
    assert getattr(circuit, objective) == LEAST[objective](basis, table, inputs)
    return circuit


def test_two_input_operators_have_the_optima_that_knuth_lists():
    # TAOCP 4A, section 7.1.2
    assert histogram("b2", "size") == taocp.SIZE_CLASSES[4]
    assert histogram("b2", "depth") == taocp.DEPTH_CLASSES[4]
    assert functions("b2", "size") == (10, 60, 456, 2474, 10624, 24184, 25008, 2720)


def test_majority_gates_have_the_optima_that_were_published():
    # Soeken, Amaru, Gaillardon, De Micheli: Exact synthesis of majority-inverter graphs and its
    # applications (TCAD 2017), classes and functions by size and by depth.
    assert histogram("mig", "size") == (2, 2, 5, 18, 42, 117, 35, 1)
    assert functions("mig", "size") == (10, 80, 640, 3300, 10352, 40064, 11058, 32)
    assert histogram("mig", "depth") == (2, 2, 48, 169, 1)
    assert functions("mig", "depth") == (10, 80, 10260, 55184, 2)


@pytest.mark.parametrize("name", sorted({*TABULATED} & {*sizes.golden()}))
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_three_inputs_are_as_brute_force_has_them(name, objective):
    basis = bases.get(name)
    golden = sizes.golden()[name][objective]
    assert [LEAST[objective](basis, table, 3) for table in range(256)] == golden


@pytest.mark.parametrize("name", TABULATED)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_every_entry_passes_the_referee(name, objective):
    for table in store.read(lookup.SOURCES[name]).representatives.tolist():
        check(bases.get(name), table, 4, objective)


@pytest.mark.parametrize("name", TABULATED)
@pytest.mark.parametrize("inputs", range(5))
def test_circuits_reach_functions_that_represent_no_class(name, inputs):
    draw = random.Random(f"{name} {inputs}")
    for _ in range(60):
        table = draw.getrandbits(1 << inputs)
        for objective in OBJECTIVES:
            circuit = check(bases.get(name), table, inputs, objective)
            assert len(circuit.inputs) == inputs


@pytest.mark.parametrize("name", TABULATED)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_gate_that_reads_an_input_adds_one_at_most(name, objective):
    # A circuit for f and one gate more: no least value may be above that.
    least = lookup.least_values(bases.get(name), objective).astype(int)
    every = np.arange(1 << 16)
    gate = {"nand": ~(every & 0xAAAA), "nor": ~(every | 0xAAAA)}.get(name, every & 0xAAAA)
    assert (least[gate & 0xFFFF] <= least + 1).all()


def test_nor_is_the_dual_of_nand():
    dual = [int(f"{table:016b}"[::-1], 2) ^ 0xFFFF for table in range(1 << 16)]
    for objective in OBJECTIVES:
        nand, nor = (lookup.least_values(bases.get(name), objective) for name in ("nand", "nor"))
        assert (nor[dual] == nand).all()


def test_a_basis_is_known_by_its_operators():
    xor_and = (Operator("parity", 0x9, 2), Operator("nand", 0x7, 2))
    assert lookup.least_size(Basis("mine", xor_and, free_not=True), 0x6996, 4) == 3
    assert lookup.least_size(bases.get("xaig"), 0x6996, 4) == 3
    dear = (Operator("parity", 0x9, 2, cost=2), Operator("nand", 0x7, 2))
    for other in (
        Basis("b2", dear, free_not=True),
        Basis("b2", xor_and, free_not=False),
        Basis("b2", xor_and, free_not=True, repeats=True),
        Basis("b2", (*xor_and, Operator("maj", 0xE8, 3)), free_not=True),
        bases.get("lut3"),
        bases.get("lut4"),
    ):
        assert lookup.least_size(other, 0x6996, 4) is None
        assert lookup.least_values(other, "depth") is None
        assert lookup.optimal_circuit(other, 0x6996, 4) is None


def test_five_inputs_are_not_tabulated():
    basis = bases.get("b2")
    assert lookup.least_size(basis, 1, 5) is None
    assert lookup.least_depth(basis, 1, 5) is None
    assert lookup.optimal_circuit(basis, 1, 5) is None
    assert lookup.least_over_completions(basis, full(5) ^ 1, 1, 5) is None


def test_a_table_that_does_not_fit_is_refused():
    with pytest.raises(InputError, match="0x100 does not fit 3 inputs"):
        lookup.least_size(bases.get("b2"), 0x100, 3)


@pytest.mark.parametrize("name", TABULATED)
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_completions_are_searched_exhaustively(name, objective):
    basis = bases.get(name)
    draw = random.Random(f"{name} {objective}")
    for inputs in (1, 2, 3, 3, 4):
        care = draw.getrandbits(1 << inputs) | 1 << (1 << inputs) // 2
        if inputs == 4:
            care |= draw.getrandbits(16)
        table = draw.getrandbits(1 << inputs)
        zeros, ones = (full(inputs) ^ care | bits for bits in (care & ~table, care & table))
        found = lookup.least_over_completions(basis, zeros, ones, inputs, objective)
        completions = [f for f in range(full(inputs) + 1) if not (f ^ table) & care]
        costs = [LEAST[objective](basis, f, inputs) for f in completions]
        assert found.value == min(costs)
        assert found.table == completions[costs.index(found.value)]


def test_the_shared_arrays_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        lookup.least_values(bases.get("b2"), "size")[0] = 1
