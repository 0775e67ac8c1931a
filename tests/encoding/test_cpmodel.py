"""The constraint model against brute force over every circuit of a few gates."""

from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python.cp_model import FEASIBLE, INFEASIBLE, OPTIMAL, CpSolver

from minimesa.basis import Basis, Operator, built_in
from minimesa.encoding.breaks import BREAKS, DEFAULT_BREAKS
from minimesa.encoding.cpchain import essential_inputs, symmetric_pairs
from minimesa.encoding.cpmodel import build, join
from minimesa.encoding.query import Query
from minimesa.errors import InputError
from minimesa.referee import check_basis, check_solves
from minimesa.relations import Relation, from_tables

NONE = frozenset()
EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True, phases=(Phase.generate,))
NAND_DISTINCT = Basis("nand-distinct", (Operator("nand", 0x7, 2),), free_not=False)
PRICED = Basis(
    "priced",
    (Operator("not", 0x1, 1, 1), Operator("and", 0x8, 2, 2), Operator("xor", 0x6, 2, 3)),
    free_not=False,
)
CONSTANT_MUX = Basis("mux", (Operator("mux", 0xCA, 3),), free_not=False, constants=True)
MIXED = Basis(
    "mixed",
    (Operator("and", 0x8, 2, 1), Operator("maj", 0xE8, 3, 2), Operator("xor4", 0x6996, 4, 3)),
    free_not=True,
    constants=True,
)
NOR3 = Basis("nor3", (Operator("nor3", 0x01, 3),), free_not=False, repeats=True, constants=True)
BASES = {
    b.name: b for b in (*built_in().values(), NAND_DISTINCT, PRICED, CONSTANT_MUX, MIXED, NOR3)
}


def answer(query):
    """Return the circuit that the model finds, refereed, or None where there is none."""
    circuits = []
    for question in build(query):
        assert question.model.validate() == ""
        solver = CpSolver()
        # Otherwise it puts SIGINT back to its default, and a later test that sends one ends all.
        solver.parameters.catch_sigint_signal = False
        solver.parameters.num_workers = 1
        status = solver.solve(question.model)
        if status == INFEASIBLE:
            return None
        assert status in (OPTIMAL, FEASIBLE)
        circuits.append(question.decode(solver.boolean_value))
    circuit = join(circuits)
    check_solves(circuit, query.relation, query.accuracy)
    cost = check_basis(circuit, query.basis)
    assert query.gates is None or circuit.size == query.gates
    assert query.depth is None or circuit.depth <= query.depth
    assert query.cost is None or cost <= query.cost
    for gate in circuit.gates:
        assert list(gate.fanin) == sorted(gate.fanin)
        assert gate.operator in query.basis.tables[len(gate.fanin)]
    return circuit


# The brute force: gates as tables of values, written without the package's own table functions.


@cache
def _operators(basis, wires):
    """Return ``(arity, cost, table)`` of every operator under permuted and inverted fan-ins.

    Those are left out that no gate over so many wires, constants included, can have.
    """
    found = {}
    for op in basis.operators:
        if op.arity > wires - (1 if basis.constants else 2) and not basis.repeats:
            continue
        signs = product((0, 1), repeat=op.arity) if basis.free_not else [(0,) * op.arity]
        for sign, order in product(list(signs), list(permutations(range(op.arity)))):
            table = 0
            for row in range(1 << op.arity):
                bits = [(row >> order[i] & 1) ^ sign[i] for i in range(op.arity)]
                table |= (op.table >> sum(b << i for i, b in enumerate(bits)) & 1) << row
            key = (op.arity, table)
            found[key] = min(op.cost, found.get(key, op.cost))
    return [(arity, cost, table) for (arity, table), cost in found.items()]


def _leaves(n):
    return [sum((t >> i & 1) << t for t in range(1 << n)) for i in range(n)]


def _apply(table, values, n):
    return sum(
        (table >> sum((v >> t & 1) << i for i, v in enumerate(values)) & 1) << t
        for t in range(1 << n)
    )


def _fanins(basis, arity, wires):
    """Yield the sets of wires that a gate may read; wires may be (table, level) pairs."""
    zero, one = wires[0], wires[1]
    yield from combinations(wires[2:], arity)
    if basis.constants:
        for constant in (zero, one):
            for rest in combinations(wires[2:], arity - 1):
                yield (constant, *rest)
    if basis.repeats:
        for wire in wires[2:]:
            yield (wire,) * arity


@cache
def _chains(basis, n, gates):
    """Map the (table, level) pairs of ``gates`` gates, sorted, to the least cost."""
    if gates == 0:
        return {(): 0}
    ones = (1 << (1 << n)) - 1
    found = {}
    for chain, cost in _chains(basis, n, gates - 1).items():
        wires = [(0, 0), (ones, 0), *((t, 0) for t in _leaves(n)), *chain]
        for arity, price, table in _operators(basis, len(wires)):
            for fanin in _fanins(basis, arity, wires):
                value = _apply(table, [v for v, _ in fanin], n)
                if basis.free_not:
                    value = min(value, value ^ ones)
                level = 1 + max(level for _, level in fanin)
                key = tuple(sorted([*chain, (value, level)]))
                found[key] = min(cost + price, found.get(key, cost + price))
    return found


