"""The whole search against a catalogue of all circuits of a few gates: relations, costs, fronts."""

from fractions import Fraction
from functools import cache
from itertools import permutations

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa import referee
from minimesa.basis import Basis, Operator
from minimesa.encoding.query import Query
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.synthesis import search
from minimesa.synthesis.lower_bounds import least_gates, least_levels
from minimesa.synthesis.options import Options
from minimesa.synthesis.upper_bounds import construct
from oracles.catalogue import Catalogue, depths
from oracles.local import LocalEngine, find
from oracles.operators import BASES, OracleBasis

EXAMPLES = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
MOST = {"b2": 3, "aig": 3, "nand": 4, "and-or-not": 4}
"""Gates up to which the catalogue of three inputs is complete, by basis."""


@cache
def catalogue(name):
    return Catalogue(BASES[name], 3, MOST[name])


@cache
def depth_table(name, n=3):
    return depths(BASES[name], n)


def solve(relation, basis, objective="size", accuracy=None):
    options = Options(basis, objective, accuracy=accuracy)
    return search.solve(Problem("test", "", relation), options, LocalEngine())


# --- relations by structural class -------------------------------------------------------------


@st.composite
def functions(draw, n=3):
    m = draw(st.integers(1, 2))
    tables = draw(st.lists(st.integers(0, (1 << (1 << n)) - 1), min_size=m, max_size=m))
    return from_tables(tables, n)


@st.composite
def functions_with_dont_cares(draw, n=3):
    m = draw(st.integers(1, 2))
    table = st.integers(0, (1 << (1 << n)) - 1)
    tables = draw(st.lists(table, min_size=m, max_size=m))
    return from_tables(tables, n, care=draw(st.lists(table, min_size=m, max_size=m)))


@st.composite
def product_relations(draw, n=3):
    choice = st.sampled_from([0b0001, 0b0011, 0b0101, 0b1010, 0b1100, 0b1111, 0b1000])
    rows = draw(st.lists(choice, min_size=1 << n, max_size=1 << n))
    return Relation(("a", "b", "c")[:n], ("y", "z"), tuple(rows), (1 << (1 << n)) - 1)


@st.composite
def tied_relations(draw, n=3):
    """Rows of which some tie the two outputs together: no product set."""
    choice = st.sampled_from([0b0110, 0b1001, 0b0111, 0b1110, 0b1011, 0b0001, 0b1111])
    rows = draw(st.lists(choice, min_size=1 << n, max_size=1 << n))
    care = draw(st.integers(0, (1 << (1 << n)) - 1))
    allowed = tuple(words if care >> t & 1 else 0b1111 for t, words in enumerate(rows))
    return Relation(("a", "b", "c")[:n], ("y", "z"), allowed, care)


CLASSES = {
    "functions": functions(),
    "don't-cares": functions_with_dont_cares(),
    "products": product_relations(),
    "ties": tied_relations(),
}


def least_depth_of(relation, table):
    """Return the least depth of a relation: outputs are independent where size is free."""
    best = None
    single = len(relation.outputs) == 1
    for f, high in table.items():
        for g, low in [(0, 0)] if single else table.items():
            height = max(high, low)
            if (best is None or height < best) and all(
                relation.allowed[t] >> ((f >> t & 1) | (g >> t & 1) << 1) & 1 for t in relation.rows
            ):
                best = height
    return best


@pytest.mark.parametrize("name", MOST)
@pytest.mark.parametrize("kind", CLASSES)
def test_least_size_is_that_of_the_catalogue(name, kind):
    both = set()

    @EXAMPLES
    @given(CLASSES[kind])
    def check(relation):
        basis, known = bases.get(name), catalogue(name)
        sizes = known.solving(relation)[:, 0]
        start = least_gates(relation, basis)
        assert start <= min(sizes, default=start)
        found = None
        for gates in range(start, known.gates + 1):
            found = find(Query(relation, basis, gates=gates))
            if found is not None:
                break
        both.add(found is not None)
        event(f"found: {found is not None}")
        assert (found.size if found else None) == (min(sizes) if len(sizes) else None)

    check()
    assert both == {True, False} or name != "b2" or kind != "functions"
    assert True in both


@pytest.mark.parametrize("name", ["b2", "aig", "nand", "and-or-not"])
@pytest.mark.parametrize("kind", CLASSES)
def test_least_depth_is_that_of_the_closure(name, kind):
    @settings(EXAMPLES, max_examples=12)
    @given(CLASSES[kind])
    def check(relation):
        basis = bases.get(name)
        depth = least_depth_of(relation, depth_table(name))
        assert least_levels(relation, basis) <= depth
        result = solve(relation, basis, "depth")
        assert (result.status, result.depth, result.lower_bound) == ("optimal", depth, depth)

    check()


