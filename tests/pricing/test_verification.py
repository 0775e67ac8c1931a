"""Certificates of prices and requirements, and every way to spoil one."""

import json
import random
import shutil
from collections import Counter
from dataclasses import asdict

import pytest

from minimesa import basis as bases
from minimesa.analysis.objective import matches
from minimesa.certificates import manifest as manifests
from minimesa.certificates.proofs import Checker
from minimesa.certificates.verify import verify as verify_part
from minimesa.circuit import Circuit, Gate, Output
from minimesa.encoding.breaks import DEFAULT_BREAKS
from minimesa.encoding.demand import Demand
from minimesa.errors import InputError
from minimesa.pricing import certificate
from minimesa.pricing.price import price
from minimesa.pricing.requirement import DECLARED, Requirement, cases, requirement
from minimesa.pricing.searching import find_structure, solve_searching
from minimesa.pricing.verification import verify
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options

B2 = bases.get("b2")

PRICED = {
    "upheld": ("reply-min", "size", "declared-all", {}),
    "refuted": ("best-pair", "size", "declared-lean", {}),
    "cases": ("best-pair:pairs=2", "depth,size", "comparisons", {}),
    "depth": ("reply-min", "depth", "declared-all", {}),
    "vacuous": ("argmax", "size", "declared-all", {}),
    "structure": ("reply-min", "size", "selecting", {}),
    "structure, zero": ("second-pair-better", "size", "selecting", {}),
    "structure, open": ("reply-min", "depth,size", "mediated", {"most_extra": 1}),
    "connected": ("reply-min", "size", "declared-all", {"connected": True}),
    "connected, cases": ("best-pair:pairs=2", "size", "declared-lean", {"connected": True}),
    "connected, zero": ("best-pair", "size", "declared-lean", {"connected": True}),
    "connected, structure": ("reply-min", "size", "replicated", {"connected": True}),
}
"""Problem, objective, requirement, and what else `price` is told."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a certificate for each of `PRICED`, and one of a requirement alone."""
    place = tmp_path_factory.mktemp("price")
    with Engine(profiles.get("cadical195")) as engine:
        for key, (name, objective, require, more) in PRICED.items():
            problem, options = find_problem(name), Options(B2, objective, certify=place / key)
            options.certify.mkdir()
            found = price(problem, options, requirement(require), engine, **more)
            certificate.write(options.certify, problem, options, found.searching, found.plain)
        problem, options = find_problem("open-path"), Options(B2, certify=place / "alone")
        options.certify.mkdir()
        alone = solve_searching(problem, options, requirement("declared-lean"), engine)
        certificate.write(options.certify, problem, options, alone)
    return place


@pytest.fixture(scope="module")
def checker():
    with Checker() as running:
        yield running


class Copy:
    """A certificate that a test may spoil."""

    def __init__(self, directory, checker):
        self.directory = directory
        self._checker = checker

    def edit(self, file="requirement.json", **changes):
        path = self.directory / file
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    def read(self, file="requirement.json"):
        return json.loads((self.directory / file).read_text())

    def checks(self, problem=None):
        claim = certificate.read(self.directory)
        return verify(claim, self.directory, self._checker, problem)

    def failures(self):
        return {check.subject: check.detail for check in self.checks() if not check.ok}


@pytest.fixture
def copy(made, tmp_path, checker):
    def begin(key):
        return Copy(shutil.copytree(made / key, tmp_path / "copy"), checker)

    return begin


@pytest.mark.parametrize("key", [*PRICED, "alone"])
def test_what_was_proven_is_verified(made, checker, key):
    checks = Copy(made / key, checker).checks()
    assert not [check for check in checks if not check.ok]
    assert checks[0].detail == "found anew, and the same"
    said = {check.subject: check.detail for check in checks}.get("price of search")
    assert said == {
        "upheld": "1: no minimal circuit is declared-all",
        "refuted": "0: a minimal circuit is declared-lean",
        "cases": "(1, 2): no minimal circuit is comparisons",
        "depth": "0",
        "structure": "2: no minimal circuit is selecting-p-k2-m1",
        "structure, zero": "0: a minimal circuit is selecting-p-k2-m1",
        "structure, open": "at least (0, 2): no minimal circuit is mediated-p-k2-m1",
        "connected": "2: no minimal circuit is declared-all, connected",
        "connected, cases": "0: a minimal circuit is declared-lean, connected",
        "connected, zero": "0: a minimal circuit is declared-lean, connected",
        "connected, structure": "2: no minimal circuit is replicated-p-k2-m1, connected",
    }.get(key)


