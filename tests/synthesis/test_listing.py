"""Listings against brute force that shares no code with the encoding: sets, not only counts."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from minimesa.basis import Basis, Operator, get
from minimesa.canonical import canonical_form
from minimesa.encoding.breaks import BREAKS
from minimesa.encoding.reduction import reducible
from minimesa.errors import InputError
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import NO_OTHER, solve_all
from minimesa.synthesis.options import Options
from minimesa.truth_tables import npn_representatives, permute
from oracles import enumerate as oracle
from oracles import sizes
from oracles.operators import BASES, OracleBasis

EXAMPLES = settings(max_examples=25, deadline=None, derandomize=True, phases=(Phase.generate,))
MUX, MAJ3, XOR3 = 0xCA, 0xE8, 0x96
HALF_ADDER = from_tables([0x6, 0x8], 2)
NAND_DISTINCT = Basis("nand-distinct", (Operator("nand", 0x7, 2),), free_not=False)
PRICED = Basis(
    "priced",
    (Operator("not", 0x1, 1, 1), Operator("and", 0x8, 2, 2), Operator("xor", 0x6, 2, 3)),
    free_not=False,
)
DEAR_XOR = Basis(
    "dear-xor", (Operator("and", 0x8, 2, 1), Operator("xor", 0x6, 2, 2)), free_not=True
)


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("minisat22")) as engine:
        yield engine


def listed(engine, relation, basis, objective="size", **more):
    """List; every circuit must come once, through `found` as in the solution."""
    options = Options(basis, objective, accuracy=more.pop("accuracy", None))
    if "breaks" in more:
        options = Options(basis, objective, breaks=more.pop("breaks"))
    streamed = []
    solution = solve_all(
        Problem("test", "", relation), options, engine, found=streamed.append, **more
    )
    assert solution.complete is True
    assert list(solution.circuits) == streamed
    circuits = {oracle.canonical_circuit(circuit) for circuit in streamed}
    assert len(circuits) == len(streamed)
    return solution, circuits


def oracle_basis(basis):
    """Return a basis without constant 1 as the oracle's: its operators written out once more."""
    operators = {}
    for operator in basis.operators:
        variants = {operator.table}
        if basis.free_not:
            variants = {
                sum(
                    ((operator.table >> (row ^ mask)) & 1 ^ (operator.table >> mask & 1)) << row
                    for row in range(1 << operator.arity)
                )
                for mask in range(1 << operator.arity)
            }
        tables = {
            permute(variant, order, operator.arity)
            for variant in variants
            for order in permutations(range(operator.arity))
        }
        operators[operator.arity] = tuple({*operators.get(operator.arity, ()), *tables})
    return OracleBasis(basis.name, operators, basis.free_not, basis.constants, basis.repeats)


def gates_of(circuit):
    """Return the operator of each gate of an oracle's canonical circuit."""
    return [
        gate[1] if isinstance(gate, tuple) else int(gate[1 : gate.index(" ")], 16)
        for gate in circuit[0]
    ]


def depth_of(circuit):
    """Return the depth of an oracle's canonical circuit: how deep its output trees nest."""
    deepest = 0
    for wire, _ in circuit[1]:
        depth = 0
        for character in wire if isinstance(wire, str) else wire[0]:
            depth += (character == "(") - (character == ")")
            deepest = max(deepest, depth)
    return deepest


@pytest.mark.parametrize(
    ("name", "most"),
    [("b2", 4), ("aig", 4), ("mig", 3), ("lut3", 2), ("nand", 5), ("nor", 5), ("and-or-not", 4)],
)
def test_every_three_input_class(engine, name, most):
    basis, own = get(name), BASES[name]
    if own.free_not:
        classes = npn_representatives(3)
    else:
        orders = list(permutations(range(3)))
        classes = sorted({min(permute(f, p, 3) for p in orders) for f in range(256)})
    small = [f for f in classes if sizes.golden()[name]["size"][f] <= most]
    assert len(small) > 9
    for table in small:
        relation = from_tables([table], 3)
        solution, circuits = listed(engine, relation, basis)
        assert (solution.size, circuits) == oracle.minimal(relation, own)
        assert solution.size == sizes.golden()[name]["size"][table]


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand"])
def test_golden_counts_of_every_three_input_class(engine, name):
    golden = oracle.golden()[name]
    for table in npn_representatives(3):
        if golden[table] is not None:
            assert len(listed(engine, from_tables([table], 3), get(name))[1]) == golden[table]


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", ["b2", "aig", "mig"])
def test_golden_counts_of_every_three_input_function(engine, name):
    for table, count in enumerate(oracle.golden()[name]):
        if count is not None:
            assert len(listed(engine, from_tables([table], 3), get(name))[1]) == count


def test_the_full_adder(engine):
    solution, circuits = listed(engine, from_tables([XOR3, MAJ3], 3), get("b2"))
    assert (solution.size, len(circuits)) == (5, oracle.FULL_ADDER_CIRCUITS)


