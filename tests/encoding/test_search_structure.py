"""Search-like structure as clauses, against a look into every minimal circuit.

Every loop is seeded and counts its outcomes: a test in which one of them never occurs fails.
"""

import random
from collections import Counter
from itertools import combinations, product
from operator import and_, or_, xor

import pytest

from minimesa import basis
from minimesa.encoding.demand import Demand
from minimesa.encoding.query import Query
from minimesa.errors import InputError
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.truth_tables import full, npn_representatives
from oracles import demands, four_inputs, local
from oracles.specimens import planted_circuit

PLAIN = [
    Demand(definition, variant, evaluator_gates=m)
    for definition in ("replicated", "selecting", "mediated")
    for variant in ("p", "np")
    for m in (1, 2)
]
LOOSE = [
    Demand(definition, variant, default=default, reachable=reachable)
    for definition in ("selecting", "mediated")
    for variant in ("p", "np")
    for default, reachable in ((True, False), (False, True), (True, True))
]
ISOMORPHIC = [
    Demand(definition, "structural", evaluator_gates=m)
    for definition in ("replicated", "selecting", "mediated")
    for m in (1, 2)
] + [Demand(definition, "structural", default=True) for definition in ("selecting", "mediated")]
TWO_BITS = [
    Demand(definition, variant, score_bits=2, default=default, reachable=reachable)
    for definition in ("replicated", "selecting", "mediated")
    for variant in ("p", "structural")
    for default, reachable in ((False, False), (True, False), (False, True))
    if definition != "replicated" or not (default or reachable)
]
THREE = [
    Demand(definition, variant, candidates=3, default=default, reachable=reachable)
    for definition in ("selecting", "mediated")
    for variant in ("p", "np")
    for default, reachable in product((False, True), repeat=2)
] + [Demand("replicated", variant, candidates=3) for variant in ("p", "np")]


@pytest.fixture(scope="module")
def engine():
    with Engine(profiles.get("cadical195")) as engine:
        yield engine


def agree(relation, what, engine, asked, outcomes, **more):
    """Hold formulas against the circuits of one relation, at the least size."""
    least_size = more.pop("least_size", None)
    least, circuits = demands.minimal_circuits(relation, what, engine, **more)
    depth = None
    if more.get("objective") == "depth,size":
        depth = circuits[0].depth
    for demand in asked:
        expected = any(
            demands.satisfies(
                circuit,
                demand,
                care=relation.care,
                free_not=what.free_not,
                least_size=least_size,
            )
            for circuit in circuits
        )
        found = local.find(demands.demanding(relation, what, least, demand, depth), "cadical195")
        assert (found is not None) == expected, (relation, demand)
        if found is not None:
            assert demands.satisfies(
                found, demand, care=relation.care, free_not=what.free_not, least_size=least_size
            )
        outcomes[demand, expected] += 1


def both(outcomes, asked):
    """Tell for how many demands both outcomes occurred."""
    return sum(bool(outcomes[demand, True] and outcomes[demand, False]) for demand in asked)


def classes(sizes):
    """Return the four-input classes of these sizes."""
    golden = four_inputs.golden()
    return [table for table in npn_representatives(4) if golden[table]["size"] in sizes]


def test_small_four_input_classes(engine):
    outcomes = Counter()
    for table in classes((2, 3)) + classes((4,))[::8]:
        agree(from_tables([table], 4), basis.get("b2"), engine, PLAIN, outcomes)
    assert both(outcomes, PLAIN) >= 5


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_all_four_input_classes_of_at_most_four_gates(engine):
    outcomes = Counter()
    for table in classes((0, 1, 2, 3, 4)):
        agree(from_tables([table], 4), basis.get("b2"), engine, PLAIN + LOOSE, outcomes)
    assert both(outcomes, PLAIN + LOOSE) >= 20


def random_relation(rng, n, m):
    """Return a relation with few acceptable words a row, and rows that do not matter."""
    words = full(m)
    care = rng.randrange(1, 1 << (1 << n)) | rng.randrange(1, 1 << (1 << n))
    allowed = tuple(
        rng.randrange(1, words + 1) & rng.randrange(1, words + 1) or 1 << rng.randrange(1 << m)
        if care >> t & 1
        else words
        for t in range(1 << n)
    )
    return Relation(
        tuple(f"x{i}" for i in range(n)), tuple(f"y{o}" for o in range(m)), allowed, care
    )


def planted_relation(rng, n, k):
    """Return the functions of a circuit with structure, less some rows."""
    planted = planted_circuit(rng, n, k, 1, rng.randrange(1, 3))
    tables = [
        (planted.tables[o.wire] if o.wire >= 0 else 0) ^ (full(n) if o.inverted else 0)
        for o in planted.outputs
    ]
    care = full(n) & ~rng.randrange(1 << (1 << n)) if rng.random() < 0.5 else full(n)
    return from_tables(tables, n, care=[care or 1] * len(tables))


def small_relations(rng, count, draw, most):
    """Yield drawn relations that need from 2 to ``most`` gates."""
    found = 0
    while found < count:
        relation = draw(rng)
        if 2 <= local.least_size(relation, basis.get("b2"))[0] <= most:
            found += 1
            yield relation


def test_relations_with_several_outputs_and_rows_that_do_not_matter(engine):
    rng = random.Random(1)
    outcomes = Counter()
    asked = [*PLAIN, *LOOSE]

    def draw(rng):
        if rng.random() < 0.5:
            return planted_relation(rng, rng.choice((3, 4)), 2)
        return random_relation(rng, 3, rng.randrange(1, 4))

    for relation in small_relations(rng, 12, draw, 4):
        agree(relation, basis.get("b2"), engine, asked, outcomes)
    assert both(outcomes, asked) >= 12


