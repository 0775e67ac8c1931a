"""The report command: what it writes, where, and that its commands reproduce what it says."""

import csv
import os
import re
import subprocess
import sys

import pytest

from minimesa.formats.json_format import parse_entries
from oracles.studies import fill

FILES = {
    "report.md", "report.html", "verdicts.csv", "prices.csv", "rates.csv", "counterexamples.csv",
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return fill(tmp_path / "minimesa-small.sqlite")


def test_everything_beside_the_store_and_nothing_else(minimesa, store):
    result = minimesa("report", store)
    folder = store.parent / "minimesa-small-report"
    assert (result.status, result.err) == (0, "")
    assert {path.name for path in folder.iterdir()} == FILES
    assert sorted(result.out.splitlines()) == sorted(str(folder / name) for name in FILES)
    assert {path.name for path in store.parent.iterdir()} == {store.name, folder.name}
    assert (folder / "report.md").read_text().startswith("# Study small\n")


def test_formats_and_folder(minimesa, store, tmp_path):
    out = tmp_path / "a" / "b"
    assert minimesa("report", store, "-o", out, "-f", "csv", "-f", "md").status == 0
    assert {path.name for path in out.iterdir()} == FILES - {"report.html"}


def test_a_second_report_replaces_the_first(minimesa, store, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.md").write_text("old")
    (out / "mine.txt").write_text("kept")
    assert minimesa("report", store, "-o", out).status == 0
    assert (out / "report.md").read_text() != "old"
    assert {path.name for path in out.iterdir()} == FILES | {"mine.txt"}


def test_markdown_on_standard_output(minimesa, store):
    result = minimesa("report", store, "--format", "md", "--output", "-")
    assert result.out.startswith("# Study small\n")
    assert {path.name for path in store.parent.iterdir()} == {store.name}


@pytest.mark.parametrize("formats", [(), ("-f", "html"), ("-f", "md", "-f", "csv")])
def test_only_markdown_goes_to_standard_output(minimesa, store, formats):
    result = minimesa("report", store, "-o", "-", *formats)
    assert (result.status, result.out) == (2, "")
    assert "--format md" in result.err


def test_bad_input_is_a_line(minimesa, tmp_path, store):
    garbage = tmp_path / "garbage"
    garbage.write_text("garbage" * 100)
    for arguments in (
        (garbage,),
        (tmp_path / "missing",),
        (store, "--calibration", garbage),
        (store, "--output", garbage),
        (store, "--format", "pdf"),
    ):
        result = minimesa("report", *arguments)
        assert (result.status, result.out) == (2, ""), arguments
        assert result.err.startswith("minimesa: ")
        assert result.err.count("\n") == 1


def test_the_commands_reproduce_the_counterexamples(minimesa, store, tmp_path):
    """Run the shell commands of one counterexample of a library problem, as they stand."""
    assert minimesa("report", store, "-f", "md", "-o", tmp_path / "out").status == 0
    text = (tmp_path / "out" / "report.md").read_text()
    blocks = re.findall(r"```text\n(minimesa solve .*?)\n```", text, re.DOTALL)
    (commands, *_) = [block for block in blocks if "open-path" in block]
    solve, circuit, *looks = commands.split("\n")
    assert looks
    shell = 'minimesa() { "$PYTHON" -m minimesa "$@"; }\n'
    shell += "\n".join([f"{solve} --json", circuit, *(f"{look} --json" for look in looks)])
    process = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", shell],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert '"status": "optimal", "size": 2' in process.stdout
    assert process.stdout.count('"verified": true') >= len(looks)
    assert parse_entries(process.stdout.splitlines()[0], "stdout")


def test_the_csv_files_can_be_read(minimesa, store, tmp_path):
    assert minimesa("report", store, "-f", "csv", "-o", tmp_path / "out").status == 0
    with (tmp_path / "out" / "prices.csv").open(newline="") as file:
        prices = {(row["problem"], row["requirement"]): row for row in csv.DictReader(file)}
    assert prices["open-path", "declared-all"]["lower"] == "1"
