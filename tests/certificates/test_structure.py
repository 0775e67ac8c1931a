"""Certificates that no minimal circuit has a structure, and every way to spoil one."""

from itertools import product

import pytest

from minimesa import basis as bases
from minimesa.certificates import manifest as manifests
from minimesa.certificates.size import estimated_clauses
from minimesa.certificates.verify import verify_directory
from minimesa.encoding.demand import Demand
from minimesa.encoding.formula import encode
from minimesa.errors import InputError
from minimesa.pricing.folders import PLAIN
from minimesa.pricing.price import price
from minimesa.pricing.requirement import requirement
from minimesa.problems.library import find_problem
from minimesa.relations import from_tables
from minimesa.synthesis.options import Options
from oracles.demands import demanding

REFUTED = {
    "reply-min": ("reply-min", "size", {"name": "selecting"}),
    "0x7888": ("0x7888", "size", {"name": "mediated", "evaluator_gates": 2, "variant": "np"}),
    "depth,size": ("reply-min", "depth,size", {"name": "mediated", "default": True}),
}


def certify(directory, name, objective, required, engine):
    """Refute a structure at the optimum under proof and write the manifest."""
    directory.mkdir()
    problem = find_problem(name)
    options = Options(bases.get("b2"), objective, certify=directory)
    required = requirement(**required)
    found = price(problem, options, required, engine, most_extra=0)
    assert found.verdict == "upheld"
    manifests.write(directory / PLAIN, problem, options, found.plain, required.demand)


@pytest.fixture(scope="module")
def made(tmp_path_factory, engine):
    place = tmp_path_factory.mktemp("structure")
    for key, (name, objective, required) in REFUTED.items():
        certify(place / key, name, objective, required, engine)
    return place


@pytest.fixture
def spoilt_copy(made, copy_of):
    """Return a function that copies the certificate of a structure."""
    return lambda key: copy_of(made / key / PLAIN)


def failures(directory):
    return {check.subject: check.detail for check in verify_directory(directory) if not check.ok}


@pytest.mark.parametrize("key", REFUTED)
def test_what_was_refuted_is_verified(made, key):
    checks = verify_directory(made / key / PLAIN)
    assert all(check.ok for check in checks)
    demand = requirement(**REFUTED[key][2]).demand
    assert manifests.read(made / key / PLAIN).claim.demand == demand
    subjects = [check.subject for check in checks if check.seconds]
    assert sum(demand.label in subject for subject in subjects) == 1


def test_another_structure_needs_another_proof(spoilt_copy):
    spoilt = spoilt_copy("reply-min")
    spoilt.manifest["require"]["default"] = True
    spoilt.write()
    found = failures(spoilt.directory)
    assert found["selecting-p-k2-m1-default-gates-1"].startswith("the claim needs this refuted")
    assert "a proof is listed that the claim does not need" in found.values()


def test_a_proof_for_nothing_is_named(spoilt_copy):
    spoilt = spoilt_copy("reply-min")
    del spoilt.manifest["require"]
    spoilt.write()
    assert list(failures(spoilt.directory)) == ["selecting-p-k2-m1-gates-1"]


def test_the_proof_of_a_smaller_structure_does_not_do(spoilt_copy):
    spoilt = spoilt_copy("0x7888")
    label = next(name for name in spoilt.labels() if name.startswith("mediated"))
    proof = spoilt.directory / f"{label}.drat"
    proof.write_text("0\n")
    spoilt.rehash(label)
    assert list(failures(spoilt.directory)) == [f"{label}.drat"]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("definition", "declared-all", "cannot be required as structure"),
        ("variant", "n", "choose p, np, structural"),
        ("candidates", 9, "the number of candidates"),
        ("evaluator_gates", "1", "the least size of an evaluator"),
        ("default", 1, "must be true or false"),
        ("extra", -1, "the extra size"),
        ("surplus", 1, "unknown key"),
    ],
)
def test_a_malformed_requirement(spoilt_copy, key, value, message):
    spoilt = spoilt_copy("reply-min")
    spoilt.manifest["require"][key] = value
    spoilt.write()
    with pytest.raises(InputError, match=message):
        manifests.read(spoilt.directory)


def test_structure_is_claimed_of_an_optimum_only(spoilt_copy):
    spoilt = spoilt_copy("reply-min")
    spoilt.manifest["status"] = "feasible"
    spoilt.write()
    found = failures(spoilt.directory)
    assert found == {
        "no minimal circuit is selecting-p-k2-m1": "that is said of a least size, alone or at "
        "least depth"
    }


def test_a_demand_that_cannot_be_asked_is_refused(spoilt_copy):
    spoilt = spoilt_copy("reply-min")
    spoilt.manifest["relation"] |= {
        "inputs": [f"x{i}" for i in range(10)],
        "outputs": ["y0"],
        "allowed": ["1"] * 1024,
        "care": f"{(1 << 1024) - 1:x}",
    }
    spoilt.write()
    found = failures(spoilt.directory)
    assert "renamings, too many" in found["no minimal circuit is selecting-p-k2-m1"]
    assert not any("gates" in subject for subject in found)


@pytest.mark.parametrize("name", ["b2", "nand"])
def test_formulas_are_no_larger_than_estimated(name):
    relation = from_tables([0x96, 0xE8], 3)
    for definition, variant, k in product(
        ("replicated", "selecting", "mediated"), ("p", "np"), (2, 3)
    ):
        query = demanding(relation, bases.get(name), 4, Demand(definition, variant, k))
        assert len(encode(query).cnf.clauses) <= estimated_clauses(query)


def test_least_size_over_nand_is_verified(tmp_path, engine):
    """A gate that reads one wire twice must not make clauses that a checker drops."""
    directory = tmp_path / "nand"
    directory.mkdir()
    problem = find_problem("0x6")
    options = Options(bases.get("nand"), certify=directory)
    found = price(problem, options, requirement("replicated"), engine, most_extra=0)
    manifests.write(directory / PLAIN, problem, options, found.plain)
    assert not failures(directory / PLAIN)