def test_a_raised_claim_needs_more_of_every_case(copy):
    spoilt = copy("cases")
    spoilt.edit(lower_bound=[2, 4], upper_bound=[2, 4])
    assert spoilt.failures() == {
        "case 1": "at least (2, 3) is proven, not (2, 4)",
        "case 2": "at least (2, 3) is proven, not (2, 4)",
    }


def test_a_lowered_claim_has_no_circuit(copy):
    spoilt = copy("upheld")
    spoilt.edit(lower_bound=1, upper_bound=1)
    assert spoilt.failures().keys() == {"upper bound", "circuit"}


@pytest.mark.parametrize("case", [1, 2])
def test_every_case_is_needed(copy, case):
    spoilt = copy("cases")
    shutil.rmtree(spoilt.directory / f"case-{case}")
    assert spoilt.failures()[f"case {case}"].startswith("the claim needs it")


def test_a_case_does_not_stand_for_another(copy):
    spoilt = copy("cases")
    shutil.rmtree(spoilt.directory / "case-2")
    shutil.copytree(spoilt.directory / "case-1", spoilt.directory / "case-2")
    (subject,) = spoilt.failures()
    assert subject.startswith("case 2: problem best-pair:pairs=2 with")


def test_a_price_of_zero_needs_the_optimum_and_one_circuit_only(copy):
    spoilt = copy("refuted")
    upper = spoilt.read()["upper_bound"]
    known = [n for n in (1, 2, 3) if spoilt.read(f"case-{n}/manifest.json")["upper_bound"] == upper]
    for case in {1, 2, 3} - {known[0]}:
        shutil.rmtree(spoilt.directory / f"case-{case}")
    assert not spoilt.failures()
    spoilt.edit(plain=False)
    assert set(spoilt.failures().values()) == {
        f"the claim needs it; {case.problem.name}"
        for number, case in enumerate(cases(find_problem("best-pair"), "declared-lean", B2), 1)
        if number != known[0]
    }
    shutil.rmtree(spoilt.directory / f"case-{known[0]}")
    spoilt.edit(plain=True)
    assert spoilt.failures() == {"upper bound": "3 is not that of some case"}


def test_an_edited_relation_is_not_that_of_the_case(copy):
    spoilt = copy("upheld")
    file = "case-1/manifest.json"
    relation = spoilt.read(file)["relation"]
    relation["allowed"][3] = f"{(1 << (1 << len(relation['outputs']))) - 1:x}"
    spoilt.edit(file, relation=relation)
    assert any(subject.startswith("case 1: problem") for subject in spoilt.failures())


@pytest.mark.parametrize("part", ["plain", "case-1"])
def test_a_forged_proof_and_a_missing_manifest_are_named(copy, part):
    spoilt = copy("upheld")
    (spoilt.directory / part / "gates-0.drat").write_text("nonsense")
    assert f"{part.replace('-', ' ')}: gates-0.drat" in spoilt.failures()
    (spoilt.directory / part / "manifest.json").unlink()
    assert part.replace("-", " ") in spoilt.failures()


def test_parts_are_of_the_basis_and_objective_claimed(copy):
    spoilt = copy("upheld")
    for change in ({"basis": {"name": "aig"}}, {"objective": "depth"}):
        spoilt.edit(**change)
        assert spoilt.failures() == {"plain": "it is of another basis, objective or accuracy"}
        spoilt.edit(basis={"name": "b2"}, objective="size")
    assert not spoilt.failures()


def test_another_requirement_has_other_cases(copy):
    spoilt = copy("upheld")
    spoilt.edit(require={"definition": "declared-lean"})
    found = spoilt.failures()
    assert "case 2" in found
    assert any(subject.startswith("case 1: problem") for subject in found)
    spoilt.edit(problem="argmax", inputs=4)
    assert spoilt.failures()


def test_vacuous_is_derived_anew(copy):
    spoilt = copy("upheld")
    empty = {"lower_bound": None, "upper_bound": None, "circuits": []}
    spoilt.edit(status="vacuous", **empty)
    assert spoilt.failures() == {"cases": "1, but the status is vacuous"}
    spoilt.edit(status="infeasible")
    assert list(spoilt.failures()) == ["infeasible"]