@st.composite
def relations(draw, n, m):
    """Relations with ties, don't-cares and two outputs; some rows accept any subset of words."""
    words = st.integers(1, (1 << (1 << m)) - 1)
    care = draw(st.integers(1, (1 << (1 << n)) - 1))
    allowed = tuple(draw(words) if care >> t & 1 else (1 << (1 << m)) - 1 for t in range(1 << n))
    names = tuple(f"x{i}" for i in range(n)), tuple(f"y{o}" for o in range(m))
    return Relation(*names, allowed, care)


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "nand", "and-or-not"])
@pytest.mark.parametrize(("n", "m"), [(2, 1), (2, 2), (3, 1)])
def test_small_relations(engine, name, n, m):
    @EXAMPLES
    @given(relations(n, m))
    def check(relation):
        solution, circuits = listed(engine, relation, get(name))
        assume(solution.size <= 3)
        assert (solution.size, circuits) == oracle.minimal(relation, BASES[name])

    check()


@pytest.mark.parametrize("name", ["b2", "aig", "nand"])
def test_relations_on_three_inputs_with_two_outputs(engine, name):
    @EXAMPLES
    @given(st.tuples(*[st.integers(1, 15)] * 8), st.integers(0, 255))
    def check(allowed, care):
        allowed = tuple(w if care >> t & 1 else 15 for t, w in enumerate(allowed))
        relation = Relation(("a", "b", "c"), ("y", "z"), allowed, care)
        solution, circuits = listed(engine, relation, get(name))
        assume(solution.size <= 3)
        assert (solution.size, circuits) == oracle.minimal(relation, BASES[name])

    check()


@pytest.mark.parametrize(
    ("name", "relation", "slack"),
    [
        ("b2", from_tables([0x8], 2), 2),
        ("b2", HALF_ADDER, 1),
        ("b2", from_tables([0x1E], 3), 1),
        ("b2", from_tables([MUX], 3), 1),
        ("b2", from_tables([0x8], 2, care=[0xE]), 2),
        ("aig", from_tables([0x8], 2), 2),
        ("aig", from_tables([0x80], 3), 1),
        ("mig", from_tables([MAJ3], 3), 1),
        ("mig", from_tables([0x8], 2), 2),
        ("nand", from_tables([0x6], 2), 1),
        ("nand", from_tables([0x8], 2), 2),
        ("nor", from_tables([0x2A], 3), 1),
        ("and-or-not", from_tables([0x7], 2), 2),
        ("lut3", from_tables([0x0], 2, care=[0x7]), 1),
    ],
)
def test_slack(engine, name, relation, slack):
    solution, circuits = listed(engine, relation, get(name), slack=slack)
    size, expected = oracle.minimal(relation, BASES[name], slack=slack)
    assert solution.size == size
    assert circuits == expected
    assert any(len(gates) == size + slack for gates, _ in circuits)


def test_slack_lists_circuits_with_copies(engine):
    _, circuits = listed(engine, from_tables([0x8], 2), get("aig"), slack=2)
    assert any(isinstance(gates[0], tuple) for gates, _ in circuits)


@pytest.mark.parametrize(
    ("name", "table", "most"),
    [("b2", 0x16, 5), ("b2", MUX, 4), ("b2", MAJ3, 4), ("b2", 0x80, 3), ("aig", MUX, 4),
     ("aig", 0x06, 5), ("nand", 0x1B, 5)],
)  # fmt: skip
@pytest.mark.parametrize("objective", ["depth,size", "depth", "size,depth"])
def test_objectives_with_depth(engine, name, table, most, objective):
    relation = from_tables([table], 3)
    solution, circuits = listed(engine, relation, get(name), objective)
    if objective == "size,depth":
        size, found = oracle.minimal(relation, BASES[name])
        depth = min(map(depth_of, found))
    else:
        depth = sizes.golden()[name]["depth"][table]
        for size in range(most + 1):
            found = oracle.circuits(relation, BASES[name], size, copies=True)
            if any(depth_of(circuit) <= depth for circuit in found):
                break
    assert (solution.size, solution.depth) == (size, depth)
    assert circuits == {circuit for circuit in found if depth_of(circuit) <= depth}


@pytest.mark.parametrize(
    ("basis", "prices", "tables", "slack"),
    [
        (PRICED, {0x1: 1, 0x8: 2, 0x6: 3}, ([0x6], [0x9], [0x7], [0xE], [0x2], [0x6, 0x8]), 0),
        (PRICED, {0x1: 1, 0x8: 2, 0x6: 3}, ([0x6], [0x7], [0x2]), 1),
        (DEAR_XOR, {0x6: 2}, ([0x6], [0x6, 0x8], [0x1], [0x9, 0xE]), 0),
        (DEAR_XOR, {0x6: 2}, ([0x6], [0x1]), 1),
    ],
)
def test_a_users_basis_with_unequal_costs(engine, basis, prices, tables, slack):
    def cost(circuit):
        return sum(prices.get(operator, 1) for operator in gates_of(circuit))

    own = oracle_basis(basis)
    for table in tables:
        relation = from_tables(table, 2)
        solution, circuits = listed(engine, relation, basis, slack=slack)
        most = solution.size + slack
        found = set().union(
            *(oracle.circuits(relation, own, r, copies=True) for r in range(most + 1))
        )
        assert solution.size == min(map(cost, found))
        assert circuits == {circuit for circuit in found if cost(circuit) <= most}


