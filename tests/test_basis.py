"""Bases: closures, costs, and files that are no bases."""

import pytest

from minimesa import basis as bases
from minimesa.basis import Basis, Operator
from minimesa.errors import InputError


def test_built_in_bases():
    assert set(bases.built_in()) == {
        "b2", "aig", "xaig", "mig", "lut3", "lut4", "nand", "nor", "and-or-not",
    }  # fmt: skip
    assert bases.get("b2").tables == {2: dict.fromkeys((0x2, 0x4, 0x6, 0x8, 0xE), 1)}
    assert bases.get("xaig").tables == bases.get("b2").tables
    assert bases.get("aig").tables == {2: dict.fromkeys((0x2, 0x4, 0x8, 0xE), 1)}
    assert [len(bases.get("lut4").tables[k]) for k in (2, 3, 4)] == [5, 109, 32297]
    assert bases.get("and-or-not").tables == {1: {0x1: 1}, 2: {0x8: 1, 0xE: 1}}
    assert [name for name, b in bases.built_in().items() if b.constants] == ["mig"]
    assert [name for name, b in bases.built_in().items() if b.repeats] == ["nand", "nor"]
    assert [name for name, b in bases.built_in().items() if b.all_two_input] == ["b2", "xaig"]


def test_an_unknown_basis_lists_the_known():
    with pytest.raises(InputError, match=r"'b3'.*nand"):
        bases.get("b3")


@pytest.mark.parametrize("order", [1, -1])
def test_the_cheapest_of_two_operators_of_a_class_counts(order):
    pair = [Operator("and", 0x8, 2, 4), Operator("nor", 0x1, 2, 3)][::order]
    free = Basis("p", tuple(pair), free_not=True)
    assert free.tables == {2: dict.fromkeys((0x2, 0x4, 0x8, 0xE), 3)}
    plain = Basis("p", tuple(pair), free_not=False)
    assert plain.tables == {2: {0x1: 3, 0x8: 4}}
    assert (plain.cost(0x8, 2), plain.cost(0x8, 3), plain.cost(0x6, 2)) == (4, None, None)
    assert (plain.least_cost, plain.unit_cost) == (3, False)


def test_operators_may_be_permuted():
    mux = Basis("p", (Operator("mux", 0xCA, 3),), free_not=False)
    assert sorted(mux.tables[3]) == [0xAC, 0xB8, 0xCA, 0xD8, 0xE2, 0xE4]
    assert not mux.all_two_input


def test_equal_costs_above_one_are_not_the_two_input_basis():
    basis = Basis("p", (Operator("a", 0x8, 2, 2), Operator("x", 0x6, 2, 2)), free_not=True)
    assert not basis.all_two_input


def load(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return bases.load(path)


def test_a_file_is_read(tmp_path):
    basis = load(
        tmp_path,
        "free_not = true\nconstants = true\n[operators.and]\ntable = '0x8'\narity = 2\n"
        "[operators.maj]\ntable = 'e8'\narity = 3\ncost = 2\n",
    )
    assert (basis.name, basis.free_not, basis.constants, basis.repeats) == (
        "mine", True, True, False,
    )  # fmt: skip
    assert (basis.cost(0xE, 2), basis.cost(0xE8, 3)) == (1, 2)


AND = "[operators.and]\ntable = '0x8'\narity = 2\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "at least one"),
        ("operators = 3", "at least one"),
        ("[operators", "no TOML"),
        ("extra = 1\n" + AND, "unknown key 'extra'"),
        ("free_not = 'yes'\n" + AND, "true or false"),
        ("free_not = 1\n" + AND, "true or false"),
        ("name = ''\n" + AND, "name must be"),
        ("[operators.and]\ntable = '0x8'", "needs a table"),
        ("[operators]\nand = 8", "needs a table"),
        (AND + "price = 2", "unknown key 'price'"),
        (AND.replace("2", "5"), "arity must be 1 to 4"),
        (AND.replace("2", "true"), "arity must be"),
        (AND + "cost = 0", "cost must be"),
        (AND + "cost = 1.5", "cost must be"),
        (AND + "cost = true", "cost must be"),
        (AND.replace("'0x8'", "'and'"), "is not hex"),
        (AND.replace("'0x8'", "'0x18'"), "does not fit"),
        (AND.replace("'0x8'", "'-8'"), "does not fit"),
        (AND.replace("'0x8'", "'0xa'"), "does not depend"),
        (AND.replace("'0x8'", "0x8"), "as a text"),
        ("free_not = true\n[operators.not]\ntable = '0x1'\narity = 1", "one-input"),
    ],
)
def test_what_is_no_basis_is_refused_with_the_file(tmp_path, text, message):
    with pytest.raises(InputError, match=message) as caught:
        load(tmp_path, text)
    assert "mine.toml" in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match="cannot read"):
        bases.load(tmp_path / "missing.toml")
    with pytest.raises(InputError, match="cannot read"):
        bases.load(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b"name = '\xff'")
    with pytest.raises(InputError, match="cannot read"):
        bases.load(tmp_path / "latin.toml")
