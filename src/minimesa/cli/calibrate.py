"""``minimesa calibrate``."""

from __future__ import annotations

import json
import sys
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minimesa.analysis import registry
from minimesa.analysis.finding import VARIANTS
from minimesa.cli import calibration_plot, options
from minimesa.cli.application import warn
from minimesa.cli.definitions import DefinitionType
from minimesa.cli.definitions import names as definition_names
from minimesa.cli.progress import Progress
from minimesa.controls.calibration import Setting, run
from minimesa.controls.population import Plan

if TYPE_CHECKING:
    from minimesa.analysis.finding import Variant
    from minimesa.basis import Basis

DEFAULT_PROBLEMS = (
    "second-pair-better",
    "best-pair",
    "reply-min",
    "open-path",
    "nearest-codeword",
)
"""Small problems of selection, of a game, of planning and of decoding."""

EXAMPLES = """\b
Examples:
  minimesa calibrate best-pair --definition selecting,mediated -m 1 --planted 0
  minimesa calibrate second-pair-better --rewrites 1 --planted 1 -d declared-all --json
"""


@click.command("calibrate", epilog=EXAMPLES)
@options.problems_argument(required=False)
@options.inputs_option
@options.basis_option
@click.option(
    "--definition",
    "-d",
    "names",
    multiple=True,
    type=DefinitionType(),
    metavar="NAME[,NAME...]",
    help="What to search for, as `minimesa definitions` lists it; may be repeated. Default: all.",
)
@click.option(
    "--candidates",
    "-k",
    multiple=True,
    type=click.IntRange(2, 16),
    default=(2,),
    show_default=True,
    help="How many candidates are scored; may be repeated.",
)
@click.option(
    "--evaluator-gates",
    "-m",
    multiple=True,
    type=click.IntRange(0, 1000),
    default=(1, 2, 3),
    show_default=True,
    help="Least size of the evaluator; may be repeated.",
)
@click.option(
    "--score-bits",
    multiple=True,
    type=click.IntRange(1, 8),
    default=(1,),
    show_default=True,
    help="Bits of a score; may be repeated.",
)
@click.option(
    "--variant",
    "variants",
    multiple=True,
    type=click.Choice(VARIANTS),
    default=("p",),
    show_default=True,
    help="How candidates may differ; may be repeated.",
)
@click.option(
    "--default", "default", is_flag=True, help="If all scores are worst, any word will do."
)
@click.option("--reachable", is_flag=True, help="Ask only about scores that occur together.")
@click.option(
    "--rewrites",
    type=click.IntRange(0, 100),
    default=Plan.rewrites,
    show_default=True,
    help="Rewritten versions of each reference circuit.",
)
@click.option(
    "--moves",
    type=click.IntRange(0, 10_000),
    default=Plan.moves,
    show_default=True,
    help="Random rewrites in each version.",
)
@click.option(
    "--randoms",
    type=click.IntRange(0, 100),
    default=Plan.randoms,
    show_default=True,
    help="Random circuits matched with each reference circuit in inputs, outputs, gates and depth.",
)
@click.option(
    "--planted",
    type=click.IntRange(0, 100),
    default=Plan.planted,
    show_default=True,
    help="Further problems with a planted evaluator, for each of its sizes; 0 for none.",
)
@click.option(
    "--most-inputs",
    type=click.IntRange(1, 16),
    default=Plan.most_inputs,
    show_default=True,
    help="Problems of more inputs are left out.",
)
@click.option(
    "--most-gates",
    type=click.IntRange(1, 1000),
    default=Plan.most_gates,
    show_default=True,
    help="Controls of more gates are left out.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=Plan.seed,
    show_default=True,
    metavar="K",
    help="What all randomness comes from.",
)
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Draw the rates (.png .svg .pdf); needs matplotlib: pip install 'minimesa[report]'.",
)
@options.json_option
def command(
    arguments: tuple[str, ...],
    inputs: int | None,
    basis: Basis,
    names: tuple[str, ...],
    candidates: tuple[int, ...],
    evaluator_gates: tuple[int, ...],
    score_bits: tuple[int, ...],
    variants: tuple[Variant, ...],
    default: bool,
    reachable: bool,
    rewrites: int,
    moves: int,
    randoms: int,
    planted: int,
    most_inputs: int,
    most_gates: int,
    seed: int,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Measure how often each definition fires on circuits of which it is known what they are.

    From every PROBLEM with a utility (default: five small ones), and from problems made for the
    purpose, come searches (reference circuits, plain, rewritten, and minimised with their scores
    kept) and circuits that do not search: tables (minterms, decision trees, BDDs), parity, adders
    and sorters, and matched random circuits. The rates come with Wilson's 95 % intervals.
    """
    if plot is not None:
        calibration_plot.check(plot)
    settings = [
        setting
        for name in definition_names(*names) or [d.name for d in registry.DEFINITIONS]
        for setting in _settings(
            name,
            list(product(variants, candidates, evaluator_gates, score_bits)),
            default=default,
            reachable=reachable,
        )
    ]
    plan = Plan(
        most_inputs=most_inputs,
        most_gates=most_gates,
        rewrites=rewrites,
        moves=moves,
        randoms=randoms,
        seed=seed,
        planted=planted,
    )
    problems = options.read_problems(arguments or DEFAULT_PROBLEMS, inputs)
    with Progress(1) as progress:
        progress.say("making the controls")
        report = run(
            problems,
            basis,
            plan,
            settings,
            lambda done, total: progress.say(f"{done} of {total} controls looked into"),
        )
    for problem in problems:
        if problem.utility is None:
            warn(f"{problem.name} is left out: it declares no objective")
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        click.echo(json.dumps(report.to_json(), indent=indent))
    else:
        from minimesa.cli import calibration_text, render  # noqa: PLC0415 - rich is slow to import

        render.show(calibration_text.describe(report))
    if plot is not None:
        calibration_plot.draw(report, plot)


def _settings(
    name: str,
    thresholds: list[tuple[Variant, int, int, int]],
    *,
    default: bool,
    reachable: bool,
) -> list[Setting]:
    """Return a definition with every threshold that it reads, each once."""
    reads = registry.get(name).parameters
    if "candidates" not in reads:
        return [Setting(name)]
    return list(
        dict.fromkeys(
            Setting(
                name,
                variant,
                k,
                m,
                b,
                default=default and "default" in reads,
                reachable=reachable and "reachable" in reads,
            )
            for variant, k, m, b in thresholds
        )
    )
