"""What ``inspect`` draws: in the terminal, as an SVG file, as a page to play with."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from minimesa.analysis import declared, mediated, replicated, selecting
from minimesa.circuit import equations
from minimesa.cli.finding_words import describe, grouped
from minimesa.cli.formulas import formula_text, short_table
from minimesa.errors import InputError
from minimesa.truth_tables import support
from minimesa.wording import count, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.text import Text

    from minimesa.analysis.finding import Finding
    from minimesa.analysis.inspect import Inspection
    from minimesa.cli.looking import Look
    from minimesa.drawing.marks import Marks
    from minimesa.drawing.page import Panel, WireText

MOST_SIDE_BY_SIDE = 2
_MOST_SUPPORT = 5
"""Functions of more inputs are shown as tables: a formula takes too long to find."""
_MOST_RELATION_BITS = 16
"""Inputs and outputs of a relation that is put on the page."""
_MOST_FINDINGS = 100
"""Findings that can be stepped through."""
_STRONGEST_FIRST = (
    mediated.NAME,
    selecting.DEFINITION.name,
    declared.ALL.name,
    declared.LEAN.name,
    declared.COMPARISONS.name,
    replicated.DEFINITION.name,
)
"""Definitions by what they ask; to be replicated alone is weak evidence."""
_INDENT = "    "
_STYLES = {"evaluator": "blue", "score": "bold red", "selection": "magenta"}
_Command = TypeVar("_Command", bound="Callable[..., object]")


@dataclass(frozen=True)
class Wanted:
    """What is to be drawn.

    Attributes:
        svg: the file for a schematic.
        html: the file for a page.

    """

    svg: Path | None
    html: Path | None

    def check(self, circuits: int) -> None:
        """Check before anything is searched that so many circuits can be drawn.

        Raises:
            click.UsageError: there are too many.

        """
        if self.svg is not None and circuits > 1:
            raise click.UsageError(f"--svg draws one circuit; there are {circuits}")
        if self.html is not None and circuits > MOST_SIDE_BY_SIDE:
            raise click.UsageError(
                f"--html shows {MOST_SIDE_BY_SIDE} circuits side by side; there are {circuits}"
            )

    def write(self, looks: Sequence[Look]) -> None:
        """Write the files.

        Raises:
            InputError: a circuit is too large to be drawn, or a file cannot be written.

        """
        from minimesa.formats.output import emit  # noqa: PLC0415 - rarely needed

        if self.svg is not None:
            from minimesa.drawing.svg import to_svg  # noqa: PLC0415

            inspection = looks[0].inspection
            emit(to_svg(inspection.subject.circuit, _marks(inspection)), self.svg)
        if self.html is not None:
            from minimesa.drawing.page import to_page  # noqa: PLC0415

            title = " and ".join(label(seen.source.name) for seen in looks)
            emit(to_page(title, [_panel(seen) for seen in looks]), self.html)


def options(command: _Command) -> _Command:
    """Add the options that draw."""
    for option in (
        click.option(
            "--html",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Write a page on which inputs are set, wires forced, and findings stepped "
            "through; two circuits stand side by side.",
        ),
        click.option(
            "--svg",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Draw the circuit as a schematic, with the strongest finding marked.",
        ),
        click.option(
            "--draw",
            "in_terminal",
            is_flag=True,
            help="Draw the circuit with letters, with the strongest finding marked.",
        ),
    ):
        command = option(command)
    return command


def strongest(inspection: Inspection) -> Finding | None:
    """Return the finding that a drawing shows, of the definition that asks most."""
    found = [finding for _, search in inspection.searches for finding in search.findings]
    return min(found, key=_weakness, default=None)


def _weakness(finding: Finding) -> int:
    return _STRONGEST_FIRST.index(finding.definition)


def text_drawing(inspection: Inspection) -> list[Text]:
    """Return a drawing with letters, and what its marks mean; or why there is none."""
    from rich.text import Text  # noqa: PLC0415 - slow to import

    from minimesa.drawing.text import to_text  # noqa: PLC0415

    marks = _marks(inspection)
    try:
        rows = to_text(inspection.subject.circuit, marks, plain=not _shows_lines())
    except InputError as error:
        return [Text(f"{_INDENT}not drawn: {error.message}", style="yellow")]
    width = max(sum(len(text) for text, _ in row) for row in rows) + len(_INDENT)
    if sys.stdout.isatty() and width > shutil.get_terminal_size().columns:
        text = f"{_INDENT}not drawn: {width} letters wide; widen the terminal, or use --svg"
        return [Text(text, style="yellow")]
    lines = []
    for row in rows:
        line = Text(_INDENT)
        for text, part in row:
            line.append(text, style=_STYLES.get(part, ""))
        line.rstrip()
        lines.append(line)
    wide = max((len(badge) for _, badge, _ in marks.legend), default=0)
    for role, badge, meaning in marks.legend:
        line = Text(_INDENT)
        line.append(f"{badge:<{wide}}", style=_STYLES[role])
        line.append(f"  {meaning}", style="dim")
        lines.append(line)
    return lines


def _shows_lines() -> bool:
    """Tell whether standard output can show the letters of which lines are made."""
    try:
        "│─…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _marks(inspection: Inspection) -> Marks:
    from minimesa.drawing.marks import NOTHING, marks_of  # noqa: PLC0415 - rarely needed

    finding = strongest(inspection)
    return NOTHING if finding is None else marks_of(finding, inspection.subject.circuit)


def _panel(seen: Look) -> Panel:
    """Return what the page shows of a circuit."""
    from minimesa.drawing.marks import marks_of  # noqa: PLC0415 - rarely needed
    from minimesa.drawing.page import Panel, Shown  # noqa: PLC0415

    inspection = seen.inspection
    circuit = inspection.subject.circuit
    groups = sorted(
        grouped(found for _, found in inspection.searches), key=lambda group: _weakness(group[1])
    )
    shown = tuple(
        Shown(", ".join(names), describe(finding, circuit), marks_of(finding, circuit))
        for names, finding in groups[:_MOST_FINDINGS]
    )
    inputs, outputs = count(len(circuit.inputs), "inputs"), count(len(circuit.outputs), "outputs")
    size = f"{count(circuit.size, 'gates')}, depth {circuit.depth}"
    facts = [f"{size}; {inputs}, {outputs}; over {seen.source.basis.name}"]
    if inspection.correct is not None:
        verb = "solves" if inspection.correct else "does not solve"
        facts.append(f"{verb} {label(seen.problem_name)}")
    if len(groups) > len(shown):
        facts.append(f"{len(shown)} of {len(groups)} findings are on this page; --json has all")
    facts += [seen.note] if seen.note else []
    return Panel(
        seen.source.name,
        tuple(facts),
        circuit,
        inspection.subject.care,
        _allowed(seen),
        tuple(_wires(inspection)),
        shown,
    )


def _allowed(seen: Look) -> tuple[int, ...]:
    """Return the words that are accepted at each row, where they are known and few enough."""
    if seen.source.problem is None:
        return ()
    relation = seen.source.problem.relation
    bits = len(relation.inputs) + len(relation.outputs)
    return relation.allowed if bits <= _MOST_RELATION_BITS else ()


def _wires(inspection: Inspection) -> Iterator[WireText]:
    """Yield what is said of each input and gate."""
    from minimesa.drawing.page import WireText  # noqa: PLC0415 - rarely needed

    circuit, n = inspection.subject.circuit, inspection.subject.n
    definitions = [""] * n + [text for _, text in equations(circuit)]
    for wire, table in enumerate(circuit.tables):
        inputs = support(table, n)
        small = short_table(table, inputs, n)
        names = tuple(circuit.inputs[i] for i in inputs)
        said = f"{small} of ({', '.join(names)})"
        if not inputs:
            said = f"{table & 1} always"
        elif len(inputs) <= _MOST_SUPPORT:
            said = formula_text(table, circuit.inputs)
        level = 0 if wire < n else circuit.levels[wire - n]
        yield WireText(definitions[wire], said, short_table(table, range(n), n), names, level)
