import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.errors import InputError
from minimesa.problems.families import FAMILIES
from minimesa.problems.families.common import SEED, below, seeded, shuffled
from minimesa.problems.library import library_directory
from minimesa.problems.loader import load
from minimesa.truth_tables import full


def files_of_families():
    """Return for each library file with a family its data."""
    found = {}
    for path in sorted(library_directory().glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        if "family" in data:
            found[path.stem] = data
    return found


FILES = files_of_families()


def defaults(name):
    return {key: entry["default"] for key, entry in FILES[name]["parameters"].items()}


def test_every_family_has_a_file_and_every_file_a_family():
    assert {data["family"] for data in FILES.values()} == set(FAMILIES)


@pytest.mark.parametrize("name", FILES)
def test_an_instance_is_whole(name):
    instance = FAMILIES[FILES[name]["family"]](**defaults(name))
    relation = instance.relation
    assert sum(bits for _, bits in instance.input_words) == len(relation.inputs)
    assert sum(bits for _, bits in instance.output_words) == len(relation.outputs)
    assert relation.infeasible_row() is None
    assert len(relation.inputs) <= 8
    assert len(set(relation.inputs + relation.outputs)) == len(relation.inputs + relation.outputs)
    assert load(library_directory() / f"{name}.toml").relation == relation


@pytest.mark.parametrize("name", FILES)
def test_the_utility_and_the_relation_agree(name):
    instance = FAMILIES[FILES[name]["family"]](**defaults(name))
    relation, utility = instance.relation, instance.utility
    if utility is None:
        assert relation.is_function()
        return
    choice = max if utility.maximize else min
    for t, values in enumerate(utility.values):
        if not relation.care >> t & 1:
            assert (values, utility.legal[t]) == ((), 0)
            assert relation.allowed[t] == full(len(relation.outputs))
            continue
        legal = {word: value for word, value in enumerate(values) if value is not None}
        assert sum(1 << word for word in legal) == utility.legal[t]
        best = choice(legal.values())
        assert relation.allowed[t] == sum(1 << w for w, value in legal.items() if value == best)


@pytest.mark.parametrize("name", FILES)
def test_the_file_and_the_family_agree_on_ranges(name):
    build = FAMILIES[FILES[name]["family"]]
    for key, entry in FILES[name]["parameters"].items():
        allowed = re.escape(f"{key} must be an integer from {entry['min']} to {entry['max']}")
        for wrong in (entry["min"] - 1, entry["max"] + 1, "1", True, 1.0, None):
            with pytest.raises(InputError, match=allowed):
                build(**defaults(name) | {key: wrong})


@pytest.mark.parametrize("name", FILES)
def test_unknown_and_missing_parameters(name):
    build, parameters = FAMILIES[FILES[name]["family"]], defaults(name)
    with pytest.raises(InputError, match="has no parameter 'colour'; it has"):
        build(**parameters, colour=1)
    first = next(iter(parameters))
    with pytest.raises(InputError, match=f"needs the parameter '{first}', from"):
        build(**{key: value for key, value in parameters.items() if key != first})


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("all-mazes", {"width": 4, "height": 4}, "24 inputs; at most 16"),
        ("game-tree", {"depth": 4, "branching": 4}, "256 inputs; at most 16"),
        ("independent-set", {"vertices": 8, "bits": 2}, "16 inputs and 8 outputs; a family may"),
        ("nim", {"heaps": 4, "bits": 4}, "16 inputs and 6 outputs; a family may have 20"),
        ("hash-game", {"length": 8, "turns": 4, "letter_bits": 2}, "at most 12, not 16"),
        ("lookup-table", {"entries": 17}, "at most 16, the number of states, not 17"),
        ("cnf", {"variables": 1}, "only 0 such clauses, not 8"),
        ("cnf", {"shortest": 3, "longest": 2}, "only 0 such clauses, not 8"),
    ],
)
def test_parameters_that_do_not_go_together(name, changes, message):
    file = "2-cnf" if name == "cnf" else name
    with pytest.raises(InputError, match=re.escape(message)):
        FAMILIES[name](**defaults(file) | changes)


@pytest.mark.parametrize("name", [name for name in FILES if "seed" in defaults(name)])
def test_seeds_decide_and_nothing_else_does(name):
    build, parameters = FAMILIES[FILES[name]["family"]], defaults(name)
    assert build(**parameters) == build(**parameters)
    others = [build(**parameters | {"seed": seed}).relation for seed in (0, 1, 2, SEED[1])]
    assert any(other != others[0] for other in others)


@given(st.integers(*SEED), st.lists(st.integers(), max_size=8))
def test_shuffled_is_a_permutation(seed, items):
    order = shuffled(seeded(seed), items)
    assert sorted(order) == sorted(items)
    assert order == shuffled(seeded(seed), items)


def test_every_order_occurs():
    orders = {tuple(shuffled(seeded(seed), range(3))) for seed in range(60)}
    assert len(orders) == 6


@given(st.integers(*SEED), st.integers(1, 1000))
def test_below(seed, bound):
    assert 0 <= below(seeded(seed), bound) < bound


def test_what_a_seed_draws_never_changes():
    assert shuffled(seeded(1), range(8)) == [0, 2, 3, 6, 7, 4, 5, 1]
    assert [below(seeded(seed), 100) for seed in range(4)] == [84, 13, 95, 23]
