"""What says the version says the same, and what is cited goes with the source."""

import re
import tomllib
from pathlib import Path

from minimesa import __version__

ROOT = Path(__file__).resolve().parents[1]


def test_the_version_to_cite():
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.MULTILINE) == [__version__]
    assert re.findall(r"^cff-version: (.*)$", citation, re.MULTILINE) == ["1.2.0"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.findall(r"^license: (.*)$", citation, re.MULTILINE) == [project["license"]]


def test_the_changelog_names_every_command():
    from minimesa.cli.application import COMMANDS

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if name not in text] == []


def test_the_source_distribution_has_what_is_cited():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert {"CITATION.cff", "CHANGELOG.md", "LICENSE"} <= set(included)
    assert all((ROOT / name).exists() for name in included)
