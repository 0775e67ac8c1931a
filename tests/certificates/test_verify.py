"""Certificates that are right, and every way to spoil one."""

import os
import shutil
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from minimesa import basis as bases
from minimesa.certificates import manifest as manifests
from minimesa.certificates import verify as verification
from minimesa.certificates.manifest import Refutation
from minimesa.certificates.proofs import Checker
from minimesa.certificates.verify import verify, verify_directory
from minimesa.encoding.formula import ENCODER_VERSION
from minimesa.encoding.query import Query
from minimesa.errors import InputError
from minimesa.problems.library import find_problem
from minimesa.problems.problem import Problem
from minimesa.relations import Relation, from_tables
from minimesa.solvers import profiles
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve

KEYS = ("size", "pareto", "depth,size", "relation", "nand")


def failures(checks):
    """Return subject and detail of every check that failed."""
    return {check.subject: check.detail for check in checks if not check.ok}


@pytest.mark.parametrize("key", KEYS)
def test_what_the_engine_certifies_is_verified(made, key):
    checks = verify_directory(made / key)
    assert not failures(checks)
    assert checks[0].detail == "found anew, and the same"
    proofs = [check for check in checks if check.seconds]
    assert {check.subject for check in proofs} == set(manifests.read(made / key).refutations)
    assert proofs


@pytest.mark.parametrize("key", KEYS)
def test_every_refutation_that_is_dropped_is_named(made, key):
    manifest = manifests.read(made / key)
    with Checker() as checker:
        for label in manifest.refutations:
            left = {k: v for k, v in manifest.refutations.items() if k != label}
            checks = verify(replace(manifest, refutations=left), made / key, checker)
            assert failures(checks) == {label: "the claim needs this refuted; no proof is listed"}


def test_a_surplus_refutation_is_named(copy):
    spoilt = copy("size")
    extra = {**spoilt.manifest["refutations"][0], "label": "gates-77"}
    spoilt.manifest["refutations"].append(extra)
    spoilt.write()
    assert list(failures(verify_directory(spoilt.directory))) == ["gates-77"]


@pytest.mark.parametrize("suffix", ["cnf", "drat"])
def test_a_missing_or_edited_file_is_named(copy, suffix):
    spoilt = copy("size")
    path = spoilt.directory / f"gates-1.{suffix}"
    path.write_bytes(path.read_bytes() + b"c\n")
    assert failures(verify_directory(spoilt.directory)) == {
        f"gates-1.{suffix}": "it differs from the hash in the manifest"
    }
    path.unlink()
    assert "No such file" in failures(verify_directory(spoilt.directory))["gates-1"]


