"""CP-SAT as a solver: known optima found at k and refuted below, limits, parameters."""

import subprocess
import sys
from random import Random

import pytest

from minimesa import basis
from minimesa.encoding.query import Query, Verdict
from minimesa.errors import InputError, SolverError
from minimesa.referee import check_basis, check_solves
from minimesa.relations import Relation, from_tables
from minimesa.solvers.cpsat import solve
from oracles import sizes

FULL_ADDER = (0x96, 0xE8)
SORT3 = (0x80, 0xE8, 0xFE)
MULTIPLIER = (0xA0A0, 0x6AC0, 0x4C00, 0x8000)
"""Products of the words x0 x1 and x2 x3, bit 0 first."""
MAJ5 = sum((t.bit_count() >= 3) << t for t in range(32))


def found(query, **options):
    verdict, circuit = solve(query, seconds=120, **options)
    if verdict is Verdict.FOUND:
        check_solves(circuit, query.relation, query.accuracy)
        check_basis(circuit, query.basis)
        assert query.gates is None or circuit.size == query.gates
        assert query.depth is None or circuit.depth <= query.depth
        return True
    assert verdict is Verdict.REFUTED
    assert circuit is None
    return False


@pytest.mark.parametrize(
    ("tables", "n", "name", "size"),
    [
        (FULL_ADDER, 3, "b2", 5),  # Knuth, TAOCP 4A, 7.1.2
        (SORT3, 3, "b2", 6),  # Knuth, TAOCP 4A, 7.1.2
        (MULTIPLIER, 4, "b2", 7),  # Knuth, TAOCP 4A, 7.1.2
        ((0x16,), 3, "b2", 4),  # oracles.sizes
        ((0xCA,), 3, "b2", 3),
        ((0x6996,), 4, "b2", 3),  # parity: n - 1
        ((0x6,), 2, "nand", 4),
        ((0x6,), 2, "aig", 3),
        ((0xE8,), 3, "mig", 1),
        ((0x96,), 3, "mig", 3),
        ((0x16E9,), 4, "lut3", 2),
        ((0x16E9,), 4, "lut4", 1),
    ],
)
def test_known_sizes_are_found_and_refuted_below(tables, n, name, size):
    relation = from_tables(tables, n)
    assert found(Query(relation, basis.get(name), gates=size))
    assert not found(Query(relation, basis.get(name), gates=size - 1))


@pytest.mark.parametrize(
    ("tables", "n", "name", "depth"),
    [
        ((0x6996,), 4, "b2", 2),
        ((0x16E9,), 4, "b2", 3),
        ((0x06B1,), 4, "b2", 4),
        (FULL_ADDER, 3, "aig", 4),
        ((0x6,), 2, "nand", 3),
    ],
)
def test_known_depths_are_found_and_refuted_below(tables, n, name, depth):
    relation = from_tables(tables, n)
    assert found(Query(relation, basis.get(name), depth=depth))
    assert not found(Query(relation, basis.get(name), depth=depth - 1))


@pytest.mark.parametrize("name", sizes.golden())
def test_a_sample_of_three_input_functions_has_its_size_and_depth(name):
    golden = sizes.golden()[name]
    for table in Random(7).sample(range(256), 12):
        relation = from_tables([table], 3)
        for bound, least in (("gates", golden["size"][table]), ("depth", golden["depth"][table])):
            assert found(Query(relation, basis.get(name), **{bound: least}))
            if least:
                assert not found(Query(relation, basis.get(name), **{bound: least - 1}))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["b2", "aig", "mig"])
def test_all_three_input_functions_have_their_size(name):
    for table, least in enumerate(sizes.golden()[name]["size"]):
        relation = from_tables([table], 3)
        assert found(Query(relation, basis.get(name), gates=least))
        assert not least or not found(Query(relation, basis.get(name), gates=least - 1))


def _best_pair():
    """Any of three pairs of bits with both bits set, named by a word below 3."""
    allowed = []
    for t in range(64):
        score = [(t >> 2 * pair & 3) == 3 for pair in range(3)]
        best = max(score)
        allowed.append(sum(1 << pair for pair in range(3) if score[pair] == best))
    return Relation(
        tuple(f"{word}{bit}" for word in "pqr" for bit in range(2)),
        ("choice0", "choice1"),
        tuple(allowed),
        (1 << 64) - 1,
    )


def test_a_relation_with_ties_needs_fewer_gates_than_its_scores():
    assert found(Query(_best_pair(), basis.get("b2"), gates=3))
    assert not found(Query(_best_pair(), basis.get("b2"), gates=2))


def test_size_and_depth_bind_together():
    parity = from_tables([0x6996], 4)
    assert found(Query(parity, basis.get("b2"), gates=3, depth=2))
    assert not found(Query(parity, basis.get("b2"), gates=3, depth=1))
    exactly_two = from_tables([0x1668], 4)
    assert found(Query(exactly_two, basis.get("b2"), gates=6))
    assert not found(Query(exactly_two, basis.get("b2"), gates=6, depth=2))


def test_a_time_out_is_unknown():
    hard = Query(from_tables([MAJ5], 5), basis.get("b2"), gates=8)
    assert solve(hard, seconds=0.2) == (Verdict.UNKNOWN, None)
    assert solve(hard, seconds=0) == (Verdict.UNKNOWN, None)
    stopped = solve(hard, seconds=None, parameters={"max_time_in_seconds": 0.1})
    assert stopped == (Verdict.UNKNOWN, None)


def test_threads_and_seeds_do_not_change_the_verdict():
    for gates, expected in ((4, False), (5, True)):
        query = Query(from_tables(FULL_ADDER, 3), basis.get("b2"), gates=gates)
        assert found(query, threads=2) is expected
        assert found(query, seed=3) is expected


def test_parameters_reach_cp_sat():
    query = Query(from_tables([MAJ5], 5), basis.get("b2"), gates=8)
    parameters = {"max_number_of_conflicts": 1, "ignore_subsolvers": ["core"]}
    assert solve(query, seconds=None, parameters=parameters) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"nonsense": 1}, "no parameter 'nonsense'"),
        ({"__class__": 1}, "no parameter '__class__'"),
        ({"num_workers": "many"}, "does not take 'many' for parameter 'num_workers'"),
        ({"num_workers": [2]}, "does not take"),
        ({"ignore_subsolvers": 2}, "does not take"),
    ],
)
def test_wrong_parameters_are_named(parameters, message):
    query = Query(from_tables([0x8], 2), basis.get("b2"), gates=1)
    with pytest.raises(InputError, match=message):
        solve(query, seconds=1, parameters=parameters)


def test_an_invalid_model_is_an_error_of_the_solver():
    query = Query(from_tables([0x8], 2), basis.get("b2"), gates=1)
    with pytest.raises(SolverError, match="MODEL_INVALID"):
        solve(query, seconds=1, parameters={"num_workers": -3})


def test_importing_the_solver_does_not_import_ortools():
    code = "import sys, minimesa.solvers.cpsat; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
