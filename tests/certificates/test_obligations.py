"""What a claim needs refuted: against the search, and against what a bound means."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.certificates.obligations import Claim, obligations
from minimesa.encoding.breaks import DEFAULT_BREAKS, USE_ALL, connecting
from minimesa.encoding.demand import Demand
from minimesa.encoding.tree import applies
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.synthesis import search
from minimesa.synthesis.options import Options
from minimesa.synthesis.result import OBJECTIVES
from oracles.local import LocalEngine

DEAR_XOR = Basis("dear-xor", (Operator("and", 0x8, 2), Operator("xor", 0x6, 2, 3)), free_not=True)
EVEN = Basis("even", (Operator("and", 0x8, 2, 2), Operator("xor", 0x6, 2, 2)), free_not=True)
NO_TREE = Basis("no-tree", (Operator("~maj", 0x17, 3),), free_not=False)
"""Complemented majority: a gate that reads one wire twice is a complement, not in the basis."""
XOR = from_tables([0x6], 2)
FRONT = from_tables([0xF20C], 4)
ADDER = from_tables([0x6, 0x8], 2)
TIES = Relation(("a", "b"), ("y", "z"), (0b1001, 0b1001, 0b0110, 0b1000), 0b1111)


class Recorder(LocalEngine):
    """Answers locally and keeps what it refuted."""

    def __init__(self):
        super().__init__()
        self.refuted = []

    def ask(self, query, **limits):
        answer = super().ask(query, **limits)
        if answer.circuit is None:
            self.refuted.append(query)
        return answer


def searched(relation, basis, objective, accuracy=None):
    """Solve under proof; return the obligations of the claim and what the search refuted."""
    engine = Recorder()
    # The local engine writes no files; the option only keeps bounds from being counted.
    options = Options(basis, objective, accuracy=accuracy, certify=Path("unused"))
    solution = search.solve(Problem("test", "", relation), options, engine)
    front = tuple((point.size, point.depth) for point in solution.front or ())
    claim = Claim(objective, solution.status, solution.lower_bound, front)
    assert solution.status == "optimal"
    return list(obligations(claim, relation, basis, accuracy, DEFAULT_BREAKS)), engine.refuted


CASES = {
    "b2": (ADDER, bases.get("b2"), None),
    "nand": (XOR, bases.get("nand"), None),
    "costs": (XOR, DEAR_XOR, None),
    "equal costs above one": (ADDER, EVEN, None),
    "ties": (TIES, bases.get("aig"), None),
    "accuracy": (from_tables([0x96], 3), bases.get("b2"), Fraction(3, 4)),
}


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("case", CASES)
def test_the_search_refutes_exactly_what_its_claim_needs(case, objective):
    needed, refuted = searched(CASES[case][0], CASES[case][1], objective, CASES[case][2])
    assert needed
    assert len({query.label for query in needed}) == len(needed)
    assert set(needed) == set(refuted)


@pytest.mark.parametrize("objective", ["size", "size,depth"])
def test_of_connected_circuits_the_search_refutes_what_the_claim_needs(objective):
    engine, b2 = Recorder(), bases.get("b2")
    breaks = connecting(DEFAULT_BREAKS)
    options = Options(b2, objective, breaks=breaks, connected=1, certify=Path("unused"))
    solution = search.solve(Problem("test", "", ADDER), options, engine)
    assert solution.status == "optimal"
    claim = Claim(objective, "optimal", solution.lower_bound, connected=1)
    # Whatever breaks are listed, those that lose connected circuits are not used.
    needed = list(obligations(claim, ADDER, b2, None, DEFAULT_BREAKS))
    assert set(needed) == set(engine.refuted)
    assert {(query.connected, query.breaks) for query in needed} == {(1, breaks)}


def test_a_demand_on_connected_circuits_is_refuted_of_those_alone():
    demand = Demand("replicated")
    claim = Claim("size", "optimal", 2, demand=demand, extra=1, connected=2)
    needed = list(obligations(claim, ADDER, bases.get("b2"), None, DEFAULT_BREAKS))
    assert [query.label for query in needed] == [
        "connected-replicated-p-k2-m1-gates-2",
        "connected-replicated-p-k2-m1-gates-3",
        "gates-0",
        "gates-1",
    ]
    assert all((query.demand is None) == (query.connected is None) for query in needed)
    assert USE_ALL in needed[0].breaks
    plain = obligations(
        replace(claim, connected=None), ADDER, bases.get("b2"), None, DEFAULT_BREAKS
    )
    assert USE_ALL not in next(plain).breaks


def test_a_front_of_several_points():
    needed, refuted = searched(FRONT, bases.get("b2"), "pareto")
    assert len({query.depth for query in needed}) > 2
    assert set(needed) <= set(refuted)


def test_depth_in_a_basis_that_does_not_unfold():
    relation = from_tables([0x17], 3)
    needed, refuted = searched(relation, NO_TREE, "depth")
    assert not applies(needed[0])
    assert set(needed) == set(refuted)
    assert [query.label for query in needed] == ["depth-0"]


# --- what a bound means, said once more ----------------------------------------------------------


def points(basis, most=7):
    """Yield gates, cost and depth of every circuit there could be."""
    for gates in range(most):
        costs = range(gates, 3 * gates + 1) if basis is DEAR_XOR else [gates]
        for cost, depth in product(costs, range(gates + 1)):
            yield gates, cost, depth


def excludes(query, point):
    """Tell whether a refuted query says that there is no circuit of this kind."""
    gates, cost, depth = point
    return (
        (query.gates is None or query.gates == gates)
        and (query.depth is None or depth <= query.depth)
        and (query.cost is None or cost <= query.cost)
    )


def better(claim, point):
    """Tell whether a circuit of this kind would contradict the claim."""
    _, cost, depth = point
    if claim.objective == "pareto" and claim.status == "optimal":
        return not any(size <= cost and level <= depth for size, level in claim.front)
    lower = claim.lower_bound if isinstance(claim.lower_bound, tuple) else (claim.lower_bound,)
    names = {"pareto": "size,depth"}.get(claim.objective, claim.objective).split(",")
    values = [{"size": cost, "depth": depth}[name] for name in names]
    known = [bound for bound in lower if bound is not None]
    return values[: len(known)] < known


CLAIMS = [
    *(Claim(objective, "optimal", n) for objective in ("size", "depth") for n in range(6)),
    *(
        Claim(objective, "feasible", (a, b))
        for objective in ("size,depth", "depth,size", "pareto")
        for a in range(5)
        for b in (None, *range(4))
    ),
    *(Claim(o, "optimal", (4, 2)) for o in ("size,depth",)),
    Claim("depth,size", "optimal", (2, 5)),
    Claim("pareto", "optimal", (0, 0), ((0, 0),)),
    Claim("pareto", "optimal", (4, 4), ((4, 4), (5, 3))),
    Claim("pareto", "optimal", (3, 3), ((3, 3), (5, 2))),
    Claim("pareto", "optimal", (3, 3), ((3, 3), (4, 2), (6, 1))),
]


@pytest.mark.parametrize("basis", [bases.get("b2"), DEAR_XOR], ids=lambda basis: basis.name)
@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_the_obligations_exclude_every_better_circuit_and_no_other(claim, basis):
    needed = list(obligations(claim, XOR, basis, None, DEFAULT_BREAKS))
    for point in points(basis):
        excluded = any(excludes(query, point) for query in needed)
        assert excluded == better(claim, point), point


@pytest.mark.parametrize("basis", [bases.get("b2"), DEAR_XOR], ids=lambda basis: basis.name)
@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_fewer_gates_are_refuted_along_as_the_symmetry_breaks_assume(claim, basis):
    needed = list(obligations(claim, XOR, basis, None, DEFAULT_BREAKS))
    for query in needed:
        for fewer in range(query.gates or 0):
            assert any(covers(other, query, fewer) for other in needed), (query.label, fewer)


def covers(other, query, gates):
    """Tell whether ``other`` refutes circuits of so many gates within the bounds of ``query``."""
    return other.gates in (None, gates) and all(
        wide is None or (narrow is not None and narrow <= wide)
        for narrow, wide in ((query.depth, other.depth), (query.cost, other.cost))
    )


def test_an_infeasible_problem_needs_no_refutation():
    assert not list(
        obligations(Claim("size", "infeasible", None), XOR, bases.get("b2"), None, DEFAULT_BREAKS)
    )