def test_a_truncated_proof_fails_even_with_its_hash(copy):
    spoilt = copy("size")
    label = spoilt.labels()[-1]
    path = spoilt.directory / f"{label}.drat"
    lines = path.read_text().splitlines(keepends=True)
    assert len(lines) > 3
    path.write_text("".join(lines[: len(lines) // 2]))
    assert f"{label}.drat" in failures(verify_directory(spoilt.directory))
    spoilt.rehash(label)
    assert "dratify" in failures(verify_directory(spoilt.directory))[f"{label}.drat"]


@pytest.mark.parametrize("proof", ["", "0\n", "1 0\n0\n", "nonsense", "\x00\xff", "d 1 0\n0\n"])
def test_a_forged_proof_fails_even_with_its_hash(copy, proof):
    spoilt = copy("size")
    label = spoilt.labels()[-1]
    (spoilt.directory / f"{label}.drat").write_text(proof)
    spoilt.rehash(label)
    assert list(failures(verify_directory(spoilt.directory))) == [f"{label}.drat"]


def test_files_swapped_between_bounds_fail_even_with_their_hashes(copy):
    spoilt = copy("size")
    first, second = spoilt.labels()[-2:]
    for suffix in ("cnf", "drat"):
        one, other = (spoilt.directory / f"{label}.{suffix}" for label in (first, second))
        text = one.read_text()
        one.write_text(other.read_text())
        other.write_text(text)
    assert failures(verify_directory(spoilt.directory)).keys() == {f"{first}.cnf", f"{second}.cnf"}
    spoilt.rehash(first)
    spoilt.rehash(second)
    assert set(failures(verify_directory(spoilt.directory)).values()) == {
        "it is not the formula that the encoder makes"
    }


def test_a_proof_of_another_bound_fails_even_with_its_hash(copy):
    spoilt = copy("size")
    easy, hard = spoilt.labels()[0], spoilt.labels()[-1]
    shutil.copy(spoilt.directory / f"{easy}.drat", spoilt.directory / f"{hard}.drat")
    spoilt.rehash(hard)
    assert list(failures(verify_directory(spoilt.directory))) == [f"{hard}.drat"]


def test_an_unsatisfiable_formula_in_place_of_the_encoders_fails(copy):
    spoilt = copy("size")
    label = spoilt.labels()[-1]
    (spoilt.directory / f"{label}.cnf").write_text("p cnf 1 2\n1 0\n-1 0\n")
    (spoilt.directory / f"{label}.drat").write_text("0\n")
    spoilt.rehash(label)
    assert failures(verify_directory(spoilt.directory)) == {
        f"{label}.cnf": "it is not the formula that the encoder makes"
    }


def test_a_raised_claim_lacks_a_proof(copy):
    spoilt = copy("size")
    size = spoilt.manifest["lower_bound"]
    spoilt.manifest |= {"lower_bound": size + 1, "upper_bound": size + 1}
    spoilt.write()
    assert failures(verify_directory(spoilt.directory)) == {
        f"gates-{size}": "the claim needs this refuted; no proof is listed"
    }


def test_a_lowered_claim_has_no_circuit_and_a_surplus_proof(copy):
    spoilt = copy("size")
    size = spoilt.manifest["lower_bound"]
    spoilt.manifest |= {"lower_bound": size - 1, "upper_bound": size - 1}
    spoilt.write()
    assert failures(verify_directory(spoilt.directory)) == {
        "circuit": f"its size is {size}, not {size - 1} as claimed",
        f"gates-{size - 1}": "a proof is listed that the claim does not need",
    }


def test_bounds_that_do_not_meet_are_not_optimal(copy):
    spoilt = copy("size")
    spoilt.manifest["upper_bound"] += 1
    spoilt.write()
    assert "do not meet" in failures(verify_directory(spoilt.directory))["bounds"]


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("size", {"circuits": []}),
        ("size", {"lower_bound": None}),
        ("size", {"lower_bound": None, "upper_bound": None}),
        ("size", {"status": "unknown"}),
        ("size", {"status": "infeasible"}),
        ("size", {"status": "infeasible", "lower_bound": None, "upper_bound": None}),
        ("depth,size", {"lower_bound": [2, None], "upper_bound": [2, None]}),
        ("depth,size", {"lower_bound": [None, None], "upper_bound": [None, None]}),
        ("pareto", {"front": []}),
        ("pareto", {"front": [[5, 3]]}),
        ("pareto", {"front": [[4, 4], [4, 4]]}),
        ("pareto", {"front": [[5, 3], [4, 4]]}),
        ("pareto", {"lower_bound": [5, 3], "upper_bound": [5, 3]}),
    ],
)
def test_claims_that_do_not_fit_together(copy, key, changes):
    spoilt = copy(key)
    spoilt.manifest |= changes
    spoilt.write()
    assert failures(verify_directory(spoilt.directory))


def test_each_point_of_a_front_needs_its_own_circuit(copy):
    spoilt = copy("pareto")
    assert len(spoilt.manifest["circuits"]) == 2
    spoilt.manifest["circuits"].reverse()
    spoilt.write()
    assert set(failures(verify_directory(spoilt.directory))) == {"circuit 1", "circuit 2"}
    spoilt.manifest["circuits"] = spoilt.manifest["circuits"][:1]
    spoilt.write()
    assert set(failures(verify_directory(spoilt.directory))) == {"circuits"}


def test_an_edited_circuit_is_seen_by_the_referee(copy):
    spoilt = copy("size")
    gate = spoilt.manifest["circuits"][0]["gates"][0]
    gate["op"] = hex(int(gate["op"], 16) ^ 0xF)
    spoilt.write()
    assert "not acceptable" in failures(verify_directory(spoilt.directory))["circuit"]


def test_a_relation_edited_along_with_the_name_fails_at_the_formula(copy):
    spoilt = copy("size")
    spoilt.manifest["problem"] = "something of mine"
    spoilt.write()
    checks = verify_directory(spoilt.directory)
    assert not failures(checks)
    assert "not found anew" in checks[0].detail
    spoilt.manifest["relation"]["allowed"][3] = "3"
    spoilt.write()
    found = failures(verify_directory(spoilt.directory))
    assert "it is not the formula that the encoder makes" in found.values()


def test_a_relation_edited_under_the_old_name_is_another_problem(copy):
    spoilt = copy("size")
    spoilt.manifest["relation"]["allowed"][3] = "3"
    spoilt.write()
    assert "another problem" in failures(verify_directory(spoilt.directory))["problem 0x0673"]


def test_the_problem_given_must_be_the_one_certified(made):
    relation = find_problem("0x0673").relation
    assert not failures(verify_directory(made / "size", relation))
    other = find_problem("0x16e8").relation
    assert failures(verify_directory(made / "size", other)) == {
        "problem 0x0673": "it is not the one given"
    }


def test_edited_breaks_and_basis_give_other_formulas(copy):
    for key, value in (("breaks", ["colex"]), ("basis", {"name": "aig"})):
        shutil.rmtree(copy("size").directory)
        spoilt = copy("size")
        spoilt.manifest[key] = value
        spoilt.write()
        found = failures(verify_directory(spoilt.directory))
        assert "it is not the formula that the encoder makes" in found.values()
        shutil.rmtree(spoilt.directory)


def test_a_basis_cannot_pass_itself_off_as_a_built_in_one(copy):
    spoilt = copy("size")
    spoilt.manifest["basis"] = {
        "name": "b2",
        "operators": [["and", "8", 2, 1]],
        "free_not": True,
        "constants": False,
        "repeats": False,
    }
    spoilt.write()
    with pytest.raises(InputError, match="built in"):
        verify_directory(spoilt.directory)


def test_another_encoder_cannot_be_verified(copy):
    spoilt = copy("size")
    spoilt.manifest["encoder"] = ENCODER_VERSION + 1
    spoilt.write()
    assert list(failures(verify_directory(spoilt.directory))) == ["encoder"]


# --- hostile certificates ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["../outside", "/etc/passwd", "", "a/b", "gates-1\x00", "gates-01"]
)
def test_a_label_never_leads_out_of_the_folder(copy, label):
    spoilt = copy("size")
    shutil.copy(spoilt.directory / "gates-1.cnf", spoilt.directory.parent / "outside.cnf")
    shutil.copy(spoilt.directory / "gates-1.drat", spoilt.directory.parent / "outside.drat")
    spoilt.entry("gates-1")["label"] = label
    spoilt.write()
    assert failures(verify_directory(spoilt.directory)) == {
        "gates-1": "the claim needs this refuted; no proof is listed",
        label: "a proof is listed that the claim does not need",
    }