def test_three_candidates_in_planted_circuits(engine):
    """Output 1 says that the last of three pairs alone is good; the others tie."""
    rng = random.Random(2)
    outcomes = Counter()
    rows = range(16)
    for _ in range(6):
        evaluator = rng.choice((and_, xor))
        pairs = rng.sample(list(combinations(range(4), 2)), 3)
        a, b, c = ([evaluator(t >> i & 1, t >> j & 1) for t in rows] for i, j in pairs)
        tie = rng.choice((or_, xor))
        table = sum((c[t] & (1 ^ tie(a[t], b[t]))) << t for t in rows)
        agree(from_tables([table], 4), basis.get("b2"), engine, THREE, outcomes)
    assert both(outcomes, THREE) >= 4


def test_isomorphic_cones(engine):
    outcomes = Counter()
    for table in classes((2, 3)) + classes((4,))[::6] + [0x0690]:
        agree(from_tables([table], 4), basis.get("b2"), engine, ISOMORPHIC, outcomes)
    assert both(outcomes, ISOMORPHIC) >= 5


def test_scores_of_two_bits(engine):
    rng = random.Random(9)
    outcomes = Counter()

    def draw(rng):
        planted = planted_circuit(rng, rng.choice((3, 4)), 2, 2, 2)
        n = len(planted.inputs)
        inner = list(planted.tables[n : n + 4])
        ends = [planted.tables[o.wire] for o in planted.outputs]
        return from_tables(list(dict.fromkeys([*ends, *rng.sample(inner, 2)])), n)

    two_half_adders = from_tables([0x8888, 0x6666, 0xF000, 0x0FF0], 4)
    for relation in (*small_relations(rng, 5, draw, 4), two_half_adders):
        agree(relation, basis.get("b2"), engine, TWO_BITS, outcomes)
    assert both(outcomes, [d for d in TWO_BITS if d.definition == "replicated"]) == 2


def test_a_count_of_two_bits_each_is_compared():
    """Which of two pairs has more ones: its minimal circuits compare counts that occur."""
    count = [(t & 1) + (t >> 1 & 1) for t in range(4)]
    table = sum((count[t >> 2] > count[t & 3]) << t for t in range(16))
    relation, b2 = from_tables([table], 4), basis.get("b2")
    least, _ = local.least_size(relation, b2)
    for reachable in (True, False):
        demand = Demand("selecting", score_bits=2, reachable=reachable)
        found = local.find(demands.demanding(relation, b2, least, demand), "cadical195")
        assert (found is not None) == reachable
        if found is not None:
            assert demands.satisfies(found, demand, care=relation.care)


@pytest.mark.parametrize("name", ["nand", "aig", "mig"])
def test_other_bases(engine, name):
    """Without free NOT scores may be complements, and complemented inputs change least sizes."""
    outcomes = Counter()
    free = basis.get(name).free_not
    asked = [*PLAIN, *LOOSE[:3], *ISOMORPHIC[:4], *TWO_BITS[:2]]
    asked = [d for d in asked if free or d.variant == "p" or d.evaluator_gates == 1]
    for table in (0x1E, 0x80, 0xCA, 0x06, 0x18, 0x28, 0xE0, 0x0E, 0xD8, 0x1B):
        relation = from_tables([table], 3)
        if local.least_size(relation, basis.get(name))[0] <= 5:
            agree(
                relation,
                basis.get(name),
                engine,
                asked,
                outcomes,
                least_size=demands.least_size_by_table(name),
            )
    assert both(outcomes, asked) >= 3


def test_least_size_at_least_depth(engine):
    outcomes = Counter()
    for table in classes((3, 4))[::4]:
        agree(
            from_tables([table], 4),
            basis.get("b2"),
            engine,
            PLAIN[4:],
            outcomes,
            objective="depth,size",
        )
    assert both(outcomes, PLAIN[4:]) >= 2


def test_one_gate_more_than_needed(engine):
    """The breaks stay sound where a demand costs a gate, and equal gates may differ in use."""
    b2 = basis.get("b2")
    outcomes = Counter()
    asked = [d for d in PLAIN + LOOSE if d.definition != "replicated"]
    for table in (0x06, 0x1E, 0x80, 0xCA, 0x18):
        relation = from_tables([table], 3)
        least, circuits = demands.minimal_circuits(relation, b2, engine, slack=1)
        larger = [circuit for circuit in circuits if circuit.size == least + 1]
        for demand in asked:
            if local.find(demands.demanding(relation, b2, least, demand)) is not None:
                continue
            expected = any(demands.satisfies(c, demand, care=full(3)) for c in larger)
            found = local.find(demands.demanding(relation, b2, least + 1, demand))
            assert (found is not None) == expected, (hex(table), demand)
            outcomes[demand, expected] += 1
    assert both(outcomes, asked) >= 4


def test_too_few_gates_for_the_candidates():
    relation = from_tables([0x8], 2)
    assert local.find(Query(relation, basis.get("b2"), 1)) is not None
    assert local.find(demands.demanding(relation, basis.get("b2"), 1, Demand("replicated"))) is None


def test_complemented_inputs_and_the_size_of_evaluators_where_not_is_a_gate():
    relation = from_tables([0x1E], 3)
    demand = Demand("selecting", "np", evaluator_gates=2)
    with pytest.raises(InputError, match="over nand, where NOT is a gate"):
        local.find(demands.demanding(relation, basis.get("nand"), 5, demand))


def test_too_many_renamings_are_refused():
    relation = from_tables([1], 8)
    with pytest.raises(InputError, match="40320 renamings"):
        local.find(demands.demanding(relation, basis.get("b2"), 7, Demand("selecting")))
