"""``minimesa check``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from minimesa.analysis.finding import VARIANTS
from minimesa.analysis.registry import DEFINITIONS
from minimesa.cli import options
from minimesa.cli.application import warn
from minimesa.cli.check_progress import CheckProgress
from minimesa.cli.statuses import DONE, INTERRUPTED, UNDECIDED
from minimesa.errors import InputError
from minimesa.pricing.requirement import REQUIREMENTS
from minimesa.solvers import profiles
from minimesa.study import plan as plans
from minimesa.study.results import outcomes
from minimesa.study.run import cores, pending, run
from minimesa.study.split import run_split
from minimesa.study.store import Store
from minimesa.study.task import Limits
from minimesa.wording import label, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.study.plan import Plan
    from minimesa.study.results import Outcome
    from minimesa.study.task import Task

MOST_WARNINGS = 10
"""Undecided tasks that are named; the others are counted."""
_PLANNED = (
    "bases", "objectives", "definitions", "variants", "candidates", "evaluator_gates",
    "score_bits", "default", "reachable", "slack", "prices",
)  # fmt: skip
"""Options that say what a plan says."""

EXAMPLES = """\b
Examples:
  minimesa check quick --dry-run
  minimesa check best-pair reply-min
  minimesa check 0x6 0x8 --definition selecting,mediated --evaluator-gates 1,2 --basis b2,aig
  minimesa check best-pair --price declared-all,declared-lean --time-limit 60 --json
  minimesa check open-path --definition selecting --split --workers 2
"""


class PlanOrProblemType(options.ProblemType):
    """A suite, a plan, or a PROBLEM."""

    name = "plan, suite or problem"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete suites, and what a problem may be."""
        try:
            names = plans.suites()
        except InputError:
            names = []
        suites = [
            CompletionItem(name, help="suite") for name in names if name.startswith(incomplete)
        ]
        return [*suites, *super().shell_complete(ctx, param, incomplete)]


class Listed(click.ParamType[list[str]]):
    """Words with commas between them, each one of some known words where those are given."""

    name = "list"

    def __init__(self, known: Sequence[str] = ()) -> None:
        self._known = known

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> list[str]:
        """Return the words."""
        if isinstance(value, list):
            return value
        words = [word.strip() for word in str(value).split(",")]
        for word in words:
            if self._known and word not in self._known:
                self.fail(f"{word!r} is not one of {', '.join(self._known)}", param, ctx)
        return words


class Numbers(click.ParamType[list[int]]):
    """Numbers with commas between them."""

    name = "numbers"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> list[int]:
        """Return the numbers."""
        if isinstance(value, list):
            return value
        words = [word.strip() for word in str(value).split(",")]
        if not all(word.isdecimal() and len(word) < 4 for word in words):
            self.fail(f"{value!r} is no list of numbers such as 1,2,3", param, ctx)
        return [int(word) for word in words]