def test_a_basis_in_which_equal_gates_cannot_be_merged(engine):
    # NAND with distinct fan-ins inverts only by reading two gates of one function.
    assert not reducible(NAND_DISTINCT, within_cost=True)
    own = oracle_basis(NAND_DISTINCT)
    for table in (0x8, 0x7, 0xE, 0x2):
        relation = from_tables([table], 2)
        solution, circuits = listed(engine, relation, NAND_DISTINCT)
        for size in range(6):
            if expected := oracle.circuits(relation, own, size, copies=True):
                break
        assert (solution.size, circuits) == (size, expected)


@pytest.mark.parametrize(
    ("basis", "table"),
    [("b2", MAJ3), ("b2", XOR3), ("b2", 0x06), ("b2", 0x80), ("nand", MUX), ("nand", 0x3C)],
)
def test_one_row_may_be_wrong(engine, basis, table):
    # Right on seven rows of eight: right with some row left out.
    relation = from_tables([table], 3)
    solution, circuits = listed(engine, relation, get(basis), accuracy=Fraction(7, 8))
    parts = [from_tables([table], 3, care=[0xFF ^ 1 << t]) for t in range(8)]
    minima = [oracle.minimal(part, BASES[basis], most=5) for part in parts]
    least = min(size for size, _ in minima)
    assert solution.size == least
    assert circuits == set().union(*(found for size, found in minima if size == least))


def test_weights_say_which_row_may_be_wrong(engine):
    weights = (3, 3, 3, 3, 3, 2, 3, 3)
    base = from_tables([MAJ3], 3)
    relation = Relation(base.inputs, base.outputs, base.allowed, base.care, weights)
    _, circuits = listed(engine, relation, get("b2"), accuracy=Fraction(21, 23))
    row_5_free = from_tables([MAJ3], 3, care=[0xFF ^ 1 << 5])
    assert circuits == oracle.minimal(row_5_free, BASES["b2"])[1]


@pytest.mark.parametrize("without", BREAKS)
def test_no_break_changes_the_listing(engine, without):
    for table in (MAJ3, 0x18, MUX, 0x69):
        relation = from_tables([table], 3)
        breaks = frozenset(BREAKS) - {without}
        assert (
            listed(engine, relation, get("b2"), breaks=breaks)[1]
            == oracle.minimal(relation, BASES["b2"])[1]
        )


@pytest.mark.parametrize("name", ["cadical195", "glucose4", "default"])
def test_other_solvers_list_the_same(engine, name):
    relation = from_tables([0x16], 3)
    with Engine(profiles.get(name)) as other:
        assert listed(other, relation, get("b2"))[1] == listed(engine, relation, get("b2"))[1]


def test_circuits_come_in_canonical_form(engine):
    solution, _ = listed(engine, HALF_ADDER, get("b2"), slack=1)
    for circuit in solution.circuits:
        assert canonical_form(circuit, free_not=True) == circuit


@pytest.mark.parametrize(("limit", "complete"), [(1, False), (41, False), (42, True), (43, True)])
def test_a_limit_stops_and_says_whether_more_are_known(engine, limit, complete):
    problem = Problem("0x16", "", from_tables([0x16], 3))
    solution = solve_all(problem, Options(get("b2")), engine, limit=limit)
    assert solution.complete is complete
    assert len(solution.circuits) == min(limit, 42)


def test_completeness_is_a_refutation_in_the_evidence(engine):
    solution, _ = listed(engine, from_tables([MAJ3], 3), get("b2"))
    last = solution.evidence[-1]
    assert (last.bound, last.verdict, last.reason) == (4, "refuted", NO_OTHER)


def test_a_time_limit_is_not_complete(engine):
    problem = Problem("0x16e9", "", from_tables([0x1698], 4))
    options = Options(get("b2"), time_limit=0.5)
    assert solve_all(problem, options, engine).complete is False


def test_an_infeasible_relation_has_all_its_circuits(engine):
    relation = Relation(("a",), ("y",), (0, 1), 3)
    solution = solve_all(Problem("none", "", relation), Options(get("b2")), engine)
    assert (solution.status, solution.complete, solution.circuits) == ("infeasible", True, ())


def test_the_front_is_not_listed(engine):
    problem = Problem("and", "", from_tables([0x8], 2))
    with pytest.raises(InputError, match="pareto"):
        solve_all(problem, Options(get("b2"), "pareto"), engine)
