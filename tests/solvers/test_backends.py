"""Every backend gives the same verdicts, and its circuits pass the referee."""

from fractions import Fraction

import pytest

from minimesa import basis as bases
from minimesa import referee
from minimesa.basis import Basis, Operator
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.backends import answer
from minimesa.solvers.engine import Engine

F, R = Verdict.FOUND, Verdict.REFUTED
B2, AIG, MIG, NAND = (bases.get(name) for name in ("b2", "aig", "mig", "nand"))
PRICED = Basis("p", (Operator("and", 0x8, 2, 1), Operator("xor", 0x6, 2, 3)), free_not=True)
MINORITY = Basis("minority", (Operator("min", 0x17, 3),), free_not=False)
FULL_ADDER = from_tables([0x96, 0xE8], 3)
PARITY4 = from_tables([0x6996], 4)
THREE_TABLES = from_tables([0x6, 0x8, 0x1], 2)
WEIGHTED = Relation(("a", "b"), ("y",), (1, 1, 1, 2), 15, (1, 1, 1, 7))
TIES = Relation(("a", "b"), ("y", "z"), (0b1001, 0b1001, 0b0110, 0b1001), 15)
ANY_PAIR = Relation(
    ("p0", "p1", "q0", "q1", "r0", "r1"),
    ("c0", "c1"),
    tuple(sum(1 << i for i in range(3) if t >> 2 * i & 3 == 3) or 0b0111 for t in range(1 << 6)),
    (1 << 64) - 1,
)
NO_WORD = Relation(("a",), ("y",), (0b01, 0b00), 0b11)

QUESTIONS = {
    # Found at the optimum, refuted one below.
    "full adder in 5": (Query(FULL_ADDER, B2, gates=5), F),
    "full adder in 4": (Query(FULL_ADDER, B2, gates=4), R),
    "full adder in 1 (percy's fences find one)": (Query(FULL_ADDER, B2, gates=1), R),
    "parity of 4 in 3 (ABC twoexact says 5)": (Query(PARITY4, B2, gates=3), F),
    "parity of 4 in 2": (Query(PARITY4, B2, gates=2), R),
    "majority over aig in 4": (Query(from_tables([0xE8], 3), AIG, gates=4), F),
    "majority over aig in 3": (Query(from_tables([0xE8], 3), AIG, gates=3), R),
    "parity of 3 over mig in 3": (Query(from_tables([0x96], 3), MIG, gates=3), F),
    "parity of 3 over mig in 2": (Query(from_tables([0x96], 3), MIG, gates=2), R),
    "parity of 2 over nand in 4": (Query(from_tables([0x6], 2), NAND, gates=4), F),
    "parity of 2 over nand in 3": (Query(from_tables([0x6], 2), NAND, gates=3), R),
    "two copies of a gate": (Query(from_tables([0xE8], 3), MINORITY, gates=3), F),
    # Inputs that are not used (ABC lutexact says 4), outputs on what is there already.
    "0x3cc3 in 2": (Query(from_tables([0x3CC3], 4), B2, gates=2), F),
    "0x3cc3 in 1": (Query(from_tables([0x3CC3], 4), B2, gates=1), R),
    "constant 0": (Query(from_tables([0x00], 3), B2, gates=0), F),
    "constant 1": (Query(from_tables([0xFF], 3), B2, gates=0), F),
    "an input (cirbo 139)": (Query(from_tables([0xCC], 3), B2, gates=0), F),
    "a complement": (Query(from_tables([0x33], 3), B2, gates=0), F),
    "a complement over nand": (Query(from_tables([0x33], 3), NAND, gates=0), R),
    "a complement over nand in 1": (Query(from_tables([0x33], 3), NAND, gates=1), F),
    "constant 1 over nand": (Query(from_tables([0xFF], 3), NAND, gates=0), F),
    "a function and what is free": (Query(from_tables([0xAA, 0xFF, 0x77], 3), B2, gates=1), F),
    "a function is not free": (Query(from_tables([0xAA, 0xFF, 0x77], 3), B2, gates=0), R),
    "an inverter is no gate (ABC exact)": (Query(from_tables([0x7], 2), AIG, gates=1), F),
    "three outputs in 2": (Query(THREE_TABLES, B2, gates=2), R),
    "three outputs in 3": (Query(THREE_TABLES, B2, gates=3), F),
    # Don't-cares (percy drops them with counterexamples), relations, rows without a word.
    "don't-cares make it free": (Query(from_tables([0x6], 2, care=[0xA]), B2, gates=0), F),
    "one row more": (Query(from_tables([0x6], 2), B2, gates=0), R),
    "ties": (Query(TIES, B2, gates=0), R),
    "ties in 1": (Query(TIES, B2, gates=1), F),
    "any pair in 3": (Query(ANY_PAIR, B2, gates=3), F),
    "any pair in 2": (Query(ANY_PAIR, B2, gates=2), R),
    "no word": (Query(NO_WORD, B2, gates=1), R),
    # Depth, with and without a number of gates.
    "full adder at depth 2": (Query(FULL_ADDER, B2, depth=2), R),
    "full adder at depth 3": (Query(FULL_ADDER, B2, depth=3), F),
    "an input at depth 0": (Query(from_tables([0xAA], 3), B2, depth=0), F),
    "and at depth 0": (Query(from_tables([0x8], 2), B2, depth=0), R),
    "parity of 4 in 3 at depth 2": (Query(PARITY4, B2, gates=3, depth=2), F),
    "0x3dc in 4 at depth 3": (Query(from_tables([0x3DC], 4), B2, gates=4, depth=3), R),
    "0x3dc in 5 at depth 3": (Query(from_tables([0x3DC], 4), B2, gates=5, depth=3), F),
    "relation at depth 1": (Query(TIES, B2, depth=1), F),
    "minority alone at depth 1": (Query(from_tables([0x17], 3), MINORITY, depth=1), F),
    # Costs and shares.
    "cost 2": (Query(from_tables([0x6], 2), PRICED, gates=1, cost=2), R),
    "cost 3": (Query(from_tables([0x6], 2), PRICED, gates=1, cost=3), F),
    "cost 2 in two gates": (Query(from_tables([0x6], 2), PRICED, gates=2, cost=2), R),
    "weight 9 of 10": (Query(WEIGHTED, B2, gates=0, accuracy=Fraction(9, 10)), F),
    "weight 10 of 10": (Query(WEIGHTED, B2, gates=0, accuracy=Fraction(1)), R),
    "weight just above 9": (Query(WEIGHTED, B2, gates=0, accuracy=Fraction(901, 1000)), R),
    "half at depth 0": (Query(from_tables([0x6], 2), B2, depth=0, accuracy=Fraction(1, 2)), F),
    "most at depth 0": (Query(from_tables([0x6], 2), B2, depth=0, accuracy=Fraction(3, 4)), R),
}
PROFILES = ["minisat22", "glucose4", "cadical153", "cadical195", "cpsat", "minisat", "cadical"]


