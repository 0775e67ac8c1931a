"""``minimesa convert``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from minimesa.errors import InputError
from minimesa.formats import WRITERS, read_circuits, write_circuit

FORMATS = sorted(suffix.removeprefix(".") for suffix in WRITERS)

EXAMPLES = """\b
Examples:
  minimesa convert adder.blif adder.aig
  minimesa convert adder.blif - --to json
"""


@click.command("convert", epilog=EXAMPLES)
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(allow_dash=True))
@click.option("--to", "format_name", type=click.Choice(FORMATS), help="The format of OUT.")
@click.option(
    "--circuit",
    "number",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="N",
    help="Which circuit of a JSON file that holds several.",
)
@click.option(
    "--keep-inverters",
    is_flag=True,
    help="Read inverters as gates, for bases where NOT is not free.",
)
def command(
    source: Path, target: str, format_name: str | None, number: int, keep_inverters: bool
) -> None:
    """Convert the circuit in the file IN to the format of the file OUT ('-': standard output).

    Suffixes tell the formats: .json .blif .aag .aig .bench .v can be read and written, .dot (a
    drawing for Graphviz), .pla and .truth (the functions of the outputs) only written. OUT is
    replaced once the new file is complete.
    """
    if target == "-" and format_name is None:
        raise click.UsageError("--to is needed where OUT is '-'")
    circuits = read_circuits(source, keep_inverters=keep_inverters)
    if number > len(circuits):
        raise InputError(f"there is no circuit {number}, only {len(circuits)}", file=str(source))
    write_circuit(circuits[number - 1], sys.stdout if target == "-" else Path(target), format_name)
