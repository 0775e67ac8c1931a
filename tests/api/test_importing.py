"""``import minimesa`` and the help of the command line load next to nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

import minimesa
import minimesa.api

SRC = Path(__file__).resolve().parents[2] / "src"
HEAVY = {"numpy", "ortools", "pysat", "pysolvers", "rich", "networkx", "graphlay", "matplotlib"}


def loaded(code):
    """Return the top-level modules and our own modules that are loaded after some code."""
    script = f"import sys\nsys.path.insert(0, {str(SRC)!r})\n{code}\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    names = run.stdout.splitlines()[-1].split()
    return {name.partition(".")[0] for name in names}, {n for n in names if "minimesa" in n}


def test_importing_the_package():
    everything, ours = loaded("import minimesa")
    assert not everything & {*HEAVY, "click"}
    assert ours == {"minimesa", "minimesa.errors"}


def test_the_help():
    everything, ours = loaded(
        "from minimesa.cli.application import application\napplication.run(['--help'])"
    )
    assert "click" in everything
    assert not everything & HEAVY
    assert "minimesa.cli.solve" not in ours
    assert "minimesa.api" not in ours


def test_what_is_loaded_late_is_what_would_be_loaded():
    everything, ours = loaded("import minimesa\nminimesa.solve")
    assert "pysat" not in everything  # solvers run in processes of their own
    assert "minimesa.api" in ours


def test_the_names_are_those_of_the_api():
    assert set(minimesa.__all__) == {*minimesa.api.__all__, "__version__", "errors"}
    assert set(minimesa.__all__) <= set(dir(minimesa))
    for name in minimesa.api.__all__:
        assert getattr(minimesa, name) is getattr(minimesa.api, name)


def test_no_module_has_the_name_of_a_function():
    names = {path.stem for path in (SRC / "minimesa").iterdir()}
    assert not names & set(minimesa.api.__all__)


def test_other_names_are_refused():
    with pytest.raises(AttributeError, match="minimise"):
        _ = minimesa.minimise
