"""Sets of gate functions: against plain blocking of circuits, and what a blocker says."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minimesa.basis import Basis, Operator, get
from minimesa.canonical import canonical_form
from minimesa.encoding import ssv
from minimesa.encoding.breaks import (
    AT_MOST_ONE,
    COLEX,
    COMPLEMENTED_INPUTS,
    DEFAULT_BREAKS,
    SYMMETRIC_INPUTS,
    USE_ALL,
)
from minimesa.encoding.function_sets import LOSE_SETS, Blocker, closable
from minimesa.encoding.query import Query
from minimesa.encoding.reduction import reducible
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.backends import circuits, function_sets
from minimesa.synthesis import wirings
from minimesa.truth_tables import npn_representatives, support

EXAMPLES = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
MINISAT = profiles.get("minisat22")
MAJ3, NO_SYMMETRY = 0xE8, 0x012D


def by_sets(query):
    """Return the circuits that the sets of gate functions expand to."""
    return {
        canonical_form(circuit, free_not=query.basis.free_not)
        for functions in function_sets(query, MINISAT)
        for circuit in wirings.circuits(functions, query)
    }


def one_by_one(query):
    """Return the circuits that plain blocking finds, with breaks that lose only renamings."""
    plain = Query(
        query.relation,
        query.basis,
        query.gates,
        query.depth,
        query.cost,
        query.accuracy,
        frozenset({USE_ALL, COLEX, AT_MOST_ONE}),
    )
    return {
        canonical_form(circuit, free_not=query.basis.free_not)
        for circuit in circuits(plain, MINISAT)
    }


@st.composite
def bases(draw):
    """Bases of one or two operators in which equal gates can be merged at no cost."""
    free_not = draw(st.booleans())
    operators = []
    for name in ("f", "g")[: draw(st.integers(1, 2))]:
        arity = draw(st.sampled_from([2, 2, 3] if free_not else [1, 2, 2, 3]))
        table = draw(
            st.integers(1, (1 << (1 << arity)) - 2).filter(
                lambda t, k=arity: len(support(t, k)) == k
            )
        )
        operators.append(Operator(name, table, arity, draw(st.sampled_from([1, 1, 2]))))
    basis = Basis(
        "drawn",
        tuple(operators),
        free_not=free_not,
        constants=draw(st.booleans()),
        repeats=draw(st.booleans()),
    )
    return basis if reducible(basis, within_cost=True) else get("b2")


@st.composite
def relations(draw):
    """Relations on two inputs with don't-cares and ties, of one or two outputs."""
    m = draw(st.integers(1, 2))
    every = (1 << (1 << m)) - 1
    allowed = tuple(draw(st.integers(1, every)) for _ in range(4))
    care = draw(st.integers(1, 15))
    allowed = tuple(words if care >> t & 1 else every for t, words in enumerate(allowed))
    return Relation(("a", "b"), ("y", "z")[:m], allowed, care)


@EXAMPLES
@given(bases(), relations(), st.sampled_from([None, None, 2]))
def test_sets_expand_to_the_circuits_that_plain_blocking_finds(basis, relation, depth):
    for cost in range(4):
        counts = [cost] if basis.unit_cost else range(cost // basis.least_cost + 1)
        bound = None if basis.unit_cost else cost
        queries = [Query(relation, basis, gates, depth, bound) for gates in counts]
        found = [by_sets(query) for query in queries]
        assert found == [one_by_one(query) for query in queries]
        if any(found):
            return


@pytest.mark.parametrize("table", [t for t in npn_representatives(3) if t not in (0x16, 0x17)])
def test_three_input_classes_by_plain_blocking(table):
    relation = from_tables([table], 3)
    for gates in range(4):
        query = Query(relation, get("b2"), gates)
        expected = one_by_one(query)
        assert by_sets(query) == expected
        if expected:
            return
    pytest.fail("every one of these classes needs at most three gates")


def test_each_set_comes_once_and_has_as_many_functions_as_gates():
    sets = list(function_sets(Query(from_tables([MAJ3], 3), get("b2"), 4), MINISAT))
    assert len(sets) == len(set(sets)) > 1
    assert all(len(functions) == 4 and 0xE8 in functions for functions in sets)


def test_images_are_the_orbit_under_exchanged_and_complemented_inputs():
    x0_and_x1, x0_and_x2, x1_and_x2 = 0x88, 0xA0, 0xC0
    x0_or_x1, x0_or_x2, x1_or_x2 = 0xEE, 0xFA, 0xFC
    for breaks, orbit in (
        (DEFAULT_BREAKS - {COMPLEMENTED_INPUTS}, (x0_and_x1, x0_and_x2, x1_and_x2)),
        (
            DEFAULT_BREAKS,  # the majority is its own dual
            (x0_and_x1, x0_and_x2, x1_and_x2, x0_or_x1, x0_or_x2, x1_or_x2),
        ),
    ):
        layout = ssv.encode(closable(Query(from_tables([MAJ3], 3), get("b2"), 4, breaks=breaks)))
        images = Blocker(layout).images(frozenset({x0_and_x1}))
        assert images == {frozenset({f}) for f in orbit}


def test_images_under_an_exchange_that_complements():
    layout = ssv.encode(closable(Query(from_tables([0x2], 2), get("b2"), 1)))
    # Of x0 & ~x1 the exchange complements both: x0 stays, and x1 comes from where x0 was.
    x0, x1 = 0xA, 0xC
    assert Blocker(layout).images(frozenset({x0})) == {frozenset({x0}), frozenset({x1})}


def test_where_rows_do_not_matter_inputs_are_not_complemented():
    query = Query(from_tables([0x6], 2, care=[0b1001]), get("b2"), 1)
    assert closable(query).breaks == DEFAULT_BREAKS - LOSE_SETS - {COMPLEMENTED_INPUTS}
    query = Query(from_tables([0x6], 2), get("b2"), 1)
    assert closable(query).breaks == DEFAULT_BREAKS - LOSE_SETS


def test_images_stay_single_without_the_break_or_without_symmetry():
    functions = frozenset({0x8888})
    for table, breaks in (
        (0x6996, DEFAULT_BREAKS - {SYMMETRIC_INPUTS, COMPLEMENTED_INPUTS}),
        (NO_SYMMETRY, DEFAULT_BREAKS),
    ):
        layout = ssv.encode(closable(Query(from_tables([table], 4), get("b2"), 4, breaks=breaks)))
        assert Blocker(layout).images(functions) == {functions}


def test_exclusion_leaves_every_other_set():
    query = closable(Query(from_tables([0x16], 3), get("b2"), 4))
    everything = set(function_sets(query, MINISAT))
    from pysat.solvers import Minisat22

    for excluded in sorted(everything, key=sorted)[:3]:
        layout = ssv.encode(query)
        blocker = Blocker(layout)
        clauses = blocker.exclude(excluded)
        left = set()
        with Minisat22(layout.cnf.clauses + clauses) as solver:
            while solver.solve():
                model = frozenset(v for v in solver.get_model() if v > 0)
                for image in blocker.images(blocker.functions(model)):
                    left.add(image)
                    solver.append_formula(blocker.exclude(image))
        orbit = blocker.images(excluded)
        assert everything - orbit <= left <= everything


def test_without_gates_there_is_one_empty_set():
    # Only the row at which x0 is 0 matters: the output is on the input or on the constant.
    relation = from_tables([0x2], 1, care=[0x1])
    query = Query(relation, get("b2"), 0)
    assert list(function_sets(query, MINISAT)) == [frozenset()]
    assert len(by_sets(query)) == 2
