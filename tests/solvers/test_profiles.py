"""Solver profiles: those that ship, and files that are none."""

import pytest

from minimesa.errors import InputError
from minimesa.solvers import profiles


def load(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    return profiles.load(path)


def test_every_profile_that_ships_is_read_and_has_a_title():
    assert {"default", "portfolio", "minisat22", "glucose4", "cadical195", "cpsat"} <= set(
        profiles.names()
    )
    for name in profiles.names():
        profile = profiles.get(name)
        assert (profile.name, bool(profile.title)) == (name, True)
        assert all(profiles.get(m).backend != "portfolio" for m in profile.members)


def test_a_profile_is_read(tmp_path):
    profile = load(
        tmp_path, 'backend = "portfolio"\nmembers = ["minisat22", "cpsat"]\ndelays = [0, 1.5]\n'
    )
    assert (profile.name, profile.members, profile.delays) == (
        "mine", ("minisat22", "cpsat"), (0.0, 1.5),
    )  # fmt: skip
    assert load(tmp_path, 'backend = "portfolio"\nmembers = ["cpsat"]').delays == (0.0,)
    assert profile.conflicts is None
    assert load(tmp_path, PORTFOLIO + "conflicts = 7").conflicts == 7
    cpsat = load(tmp_path, 'backend = "cpsat"\n[parameters]\nb = 1\na = true\n')
    assert cpsat.parameters == (("a", True), ("b", 1))
    proofs = load(tmp_path, 'backend = "dimacs"\ncommand = ["x", "{formula}", "{proof}"]')
    assert proofs.writes_proofs
    assert not proofs.available()


PORTFOLIO = 'backend = "portfolio"\nmembers = ["cpsat"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("backend =", "no TOML"),
        ("", "backend must be one of"),
        ('backend = "z3"', "backend must be one of"),
        ('backend = ["pysat"]', "backend must be one of"),
        ('backend = "pysat"', "needs 'solver'"),
        ('backend = "dimacs"', "needs 'command'"),
        ('backend = "portfolio"', "needs 'members'"),
        ('backend = "dimacs"\ncommand = ["minisat"]', "must contain"),
        ('backend = "dimacs"\ncommand = "minisat {formula}"', "list of texts"),
        ('backend = "dimacs"\ncommand = ["minisat", 3]', "list of texts"),
        (PORTFOLIO + "delays = [1, 2]", "one non-negative"),
        (PORTFOLIO + "delays = [-1]", "one non-negative"),
        (PORTFOLIO + "delays = [true]", "one non-negative"),
        (PORTFOLIO + "delays = [nan]", "one non-negative"),
        (PORTFOLIO + "delays = 3", "one non-negative"),
        (PORTFOLIO + "conflicts = 0", "conflicts must be a positive integer"),
        (PORTFOLIO + "conflicts = true", "conflicts must be a positive integer"),
        (PORTFOLIO + "conflicts = 1.5", "conflicts must be a positive integer"),
        ('backend = "cpsat"\nparameters = 3', "parameters must be a table"),
        ('backend = "cpsat"\nthreads = 3', "unknown key 'threads'"),
    ],
)
def test_what_is_no_profile_is_refused_with_the_file(tmp_path, text, message):
    with pytest.raises(InputError, match=message) as caught:
        load(tmp_path, text)
    assert "mine.toml" in str(caught.value)


def test_a_profile_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="unknown solver 'minisaat'"):
        profiles.get("minisaat")
    with pytest.raises(InputError, match="cannot read"):
        profiles.get(str(tmp_path / "missing.toml"))
