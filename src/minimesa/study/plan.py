"""Plans: TOML files that say which problems, bases, objectives and definitions a study covers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from minimesa import basis as bases
from minimesa import toml_files
from minimesa.analysis import registry
from minimesa.analysis.finding import VARIANTS
from minimesa.data import data_directory
from minimesa.errors import InputError
from minimesa.pricing.requirement import REQUIREMENTS
from minimesa.problems import library
from minimesa.study import classes
from minimesa.study.task import Limits, Question, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from minimesa.basis import Basis
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Objective

OBJECTIVES = ("size", "depth,size")
KEYS = {
    "title", "problems", "bases", "objectives", "slack", "limits", "definitions", "prices",
    "priced",
}  # fmt: skip
QUESTION_KEYS = {
    "names", "variants", "candidates", "evaluator_gates", "score_bits", "default", "reachable",
}  # fmt: skip
MOST_SCORE_BITS = 8


@dataclass(frozen=True)
class Plan:
    """A study.

    Attributes:
        name: its name, from its file.
        title: what it asks, for people.
        tasks: what is to be done, in order.
        limits: of each task.

    """

    name: str
    title: str
    tasks: tuple[Task, ...]
    limits: Limits


def suites() -> list[str]:
    """Return the names of the plans that ship with minimesa, ascending."""
    return sorted(path.stem for path in (data_directory("problems") / "suites").glob("*.toml"))


def load_suite(name: str) -> Plan:
    """Return a shipped plan by name.

    Raises:
        InputError: there is none.

    """
    if name not in suites():
        raise InputError(f"unknown suite {name!r}; choose {', '.join(suites())}")
    return load(data_directory("problems") / "suites" / f"{name}.toml")


def load(path: Path) -> Plan:
    """Read a plan.

    Raises:
        InputError: the file is missing, is no TOML, or is no plan.

    """
    file = str(path)
    data = toml_files.read(path, "the plan")
    try:
        return plan_from(path.stem, data, path.parent)
    except InputError as error:
        raise InputError(error.message, file=error.file or file, line=error.line) from error


def plan_from(name: str, data: dict[str, Any], folder: Path = Path()) -> Plan:
    """Return the plan that a TOML table says; files that it names are in ``folder``.

    Raises:
        InputError: an unknown key or a value that makes no sense.

    """
    if unknown := sorted(set(data) - KEYS):
        raise InputError(f"unknown key {unknown[0]!r} in a plan; known: {', '.join(sorted(KEYS))}")
    entries = _texts(data, "problems", [])
    priced = _texts(data, "priced", entries)
    if unknown := sorted(set(priced) - set(entries)):
        raise InputError(f"priced names {unknown[0]!r}, which is not among the problems")
    problems = [(p, text in priced) for text in entries for p in _problems(text, folder)]
    if not problems:
        raise InputError("a plan needs problems")
    chosen = [_basis(text, folder) for text in _texts(data, "bases", ["b2"])]
    return assemble(name, data, problems, chosen)


def assemble(
    name: str,
    data: dict[str, Any],
    problems: Iterable[tuple[Problem, bool]],
    chosen: Iterable[Basis],
) -> Plan:
    """Return the plan that a table says of given problems and bases.

    Args:
        name: what to call it.
        data: the table; ``problems``, ``bases`` and ``priced`` in it are not read.
        problems: the problems, each with whether its prices are asked for.
        chosen: the bases.

    Raises:
        InputError: a value that makes no sense.

    """
    objectives = _texts(data, "objectives", ["size"])
    for objective in objectives:
        if objective not in OBJECTIVES:
            raise InputError(
                f"objective {objective!r}; a study lists circuits by size or depth,size"
            )
    slacks = _numbers(data, "slack", [0], 0, 4)
    questions = tuple(
        dict.fromkeys(q for entry in data.get("definitions", []) for q in _questions(entry))
    )
    prices = _texts(data, "prices", [])
    for requirement in prices:
        if requirement not in REQUIREMENTS:
            raise InputError(f"price {requirement!r}; choose {', '.join(REQUIREMENTS)}")
    tasks: list[Task] = []
    for (problem, has_price), basis, objective in product(problems, chosen, objectives):
        goal = cast("Objective", objective)
        asked = tuple(
            q
            for q in questions
            if problem.utility is not None or not registry.get(q.definition).needs_utility
        )
        tasks.extend(Task(problem, basis, goal, slack, asked) for slack in slacks if asked)
        tasks.extend(
            Task(problem, basis, goal, requirement=requirement)
            for requirement in prices
            if has_price
            if problem.utility is not None or not registry.get(requirement).needs_utility
        )
    unique: dict[str, Task] = {}
    for task in tasks:  # equal problems under two names are one
        unique.setdefault(task.identity, task)
    return Plan(name, str(data.get("title", name)), tuple(unique.values()), _limits(data))


def asking(
    *,
    definitions: Sequence[str] | None = None,
    variants: Sequence[str] = ("p",),
    candidates: Sequence[int] = (2,),
    evaluator_gates: Sequence[int] = (1, 2, 3),
    score_bits: Sequence[int] = (1,),
    default: bool = False,
    reachable: bool = False,
    objectives: Sequence[str] = ("size",),
    slack: Sequence[int] = (0,),
    prices: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the table of a plan that asks by all combinations of these, without its problems.

    Args:
        definitions: names; None for all there are.
        variants: how candidates may differ.
        candidates: how many of them are compared.
        evaluator_gates: how many gates an evaluator needs at least.
        score_bits: how many bits a score has.
        default: ask also with a default for the worst scores.
        reachable: ask also of the scores that occur alone.
        objectives: what is minimised.
        slack: look also into circuits with up to so many more gates.
        prices: what being a search by these definitions costs.

    """
    names = [definition.name for definition in registry.DEFINITIONS]
    return {
        "title": "Are minimal circuits searches?",
        "objectives": list(objectives),
        "slack": list(slack),
        "prices": list(prices),
        "definitions": [
            {
                "names": names if definitions is None else list(definitions),
                "variants": list(variants),
                "candidates": list(candidates),
                "evaluator_gates": list(evaluator_gates),
                "score_bits": list(score_bits),
                "default": [False, True] if default else [False],
                "reachable": [False, True] if reachable else [False],
            }
        ],
    }


