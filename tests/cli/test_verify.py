"""``solve --certify`` and ``verify`` from the command line, killed runs included."""

import json
import signal
import time

import pytest

from minimesa.certificates.folders import distinct


@pytest.fixture
def certified(minimesa, tmp_path):
    """Return the folder of a certificate."""
    folder = tmp_path / "proofs"
    run = minimesa("solve", "0x96", "--certify", folder)
    assert (run.status, run.err) == (0, "")
    assert f"  certificate in {folder}\n" in run.out
    return folder


def edit(folder, **changes):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_a_certificate_is_verified(minimesa, certified):
    run = minimesa("verify", certified)
    assert (run.status, run.err) == (0, "")
    assert "claims optimal: size over b2 is 2" in run.out
    assert "found anew, and the same" in run.out
    assert "refuted, says dratify" in run.out
    assert "\n  verified in" in run.out


def test_json_says_what_was_checked(minimesa, certified):
    run = minimesa("verify", certified, "--json")
    entry = json.loads(run.out)
    assert (entry["path"], entry["problem"], entry["lower_bound"]) == (str(certified), "0x96", 2)
    assert entry["verified"]
    assert entry["certified"]
    subjects = [check["subject"] for check in entry["checks"]]
    assert subjects == ["problem 0x96", "bounds", "circuit", "gates-0", "gates-1"]


def test_a_failed_check_is_named_and_status_1(minimesa, certified):
    (certified / "gates-1.drat").write_text("")
    run = minimesa("verify", certified)
    assert run.status == 1
    assert "FAILED  gates-1.drat" in run.out
    assert "not verified: 1 of 5 checks failed" in run.out
    run = minimesa("verify", certified, "--json")
    assert run.status == 1
    assert not json.loads(run.out)["certified"]


def test_a_malformed_manifest_is_status_2(minimesa, certified):
    edit(certified, lower_bound="two")
    run = minimesa("verify", certified)
    assert (run.status, run.out) == (2, "")
    assert "manifest.json: malformed: the lower bound must be a number" in run.err
    (certified / "manifest.json").unlink()
    run = minimesa("verify", certified)
    assert (run.status, run.out) == (2, "")
    assert "there is no manifest.json" in run.err


def test_wrong_use_is_status_2(minimesa, certified, tmp_path):
    assert minimesa("verify").status == 2
    assert minimesa("verify", tmp_path / "nothing").status == 2
    (tmp_path / "text").write_text("hello")
    assert "this is no JSON" in minimesa("verify", tmp_path / "text").err
    run = minimesa("verify", certified, certified, "--problem", "0x96")
    assert run.status == 2
    assert "one certificate" in run.err


def test_the_problem_can_be_given(minimesa, certified):
    assert minimesa("verify", certified, "--problem", "0x96").status == 0
    run = minimesa("verify", certified, "--problem", "0x97")
    assert run.status == 1
    assert "it is not the one given" in run.out