@pytest.mark.parametrize("kind", CLASSES)
def test_construction_solves_in_every_basis(kind):
    @settings(EXAMPLES, max_examples=25)
    @given(CLASSES[kind])
    def check(relation):
        for basis in bases.built_in().values():
            circuit = construct(relation, basis)
            referee.check_solves(circuit, relation)
            referee.check_basis(circuit, basis)

    check()


@pytest.mark.parametrize("n", [1, 2, 4, 5])
@pytest.mark.parametrize("name", bases.built_in())
def test_construction_of_random_tables(name, n):
    for seed in range(6):
        table = pow(0x9E3779B97F4A7C15, seed + 2, 1 << 61) % (1 << (1 << n))
        relation = from_tables([table, table >> 1, (1 << (1 << n)) - 1], n)
        circuit = construct(relation, bases.get(name))
        referee.check_solves(circuit, relation)
        referee.check_basis(circuit, bases.get(name))


@settings(EXAMPLES, max_examples=25)
@given(tied_relations(), st.integers(0, 7))
def test_a_row_that_accepts_nothing_is_named(relation, row):
    allowed = list(relation.allowed)
    allowed[row] = 0
    broken = Relation(relation.inputs, relation.outputs, tuple(allowed), relation.care | 1 << row)
    result = solve(broken, bases.get("b2"))
    assert (result.status, result.infeasible_row) == ("infeasible", row)
    assert result.circuits == ()
    assert result.size is None
    for gates in range(3):
        assert find(Query(broken, bases.get("b2"), gates=gates)) is None


# --- lexicographic objectives and the front ----------------------------------------------------


@pytest.mark.parametrize("name", MOST)
@pytest.mark.parametrize("kind", ["functions", "don't-cares", "ties"])
def test_fronts_are_those_of_the_catalogue(name, kind):
    whole = []

    @settings(EXAMPLES, max_examples=20)
    @given(CLASSES[kind])
    def check(relation):
        known = catalogue(name)
        front = known.front(relation)
        depth = least_depth_of(relation, depth_table(name))
        # The catalogue knows the whole front when it reaches the least depth of all.
        if not front or front[-1][1] > depth:
            return
        whole.append(len(front))
        basis = bases.get(name)
        result = solve(relation, basis, "pareto")
        assert result.status == "optimal"
        assert [(p.size, p.depth) for p in result.front] == front
        assert [(p.circuit.size, p.circuit.depth) for p in result.front] == front
        for objective, (size, level) in (("size,depth", front[0]), ("depth,size", front[-1])):
            result = solve(relation, basis, objective)
            assert (result.status, result.size, result.depth) == ("optimal", size, level)
            bound = (size, level) if objective == "size,depth" else (level, size)
            assert result.lower_bound == result.upper_bound == bound

    check()
    assert whole


@pytest.mark.parametrize("table", [0x3DC, 0x1BE])
def test_a_front_of_two_points(table):
    relation, basis = from_tables([table], 4), bases.get("b2")
    result = solve(relation, basis, "pareto")
    points = [(p.size, p.depth) for p in result.front]
    assert len(points) == 2
    assert result.status == "optimal"
    for size, depth in points:  # without any symmetry break: one gate less does not do
        plain = Query(relation, basis, gates=size - 1, depth=depth, breaks=frozenset())
        assert find(plain, solver="cadical153") is None
    assert find(Query(relation, basis, depth=points[1][1] - 1)) is None


# --- costs -------------------------------------------------------------------------------------


def permuted(table, arity):
    result = set()
    for order in permutations(range(arity)):
        result.add(
            sum(
                (table >> sum((t >> j & 1) << order[j] for j in range(arity)) & 1) << t
                for t in range(1 << arity)
            )
        )
    return result


