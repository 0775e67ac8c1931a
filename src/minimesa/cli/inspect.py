"""``minimesa inspect``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from minimesa import basis as bases
from minimesa.analysis.finding import VARIANTS, Options
from minimesa.cli import inspect_drawing, options
from minimesa.cli.application import warn
from minimesa.cli.definitions import DefinitionType
from minimesa.cli.definitions import names as definition_names
from minimesa.cli.looking import look
from minimesa.cli.progress import Progress
from minimesa.cli.statuses import CHECK_FAILED, DONE, UNDECIDED
from minimesa.controls.reference import STRUCTURES
from minimesa.controls.sources import reference_source
from minimesa.errors import InputError, RefereeError
from minimesa.problems.circuit_files import read_sources
from minimesa.problems.library import find_problem
from minimesa.wording import label

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.analysis.finding import Variant
    from minimesa.basis import Basis
    from minimesa.cli.looking import Look
    from minimesa.controls.reference import Structure
    from minimesa.problems.circuit_files import Source

EXAMPLES = """\b
Examples:
  minimesa inspect adder.blif
  minimesa inspect adder.json --problem adder --definition replicated --json
  minimesa inspect best-pair --reference --evaluator-gates 1
  minimesa inspect best-pair --reference --rewrite 5 --seed 1 --definition selecting,mediated
  minimesa inspect adder.blif --force g1=0,g2=1
  minimesa inspect adder.blif --draw --svg adder.svg
  minimesa inspect best-pair --reference --html best-pair.html
