"""``minimesa census``."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minimesa.cli import options
from minimesa.cli.application import warn
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, UNDECIDED
from minimesa.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from minimesa.census.table import Table
    from minimesa.census.verification import Verification

EXAMPLES = """\b
Examples:
  minimesa census 5
  minimesa census 5 --json
"""


@click.command("census", epilog=EXAMPLES)
@click.argument("inputs", type=click.IntRange(4, 5), metavar="INPUTS")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Make the census here, or go on with it: checkpoints, and `census.npy` in the end.",
)
@click.option(
    "--table",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A census that was made, instead of the one of five inputs that ships with minimesa.",
)
@click.option(
    "--exhaust",
    type=click.IntRange(1, 12),
    metavar="R",
    help="With --folder: go through all circuits of up to R gates, and compare. Seven gates of "
    "five inputs take some minutes.",
)
@click.option("--verify", "verifying", is_flag=True, help="Check the census from scratch.")
@click.option(
    "--sample",
    type=click.IntRange(0),
    metavar="N",
    help="Check the circuits of N random classes only; all other checks are made in full.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    default=1,
    show_default=True,
    metavar="K",
    help="What all randomness comes from.",
)
@options.json_option
def command(
    inputs: int,
    folder: Path | None,
    file: Path | None,
    exhaust: int | None,
    verifying: bool,
    sample: int | None,
    seed: int,
    as_json: bool,
) -> int:
    """Show, check or make the table of all functions of four or five INPUTS.

    It has one smallest `b2` circuit, its size, and the least depth for each class of functions
    under permutation and complement: 222 for four inputs, 616,126 for five. Shown is how many
    classes have each size and depth, next to the published counts. Sizes are upper bounds, and the
    published counts are exact; so if the counts agree, every size is least.

    Making a census of five inputs takes about an hour, 12 GB of memory, and numba: pip install
    'minimesa[census]'. It may be ended at any time and goes on where it was.
    """
    if folder is not None and file is not None:
        raise click.UsageError("--folder makes a census, --table reads one; give one of them")
    if sample is not None and not verifying:
        raise click.UsageError("--sample says how much --verify checks")
    if exhaust is not None and folder is None:
        raise click.UsageError("--exhaust needs the class of every function: give --folder")
    from minimesa.census import verification  # noqa: PLC0415 - numpy is slow to import

    sizes = None
    if folder is not None:
        file, sizes = _make(inputs, folder, seed, exhaust)
    census = _read(inputs, file)
    if not verifying:
        result = verification.summary(census)
    else:
        with Progress(1) as progress:
            chosen = verification.sample(census, sample, seed)
            result = verification.verify(census, chosen, progress.say)
    if sizes is not None and exhaust is not None:
        result = verification.compared(result, census, sizes, exhaust)
    _show(result, verifying=verifying, as_json=as_json)
    if result.problems:
        return CHECK_FAILED
    return DONE if result.complete else UNDECIDED


def _make(
    inputs: int, folder: Path, seed: int, exhaust: int | None
) -> tuple[Path, NDArray[np.uint8] | None]:
    """Make a census; return the file it is in, and least sizes by exhaustion if asked for."""
    if importlib.util.find_spec("numba") is None:
        raise InputError("making a census needs numba: pip install 'minimesa[census]'")
    import numpy as np  # noqa: PLC0415 - rarely needed, and slow

    from minimesa.census import assembling, exhaustion, making  # noqa: PLC0415 - needs numba

    started = time.monotonic()

    def say(text: str) -> None:
        click.echo(f"{time.monotonic() - started:6.0f} s  {text}", err=True)

    census = making.Census(inputs, folder, seed, say)
    file = folder / "census.npy"
    if census.run() or not file.exists():
        records = assembling.assemble(census.state, census.representatives, inputs, say)
        with making.replacing(file) as stream:
            np.save(stream, records)
    if exhaust is None:
        return file, None
    classes, count = census.state.classes, len(census.representatives)
    return file, exhaustion.least_sizes(classes, count, inputs, exhaust, say)


def _read(inputs: int, file: Path | None) -> Table:
    """Read a census, the shipped one by default.

    Raises:
        InputError: there is none, or it is of another number of inputs.

    """
    from minimesa.census import table  # noqa: PLC0415 - numpy is slow to import

    census = table.shipped() if file is None else table.load(file)
    if census is None or (file is None and census.inputs != inputs):
        raise InputError(f"no census of {inputs} inputs ships here; make one with --folder DIR")
    if census.inputs != inputs:
        raise InputError(f"this is a census of {census.inputs} inputs", file=str(file))
    return census


def _show(result: Verification, *, verifying: bool, as_json: bool) -> None:
    """Write what a census holds and what is wrong with it."""
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        click.echo(json.dumps(result.to_json(), indent=indent))
    else:
        from minimesa.cli import census_text  # noqa: PLC0415 - rarely needed

        click.echo(census_text.describe(result, verified=verifying))
    for problem in result.problems:
        warn(problem)
