import json

import numpy as np
import pytest

from minimesa.census import published


def test_the_shipped_census_is_shown_next_to_the_published_counts(minimesa):
    result = minimesa("census", 5)
    assert (result.status, result.err) == (0, "")
    assert "616,126 classes of functions of 5 inputs" in result.out
    assert "   12         1          1\n" in result.out
    assert "every size is least" in result.out
    shown = json.loads(minimesa("census", 5, "--json").out)
    assert shown["complete"]
    assert shown["sizes"] == list(published.SIZES[5])
    assert shown["depths"] == list(published.DEPTHS[5])


def test_no_census_of_four_inputs_ships(minimesa):
    result = minimesa("census", 4)
    assert result.status == 2
    assert "no census of 4 inputs ships here; make one with --folder DIR" in result.err


def test_options_that_need_others(minimesa, tmp_path):
    assert minimesa("census", 5, "--sample", 3).status == 2
    assert minimesa("census", 5, "--exhaust", 3).status == 2
    file = tmp_path / "some.npy"
    file.write_bytes(b"")
    result = minimesa("census", 5, "--folder", tmp_path, "--table", file)
    assert result.status == 2
    assert "give one of them" in result.err
    result = minimesa("census", 5, "--table", file)
    assert result.status == 2
    assert "some.npy: no census can be read" in result.err


def test_making_needs_numba(minimesa, tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    result = minimesa("census", 4, "--folder", tmp_path)
    assert result.status == 2
    assert "pip install 'minimesa[census]'" in result.err


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    pytest.importorskip("numba")
    from minimesa.cli.application import application

    made = tmp_path_factory.mktemp("four")
    assert application.run(["census", "4", "--folder", str(made)]) == 0
    return made


@pytest.mark.slow
def test_a_census_of_four_inputs_is_made_and_checked(minimesa, folder):
    result = minimesa("census", 4, "--folder", folder, "--verify", "--exhaust", 5)
    assert result.status == 0
    assert "checked: every class, every depth, and 222 circuits" in result.out
    assert "at most 5 gates were gone through: they give the same sizes" in result.out
    lines = result.err.splitlines()
    assert "reading the class of every function" in lines[0]
    assert not any("insert" in line for line in lines)  # nothing was missing
    sampled = minimesa("census", 4, "--table", folder / "census.npy", "--verify", "--sample", 9)
    assert (sampled.status, sampled.err) == (0, "")
    assert "and 9 circuits" in sampled.out


@pytest.mark.slow
def test_a_census_with_errors_fails_the_check(minimesa, folder, tmp_path):
    records = np.load(folder / "census.npy")
    file = tmp_path / "wrong.npy"
    records["gates"][[200, 201]] = records["gates"][[201, 200]]
    np.save(file, records)
    result = minimesa("census", 4, "--table", file, "--verify", "--json")
    assert result.status == 1
    assert len(json.loads(result.out)["problems"]) == 2
    assert "minimesa: the circuit of 0x" in result.err
    assert minimesa("census", 5, "--table", file).status == 2


@pytest.mark.slow
def test_a_census_that_is_short_is_undecided(minimesa, folder, tmp_path):
    records = np.load(folder / "census.npy")
    place = int(np.flatnonzero((records["levels"] & 15) == 5)[0])
    records["levels"][place] += 1
    file = tmp_path / "short.npy"
    np.save(file, records)
    result = minimesa("census", 4, "--table", file)
    assert result.status == 3
    assert "circuits of at most 5 gates are least" in result.out
    assert "    5        74         75  -1\n" in result.out
