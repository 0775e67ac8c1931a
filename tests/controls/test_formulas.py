import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa.analysis.evaluators import least_size_b2
from minimesa.circuit import Circuit, Output
from minimesa.controls.formulas import (
    davio_formula,
    emit,
    formula_table,
    maxterm_formula,
    minterm_formula,
    shannon_formula,
    small_formula,
)
from minimesa.referee import check_basis, evaluate
from minimesa.synthesis.builder import Builder
from minimesa.truth_tables import full, projection

LEAVES = [projection(i, 4) for i in range(4)]


@given(st.integers(0, full(4)), st.permutations(range(4)))
def test_every_form_is_the_function(table, order):
    for formula in (
        small_formula(table, 4)[1],
        shannon_formula(table, order, 4),
        davio_formula(table, order, 4),
        minterm_formula(table, 4),
        maxterm_formula(table, 4),
    ):
        assert formula_table(formula, LEAVES, full(4)) == table


def test_formulas_of_three_inputs_are_small():
    # Formulas share nothing, so they may be larger than the least circuit; rarely, and by little.
    excess = [small_formula(table, 3)[0] - least_size_b2(table, 3)[0] for table in range(256)]
    assert min(excess) == 0
    assert max(excess) <= 1
    assert sum(excess) < 16


@pytest.mark.parametrize("name", ["b2", "aig", "mig", "lut3", "nand", "nor", "and-or-not"])
def test_formulas_are_built_in_every_basis(name):
    basis = bases.get(name)
    for table in range(0, 1 << 16, 997):
        builder = Builder(basis, 4)
        formula = small_formula(table, 4)[1]
        literal = emit(formula, [(i, False) for i in range(4)], builder)
        circuit = Circuit(tuple("abcd"), tuple(builder.gates), (Output("y", *literal),))
        check_basis(circuit, basis)
        assert sum(evaluate(circuit, t) << t for t in range(16)) == table