@pytest.mark.parametrize("name", ["gates-1.cnf", "gates-1.drat"])
def test_links_pipes_and_folders_are_not_read(copy, name):
    spoilt = copy("size")
    path = spoilt.directory / name
    outside = shutil.copy(path, spoilt.directory.parent / "outside")
    path.unlink()
    path.symlink_to(outside)
    assert "symbolic link" in failures(verify_directory(spoilt.directory))["gates-1"]
    for make in (os.mkfifo, os.mkdir):
        path.unlink()
        make(path)
        assert "no regular file" in failures(verify_directory(spoilt.directory))["gates-1"]


def test_a_linked_manifest_is_not_read(copy):
    spoilt = copy("size")
    path = spoilt.directory / "manifest.json"
    path.rename(spoilt.directory / "other.json")
    path.symlink_to(spoilt.directory / "other.json")
    with pytest.raises(InputError, match="symbolic link"):
        verify_directory(spoilt.directory)


def test_files_beyond_the_bound_are_not_read(copy, monkeypatch):
    monkeypatch.setattr(verification, "LARGEST_FILE", 100)
    assert "more than 100 bytes" in failures(verify_directory(copy("size").directory))["gates-1"]


def test_an_enormous_query_is_not_encoded(copy, monkeypatch):
    def refuse(_query):
        raise AssertionError("it was encoded")

    monkeypatch.setattr(verification, "encode", refuse)
    relation = from_tables([0x8000], 16)
    for query in (
        Query(relation, bases.get("b2"), gates=500),
        Query(relation, bases.get("lut4"), gates=30),
        Query(from_tables([0x8], 2), bases.get("b2"), depth=100_000),
        Query(from_tables([0x8], 2), bases.get("mig"), gates=1_000_000),
        Query(relation, bases.get("b2"), gates=3, accuracy=Fraction(1, 2)),
    ):
        directory = copy("size").directory
        for suffix in ("cnf", "drat"):
            shutil.copy(directory / f"gates-1.{suffix}", directory / f"{query.label}.{suffix}")
        listed = Refutation(
            *(
                manifests.files.digest(directory / f"gates-1.{suffix}", 1 << 20)
                for suffix in ("cnf", "drat")
            )
        )
        with Checker() as checker:
            check = verification._refutation(directory, query, listed, checker)
        assert check.detail == "the query is too large to be encoded anew", query.label
        shutil.rmtree(directory)