def _basis(text: str, folder: Path) -> Basis:
    """Return a built-in basis, or one from a file."""
    return bases.load(folder / text) if text.endswith(".toml") else bases.get(text)


def _problems(text: str, folder: Path) -> Iterator[Problem]:
    """Yield the problems of an entry, which may be classes (`minimesa.study.classes`).

    A file is looked for beside the plan first.
    """
    if text.startswith(classes.PREFIX):
        yield from classes.problems(text)
        return
    beside = folder / text
    is_file = beside.suffix and beside.is_file()
    yield from library.find_problems(str(beside) if is_file else text)


def _questions(entry: dict[str, Any]) -> Iterator[Question]:
    """Yield the questions of one ``[[definitions]]`` table: all combinations of its lists."""
    if unknown := sorted(set(entry) - QUESTION_KEYS):
        raise InputError(f"unknown key {unknown[0]!r} in [[definitions]]")
    variants = _texts(entry, "variants", ["p"])
    for variant in variants:
        if variant not in VARIANTS:
            raise InputError(f"variant {variant!r}; choose {', '.join(VARIANTS)}")
    for name in _texts(entry, "names", []):
        if registry.get(name).needs_utility:
            yield Question(name)
            continue
        chooses = name != "replicated"
        for variant, bits, k, m, default, reachable in product(
            variants,
            _numbers(entry, "score_bits", [1], 1, MOST_SCORE_BITS),
            _numbers(entry, "candidates", [2], 2, 4),
            _numbers(entry, "evaluator_gates", [2], 1, 9),
            _flags(entry, "default") if chooses else [False],
            _flags(entry, "reachable") if chooses else [False],
        ):
            yield Question(name, variant, k, m, default, reachable, bits)


def _flags(entry: dict[str, Any], key: str) -> list[bool]:
    values = entry.get(key, [False])
    if not isinstance(values, list) or not values or any(type(v) is not bool for v in values):
        raise InputError(f"{key} must be a list of true and false, not {values!r}")
    return values


def _texts(data: dict[str, Any], key: str, default: list[str]) -> list[str]:
    values = data.get(key, default)
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise InputError(f"{key} must be a list of texts, not {values!r}")
    return values


def _numbers(data: dict[str, Any], key: str, default: list[int], low: int, high: int) -> list[int]:
    values = data.get(key, default)
    if (
        not isinstance(values, list)
        or not values
        or any(type(v) is not int or not low <= v <= high for v in values)
    ):
        raise InputError(f"{key} must be a list of numbers from {low} to {high}, not {values!r}")
    return values


def _limits(data: dict[str, Any]) -> Limits:
    entry = data.get("limits", {})
    if not isinstance(entry, dict) or (
        unknown := sorted(set(entry) - {"seconds", "memory", "circuits"})
    ):
        raise InputError(f"limits must hold seconds, memory, circuits, not {unknown}")
    for key, value in entry.items():
        if type(value) not in (int, float) or value <= 0:
            raise InputError(f"limits: {key} must be a positive number, not {value!r}")
    return Limits(
        entry.get("seconds"),
        None if "memory" not in entry else int(entry["memory"]),
        None if "circuits" not in entry else int(entry["circuits"]),
    )


def _is_plan(path: Path) -> bool:
    try:
        return "problems" in toml_files.read(path, "the plan")
    except InputError:
        return False


def find_plan(argument: str) -> Plan | None:
    """Return the plan that an argument of ``check`` names: a file with problems, or a suite."""
    path = Path(argument)
    if path.suffix == ".toml" and path.is_file():
        # Anything else in TOML is a problem, whose loader says what is wrong with it.
        return load(path) if _is_plan(path) else None
    return load_suite(argument) if argument in suites() else None