@cache
def _tables_of_depth(basis, n, depth):
    """Return the tables of gates of at most this depth, with any number of gates."""
    if depth == 0:
        return frozenset()
    ones = (1 << (1 << n)) - 1
    below = _tables_of_depth(basis, n, depth - 1)
    # Of a gate there may be copies: enough of them for every position.
    copies = [t for t in below for _ in range(4)]
    if basis.free_not:
        below |= {t ^ ones for t in below}
    found = set(below)
    wires = [0, ones, *_leaves(n), *copies]
    for arity, _, table in _operators(basis, len(wires)):
        found |= {_apply(table, fanin, n) for fanin in set(_fanins(basis, arity, wires))}
    return frozenset(found)


def _solves(query, tables):
    relation = query.relation
    right = total = 0
    for t in relation.rows:
        word = sum((table >> t & 1) << o for o, table in enumerate(tables))
        ok = relation.allowed[t] >> word & 1
        total += relation.weight(t)
        right += relation.weight(t) if ok else 0
        if not ok and query.accuracy is None:
            return False
    return query.accuracy is None or right >= query.accuracy * total


def brute_force(query):
    """Tell whether the query has a circuit."""
    n, m = len(query.relation.inputs), len(query.relation.outputs)
    ones = (1 << (1 << n)) - 1
    free = {0, ones, *_leaves(n)}

    def reachable(tables):
        named = free | set(tables)
        if query.basis.free_not:
            named |= {t ^ ones for t in named}
        return any(_solves(query, word) for word in product(sorted(named), repeat=m))

    if query.gates is None:
        return reachable(_tables_of_depth(query.basis, n, query.depth))
    low_enough = {
        frozenset(t for t, level in chain if query.depth is None or level <= query.depth)
        for chain, cost in _chains(query.basis, n, query.gates).items()
        if query.cost is None or cost <= query.cost
    }
    return any(reachable(tables) for tables in low_enough)


@st.composite
def relations(draw):
    """A relation of a few bits: functions, partial functions and proper relations, weighted."""
    n, m = draw(st.sampled_from([2, 2, 2, 1])), draw(st.integers(1, 2))
    every = (1 << (1 << m)) - 1
    one = st.integers(0, (1 << m) - 1).map(lambda w: 1 << w)
    words = one if draw(st.booleans()) else st.one_of(one, one, st.integers(1, every))
    allowed = draw(st.lists(words, min_size=1 << n, max_size=1 << n))
    rows = (1 << (1 << n)) - 1
    care = draw(st.one_of(st.just(rows), st.integers(1, rows)))
    weights = draw(st.lists(st.integers(0, 3), min_size=1 << n, max_size=1 << n))
    return Relation(
        tuple(f"x{i}" for i in range(n)),
        tuple(f"y{o}" for o in range(m)),
        tuple(words if care >> t & 1 else every for t, words in enumerate(allowed)),
        care,
        tuple(weights) if draw(st.booleans()) else None,
    )


def _gates(name):
    return 2 if BASES[name].arities[-1] > 2 else 3


def _agree(query, seen):
    expected = brute_force(query)
    assert (answer(query) is not None) == expected
    seen[expected] += 1


@pytest.mark.parametrize("name", BASES)
def test_without_breaks_exactly_the_queries_that_have_a_circuit_find_one(name):
    seen = Counter()

    @EXAMPLES
    @given(relations(), st.data())
    def check(relation, data):
        query = Query(
            relation,
            BASES[name],
            gates=data.draw(st.integers(0, _gates(name))),
            depth=data.draw(st.one_of(st.none(), st.integers(0, 3))),
            cost=data.draw(st.one_of(st.none(), st.integers(0, 8))),
            accuracy=data.draw(
                st.one_of(st.none(), st.fractions(0, 1, max_denominator=4).map(Fraction))
            ),
            breaks=NONE,
        )
        _agree(query, seen)

    check()
    assert min(seen[True], seen[False]) > 4


@pytest.mark.parametrize("name", [name for name in BASES if name != "lut4"])
def test_depth_alone_agrees_with_the_closure_of_tables(name):
    seen = Counter()

    @EXAMPLES
    @given(
        relations(),
        st.sampled_from([0, 0, 1, 1, 2]),
        st.sampled_from([None, None, Fraction(3, 4), Fraction(1)]),
    )
    def check(relation, depth, accuracy):
        _agree(Query(relation, BASES[name], depth=depth, accuracy=accuracy), seen)

    check()
    assert min(seen[True], seen[False]) > 1


