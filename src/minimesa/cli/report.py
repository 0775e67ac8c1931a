"""``minimesa report``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from minimesa import atomic
from minimesa.circuit import equations
from minimesa.cli.finding_words import describe
from minimesa.errors import InputError
from minimesa.report import calibration as calibrations
from minimesa.report.phrases import Phrases
from minimesa.report.render import FORMATS, render

EXAMPLES = """\b
Examples:
  minimesa report study.sqlite
  minimesa report study.sqlite --output study-report --format html --format csv
  minimesa report study.sqlite --format md --output -
"""


@click.command("report", epilog=EXAMPLES)
@click.argument(
    "store", metavar="STORE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--output",
    "-o",
    metavar="DIR",
    type=click.Path(allow_dash=True),
    help="The folder to write to, made where it is missing. Default: STORE-report, beside STORE. "
    "'-' prints Markdown.",
)
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="What to write; may be repeated. Default: all.",
)
@click.option(
    "--calibration",
    "calibration_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Detection rates on controls (calibration.json), to be shown beside the verdicts.",
)
def command(
    store: Path, output: str | None, formats: tuple[str, ...], calibration_file: Path | None
) -> None:
    """Write what the studies in STORE found: verdicts, prices, depletion, counterexamples.

    report.html is one page that needs no network, report.md the same as Markdown, and
    verdicts.csv, prices.csv, rates.csv and counterexamples.csv hold every number. STORE is only
    read, also while a study writes it. The files written are listed on standard output.
    """
    if output == "-" and formats != ("md",):
        raise click.UsageError("--output - prints Markdown: it needs --format md, and no other")
    calibration = None if calibration_file is None else calibrations.load(calibration_file)
    files = render(store, Phrases(equations, describe), formats or FORMATS, calibration)
    if output == "-":
        sys.stdout.write(files["report.md"])
        return
    folder = store.with_name(f"{store.stem}-report") if output is None else Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            atomic.write_text(folder / name, text)
            click.echo(str(folder / name))
    except OSError as error:
        raise InputError(
            f"cannot write the report: {error.strerror}", file=str(error.filename or folder)
        ) from error
