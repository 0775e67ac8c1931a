"""A price is zero if and only if some minimal circuit, all of them listed, has the structure."""

from collections import Counter

import pytest

from minimesa import basis
from minimesa.pricing.price import price
from minimesa.pricing.requirement import REQUIREMENTS, requirement
from minimesa.pricing.searching import find_structure
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options

PROBLEMS = ("reply-min", "open-path", "best-pair", "nearest-codeword", "argmax", "knapsack")


@pytest.mark.parametrize(("objective", "names"), [("size", PROBLEMS), ("depth,size", PROBLEMS[:2])])
def test_prices_agree_with_a_listing(objective, names):
    options = Options(basis.get("b2"), objective)
    outcomes = Counter()
    with Engine(profiles.get("minisat22")) as engine:
        for name in names:
            problem = find_problem(name)
            listed = solve_all(problem, options, engine)
            assert listed.complete
            for require in REQUIREMENTS:
                if (name, require) == ("knapsack", "comparisons"):
                    continue  # too many tournaments
                required = requirement(require)
                found = price(problem, options, required, engine, plain=listed, most_extra=0)
                if found.verdict == "vacuous":
                    continue
                some = any(
                    find_structure(problem, options.basis, required, circuit)
                    for circuit in listed.circuits
                )
                assert found.verdict == ("refuted" if some else "upheld"), (name, require)
                outcomes[some] += 1
    assert min(outcomes[True], outcomes[False]) > 1, outcomes
