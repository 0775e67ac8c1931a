import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.census import orbits
from minimesa.errors import InputError
from minimesa.truth_tables import full, npn_orbit, npn_representatives

FIVE = st.integers(0, full(5))


@st.composite
def transforms(draw, n):
    permutation = tuple(draw(st.permutations(range(n))))
    return orbits.Transform(permutation, draw(st.integers(0, full(0) << n)), draw(st.booleans()))


@given(FIVE, transforms(5))
def test_the_form_is_the_same_all_over_an_orbit(table, transform):
    other = transform.apply(table)
    assert orbits.canonical(other, 5)[0] == orbits.canonical(table, 5)[0]


@given(FIVE)
def test_the_transform_leads_to_the_form(table):
    least, transform = orbits.canonical(table, 5)
    assert transform.apply(table) == least
    assert orbits.canonical(least, 5)[0] == least <= table


@pytest.mark.parametrize("n", range(5))
def test_the_form_is_the_least_table_that_walking_the_orbit_finds(n):
    for table in range(0, full(n) + 1, 1 if n < 4 else 199):
        walked = sorted(set(npn_orbit(table, n)))
        assert orbits.canonical(table, n)[0] == walked[0]
        assert orbits.orbit(table, n).tolist() == walked


def test_a_transform_by_hand():
    # g(x0, x1) = not f(x1, not x0) with f = x0 and not x1: g is not (x1 and x0).
    assert orbits.Transform((1, 0), 0b10, inverted=True).apply(0b0010) == 0b0111


@pytest.mark.parametrize("n", range(5))
def test_classes_counted_by_fixed_points_are_those_that_are_listed(n):
    assert orbits.count_classes(n) == len(npn_representatives(n))


def test_five_inputs_have_616126_classes():
    assert orbits.count_classes(5) == 616126  # OEIS A000370


@pytest.mark.parametrize(("table", "n"), [(-1, 3), (1 << 8, 3), (0, 6)])
def test_what_has_no_canonical_form(table, n):
    with pytest.raises(InputError):
        orbits.canonical(table, n)
