"""The price of search: values worked out by hand, bounds, verdicts, limits."""

import json

import pytest

from minimesa import basis, referee
from minimesa.errors import InputError
from minimesa.pricing.price import InterruptedPrice, price
from minimesa.pricing.requirement import requirement
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from oracles.local import LocalEngine

B2 = Options(basis.get("b2"))

# Least size, with every score, with every score but one. Worked out by hand: of three pairs two
# decide; the better of two moves is told by either reply; and so on.
BY_HAND = {
    "best-pair": (3, 4, 3),
    "reply-min": (1, 2, 1),
    "open-path": (2, 3, 2),
    "nearest-codeword": (4, 5, 5),
    "second-pair-better": (3, 3, 3),
}


def priced(name, require="declared-all", options=B2, engine=None, **more):
    problem = find_problem(name) if isinstance(name, str) else name
    structure = {k: more.pop(k) for k in ("evaluator_gates", "variant") if k in more}
    return price(
        problem, options, requirement(require, **structure), engine or LocalEngine(), **more
    )


@pytest.mark.parametrize("name", BY_HAND)
def test_prices_worked_out_by_hand(name):
    least, every, lean = BY_HAND[name]
    for require, size in (("declared-all", every), ("declared-lean", lean)):
        found = priced(name, require)
        assert (found.plain.size, found.searching.solution.size) == (least, size)
        assert (found.status, found.lower, found.upper) == ("optimal", size - least, size - least)
        assert found.verdict == ("upheld" if size > least else "refuted")
        circuit = found.searching.solution.circuits[0]
        referee.check_solves(circuit, find_problem(name).relation)
        assert found.searching.finding.verified
        assert len(found.searching.scores) == len({score for score, _ in found.searching.scores})


def test_comparisons_are_dearer_where_ties_are_free():
    found = priced("reply-min", "comparisons")
    assert (found.lower, found.upper, found.verdict) == (2, 2, "upheld")
    assert priced("second-pair-better", "comparisons").verdict == "refuted"


def test_gates_that_only_carry_scores():
    found = priced("best-pair")
    circuit = found.searching.solution.circuits[0]
    reached = frozenset().union(*(circuit.cone(o.wire) for o in circuit.outputs))
    scores = {wire for _, wire in found.searching.scores}
    assert set(found.searching.carriers) == {6, 7, 8, 9} - reached
    assert len(found.searching.carriers) == 1
    assert set(found.searching.carriers) < scores


def test_connected_scores_cost_more():
    found = priced("reply-min", connected=True)
    loose = priced("reply-min")
    assert loose.searching.carriers
    assert not found.searching.carriers
    assert found.upper > loose.upper
    assert found.status == "optimal"


def test_a_price_at_least_depth_is_a_pair():
    options = Options(basis.get("b2"), "depth,size")
    found = priced("reply-min", options=options)
    assert (found.lower, found.upper, found.verdict) == ((0, 1), (0, 1), "upheld")
    assert priced("second-pair-better", options=options).upper == (0, 0)


def test_scores_may_need_more_levels():
    """A least circuit of one gate, and a score of two gates one above the other."""
    found = priced("nearest-codeword", options=Options(basis.get("b2"), "depth"))
    assert found.plain.depth <= found.searching.solution.depth
    assert found.status == "optimal"


def test_at_depth_alone_only_a_circuit_without_idle_gates_refutes():
    options = Options(basis.get("b2"), "depth")
    found = priced("second-pair-better", options=options)
    assert (found.upper, found.verdict) == (0, "refuted")
    idle = priced("reply-min", options=options)
    assert (idle.upper, idle.verdict) == (0, "open")


def test_scores_on_inputs_are_vacuous():
    found = priced("argmax")
    assert (found.status, found.verdict, found.lower, found.upper) == (
        "vacuous",
        "vacuous",
        None,
        None,
    )
    assert found.to_json()["searching"] is None