def test_a_huge_bound_is_answered_at_once(copy):
    spoilt = copy("size")
    spoilt.manifest |= {"lower_bound": 10**6, "upper_bound": 10**6}
    spoilt.write()
    assert len(failures(verify_directory(spoilt.directory))) == verification.MOST_MISSING


def test_a_module_in_the_working_folder_is_not_run(copy, monkeypatch):
    spoilt = copy("size")
    for name in ("json", "dratify", "minimesa", "dataclasses"):
        (spoilt.directory / f"{name}.py").write_text("raise SystemExit('run by the checker')")
    monkeypatch.chdir(spoilt.directory)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    assert not failures(verify_directory(spoilt.directory))


# --- other kinds of certificates -----------------------------------------------------------------


def test_an_infeasible_problem_is_certified_by_its_row(tmp_path, engine):
    relation = Relation(("a",), ("y",), (0, 1), 0b11)
    problem = Problem("no answer", "", relation)
    options = Options(bases.get("b2"), certify=tmp_path)
    manifests.write(tmp_path, problem, options, solve(problem, options, engine))
    checks = verify_directory(tmp_path)
    assert not failures(checks)
    assert checks[-1].detail == "row 0 accepts no word"


def test_an_infeasible_problem_is_certified_by_its_basis(tmp_path, engine):
    ands = bases.Basis("ands", (bases.Operator("and", 0x8, 2),), free_not=False)
    options = Options(ands, certify=tmp_path)
    for name, ok in (("0x6", True), ("0x8", False)):
        problem = find_problem(name)
        solution = solve(problem, options, engine)
        assert (solution.status == "infeasible") == ok
        if ok:
            manifests.write(tmp_path, problem, options, solution)
        manifest = replace(manifests.read(tmp_path), problem=name, relation=problem.relation)
        with Checker() as checker:
            checks = verify(manifest, tmp_path, checker)
        assert bool(failures(checks)) != ok