@click.command("check", epilog=EXAMPLES)
@click.argument(
    "arguments",
    metavar="PLAN|SUITE|PROBLEM...",
    nargs=-1,
    required=True,
    type=PlanOrProblemType(),
)
@click.option(
    "--store",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The SQLite file that keeps the results.  [default: ./minimesa-NAME.sqlite, NAME being "
    "that of the plan or suite, else 'check']",
)
@click.option(
    "--workers",
    "-w",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Processes that work side by side.  [default: one for each core]",
)
@click.option(
    "--time-limit",
    "-t",
    type=options.Seconds(),
    metavar="SECONDS",
    help="Wall-clock time for each task; beyond it the task stays open.",
)
@click.option(
    "--memory-limit",
    type=click.IntRange(1, 1 << 24),
    metavar="MIB",
    help="Memory for each task and for each solver call in it, in MiB (Linux); beyond it the task "
    "stays open.",
)
@click.option(
    "--most-circuits",
    type=click.IntRange(1, 10**9),
    metavar="N",
    help="List at most so many minimal circuits of a problem; with more of them it stays open.",
)
@click.option(
    "--retry-open",
    is_flag=True,
    help="Try again what is open and was only tried within smaller limits.",
)
@click.option(
    "--dask",
    "cluster",
    metavar="ADDRESS",
    help="Send the tasks to the Dask scheduler at HOST:PORT; minimesa[dask] is needed there too.",
)
@click.option(
    "--split",
    is_flag=True,
    help="Share each task among all workers, for a few hard tasks: each question becomes formulas, "
    "and each formula that takes long is split into cases. Circuits are not listed.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--solver",
    "-s",
    type=options.SolverType(),
    default=profiles.DEFAULT_PROFILE,
    show_default=True,
    metavar="NAME",
    help=f"A solver profile: {', '.join(profiles.names())}.",
)
@click.option(
    "--basis",
    "-b",
    "bases",
    type=Listed(),
    default=options.DEFAULT_BASIS,
    show_default=True,
    metavar="NAME,...",
    help="What a gate may be.",
)
@click.option(
    "--objective",
    "-o",
    "objectives",
    multiple=True,
    type=click.Choice(plans.OBJECTIVES),
    default=["size"],
    show_default=True,
    help="What is minimised; may be repeated.",
)
@click.option(
    "--definition",
    "-d",
    "definitions",
    type=Listed([definition.name for definition in DEFINITIONS]),
    default=",".join(definition.name for definition in DEFINITIONS),
    show_default=True,
    metavar="NAME,...",
    help="What counts as a search.",
)
@click.option(
    "--variant",
    "variants",
    type=Listed(VARIANTS),
    default="p",
    show_default=True,
    metavar="NAME,...",
    help="How candidates may differ: p, np, structural.",
)
@click.option(
    "--candidates",
    "-k",
    type=Numbers(),
    default="2",
    show_default=True,
    metavar="K,...",
    help="How many candidates are compared.",
)
@click.option(
    "--evaluator-gates",
    "-m",
    type=Numbers(),
    default="1,2,3",
    show_default=True,
    metavar="M,...",
    help="How many gates an evaluator needs at least.",
)
@click.option(
    "--score-bits",
    type=Numbers(),
    default="1",
    show_default=True,
    metavar="B,...",
    help="How many bits a score has.",
)
@click.option("--default", is_flag=True, help="Ask also with a default for the worst scores.")
@click.option("--reachable", is_flag=True, help="Ask also of the scores that occur alone.")
@click.option(
    "--slack",
    type=Numbers(),
    default="0",
    show_default=True,
    metavar="S,...",
    help="Look also into circuits with up to so many more gates.",
)
@click.option(
    "--price",
    "prices",
    type=Listed(REQUIREMENTS),
    metavar="NAME,...",
    help="What being a search by these definitions costs.",
)
@options.json_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    arguments: tuple[str, ...],
    file: Path | None,
    workers: int | None,
    time_limit: float | None,
    memory_limit: int | None,
    most_circuits: int | None,
    retry_open: bool,
    cluster: str | None,
    split: bool,
    dry_run: bool,
    as_json: bool,
    solver: profiles.Profile,
    **asked: Any,  # noqa: ANN401 - the options in `_PLANNED`
) -> int:
    """Check whether minimal circuits are searches, for many problems, resumably.

    A SUITE is a plan that ships with minimesa: quick, paper, four-inputs, optimisation. A PLAN is a
    TOML file that says which problems, bases, objectives and definitions to check. Otherwise name
    PROBLEMs, and say the rest by options.

    Results are kept in a store as they come: whatever ends this command, the same command goes on
    from there, and does nothing where all is decided.
    """
    explicit = [
        name for name in _PLANNED if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    plan = _plan(arguments, asked, explicit)
    limits = Limits(
        time_limit or plan.limits.seconds,
        memory_limit or plan.limits.memory,
        most_circuits or plan.limits.circuits,
    )
    if not plan.tasks:
        raise InputError(f"{plan.name} asks nothing: its definitions need problems with a utility")
    path = file or Path(f"minimesa-{plan.name}.sqlite")
    if dry_run:
        return _dry_run(plan, path, limits, retry_open=retry_open)
    interrupted = False
    with Store(path) as store:
        todo = pending(plan.tasks, store, limits, retry_open=retry_open)
        with CheckProgress(len(todo)) as progress:
            try:
                (run_split if split else run)(
                    todo,
                    store,
                    limits,
                    solver,
                    workers=workers or cores(),
                    total=len(plan.tasks),
                    report=progress.report,
                    cluster=cluster,
                )
            except KeyboardInterrupt:
                interrupted = True
        known = outcomes(plan.tasks, store)
    _print(plan, known, path, as_json=as_json)
    undecided = [outcome for outcome in known if outcome.outcome != "done"]
    if interrupted:
        warn(f"interrupted; {len(undecided)} tasks are left, and the same command does them")
        return INTERRUPTED
    _explain(undecided, todo, limits, retry_open=retry_open)
    return UNDECIDED if undecided else DONE


def _plan(arguments: tuple[str, ...], asked: dict[str, Any], explicit: list[str]) -> Plan:
    """Return the plan that the arguments name, or make one for problems."""
    found = [plans.find_plan(argument) for argument in arguments]
    if found[0] is not None and len(found) == 1:
        if explicit:
            name = explicit[0].replace("_", "-")
            raise click.UsageError(f"the plan says which {name} to check; make another plan")
        return found[0]
    if any(plan is not None for plan in found):
        raise click.UsageError("name one plan or suite alone, or any number of problems")
    bases = asked.pop("bases")
    data = plans.asking(**asked | {"prices": asked["prices"] or ()})
    return plans.plan_from("check", data | {"problems": list(arguments), "bases": bases})


def _dry_run(plan: Plan, path: Path, limits: Limits, *, retry_open: bool) -> int:
    """Print what would be done; no store is made."""
    todo: Sequence[Task] = plan.tasks
    if path.exists():
        with Store(path) as store:
            todo = pending(plan.tasks, store, limits, retry_open=retry_open)
    click.echo(f"{len(todo)} of {len(plan.tasks)} tasks to do, into {plain(str(path))}")
    for task in todo:
        click.echo(f"  {describe(task)}")
    return DONE


def describe(task: Task) -> str:
    """Return a task in a line."""
    if task.requirement is not None:
        what = f"price of {task.requirement}"
    else:
        extra = f" and up to {task.slack} gates more" if task.slack else ""
        what = f"all minimal circuits{extra}, {len(task.questions)} questions"
    return f"{label(task.problem.name)}, {task.objective} over {plain(task.basis.name)}: {what}"


def _print(plan: Plan, known: list[Outcome], path: Path, *, as_json: bool) -> None:
    if as_json:
        indent = 2 if sys.stdout.isatty() else None
        for outcome in known:
            click.echo(json.dumps(outcome.to_json(), indent=indent))
    else:
        from minimesa.cli import check_text, render  # noqa: PLC0415 - rich is slow to import

        render.show(check_text.describe_study(plan, known, path))
    sys.stdout.flush()


def _explain(
    undecided: list[Outcome], todo: Sequence[Task], limits: Limits, *, retry_open: bool
) -> None:
    """Say on stderr what is undecided, why, and what would help."""
    for outcome in undecided[:MOST_WARNINGS]:
        warn(f"{describe(outcome.task)}: undecided: {outcome.reason or 'not tried'}")
    if len(undecided) > MOST_WARNINGS:
        warn(f"and {len(undecided) - MOST_WARNINGS} more tasks are undecided")
    if undecided and not todo:
        allowed = "no time limit" if limits.seconds is None else f"{limits.seconds:g} s each"
        hint = "larger limits" if retry_open else "--retry-open and larger limits"
        warn(f"nothing was tried again: they were tried within {allowed}; give {hint}")
