"""Mutated manifests and results: a check fails or an InputError is raised, or the claim is true."""

import copy as copies
import json
import shutil

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from minimesa import basis as bases
from minimesa.certificates import manifest as manifests
from minimesa.certificates import results, verify
from minimesa.certificates.proofs import Checker, ProofCheck
from minimesa.errors import InputError
from minimesa.pricing import certificate, verification
from minimesa.pricing.price import price
from minimesa.pricing.requirement import requirement
from minimesa.problems.library import find_problem
from minimesa.synthesis.options import Options

EXAMPLES = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
FEWER = settings(EXAMPLES, max_examples=120)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.sampled_from([10**6, 10**9, 10**30, 1.5, float("nan"), float("inf")]),
    st.sampled_from(["", "0", "1", "3", "ff", "-1", "0x1", "1/0", "1e999999999", "3/4", "../x"]),
    st.sampled_from(["size", "depth", "pareto", "size,depth", "optimal", "feasible", "unknown"]),
    st.sampled_from(["aig", "nand", "lut4", "infeasible", "gates-0", "x0", "g0", "\x00", "é" * 99]),
    st.text(max_size=5),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    """Yield the path of every value in parsed JSON."""
    yield path
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in children:
            yield from places(child, (*path, key))


def mutate(draw, value):
    """Replace, delete, duplicate or exchange a value somewhere in parsed JSON."""
    path = draw(st.sampled_from([p for p in places(value) if p]))
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    kind = draw(st.sampled_from(["replace", "replace", "near", "delete", "copy"]))
    old = holder[path[-1]]
    if kind == "delete":
        del holder[path[-1]]
    elif kind == "copy":
        others = [p for p in places(value) if p]
        source = value
        for key in draw(st.sampled_from(others)):
            source = source[key]
        holder[path[-1]] = copies.deepcopy(source)
    elif kind == "near" and type(old) is int:
        holder[path[-1]] = old + draw(st.sampled_from([-1, 1]))
    else:
        holder[path[-1]] = draw(VALUES)


@st.composite
def mutants(draw, original):
    value = copies.deepcopy(original)
    for _ in range(draw(st.integers(1, 3))):
        mutate(draw, value)
    return value


class Remembering(Checker):
    """Checks each formula and proof once; the files of a certificate do not change here."""

    def __init__(self):
        super().__init__()
        self._known = {}

    def check(self, formula, proof):
        key = formula.read_bytes(), proof.read_bytes()
        if key not in self._known:
            self._known[key] = super().check(formula, proof)
        known = self._known[key]
        return ProofCheck(known.ok, known.checker, known.seconds, known.detail)


def true_claim(manifest, key):
    """Tell whether a manifest claims nothing that does not hold of the original problem."""
    least = {"relation": (1, 1), "nand": (3,)}[key]  # asserted of the originals below
    objective = {"relation": "size,depth", "nand": "depth"}[key]
    claim = manifest.claim
    if claim.status == "infeasible" or claim.objective != objective:
        return False
    lower = claim.lower_bound if isinstance(claim.lower_bound, tuple) else (claim.lower_bound,)
    known = tuple(bound for bound in lower if bound is not None)
    return known <= least[: len(known)]


@pytest.mark.parametrize("key", ["relation", "nand"])
def test_a_mutated_manifest_is_refused_or_true(made, tmp_path, key):
    directory = shutil.copytree(made / key, tmp_path / "copy")
    original = json.loads((directory / "manifest.json").read_text())
    relation = find_problem(original["problem"]).relation
    seen = set()

    with Remembering() as checker:

        @EXAMPLES
        @given(mutants(original))
        def check(mutant):
            (directory / "manifest.json").write_text(json.dumps(mutant))
            try:
                manifest = manifests.read(directory)
            except InputError:
                seen.add("malformed")
                event("malformed")
                return
            checks = verify.verify(manifest, directory, checker)
            accepted = all(check.ok for check in checks)
            seen.add(accepted)
            event(f"accepted: {accepted}")
            if accepted:
                assert manifest.relation.allowed == relation.allowed
                assert manifest.relation.care == relation.care
                assert manifest.basis.name == original["basis"]["name"]
                assert true_claim(manifest, key)

        check()
    assert seen == {"malformed", True, False}


@pytest.mark.parametrize("file", ["requirement.json", "case-1/manifest.json"])
def test_a_mutated_price_is_refused_or_true(tmp_path, engine, file):
    problem, options = find_problem("reply-min"), Options(bases.get("b2"), certify=tmp_path)
    found = price(problem, options, requirement("declared-all"), engine)
    certificate.write(tmp_path, problem, options, found.searching, found.plain)
    original = json.loads((tmp_path / file).read_text())
    least = {"declared-all": found.searching.solution.size, "declared-lean": 1, "comparisons": 3}
    assert least["declared-all"] == 2
    seen = set()

    with Remembering() as checker:

        @FEWER
        @given(mutants(original))
        def check(mutant):
            (tmp_path / file).write_text(json.dumps(mutant))
            try:
                claim = certificate.read(tmp_path)
                checks = verification.verify(claim, tmp_path, checker)
            except InputError:
                seen.add("malformed")
                return
            accepted = all(check.ok for check in checks)
            seen.add(accepted)
            if accepted and claim.lower_bound is not None:
                # No structure was refuted, so nothing but the optimum is proven of one.
                assert claim.lower_bound <= least.get(claim.requirement.name, 1)
                assert claim.objective == "size"

        check()
    assert seen >= {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": 2}',
        "[" * 100_000,
        "[" * 900 + "]" * 900,
        '{"format": ' + "9" * 5000 + "}",
        "\ufeff{}",
        "NaN",
    ],
)
def test_what_is_no_manifest(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json: "):
        verify.verify_directory(tmp_path)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"{\x00}", b"\x80"])
def test_bytes_that_are_no_text(tmp_path, data):
    (tmp_path / "manifest.json").write_bytes(data)
    with pytest.raises(InputError):
        verify.verify_directory(tmp_path)


def nested(levels):
    """Return an object nested so deeply that it is parsed, but hardly walked."""
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("key", ["circuits", "relation", "basis", "breaks", "refutations", "front"])
def test_deep_values(copy, key):
    spoilt = copy("nand")
    spoilt.manifest[key] = nested(900)
    spoilt.write()
    try:
        checks = verify.verify_directory(spoilt.directory)
    except InputError:
        return
    assert not all(check.ok for check in checks)


@pytest.fixture
def solved(engine):
    from minimesa import basis as bases
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.search import solve

    problem = find_problem("0x96,0xe8")
    return solve(problem, Options(bases.get("b2"), "depth,size"), engine).to_json()


def test_a_mutated_result_is_refused_or_right(solved):
    relation = find_problem("0x96,0xe8").relation
    seen = set()

    @EXAMPLES
    @given(mutants(solved))
    def check(mutant):
        try:
            checks = results.verify_result(mutant, relation)
        except InputError:
            seen.add("malformed")
            return
        accepted = all(check.ok for check in checks)
        seen.add(accepted)
        if accepted:
            assert mutant["status"] in ("optimal", "feasible", "unknown")

    check()
    assert seen == {"malformed", True, False}