def test_infeasible_is_not_claimed_where_the_accuracy_can_be_reached(tmp_path, engine):
    relation = Relation(("a",), ("y",), (0, 1), 0b11)
    problem = Problem("half an answer", "", relation)
    options = Options(bases.get("b2"), certify=tmp_path)
    manifests.write(tmp_path, problem, options, solve(problem, options, engine))
    manifest = manifests.read(tmp_path)
    with Checker() as checker:
        for accuracy, ok in ((Fraction(1, 2), False), (Fraction(2, 3), True)):
            checks = verify(replace(manifest, accuracy=accuracy), tmp_path, checker)
            assert bool(failures(checks)) != ok


def test_accuracy_costs_and_a_basis_of_ones_own(tmp_path, engine):
    toml = tmp_path / "mine.toml"
    toml.write_text(
        'name = "mine"\nfree_not = true\n[operators.and]\ntable = "0x8"\narity = 2\n'
        '[operators.xor]\ntable = "0x6"\narity = 2\ncost = 2\n'
    )
    problem = find_problem("0x1e")
    directory = tmp_path / "made"
    directory.mkdir()
    options = Options(bases.load(toml), "size,depth", accuracy=Fraction(7, 8), certify=directory)
    solution = solve(problem, options, engine)
    manifests.write(directory, problem, options, solution)
    assert solution.lower_bound[0] >= 2
    assert not failures(verify_directory(directory))
    manifest = manifests.read(directory)
    assert (manifest.basis, manifest.accuracy) == (options.basis, options.accuracy)
    with Checker() as checker:
        assert failures(verify(replace(manifest, accuracy=None), directory, checker))


def test_bounds_left_open_are_certified_as_far_as_they_go(tmp_path, engine):
    problem = find_problem("0x6996a5c3f00f1234")
    options = Options(bases.get("b2"), certify=tmp_path, time_limit=2)
    solution = solve(problem, options, engine)
    assert solution.status == "feasible"
    assert solution.lower_bound > 0
    manifests.write(tmp_path, problem, options, solution)
    checks = verify_directory(tmp_path)
    assert not failures(checks)
    assert [check.subject for check in checks if check.seconds] == [
        f"gates-{gates}" for gates in range(solution.lower_bound)
    ]


def test_a_solver_without_proofs_is_refused():
    from minimesa.solvers.engine import Engine

    with Engine(profiles.get("cpsat")) as cpsat, pytest.raises(InputError, match="no proofs"):
        cpsat.provers()


def test_without_a_checker_the_extra_is_named(made, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    with pytest.raises(InputError, match=r"minimesa\[certify\]"):
        verify_directory(made / "size")


@pytest.mark.parametrize(
    ("said", "ok"), [("s VERIFIED", True), ("s NOT VERIFIED", False), ("", False)]
)
def test_drat_trim_where_it_is_the_only_checker(made, monkeypatch, tmp_path, said, ok):
    program = tmp_path / "drat-trim"
    program.write_text(f'#!/bin/sh\ntest -s "$1" && test -e "$2" && echo "{said}"\n')
    program.chmod(0o755)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    checks = verify_directory(made / "nand")
    assert all(check.ok == ok for check in checks if check.seconds)
    assert any("drat-trim" in check.detail for check in checks)


def test_a_checker_that_crashes_has_not_verified(tmp_path):
    formula = tmp_path / "formula"
    formula.write_text("p cnf 1 2\n1 0\n-1 0\n")
    proof = tmp_path / "proof"
    proof.write_text("0\n")
    with Checker() as checker:
        assert checker.check(formula, proof).ok
        checker._process.kill()
        checker._process.wait()
        crashed = checker.check(formula, proof)
        assert not crashed.ok
        assert "crashed" in crashed.detail
        assert checker.check(formula, proof).ok
