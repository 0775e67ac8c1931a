"""Entries of a plan that stand for classes of functions."""

import pytest

from minimesa.census import published
from minimesa.census.table import shipped
from minimesa.errors import InputError
from minimesa.study import classes
from minimesa.truth_tables import npn_representatives


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_all_classes(n):
    assert classes.chosen(f"npn:{n}") == (n, list(npn_representatives(n)))


@pytest.mark.parametrize("n", [4, 5])
@pytest.mark.parametrize("size", [0, 3, 5, 7])
def test_classes_by_size(n, size):
    _, exact = classes.chosen(f"npn:{n}:size={size}")
    _, at_most = classes.chosen(f"npn:{n}:size<={size}")
    assert len(exact) == published.SIZES[n][size]
    assert len(at_most) == sum(published.SIZES[n][: size + 1])
    assert set(exact) <= set(at_most)
    assert at_most == sorted(at_most)
    assert {shipped().look_up(table, n).size for table in exact[:50]} == {size}


def test_samples_are_drawn_by_seed():
    _, whole = classes.chosen("npn:5:size=6")
    drawn = [
        classes.chosen(f"npn:5:size=6:sample=40{seed}")[1] for seed in ("", ":seed=1", ":seed=2")
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    for tables in drawn:
        assert tables == sorted(set(tables))
        assert len(tables) == 40
        assert set(tables) <= set(whole)
    assert classes.chosen("npn:5:size=2:sample=99")[1] == classes.chosen("npn:5:size=2")[1]


def test_problems_are_named_by_their_tables():
    names = [problem.name for problem in classes.problems("npn:5:size<=1")]
    assert names == ["0x00000000", "0x000000ff", "0x0000ffff", "0x00ffff00"]
    assert {len(problem.relation.inputs) for problem in classes.problems("npn:5:size<=1")} == {5}


@pytest.mark.parametrize(
    "entry",
    ["npn:", "npn:0", "npn:6", "npn:5:size>=3", "npn:5:seed=3", "npn:5:sample=3:size=4", "npn:4 "],
)
def test_malformed_entries(entry):
    with pytest.raises(InputError, match="1 to 5 inputs"):
        classes.chosen(entry)


def test_without_the_census(monkeypatch):
    monkeypatch.setattr(classes, "shipped", lambda: None)
    assert len(classes.chosen("npn:4")[1]) == 222
    for entry in ("npn:5", "npn:4:size=3"):
        with pytest.raises(InputError, match="census"):
            classes.chosen(entry)