def test_a_circuit_without_the_scores_is_none(copy):
    spoilt = copy("refuted")
    other = spoilt.read("plain/manifest.json")["circuits"]
    spoilt.edit(require={"definition": "comparisons"}, circuits=other)
    assert spoilt.failures()["comparisons"] == "not found again in the circuit"
    other[0]["gates"][0]["op"] = "0x6"
    spoilt.edit(circuits=other)
    assert "not acceptable" in spoilt.failures()["circuit"]


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "unknown"},
        {"status": "vacuous"},
        {"status": "infeasible"},
        {"circuits": []},
        {"lower_bound": None},
        {"upper_bound": None},
        {"upper_bound": 3},
    ],
)
def test_claims_that_do_not_fit_together(copy, changes):
    spoilt = copy("upheld")
    spoilt.edit(**changes)
    assert "claim" in spoilt.failures()


def test_proofs_of_all_circuits_are_none_of_connected_ones(copy):
    spoilt = copy("upheld")
    spoilt.edit(connected=True)
    assert spoilt.failures()["case 1"] == (
        "it speaks of all circuits, the claim of circuits whose gates reach the first output"
    )
    # Its manifest may say otherwise, but not the formulas.
    spoilt.edit("case-1/manifest.json", connected=1)
    needed = "the claim needs this refuted; no proof is listed"
    assert spoilt.failures()["case 1: connected-gates-0"] == needed


def test_a_circuit_with_a_score_that_no_output_reads_is_not_connected(copy):
    spoilt = copy("upheld")
    spoilt.edit(connected=True)
    assert "reaches none of the outputs move0" in spoilt.failures()["circuit"]


@pytest.mark.parametrize("key", ["connected", "connected, structure"])
def test_proofs_of_connected_circuits_are_none_of_all(copy, key):
    spoilt = copy(key)
    part, subject = ("case-1", "case 1") if key == "connected" else ("plain", "structure")
    spoilt.edit(connected=False)
    assert spoilt.failures()[subject] == (
        "it speaks of circuits whose gates reach the first output, the claim of all circuits"
    )
    spoilt.edit(f"{part}/manifest.json", connected=None)
    assert any(
        detail == "the claim needs this refuted; no proof is listed"
        for detail in spoilt.failures().values()
    )
    # The proofs under the names that they should have are of other formulas.
    for path in list((spoilt.directory / part).glob("connected-*")):
        path.rename(path.with_name(path.name.removeprefix("connected-")))
    listed = spoilt.read(f"{part}/manifest.json")["refutations"]
    for entry in listed:
        entry["label"] = entry["label"].removeprefix("connected-")
    spoilt.edit(f"{part}/manifest.json", refutations=listed)
    assert "it is not the formula that the encoder makes" in spoilt.failures().values()


def test_a_plain_optimum_is_one_of_all_circuits(copy):
    spoilt = copy("connected")
    spoilt.edit("plain/manifest.json", connected=1)
    assert spoilt.failures() == {
        "plain": "it speaks of circuits whose gates reach the first output, the claim of all "
        "circuits"
    }


@pytest.mark.parametrize("number", [0, 2, 3])
def test_other_outputs_are_not_the_problems_own(copy, number):
    spoilt = copy("connected")
    spoilt.edit("case-1/manifest.json", connected=number)
    assert spoilt.failures()["case 1"].startswith(
        f"it speaks of circuits whose gates reach one of the first {number} outputs"
    )


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"connected": 0}, "of the first 0 outputs, but there are 3"),
        ({"connected": 4}, "the first 4 outputs, but there are 3"),
        ({"objective": "depth"}, "said of a least size"),
        ({"accuracy": "1/2"}, "right everywhere"),
    ],
)
def test_a_case_alone_speaks_of_outputs_that_are_there(copy, checker, changes, detail):
    spoilt = copy("connected")
    spoilt.edit("case-1/manifest.json", **changes)
    case = spoilt.directory / "case-1"
    found = verify_part(manifests.read(case), case, checker)
    assert detail in next(check.detail for check in found if check.subject == "connected")
    assert not all(check.ok for check in found)


def test_bounds_beside_a_demand_are_those_of_all_circuits(copy):
    spoilt = copy("connected")
    demand = asdict(Demand("selecting")) | {"extra": 0}
    spoilt.edit("case-1/manifest.json", require=demand)
    assert spoilt.failures()["case 1"].startswith("it speaks of all circuits")


def test_breaks_that_lose_connected_circuits_are_in_no_formula(copy):
    spoilt = copy("connected")
    spoilt.edit("case-1/manifest.json", breaks=sorted(DEFAULT_BREAKS))
    assert not spoilt.failures()


def test_links_are_not_followed(copy):
    spoilt = copy("upheld")
    (spoilt.directory / "case-1").rename(spoilt.directory.parent / "outside")
    (spoilt.directory / "case-1").symlink_to(spoilt.directory.parent / "outside")
    assert spoilt.failures()["case 1"] == "a symbolic link is not followed"


