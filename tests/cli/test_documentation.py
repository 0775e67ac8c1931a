"""The parts of the documentation that the code writes have everything in them."""

import importlib.util
import re
import sqlite3
from pathlib import Path

import pytest

from minimesa.analysis.registry import DEFINITIONS
from minimesa.cli.application import COMMANDS
from minimesa.problems.library import list_problems
from minimesa.study import schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def generated():
    """Return the module beside the pages."""
    spec = importlib.util.spec_from_file_location("generated", DOCS / "generated.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(part):
    return re.findall(r"^## (.+)$", "\n".join(part()), re.MULTILINE)


def test_every_part_has_a_place(generated):
    pages = [page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")]
    assert sorted(generated.MARK.findall("\n".join(pages))) == sorted(generated.PARTS)


def test_everything_has_a_section(generated):
    assert headings(generated.commands) == [f"minimesa {name}" for name in COMMANDS]
    assert headings(generated.definitions) == [d.name for d in DEFINITIONS]
    assert headings(generated.library) == [outline.name for outline in list_problems()]
    assert all(map(importlib.import_module, headings(generated.modules)))
    db = sqlite3.connect(":memory:")
    schema.migrate(db)
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE sql NOT NULL")}
    assert set(headings(generated.store)) == names


def test_a_command_shows_its_options_and_examples(generated):
    text = "\n".join(generated.commands())
    assert "\n`-b, --basis NAME|FILE`\n: What a gate may be" in text
    assert "\nminimesa solve full-adder\n" in text


def test_the_tutorial_ends_with_a_picture(generated):
    (image,) = generated.tutorial_drawing()
    assert re.fullmatch(r'<img alt="[\w ,]+" src="data:image/svg\+xml;base64,[\w+/=]+">', image)