@pytest.mark.parametrize("name", PROFILES)
class TestEveryBackend:
    """The same questions to each."""

    @pytest.fixture
    def profile(self, name):
        profile = profiles.get(name)
        if not profile.available():
            pytest.skip(f"no executable {profile.command[0]} on the PATH")
        return profile

    @pytest.mark.parametrize("question", QUESTIONS)
    def test_verdict(self, profile, question):
        query, expected = QUESTIONS[question]
        verdict, circuit = answer(query, profile)
        assert verdict is expected
        assert (circuit is None) == (expected is R)
        if circuit is not None:
            referee.check_solves(circuit, query.relation, query.accuracy)
            cost = referee.check_basis(circuit, query.basis)
            assert query.gates is None or circuit.size == query.gates
            assert query.depth is None or circuit.depth <= query.depth
            assert query.cost is None or cost <= query.cost
            assert [o.name for o in circuit.outputs] == list(query.relation.outputs)

    def test_through_a_worker(self, profile):
        with Engine(profile) as engine:
            for gates, expected in ((5, F), (4, R)):
                reply = engine.ask(Query(FULL_ADDER, B2, gates=gates))
                assert (reply.verdict, reply.solver, reply.reason) == (expected, profile.name, None)


def test_a_verdict_is_no_condition():
    with pytest.raises(TypeError, match="three values"):
        bool(Verdict.FOUND)


@pytest.mark.parametrize("name", sorted(profiles.CONFLICT_COUNTERS))
def test_a_limit_of_conflicts_leaves_a_question_open(name):
    question = Query(from_tables([0x6996, 0x7EE8, 0x8000], 4), bases.get("b2"), gates=7)
    profile = profiles.get(name)
    assert answer(question, profile, conflicts=10) == (Verdict.UNKNOWN, None)
    easy = Query(from_tables([0x6996], 4), bases.get("b2"), gates=2)
    assert answer(easy, profile, conflicts=1_000_000) == (Verdict.REFUTED, None)
