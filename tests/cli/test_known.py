"""A published optimum that a result contradicts is a failed check."""

import json


def write(path, value, objective="size", basis="xaig"):
    path.write_text(
        "[inputs]\nx = 3\n[outputs]\ny = 1\n[solve]\ndefine.y = 'popcount(x) % 2'\n"
        f"[[known]]\nbasis = '{basis}'\nobjective = '{objective}'\nvalue = {value}\n"
        "source = 'a test'\n"
    )
    return path


def test_a_wrong_optimum_is_status_1_with_the_source(minimesa, tmp_path):
    result = minimesa("solve", write(tmp_path / "p.toml", 3), "--json")
    assert result.status == 1
    assert json.loads(result.out)["size"] == 2
    assert "known size 3 (a test) is contradicted" in result.err
    assert result.err.count("\n") == 1


def test_the_right_one_passes_and_other_bases_and_objectives_do_not_count(minimesa, tmp_path):
    assert minimesa("solve", write(tmp_path / "a.toml", 2)).status == 0
    assert minimesa("solve", write(tmp_path / "b.toml", 7, basis="aig")).status == 0
    assert minimesa("solve", write(tmp_path / "c.toml", 7, objective="depth")).status == 0
    assert minimesa("solve", tmp_path / "c.toml", "-o", "depth").status == 1
    assert minimesa("solve", tmp_path / "c.toml", "-o", "depth,size").status == 1


def test_open_bounds_contradict_only_what_they_exclude(minimesa, tmp_path, hard):
    path = tmp_path / "hard.toml"
    path.write_text(
        f"[solve]\ntable = '{hard}'\n[[known]]\nbasis = 'b2'\nobjective = 'size'\nvalue = 2\n"
        "source = 'a test'\n"
    )
    result = minimesa("solve", path, "--time-limit", "0.1")
    assert result.status == 3
    assert "known size 2 (a test) is contradicted" in result.err
    path.write_text(path.read_text().replace("value = 2", "value = 12"))
    result = minimesa("solve", path, "--time-limit", "0.1")
    assert result.status == 3
    assert "contradicted" not in result.err
