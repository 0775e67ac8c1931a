"""Certificates of bounds that were refuted case by case."""

import pytest
from tests.certificates.conftest import certify

from minimesa.certificates.verify import verify_directory
from minimesa.solvers import engine as engines
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine

MISSING = "the claim needs this refuted; no proof is listed"
SURPLUS = "a proof is listed that the claim does not need"


def failures(checks):
    return {check.subject: check.detail for check in checks if not check.ok}


@pytest.fixture(scope="module", params=[2, 12])
def folder(request, tmp_path_factory):
    """Return a certificate in which every bound above zero gates was split at once.

    With twelve workers the bounds of many gates are split by two gates.
    """
    place = tmp_path_factory.mktemp("cases") / "proofs"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "WHOLE_SECONDS", 0.0)
        with Engine(profiles.get("default"), workers=request.param) as engine:
            assert certify(place, "0x16e9", "b2", "size", engine).size == 5
    return place


def test_cases_are_verified(folder, copy_of):
    assert not failures(verify_directory(folder))
    labels = copy_of(folder).labels()
    assert "gates-0" in labels
    assert sum(label.startswith("gates-4-gate-3-reads-") for label in labels) > 5


def test_a_missing_case_is_named(folder, copy_of):
    spoilt = copy_of(folder)
    label = next(label for label in spoilt.labels() if label.startswith("gates-4-"))
    spoilt.manifest["refutations"].remove(spoilt.entry(label))
    spoilt.write()
    assert failures(verify_directory(spoilt.directory)) == {label: MISSING}


def test_a_swapped_case_is_named(folder, copy_of):
    spoilt = copy_of(folder)
    one, other = [label for label in spoilt.labels() if label.startswith("gates-4-")][:2]
    for suffix in ("cnf", "drat"):
        first, second = (spoilt.directory / f"{label}.{suffix}" for label in (one, other))
        text = first.read_text()
        first.write_text(second.read_text())
        second.write_text(text)
    spoilt.rehash(one)
    spoilt.rehash(other)
    assert failures(verify_directory(spoilt.directory)) == {
        f"{label}.cnf": "it is not the formula that the encoder makes" for label in (one, other)
    }


def test_a_case_that_there_is_not_is_named(folder, copy_of):
    spoilt = copy_of(folder)
    label = next(label for label in spoilt.labels() if label.startswith("gates-4-"))
    for extra in ("gates-4-gate-3-reads-77", "gates-4-gate-2-reads-0", "gates-4"):
        spoilt.entry(label)["label"] = extra
        spoilt.write()
        found = failures(verify_directory(spoilt.directory))
        assert found
        label = extra