def test_more_sizes_need_more_proofs(copy):
    spoilt = copy("structure")
    assert spoilt.read("plain/manifest.json")["require"]["extra"] == 1
    spoilt.edit(lower_bound=4, upper_bound=4)
    assert "at least 3 is proven, not 4" in spoilt.failures()["structure"]
    demand = spoilt.read("plain/manifest.json")["require"]
    spoilt.edit("plain/manifest.json", require=demand | {"extra": 2})
    assert spoilt.failures() == {
        "plain: selecting-p-k2-m1-gates-3": "the claim needs this refuted; no proof is listed"
    }


def test_another_structure_was_not_refuted(copy):
    spoilt = copy("structure")
    spoilt.edit(require=spoilt.read()["require"] | {"default": True})
    assert spoilt.failures()["structure"] == "another one was refuted at the optimum"


def test_the_problem_is_given_where_its_name_says_nothing(copy):
    spoilt = copy("upheld")
    spoilt.edit(problem="something of mine")
    with pytest.raises(InputError, match="give it by --problem"):
        spoilt.checks()
    assert all(check.ok for check in spoilt.checks(find_problem("reply-min")))
    assert not all(check.ok for check in spoilt.checks(find_problem("best-pair:pairs=2")))
    shutil.rmtree(spoilt.directory)
    spoilt = copy("structure")
    for file in ("requirement.json", "plain/manifest.json"):
        spoilt.edit(file, problem="something of mine")
    assert "certified as the manifest has it" in spoilt.checks()[0].detail
    assert not spoilt.failures()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 1}, "format 2"),
        ({"connected": 1}, "connected must be"),
        ({"surplus": 1}, "unknown key"),
        ({"objective": "pareto"}, "at the objective 'pareto'"),
        ({"status": "sure"}, "unknown status"),
        ({"plain": 1}, "plain must be"),
        ({"inputs": -1}, "number of inputs"),
        ({"lower_bound": [1, 2]}, "lower bound"),
        ({"require": "declared-all"}, "a definition"),
        ({"require": {"definition": "declared-all", "k": 2}}, "unknown key"),
        ({"require": {"definition": "selecting"}}, "lacks 'variant'"),
        ({"circuits": {}}, "circuits must be a list"),
    ],
)
def test_a_malformed_claim(copy, changes, message):
    spoilt = copy("upheld")
    spoilt.edit(**changes)
    with pytest.raises(InputError, match=f"malformed: .*{message}"):
        certificate.read(spoilt.directory)


def test_what_is_no_json(copy):
    spoilt = copy("upheld")
    for text in ("hello", "[" * 100_000):
        (spoilt.directory / "requirement.json").write_text(text)
        with pytest.raises(InputError):
            certificate.read(spoilt.directory)


def random_circuit(rng, problem):
    """Return a circuit of a few gates, mostly on inputs, that need not solve anything."""
    n = len(problem.relation.inputs)
    gates = []
    for i in range(rng.randint(2, 7)):
        first = n if i > 1 and rng.random() < 0.5 else 0  # scores are compared
        a, b = sorted(rng.sample(range(first, n + i), 2))
        if not first and rng.random() < 0.7:  # what scores are made of here
            a = rng.randrange(0, n - 1, 2)
            b = a + 1
        gates.append(
            Gate(
                rng.choice((0x8, 0x8, 0x8, 0x2, 0x4, 0x6))
                if b < n
                else rng.choice((0x2, 0x4, 0x8)),
                (a, b),
            )
        )
    outputs = tuple(Output(name, n, inverted=False) for name in problem.relation.outputs)
    return Circuit(problem.relation.inputs, tuple(gates), outputs)


@pytest.mark.parametrize("name", DECLARED)
def test_the_cases_are_what_the_analyzer_looks_for(name):
    """The list of cases is trusted, so hold it against another reading of the definition."""
    rng = random.Random(name)
    outcomes = Counter()
    for problem in map(find_problem, ("reply-min", "best-pair", "open-path", "second-pair-better")):
        derived = cases(problem, name, B2)
        for _ in range(300):
            circuit = random_circuit(rng, problem)
            met = any(
                all(
                    any(matches(target, table) for table in circuit.tables)
                    for _, target in case.wanted
                )
                for case in derived
            )
            found = find_structure(problem, B2, Requirement(name), circuit) is not None
            assert found == met
            outcomes[found] += 1
    assert min(outcomes[True], outcomes[False]) > 10, outcomes
