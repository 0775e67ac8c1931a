"""The problem library as text for people."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from rich.text import Text

from minimesa.wording import label, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.problems.loader import Outline
    from minimesa.problems.parameters import Parameter
    from minimesa.problems.problem import Problem


def listing(outlines: Sequence[Outline]) -> list[Text]:
    """Return a line for each problem: name, title, and the parameters of a family."""
    width = max((len(outline.name) for outline in outlines), default=0)
    lines = []
    for outline in outlines:
        line = Text(plain(outline.name).ljust(width), style="bold")
        line.append(f"  {plain(outline.title)}", style="not bold")
        if outline.parameters:
            defaults = ",".join(f"{p.name}={p.default}" for p in outline.parameters.values())
            line.append(f"  :{defaults}", style="dim not bold")
        lines.append(line)
    return lines


def describe(problem: Problem, outline: Outline | None) -> list[Text]:
    """Return what there is to say about one problem.

    Args:
        problem: the problem.
        outline: that of its family in the library, if it is from there.

    """
    relation, utility = problem.relation, problem.utility
    lines = [Text(label(problem.name), style="bold")]
    lines[0].append(f"  {plain(problem.title)}", style="not bold")
    width = min(100, shutil.get_terminal_size().columns)
    for paragraph in problem.description.splitlines():
        indented = textwrap.wrap(plain(paragraph), width - 2)
        lines.extend(Text(f"  {line}", style="dim") for line in indented)
    if outline is not None and outline.parameters:
        ranges = [_range(p, dict(problem.parameters)) for p in outline.parameters.values()]
        lines.append(_field("parameters", "; ".join(ranges)))
    lines.append(_field("inputs", _words(problem.input_words, relation.inputs)))
    lines.append(_field("outputs", _words(problem.output_words, relation.outputs)))
    kind = "function" if relation.is_function() else "relation: some rows accept several words"
    if utility is not None:
        kind += f", from a utility to {'maximize' if utility.maximize else 'minimize'}"
    lines.append(_field("kind", kind))
    rows = f"{len(relation.rows)} of {1 << len(relation.inputs)} matter"
    lines.append(_field("rows", rows + (", weighted" if relation.weights is not None else "")))
    if (row := relation.infeasible_row()) is not None:
        lines.append(_field("infeasible", f"row {row} accepts no output"))
    for known in problem.known:
        text = f"{known.objective} {known.value} over {known.basis}: {plain(known.source)}"
        lines.append(_field("known", text))
    return lines


def _field(name: str, text: str) -> Text:
    line = Text(f"  {name:<11}", style="cyan")
    line.append(text, style="default")
    return line


def _words(words: Iterable[tuple[str, int]], bits: Sequence[str]) -> str:
    """Return words with their widths, or the names of the bits where there are no words."""
    named = [f"{plain(name)} ({width} bit{'s' * (width > 1)})" for name, width in words]
    return ", ".join(named or map(plain, bits))


def _range(parameter: Parameter, values: dict[str, int | str]) -> str:
    text = f"{parameter.name} = {values[parameter.name]}"
    if parameter.choices:
        return f"{text} (one of {', '.join(map(str, parameter.choices))})"
    if parameter.least is not None and parameter.most is not None:
        return f"{text} ({parameter.least} to {parameter.most})"
    return text
