"""What README.md says of names and statuses is what there is."""

import re
from pathlib import Path

from minimesa import basis
from minimesa.cli import statuses
from minimesa.cli.application import COMMANDS
from minimesa.encoding.breaks import BREAKS
from minimesa.formats import READERS, TABLES, WRITERS
from minimesa.solvers import profiles
from minimesa.synthesis.result import OBJECTIVES

TEXT = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_every_name_is_mentioned():
    names = [
        *basis.NAMES, *OBJECTIVES, *profiles.names(), *BREAKS, *READERS, *TABLES, *WRITERS,
    ]  # fmt: skip
    assert [name for name in names if f"`{name}`" not in TEXT] == []
    assert [name for name in COMMANDS if f"minimesa {name}" not in TEXT] == []


def test_the_table_of_statuses():
    table = {int(row) for row in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    assert table == {value for name, value in vars(statuses).items() if name.isupper()}


def test_setup_is_one_line_each():
    (use, check) = re.findall(r"^```sh\n(python3 -m venv .*)\n```$", TEXT, re.MULTILINE)
    assert use.endswith("minimesa check quick")
    assert check.endswith("python -m pytest")


def test_the_library_example_prints_what_it_says(capsys):
    (example,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    (printed,) = re.findall(r"^This prints\n\n```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out == printed