@pytest.mark.parametrize("broken", [DEFAULT_BREAKS, *(frozenset({name}) for name in BREAKS)])
def test_breaks_keep_a_circuit_of_the_least_size(broken):
    seen = Counter()

    @EXAMPLES
    @given(relations(), st.sampled_from(sorted(BASES)), st.sampled_from([None, 1, 2]), st.data())
    def check(relation, name, depth, data):
        accuracy = data.draw(st.sampled_from([None, None, Fraction(3, 4)]))
        bounds = {"depth": depth, "accuracy": accuracy}
        basis = BASES[name]
        least = next(
            (
                k
                for k in range(_gates(name) + 1)
                if brute_force(Query(relation, basis, gates=k, **bounds))
            ),
            None,
        )
        assume(least)  # neither none within reach nor 0
        for gates in range(least + 1):
            query = Query(relation, basis, gates=gates, **bounds, breaks=broken)
            assert (answer(query) is not None) == (gates == least)
            seen[gates == least] += 1

    check()
    assert min(seen[True], seen[False]) > 4


@pytest.mark.parametrize("name", BASES)
def test_all_two_input_functions(name):
    seen = Counter()
    for table, gates in product(range(16), range(_gates(name) + 1)):
        _agree(Query(from_tables([table], 2), BASES[name], gates=gates, breaks=NONE), seen)
    assert min(seen.values()) > 0
    assert len(seen) == 2


def test_a_copy_of_a_gate_may_be_needed():
    # NAND(g, g) is no gate where fan-ins must differ, so AND needs NAND(x, y) twice.
    relation = from_tables([0x8], 2)
    assert answer(Query(relation, NAND_DISTINCT, gates=2)) is None
    assert answer(Query(relation, NAND_DISTINCT, gates=3)).depth == 2
    assert answer(Query(relation, NAND_DISTINCT, depth=1)) is None
    assert answer(Query(relation, NAND_DISTINCT, depth=2)).size == 3


def test_costs_choose_the_cheaper_operators():
    xor = from_tables([0x6], 2)
    assert answer(Query(xor, PRICED, gates=1, cost=2, breaks=NONE)) is None
    assert answer(Query(xor, PRICED, gates=1, cost=3, breaks=NONE)).gates[0].operator == 0x6
    nand = from_tables([0x7], 2)
    assert answer(Query(nand, PRICED, gates=2, cost=2)) is None
    assert answer(Query(nand, PRICED, gates=2, cost=3)).size == 2


def test_accuracy_counts_weight_not_rows():
    relation = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 0xF, (1, 1, 1, 5))
    bound = {"relation": relation, "basis": BASES["b2"], "gates": 0}
    assert answer(Query(**bound, accuracy=Fraction(7, 8))) is not None  # an input: wrong once
    assert answer(Query(**bound, accuracy=Fraction(15, 16))) is None


def test_weights_beyond_64_bits_are_scaled_or_refused():
    bound = {"basis": BASES["b2"], "gates": 0, "accuracy": Fraction(7, 8)}
    huge = 1 << 70
    scaled = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 0xF, (huge, huge, huge, 5 * huge))
    assert answer(Query(scaled, **bound)) is not None
    with pytest.raises(InputError, match="the weights sum to"):
        build(Query(Relation(("a",), ("y",), (1, 2), 0x3, (huge, 1)), **bound))


@pytest.mark.parametrize("bounds", [{"gates": 0}, {"depth": 1}])
def test_a_row_that_accepts_nothing_is_refuted(bounds):
    relation = Relation(("a",), ("y",), (0, 2), 0x3)
    assert answer(Query(relation, BASES["b2"], **bounds, breaks=NONE)) is None
    half = Query(relation, BASES["b2"], **bounds, breaks=NONE, accuracy=Fraction(1, 2))
    assert answer(half) is not None


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({}, "bounds the gates or the depth"),
        ({"depth": 1, "cost": 2}, "without a number of gates"),
        ({"gates": -1}, "gates must not be negative"),
        ({"gates": 1, "depth": -1}, "depth must not be negative"),
        ({"gates": 1, "cost": -2}, "cost must not be negative"),
    ],
)
def test_bounds_that_make_no_question_are_refused(bounds, message):
    with pytest.raises(InputError, match=message):
        build(Query(from_tables([0x8], 2), BASES["b2"], **bounds))


def test_an_exchange_of_inputs_must_preserve_all_outputs_and_the_weights():
    both = from_tables([0x8, 0x2], 2)
    assert symmetric_pairs(Query(from_tables([0x8], 2), BASES["b2"], gates=1)) == [(0, 1)]
    assert symmetric_pairs(Query(both, BASES["b2"], gates=1)) == []
    weighted = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 0xF, (1, 1, 2, 1))
    assert symmetric_pairs(Query(weighted, BASES["b2"], gates=1)) == [(0, 1)]
    assert symmetric_pairs(Query(weighted, BASES["b2"], gates=1, accuracy=Fraction(1, 2))) == []


def test_an_input_is_essential_where_two_rows_share_no_word():
    assert essential_inputs(from_tables([0xCC], 3)) == [1]
    assert essential_inputs(from_tables([0x8], 2, care=[0x9])) == []
    assert essential_inputs(Relation(("a",), ("y", "z"), (0b0011, 0b1100), 0x3)) == [0]
