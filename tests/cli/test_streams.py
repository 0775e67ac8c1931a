"""Output that cannot be written: one line, status 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = [["problems"], ["solve", "0x8"], ["solve", "0x8", "--json"], ["--help"]]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_full_disk(start, arguments):
    with Path("/dev/full").open("w") as full:
        process = start(*arguments, stdout=full)
        _, err = process.communicate()
    assert process.returncode == 2
    assert err == "minimesa: the output: No space left on device\n"


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_reader_that_went_away(start, arguments):
    read, write = os.pipe()
    os.close(read)
    process = start(*arguments, stdout=write)
    os.close(write)
    _, err = process.communicate()
    assert process.returncode == 2
    assert err == "minimesa: the output was closed before everything was written\n"


def test_a_closed_stdout(start):
    process = start("problems", stdout=None, preexec_fn=lambda: os.close(1))
    _, err = process.communicate()
    assert process.returncode == 2
    assert err == "minimesa: standard output is closed\n"


def test_names_that_the_encoding_lacks(start, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(
        "title = 'größer'\n[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'x > 1'\n",
        encoding="utf-8",
    )
    process = start("solve", path, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "gr\\xf6\\xdfer" in out


def test_control_characters_in_a_file_do_not_reach_the_terminal(minimesa, tmp_path):
    path = tmp_path / "p.blif"
    path.write_text(
        ".model m\n.inputs a\x1b[2J b\n.outputs y\n.names a\x1b[2J b y\n11 1\n.end\n",
    )
    result = minimesa("solve", path)
    assert "\x1b" not in result.out + result.err
    result = minimesa("solve", "\x1b[2J.toml")
    assert result.status == 2
    assert "\x1b" not in result.err


def test_a_long_name_is_short_for_people_and_whole_in_json(minimesa):
    table = "0x" + "8" + "0" * 511
    result = minimesa("solve", table, "--time-limit", "0.001")
    assert result.out.startswith("0x8000")
    assert len(result.out.splitlines()[0]) < 200
    assert len(result.err) < 200
    assert f'"problem": "{table}"' in minimesa("solve", table, "-t", "0.001", "--json").out


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom minimesa.cli.application import application\n"
        "application.run(['--help'])\n"
        "print([m for m in ('numpy', 'ortools', 'networkx', 'rich', 'pysat') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2] / "src")},
    )
    assert run.stdout.splitlines()[-1] == "[]"
