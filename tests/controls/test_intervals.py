import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.controls.intervals import wilson
from minimesa.errors import InputError


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Newcombe, Two-sided Confidence Intervals for the Single Proportion (1998), table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_symmetry_and_range(counts):
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    mirrored = wilson(trials - successes, trials)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))


def test_the_ends_solve_the_score_equation():
    # Each end p satisfies (share - p)**2 == z**2 p (1 - p) / n: the definition of the interval.
    z = 1.959963984540054
    for end in wilson(7, 19):
        assert (7 / 19 - end) ** 2 == pytest.approx(z * z * end * (1 - end) / 19)


def test_nothing_tried_and_nonsense():
    assert wilson(0, 0) == (0, 1)
    for wrong in ((3, 2), (-1, 2)):
        with pytest.raises(InputError, match="successes"):
            wilson(*wrong)
    with pytest.raises(InputError, match="confidence"):
        wilson(1, 2, 1.0)