def test_structure():
    """The nearer of 000 and 111 compares two pairs of bits; one AND gate has nothing to compare."""
    refuted = priced("nearest-codeword", "selecting")
    assert (refuted.upper, refuted.verdict) == (0, "refuted")
    assert refuted.searching.finding.definition == "selecting"
    upheld = priced("best-pair:pairs=2", "selecting")
    assert upheld.plain.size == 1
    assert upheld.lower >= 1
    assert upheld.verdict == "upheld"


def test_what_is_tried_beyond_the_optimum_is_limited():
    found = priced("best-pair:pairs=2", "selecting", most_extra=0)
    assert (found.status, found.lower, found.upper) == ("unknown", 1, None)
    assert found.verdict == "upheld"
    assert priced("best-pair", most_extra=0).lower == 1
    options = Options(basis.get("b2"), "depth,size")
    found = priced("best-pair:pairs=2", "selecting", options=options, most_extra=0)
    assert (found.status, found.lower, found.upper) == ("unknown", (0, 1), None)
    assert found.verdict == "upheld"


def test_an_infeasible_problem_has_no_price():
    nothing = Relation(("x0",), ("y0",), (0, 2), 3)
    found = priced(Problem("impossible", "", nothing), "selecting")
    assert (found.status, found.verdict, found.upper) == ("infeasible", "vacuous", None)


def test_a_known_optimum_is_not_looked_for_again():
    engine = LocalEngine()
    first = priced("best-pair", engine=engine)
    asked = len(engine.queries)
    again = priced("best-pair", engine=engine, plain=first.plain)
    assert again.upper == first.upper
    assert 0 < len(engine.queries) - asked < asked


def test_time_leaves_bounds_open():
    with Engine(profiles.get("minisat22")) as engine:
        found = priced("best-pair:pairs=4", options=Options(basis.get("b2"), time_limit=0.01),
                       engine=engine)  # fmt: skip
    assert found.status in ("feasible", "unknown")
    assert found.verdict == "open"
    assert found.lower == 0
    assert found.upper is None or found.upper > 0


@pytest.mark.parametrize("after", [0, 3, 5])
def test_ctrl_c_keeps_what_is_known(after):
    class Interrupting(LocalEngine):
        def ask(self, query, **limits):
            if len(self.queries) == after:
                raise KeyboardInterrupt
            return super().ask(query, **limits)

    with pytest.raises(InterruptedPrice) as caught:
        priced("best-pair", engine=Interrupting())
    found = caught.value.price
    assert found.verdict in ("open", "upheld")
    assert found.plain.lower_bound == min(after, 3)
    json.dumps(found.to_json())


def test_json_says_what_was_required():
    entry = priced("best-pair").to_json()
    assert entry["price_of_search"] == {"declared-all": 1}
    assert entry["requirement"] == {"definition": "declared-all"}
    assert (entry["status"], entry["lower_bound"], entry["upper_bound"]) == ("optimal", 1, 1)
    assert entry["plain"]["size"] == 3
    assert entry["searching"]["size"] == 4
    assert set(entry["searching"]["scores"]) == {"score_0_0", "score_1_0", "score_2_0"}
    assert entry["searching"]["findings"][0]["verified"] is True
    json.dumps(entry)


@pytest.mark.parametrize(
    ("options", "require", "message"),
    [
        (Options(basis.get("b2"), "pareto"), "declared-all", "not pareto"),
        (Options(basis.get("b2"), "size,depth"), "declared-all", "not size,depth"),
        (Options(basis.get("b2"), "depth"), "selecting", "at objective size or depth,size"),
        (Options(basis.get("nand")), "declared-all", "NOT is free"),
    ],
)
def test_combinations_without_a_price(options, require, message):
    with pytest.raises(InputError, match=message):
        priced("best-pair:pairs=2", require, options)


def test_a_problem_without_a_utility_declares_nothing():
    with pytest.raises(InputError, match="declares no objective"):
        priced(Problem("0x96", "", from_tables([0x96], 3)))


@pytest.mark.parametrize("objective", ["depth", "depth,size"])
def test_connected_speaks_of_gates(objective):
    with pytest.raises(InputError, match=f"connected .* {objective} asks for a least depth first"):
        priced("reply-min", options=Options(basis.get("b2"), objective), connected=True)