"""


@click.command("inspect", epilog=EXAMPLES)
@click.argument(
    "arguments", metavar="CIRCUIT...", nargs=-1, required=True, type=options.ProblemType()
)
@click.option(
    "--reference",
    "is_reference",
    is_flag=True,
    help="The arguments are PROBLEMs with a utility: look into their reference search circuits.",
)
@click.option(
    "--structure",
    type=click.Choice(STRUCTURES),
    default=STRUCTURES[0],
    show_default=True,
    help="With --reference: how candidates are compared.",
)
@click.option(
    "--rewrite",
    "moves",
    type=click.IntRange(0, 10_000),
    default=0,
    metavar="N",
    help="With --reference: apply N random rewrites that keep the function.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    metavar="K",
    help="What all randomness of --rewrite and --base-search comes from.",
)
@click.option(
    "--with-reference",
    is_flag=True,
    help="After each circuit, look into the reference search circuit of its problem, too.",
)
@click.option(
    "--problem",
    "problem_name",
    type=options.ProblemType(),
    metavar="PROBLEM",
    help="What the circuit is for: adds correctness, what it achieves, and the definitions that "
    "speak of a utility. A result of `solve` says it itself.",
)
@click.option(
    "--whole",
    type=options.ProblemType(),
    metavar="PROBLEM",
    help="The problem without its care set: adds the accuracy on the rows outside it.",
)
@options.inputs_option
@click.option(
    "--basis",
    "-b",
    type=options.BasisType(),
    metavar="NAME|FILE",
    help="The basis of the circuit: whether NOT is free, and what evaluators cost. Default: what "
    "a result of `solve` says, else b2.",
)
@click.option(
    "--definition",
    "-d",
    "names",
    multiple=True,
    type=DefinitionType(),
    metavar="NAME[,NAME...]",
    help="What to search for, as `minimesa definitions` lists it; may be repeated. Default: all "
    "that apply.",
)
@click.option(
    "--candidates",
    "-k",
    type=click.IntRange(2, 16),
    default=2,
    show_default=True,
    help="How many candidates are scored.",
)
@click.option(
    "--evaluator-gates",
    "-m",
    type=click.IntRange(0, 1000),
    default=2,
    show_default=True,
    help="Least size of the evaluator.",
)
@click.option(
    "--score-bits",
    type=click.IntRange(1, 8),
    default=1,
    show_default=True,
    help="Bits of a score.",
)
@click.option(
    "--variant",
    type=click.Choice(VARIANTS),
    default="p",
    show_default=True,
    help="How candidates may differ: inputs renamed; for some complementing of the inputs, too; "
    "or cones of the same shape.",
)
@click.option(
    "--default", "default", is_flag=True, help="If all scores are worst, any word will do."
)
@click.option("--reachable", is_flag=True, help="Ask only about scores that occur together.")
@click.option(
    "--force",
    "forcing",
    metavar="WIRE=BIT[,...]",
    help="Hold wires at values (g3=1,g7=0) and show the outputs' new functions. Wires are meant "
    "as printed: where NOT is free, each is 0 when all inputs are.",
)
@click.option(
    "--base-search",
    "samples",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    help="Draw N circuits of the same size (by --seed) and say how rare those are that solve the "
    "problem, in halvings.",
)
@inspect_drawing.options
@options.json_option
def command(
    arguments: tuple[str, ...],
    is_reference: bool,
    structure: Structure,
    moves: int,
    seed: int,
    with_reference: bool,
    problem_name: str | None,
    whole: str | None,
    inputs: int | None,
    basis: Basis | None,
    names: tuple[str, ...],
    candidates: int,
    evaluator_gates: int,
    score_bits: int,
    variant: Variant,
    default: bool,
    reachable: bool,
    forcing: str | None,
    samples: int | None,
    in_terminal: bool,
    svg: Path | None,
    html: Path | None,
    as_json: bool,
) -> int:
    """Look inside each CIRCUIT for search, and show every gate, motif and power by level.

    A CIRCUIT is a file (.blif .aag .aig .bench .v .json; a result of `solve --json` has many), or
    '-' for JSON on standard input. Everything found has a witness that a separate checker has
    confirmed by simulating the circuit.
    """
    if is_reference and with_reference:
        raise click.UsageError(
            "--with-reference is for circuit files; --reference has nothing else"
        )
    if moves and not is_reference:
        raise click.UsageError("--rewrite is for reference circuits; add --reference")
    if is_reference and problem_name is not None:
        raise click.UsageError("--problem is for circuit files; with --reference it is known")
    definitions = definition_names(*names) or None
    problem = None if problem_name is None else find_problem(problem_name, inputs)
    whole_problem = None if whole is None else find_problem(whole, inputs)
    if is_reference:
        over = basis or bases.get(options.DEFAULT_BASIS)
        problems = options.read_problems(arguments, inputs)
        sources = [reference_source(each, over, structure, moves, seed) for each in problems]
    else:
        sources = read_sources(arguments, basis, problem)
    if with_reference:
        sources = [both for source in sources for both in _with_reference(source, structure)]
    wanted = inspect_drawing.Wanted(svg, html)
    wanted.check(len(sources))
    settings = Options(
        candidates=candidates,
        evaluator_gates=evaluator_gates,
        score_bits=score_bits,
        variant=variant,
        default=default,
        reachable=reachable,
    )
    status = DONE
    looks: list[Look] = []
    with Progress(len(sources)) as progress:
        for source in sources:
            progress.say(source.name)
            try:
                base = None if samples is None else (samples, seed)
                seen = look(source, settings, definitions, forcing, whole_problem, base)
            except RefereeError as error:
                with progress.aside():
                    warn(f"{source.name}: a finding failed its check: {error}")
                status = max(status, CHECK_FAILED)
                continue
            looks.append(seen)
            progress.advance()
            with progress.aside():
                _print(seen, settings, as_json=as_json, first=len(looks) == 1, drawn=in_terminal)
                status = max(status, _judge(seen))
    if looks:
        wanted.write(looks)
    if not as_json and looks:
        from minimesa.cli import inspection_text, render  # noqa: PLC0415 - rich is slow to import

        render.show(inspection_text.ending(looks))
    return status


def _with_reference(source: Source, structure: Structure) -> list[Source]:
    """Return a circuit and the reference search circuit of its problem."""
    if source.problem is None:
        raise InputError("--with-reference needs a problem; give --problem", file=source.name)
    return [source, reference_source(source.problem, source.basis, structure, 0, 0)]


def _print(seen: Look, settings: Options, *, as_json: bool, first: bool, drawn: bool) -> None:
    if as_json:
        click.echo(json.dumps(seen.to_json(), indent=2 if sys.stdout.isatty() else None))
    else:
        from minimesa.cli import inspection_text, render  # noqa: PLC0415 - rich is slow to import

        if not first:
            click.echo()
        drawing = inspect_drawing.text_drawing(seen.inspection) if drawn else []
        render.show(inspection_text.describe_look(seen, settings, drawing))
    sys.stdout.flush()


def _judge(seen: Look) -> int:
    """Return the status of an inspection; say on stderr why it is not `DONE`."""
    status = DONE
    name = seen.source.name
    for definition, found in seen.inspection.searches:
        if found.notes and not found.findings:
            warn(f"{name}: {definition} is undecided: {'; '.join(found.notes)}")
            status = UNDECIDED
    if seen.inspection.correct is False:
        warn(f"{name}: does not solve {label(seen.problem_name)}: {seen.inspection.mistake}")
        status = max(status, CHECK_FAILED)
    return status
