"""The proof checkers: what has a model is never refuted, whatever the proof says."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pysat.solvers import Solver

from minimesa.certificates.checker import check
from minimesa.solvers.profiles import PROOF_WRITERS

VARIABLES = 4
LITERALS = st.integers(1, VARIABLES).flatmap(lambda v: st.sampled_from([v, -v]))
CLAUSES = st.lists(LITERALS, min_size=1, max_size=3, unique_by=abs)
FORMULAS = st.lists(CLAUSES, min_size=4, max_size=24)
STEPS = st.lists(
    st.tuples(st.sampled_from(["", "", "d "]), st.lists(LITERALS, max_size=2)), max_size=8
)


def satisfiable(clauses):
    return any(
        all(any((row[abs(x) - 1]) == (x > 0) for x in clause) for clause in clauses)
        for row in product((False, True), repeat=VARIABLES)
    )


def written(place, clauses, proof):
    """Write formula and proof; return their paths."""
    lines = [f"p cnf {VARIABLES} {len(clauses)}"]
    lines += [" ".join(map(str, [*clause, 0])) for clause in clauses]
    (place / "formula").write_text("\n".join(lines) + "\n")
    (place / "proof").write_text(proof)
    return str(place / "formula"), str(place / "proof")


@pytest.mark.parametrize("solver", sorted(PROOF_WRITERS - {"lingeling"}))
def test_random_proofs_and_those_of_solvers(tmp_path, solver):
    seen = set()

    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(FORMULAS, STEPS)
    def run(clauses, steps):
        has_model = satisfiable(clauses)
        forged = "".join(f"{kind}{' '.join(map(str, [*c, 0]))}\n" for kind, c in steps)
        for proof in (forged, forged + "0\n"):
            ok, _, _ = check(*written(tmp_path, clauses, proof))
            seen.add((has_model, ok))
            assert not (has_model and ok)
        if not has_model:
            with Solver(name=solver, bootstrap_with=clauses, with_proof=True) as running:
                assert not running.solve()
                proof = "".join(f"{line}\n" for line in running.get_proof() or ["0"])
            ok, engine, detail = check(*written(tmp_path, clauses, proof))
            assert ok, (engine, detail)

    run()
    assert {(True, False), (False, False), (False, True)} <= seen


def test_the_pure_python_engine_says_the_same(tmp_path):
    dratify = pytest.importorskip("dratify")
    clauses = [list(signs) for signs in product((1, -1), (2, -2))]
    for proof, expected in (("1 0\n0\n", True), ("0\n", False), ("", False)):
        paths = written(tmp_path, clauses, proof)
        assert check(*paths)[0] is expected
        cnf = dratify.parse_dimacs((tmp_path / "formula").read_text(), strict=True)
        plain = dratify.check_proof(cnf, proof, engine="python")
        assert bool(plain.ok and plain.reached_empty) is expected


@pytest.mark.parametrize("formula", ["", "p cnf x y\n", "p cnf 1 1\n2 0\n"])
def test_what_is_no_formula_is_not_refuted(tmp_path, formula):
    (tmp_path / "formula").write_text(formula)
    (tmp_path / "proof").write_text("0\n")
    assert not check(str(tmp_path / "formula"), str(tmp_path / "proof"))[0]