def test_a_problem_from_a_file_that_is_gone(minimesa, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'popcount(x) % 2'\n")
    assert minimesa("solve", path, "--certify", tmp_path / "proofs").status == 0
    assert minimesa("verify", tmp_path / "proofs", "--problem", path).status == 0
    path.unlink()
    run = minimesa("verify", tmp_path / "proofs")
    assert run.status == 0
    assert "not found anew" in run.out
    assert "certified as the manifest has it" in run.out


def test_a_folder_for_each_of_several_problems(minimesa, tmp_path):
    folder = tmp_path / "new" / "proofs"
    run = minimesa(
        "solve", "0x6", "0x6", "best-pair:pairs=2", "--json", "--certify", folder, "-o", "pareto"
    )
    assert run.status == 0
    places = [json.loads(line)["certificate"] for line in run.out.splitlines()]
    names = ["0x6", "0x6-2", "best-pair_pairs_2"]
    assert places == [str(folder / name) for name in names]
    run = minimesa("verify", folder, "--json")
    assert run.status == 0
    assert [json.loads(line)["path"] for line in run.out.splitlines()] == places
    (folder / "0x6-2" / "manifest.json").unlink()
    run = minimesa("verify", folder, "--json")
    assert run.status == 2
    assert len(run.out.splitlines()) == 2
    assert "0x6-2/manifest.json: cannot read it" in run.err


def test_names_of_folders_are_plain_and_distinct():
    names = ["a/b", "../a", "A_B", "a_b", "x" * 99, "x" * 98, "", "..", "é"]
    found = distinct(names)
    assert found[:4] == ["a_b", "_a", "A_B-2", "a_b-3"]
    assert len({name.lower() for name in found}) == len(names)
    assert all(name and not name.startswith(".") and "/" not in name for name in found)


def test_nothing_is_overwritten(minimesa, certified, tmp_path):
    before = {path: path.read_bytes() for path in certified.iterdir()}
    run = minimesa("solve", "0x8", "--certify", certified)
    assert (run.status, run.out) == (2, "")
    assert "must be new or empty" in run.err
    assert {path: path.read_bytes() for path in certified.iterdir()} == before
    (tmp_path / "file").write_text("")
    assert minimesa("solve", "0x8", "--certify", tmp_path / "file").status == 2


@pytest.mark.parametrize("solver", ["cpsat", "minisat22"])
def test_a_solver_without_proofs_is_refused_before_anything_is_made(minimesa, tmp_path, solver):
    run = minimesa("solve", "0x8", "--certify", tmp_path / "proofs", "--solver", solver)
    assert (run.status, run.out) == (2, "")
    assert "writes no proofs; certify with cadical195" in run.err
    assert not (tmp_path / "proofs").exists()


def test_a_time_out_certifies_what_is_known(minimesa, tmp_path, hard):
    folder = tmp_path / "proofs"
    run = minimesa("solve", hard, "--time-limit", "1.5", "--certify", folder)
    assert run.status == 3
    run = minimesa("verify", folder)
    assert run.status == 0
    assert "claims feasible: size over b2 is at least" in run.out


# --- results -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["0x96", "0xe8"],
        ["best-pair:pairs=2", "-o", "size,depth"],
        ["0xf20c", "-o", "pareto"],
        ["0x96", "--accuracy", "2/3"],
        ["0x6", "--basis", "nand"],
    ],
)
def test_a_result_is_evaluated_again(minimesa, tmp_path, arguments):
    path = tmp_path / "result.json"
    path.write_text(minimesa("solve", *arguments, "--json").out)
    run = minimesa("verify", path)
    assert run.status == 0
    assert "circuits verified; a result holds no proof that no circuit is smaller" in run.out
    run = minimesa("verify", path, "--json")
    assert not any(json.loads(line)["certified"] for line in run.out.splitlines())


@pytest.mark.parametrize(
    "change",
    [
        {"size": 1},
        {"depth": 1},
        {"lower_bound": 1},
        {"circuits": []},
        {"status": "infeasible"},
        {"status": "unknown"},
        {"basis": "aig"},
        {"problem": "0x97"},
    ],
)
def test_an_edited_result_fails(minimesa, tmp_path, change):
    path = tmp_path / "result.json"
    path.write_text(json.dumps(json.loads(minimesa("solve", "0x96", "--json").out) | change))
    assert minimesa("verify", path).status == 1


def test_a_result_about_a_file_needs_the_problem(minimesa, tmp_path):
    toml = tmp_path / "mine.toml"
    toml.write_text("[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'popcount(x) % 2'\n")
    basis = tmp_path / "own.toml"
    basis.write_text('name = "own"\nfree_not = true\n[operators.xor]\ntable = "0x6"\narity = 2\n')
    path = tmp_path / "result.json"
    path.write_text(minimesa("solve", toml, "--basis", basis, "--json").out)
    run = minimesa("verify", path)
    assert run.status == 2
    assert "give it by --problem" in run.err
    run = minimesa("verify", path, "--problem", toml)
    assert run.status == 2
    assert "give its file by --basis" in run.err
    assert minimesa("verify", path, "--problem", toml, "--basis", basis).status == 0


# --- killed runs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.2, 1.8, 3.0])
def test_a_killed_run_leaves_nothing_to_be_verified(
    start, minimesa, tmp_path, hard, number, seconds
):
    folder = tmp_path / "proofs"
    process = start("solve", "0x16e9", "0x96", hard, "--certify", folder, "--json")
    time.sleep(seconds)
    process.send_signal(number)
    out, _ = process.communicate()
    finished = {
        json.loads(line)["certificate"] for line in out.splitlines() if "certificate" in line
    }
    assert str(folder / hard) not in finished
    for place in folder.iterdir() if folder.exists() else ():
        run = minimesa("verify", place)
        if (place / "manifest.json").exists():
            # Killed between the manifest and its result at worst: the certificate is whole.
            assert run.status == 0
            assert place.name != hard
        else:
            assert (run.status, run.out) == (2, "")
            assert str(place) not in finished


def test_a_run_killed_at_the_end_leaves_no_half_of_a_manifest(minimesa, certified):
    whole = (certified / "manifest.json").read_text()
    for length in (0, 1, len(whole) // 2, len(whole) - 3):
        (certified / "manifest.json").write_text(whole[:length])
        run = minimesa("verify", certified)
        assert (run.status, run.out) == (2, "")
    (certified / "manifest.json").rename(certified / ".manifest.json.partial")
    assert minimesa("verify", certified).status == 2