PRICED = {
    "free NOT, and 1, xor 3": (
        Basis("p", (Operator("and", 0x8, 2, 1), Operator("xor", 0x6, 2, 3)), free_not=True),
        OracleBasis("p", {2: {0x2: 1, 0x4: 1, 0x8: 1, 0xE: 1, 0x6: 3}}, free_not=True),
        4,
    ),
    "free NOT, and 5, xor 2": (
        Basis("p", (Operator("and", 0x8, 2, 5), Operator("xor", 0x6, 2, 2)), free_not=True),
        OracleBasis("p", {2: {0x2: 5, 0x4: 5, 0x8: 5, 0xE: 5, 0x6: 2}}, free_not=True),
        4,
    ),
    "not 1, and 2, or 3, xor 4": (
        Basis(
            "p",
            (
                Operator("not", 0x1, 1, 1),
                Operator("and", 0x8, 2, 2),
                Operator("or", 0xE, 2, 3),
                Operator("xor", 0x6, 2, 4),
            ),
            free_not=False,
        ),
        OracleBasis("p", {1: {0x1: 1}, 2: {0x8: 2, 0xE: 3, 0x6: 4}}, free_not=False),
        4,
    ),
    "nand 1, maj 2, repeats": (
        Basis(
            "p",
            (Operator("nand", 0x7, 2, 1), Operator("maj", 0xE8, 3, 2)),
            free_not=False,
            repeats=True,
        ),
        OracleBasis("p", {2: {0x7: 1}, 3: {0xE8: 2}}, free_not=False, repeats=True),
        4,
    ),
    "not 1, multiplexer 2, and 1": (
        Basis(
            "p",
            (
                Operator("not", 0x1, 1, 1),
                Operator("mux", 0xCA, 3, 2),
                Operator("and", 0x8, 2, 1),
                Operator("or", 0xE, 2, 1),
                Operator("xor", 0x6, 2, 9),
            ),
            free_not=False,
        ),
        OracleBasis(
            "p",
            {
                1: {0x1: 1},
                2: {0x8: 1, 0xE: 1, 0x6: 9},
                3: dict.fromkeys(permuted(0xCA, 3), 2),
            },
            free_not=False,
        ),
        3,
    ),
}


@pytest.mark.parametrize("name", PRICED)
def test_least_cost_is_that_of_the_catalogue(name):
    basis, oracle, gates = PRICED[name]
    n = 2 if gates == 4 else 3
    known = Catalogue(oracle, n, gates)
    cheapest = min(price for costs in oracle.operators.values() for price in costs.values())
    checked = 0
    for table in range(0, 1 << (1 << n), 1 if n == 2 else 7):
        for tables in ([table], [table, table >> 1]):
            relation = from_tables(tables, n)
            rows = known.solving(relation)
            # A circuit of more gates than the catalogue holds costs more than this.
            if not len(rows) or min(rows[:, 1]) > (gates + 1) * cheapest:
                continue
            checked += 1
            result = solve(relation, basis)
            assert (result.status, result.size) == ("optimal", min(rows[:, 1])), tables
            if min(rows[:, 1]) == (gates + 1) * cheapest:
                continue  # a longer circuit may cost the same and be shallower
            least = min((cost, depth) for _, cost, depth in rows)
            result = solve(relation, basis, "size,depth")
            assert (result.size, result.depth) == least, tables
    assert checked > 10


# --- accuracy ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["functions", "ties"])
def test_accuracy_agrees_with_the_catalogue(kind):
    seen = set()

    @settings(EXAMPLES, max_examples=40)
    @given(
        CLASSES[kind],
        st.lists(st.integers(0, 5), min_size=8, max_size=8),
        st.sampled_from([Fraction(1, 2), Fraction(7, 10), Fraction(9, 10), Fraction(1)]),
    )
    def check(relation, weights, accuracy):
        known = catalogue("b2")
        weighted = Relation(
            relation.inputs, relation.outputs, relation.allowed, relation.care, tuple(weights)
        )
        sizes = known.solving(weighted, accuracy)[:, 0]
        if not len(sizes):
            return
        result = solve(weighted, bases.get("b2"), accuracy=accuracy)
        assert (result.status, result.size) == ("optimal", min(sizes))
        seen.add((accuracy, result.size))
        by_depth = solve(weighted, bases.get("b2"), "depth", accuracy=accuracy)
        rows = known.solving(weighted, accuracy)
        assert by_depth.depth <= min(rows[:, 2])

    check()
    assert len({size for _, size in seen}) > 1


def test_accuracy_lets_a_row_that_accepts_nothing_be_wrong():
    relation = Relation(("a", "b"), ("y",), (0b01, 0b10, 0b00, 0b10), 0b1111)
    b2 = bases.get("b2")
    assert solve(relation, b2).status == "infeasible"
    assert solve(relation, b2, accuracy=Fraction(4, 5)).status == "infeasible"
    result = solve(relation, b2, accuracy=Fraction(3, 4))
    assert (result.status, result.size) == ("optimal", 0)


def test_accuracy_nought_takes_a_constant_even_with_costs():
    basis = PRICED["free NOT, and 1, xor 3"][0]
    result = solve(from_tables([0x96], 3), basis, accuracy=Fraction(0))
    assert (result.status, result.size) == ("optimal", 0)


def test_costs_decide_whether_a_parity_is_built_of_ands():
    dear, cheap = PRICED["free NOT, and 1, xor 3"][0], PRICED["free NOT, and 5, xor 2"][0]
    parity = from_tables([0x96], 3)
    assert (solve(parity, dear).size, solve(parity, cheap).size) == (6, 4)
