"""Every help text has examples, and the examples run."""

import os
import re
import shlex
from itertools import takewhile

import pytest

from minimesa import __version__
from minimesa.cli.application import COMMANDS
from minimesa.study.store import Store


def examples(text):
    """Return the commands under ``Examples:`` in a help text."""
    lines = [line.strip() for line in text.partition("Examples:")[2].splitlines()[1:]]
    return [line.removeprefix("minimesa ") for line in takewhile(bool, lines)]


@pytest.fixture
def files(minimesa, tmp_path, monkeypatch):
    """Work in a folder with the files that the examples name."""
    monkeypatch.chdir(tmp_path)
    circuit = minimesa("solve", "adder", "--json")
    (tmp_path / "adder.json").write_text(circuit.out)
    assert minimesa("convert", "adder.json", "adder.blif").status == 0
    (tmp_path / "mine.toml").write_text(
        "[inputs]\nx = 2\n[outputs]\ny = 1\n[solve]\ndefine.y = 'x % 3 == 0'\n"
    )
    assert minimesa("solve", "mine.toml", "--certify", "proofs").status == 0
    with Store(tmp_path / "study.sqlite"):
        pass


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("files")
def test_the_examples_of_every_command_run(minimesa, command):
    found = examples(minimesa(command, "--help").out)
    assert found
    for example in found:
        assert shlex.split(example)[0] == command
        result = minimesa(*shlex.split(example))
        assert (result.status, result.err) == (0, ""), example


def test_the_overall_help_names_every_command(minimesa):
    result = minimesa("--help")
    assert result.status == 0
    for name, line in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", result.out, re.MULTILINE)


def test_no_command_shows_the_help(minimesa):
    result = minimesa()
    assert result.status == 2
    assert "Commands:" in result.err


def test_version(minimesa):
    result = minimesa("--version")
    assert (result.status, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0].split()[:2] == ["minimesa", __version__]
    assert len(lines) <= 24


def complete(start, line):
    """Return what a shell offers at the end of ``line``."""
    words = line.split(" ")
    process = start(
        env={
            "_MINIMESA_COMPLETE": "bash_complete",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(words) - 1),
            "PATH": os.environ["PATH"],
        }
    )
    out, err = process.communicate()
    assert err == ""
    return [entry.partition(",")[2] for entry in out.splitlines()]


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("minimesa sol", ["solve"]),
        ("minimesa solve best-p", ["best-pair"]),
        ("minimesa solve argmax:", ["argmax:words=2", "argmax:bits=2"]),
        ("minimesa solve argmax:words=3,b", ["argmax:words=3,bits=2"]),
        ("minimesa solve --basis mi", ["mig"]),
        ("minimesa solve --solver cps", ["cpsat"]),
        ("minimesa solve --objective par", ["pareto"]),
        ("minimesa problems full-a", ["full-adder"]),
        ("minimesa convert --to bl", ["blif"]),
    ],
)
def test_completion(start, line, offered):
    assert [word for word in complete(start, line) if word != line.split(" ")[-1]] == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(start, shell):
    process = start(env={"_MINIMESA_COMPLETE": f"{shell}_source"})
    out, _ = process.communicate()
    assert process.returncode == 0
    assert "_MINIMESA_COMPLETE" in out
