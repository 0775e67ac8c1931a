"""The console sessions in README.md, cli/ and docs/ show what the commands really print.

A ``console`` block holds commands after ``$`` and their output; a ``toml`` block with
``file=NAME`` is the file NAME. Both work in one folder, in order. Times and the solver that
answered first differ from run to run.
"""

import os
import re
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "cli").glob("*.md")),
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if "```console" in page.read_text(encoding="utf-8")
    ),
]


def sessions(text):
    """Yield ``(command, output)``; a file is the command that writes it."""
    for language, info, body in BLOCK.findall(text):
        if name := re.search(r"file=(\S+)", info):
            yield f"cat > {name[1]} <<'END'\n{body}END\n", ""
        elif language == "console":
            lines = body.splitlines()
            while lines:
                assert lines[0].startswith("$ "), lines[0]
                output = list(takewhile(lambda line: not line.startswith("$ "), lines[1:]))
                yield lines[0].removeprefix("$ "), "\n".join(output)
                lines = lines[1 + len(output) :]


def normalise(text):
    """Replace what differs from run to run."""
    text = re.sub(r"\b[0-9]+\.[0-9]+ s\b", "N s", text)
    text = re.sub(r'"seconds": [0-9.e-]+', '"seconds": N', text)
    text = re.sub(r" by (minisat22|cadical195) in", " by SOLVER in", text)
    text = re.sub(r'"solver": "(minisat22|cadical195)"', '"solver": "SOLVER"', text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_sessions_of_a_page(page, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, arguments in (("minimesa", "-m minimesa"), ("python", "")):
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "80",
    }
    count = 0
    for command, expected in sessions(page.read_text(encoding="utf-8")):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert normalise(run.stdout) == normalise(expected), command
        count += 1
    assert count
