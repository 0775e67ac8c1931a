"""What was seen in a circuit, as text for people."""

from __future__ import annotations

import shutil
import sys
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from rich.text import Text

from minimesa.analysis import registry
from minimesa.circuit import equations
from minimesa.cli.finding_words import describe, grouped
from minimesa.cli.formulas import short_table
from minimesa.truth_tables import support
from minimesa.wording import count, label, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from minimesa.analysis.finding import Findings, Options
    from minimesa.analysis.inspect import Inspection
    from minimesa.circuit import Circuit
    from minimesa.cli.looking import Look

MOST_SHOWN = 8
"""Witnesses that are put into words; JSON has all."""
_MOST_MOTIFS = 10
_BAR = 32
_LONGEST_FORMULA = 26
_LEAST_WIDTH, _MOST_WIDTH = 40, 100


def describe_look(seen: Look, options: Options, drawing: Sequence[Text] = ()) -> list[Text]:
    """Return the lines that ``inspect`` prints of one circuit, with a drawing if there is one."""
    inspection = seen.inspection
    return [
        *_headline(seen),
        *drawing,
        *gate_lines(inspection),
        *_forced_lines(seen),
        *_motif_lines(inspection),
        *_search_lines(inspection, options),
        *_power_lines(inspection),
        *_base_search_lines(seen),
        *_generalisation_lines(seen),
    ]


def ending(looks: Sequence[Look]) -> list[Text]:
    """Return what follows the last circuit: a summary, and the limits of what was searched for."""
    names = dict.fromkeys(name for seen in looks for name, _ in seen.inspection.searches)
    lines = [Text("")]
    if len(looks) > 1:
        lines += _summary([seen.inspection for seen in looks], names)
    return [*lines, *_limit_lines(names)]


def _limit_lines(names: Iterable[str]) -> list[Text]:
    """Return what the definitions with these names do not see, by choice."""
    asked = list(names)
    blind: dict[str, list[str]] = {}
    for name in asked:
        for limit in registry.get(name).limits:
            blind.setdefault(limit, []).append(name)
    parts = [
        limit if len(them) == len(asked) else f"{limit} [{', '.join(them)}]"
        for limit, them in sorted(blind.items(), key=lambda item: -len(item[1]))
    ]
    if not parts:
        return []
    text = f"Not seen, by choice of the definitions: {'; '.join(parts)}."
    return [Text(line, style="dim") for line in _wrap(text, "")]


def _summary(inspections: Sequence[Inspection], names: Iterable[str]) -> list[Text]:
    """Return in how many circuits each definition was found."""
    found = []
    for name in names:
        hits = sum(
            bool(findings.findings)
            for inspection in inspections
            for other, findings in inspection.searches
            if other == name
        )
        found.append(f"{name} in {hits}")
    text = f"{len(inspections)} circuits: {', '.join(found)}" if found else ""
    return [Text(line, style="bold") for line in _wrap(text, "  ", "")]


def _width() -> int:
    return max(_LEAST_WIDTH, min(_MOST_WIDTH, shutil.get_terminal_size().columns))


def _wrap(text: str, indent: str, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        plain(text),
        _width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _section(title: str, about: str = "") -> Text:
    line = Text(f"  {title}", style="cyan")
    if about:
        line.append(f"  {about}", style="dim")
    return line


def _headline(seen: Look) -> list[Text]:
    circuit = seen.inspection.subject.circuit
    lines = [Text(plain(seen.source.name), style="bold")]
    lines.append(
        Text(
            f"  {count(circuit.size, 'gates')}, depth {circuit.depth}; "
            f"{count(len(circuit.inputs), 'inputs')}, {count(len(circuit.outputs), 'outputs')}; "
            f"over {plain(seen.source.basis.name)}"
        )
    )
    lines.extend(Text(part, style="yellow") for part in _wrap(seen.note, "  "))
    if seen.inspection.correct is not None:
        name = label(seen.problem_name)
        line = Text("  ")
        if seen.inspection.correct:
            line.append("solves", style="bold green")
            line.append(f" {name}")
        else:
            line.append("does not solve", style="bold red")
            line.append(f" {name}: {plain(seen.inspection.mistake or '')}")
        lines.append(line)
    return lines


class _Row(NamedTuple):
    level: int
    name: str
    formula: str
    cone: str
    table: int
    inputs: tuple[int, ...]


def gate_lines(seen: Inspection) -> list[Text]:
    """Return the circuit level by level, then its outputs."""
    circuit, n = seen.subject.circuit, seen.subject.n
    texts = [(plain(name), plain(text)) for name, text in equations(circuit)]
    rows = [
        _Row(gate.level, *texts[j], str(gate.cone), gate.table, gate.support)
        for j, gate in enumerate(seen.gates)
    ]
    last = 1 + max(circuit.levels, default=0)
    rows += [
        _Row(last, *texts[circuit.size + o], "", table, support(table, n))
        for o, table in enumerate(circuit.output_tables())
    ]
    rows.sort(key=lambda row: row.level)
    tables = [short_table(row.table, row.inputs, n) for row in rows]
    names = max(len(row.name) for row in rows)
    formulas = min(_LONGEST_FORMULA, max(len(row.formula) for row in rows))
    before = 4 + names + 3 + formulas
    wide = max(map(len, tables))
    lines: list[Text] = []
    level = 0
    for row, table in zip(rows, tables, strict=True):
        if row.level != level:
            level = row.level
            head = Text("  outputs" if level == last else f"  level {level}", style="cyan")
            if not lines:
                head.append(" " * (before - len(head)))
                head.append(f"  cone  {'table':<{wide}}  inputs it depends on", style="dim")
            lines.append(head)
        line = Text("    ")
        line.append(row.name.ljust(names), style="bold cyan" if level == last else "cyan")
        line.append(f" = {row.formula}")
        if len(line) > before:
            lines.append(line)
            line = Text("")
        line.append(" " * (before - len(line)))
        line.append(f"  {row.cone:>4}  {table:<{wide}}", style="dim")
        lines.extend(_with_inputs(line, circuit, row.inputs))
    return lines


def _with_inputs(line: Text, circuit: Circuit, inputs: Sequence[int]) -> list[Text]:
    """Return the line with names of inputs after it, wrapped in their own column."""
    indent = len(line) + 2
    names = " ".join(plain(circuit.inputs[i]) for i in inputs) or "none"
    if len(inputs) == len(circuit.inputs) > 2 and len(names) > _width() - indent:
        names = f"all {len(inputs)}"
    room = max(12, _width() - indent)
    first, *rest = textwrap.wrap(names, room, break_long_words=False) or [""]
    line.append(f"  {first}", style="dim")
    return [line, *(Text(" " * indent + more, style="dim") for more in rest)]


def _forced_lines(seen: Look) -> list[Text]:
    if seen.forced is None:
        return []
    subject = seen.inspection.subject
    circuit, n, care = subject.circuit, subject.n, subject.care
    values = ", ".join(f"{circuit.wire_name(w)} = {v}" for w, v in seen.forced.values.items())
    lines = [Text("  forced ", style="cyan")]
    lines[0].append(plain(values), style="bold")
    width = max(len(plain(o.name)) for o in circuit.outputs)
    for output, before, after in zip(
        circuit.outputs, circuit.output_tables(), seen.forced.tables, strict=True
    ):
        line = Text("    ")
        line.append(plain(output.name).ljust(width), style="bold cyan")
        inputs = support(after, n)
        if inputs:
            names = plain(", ".join(circuit.inputs[i] for i in inputs))
            line.append(f" = {short_table(after, inputs, n)} of ({names})")
        else:
            line.append(f" = {after & 1} always")
        rows = ((before ^ after) & care).bit_count()
        change = f"differs on {rows} of {care.bit_count()} rows" if rows else "as before"
        line.append(f"  {change}", style="bold" if rows else "dim")
        lines.append(line)
    return lines


def _motif_lines(seen: Inspection) -> list[Text]:
    circuit = seen.subject.circuit
    if not seen.motifs:
        return []
    lines = [_section("motifs")]
    width = max(len(motif.kind) for motif in seen.motifs[:_MOST_MOTIFS])
    for motif in seen.motifs[:_MOST_MOTIFS]:
        roots = " ".join(circuit.wire_name(w) for w in motif.roots)
        leaves = " ".join(circuit.wire_name(w) for w in motif.leaves)
        copies = ", the first of them" if motif.kind.startswith("repeated") else ""
        lines.extend(
            Text(part)
            for part in _wrap(
                f"{motif.kind:<{width}}  {roots} from {leaves}{copies}",
                " " * (width + 6),
                "    ",
            )
        )
    if len(seen.motifs) > _MOST_MOTIFS:
        lines.append(Text(f"    and {len(seen.motifs) - _MOST_MOTIFS} more (--json has all)"))
    return lines


def _search_lines(inspection: Inspection, options: Options) -> list[Text]:
    """Return a verdict for each definition, then the witnesses."""
    if not inspection.searches:
        return []
    lines = [_section("search-like structure", thresholds(options))]
    width = max(len(name) for name, _ in inspection.searches)
    for name, found in inspection.searches:
        lines.append(_verdict(name.ljust(width), found))
        for note in found.notes:
            text = f"not covered: {note}"
            lines.extend(Text(part, style="yellow") for part in _wrap(text, " " * (width + 6)))
    return [*lines, *_witness_lines(inspection)]


def _witness_lines(inspection: Inspection) -> list[Text]:
    circuit = inspection.subject.circuit
    groups = grouped([found for _, found in inspection.searches])
    if not groups:
        return []
    lines = [_section("witnesses", "each checked by simulating the circuit")]
    for names, finding in groups[:MOST_SHOWN]:
        line = Text("    ")
        line.append(", ".join(names), style="bold green")
        lines.append(line)
        lines.extend(Text(part) for part in _wrap(describe(finding, circuit), "      "))
    if len(groups) > MOST_SHOWN:
        lines.append(Text(f"    and {len(groups) - MOST_SHOWN} more (--json has all)"))
    return lines


def thresholds(options: Options) -> str:
    """Return the options as a phrase."""
    parts = [
        count(options.candidates, "candidates"),
        f"evaluators of {options.evaluator_gates}+ gates",
        count(options.score_bits, "bits"),
        f"variant {options.variant}",
    ]
    parts += [name for name in ("default", "reachable") if getattr(options, name)]
    return ", ".join(parts)


def _verdict(name: str, found: Findings) -> Text:
    line = Text("    ")
    line.append(name, style="bold")
    line.append("  ")
    if found.findings:
        line.append(f"found {len(found.findings)}", style="bold green")
    elif found.vacuous:
        line.append("vacuous", style="yellow")
        line.append(" (too few scores need a gate)")
    elif found.notes:
        line.append("undecided", style="yellow")
    else:
        line.append("none")
    share = dict(found.measures).get("explicit_fraction")
    if share is not None:
        line.append(f", {share:.0%} explicit", style="dim")
    return line


def _power_lines(seen: Inspection) -> list[Text]:
    """Return a bar for each level, and what is achieved."""
    about = f"bits of the outputs' {seen.output_entropy:.2f} settled up to a level"
    lines = [_section("optimisation power", about)]
    solid, empty = _blocks()
    runs = _runs([f"{bits:.2f}" for bits in seen.power])
    width = max((len(name) for name, _ in runs), default=0)
    for name, level in runs:
        bits = seen.power[level - 1]
        full = round(_BAR * bits / seen.output_entropy) if seen.output_entropy else 0
        line = Text(f"    {name:<{width}}  ")
        line.append(solid * full, style="green")
        line.append(empty * (_BAR - full), style="dim")
        line.append(f"  {bits:.2f}")
        lines.append(line)
    if seen.achieved is not None:
        text = (
            f"achieved {seen.achieved.bits:.2f} halvings of the legal actions, on average over "
            "the rows"
        )
        if seen.achieved.illegal:
            text += f"; on {seen.achieved.illegal:.0%} of them the word is no legal action"
        lines.extend(Text(part) for part in _wrap(text, "    "))
    return lines


def _runs(values: Sequence[str]) -> list[tuple[str, int]]:
    """Return the levels, those in a row with one value together, each with its first level."""
    runs: list[tuple[str, int]] = []
    for _, group in groupby(enumerate(values, start=1), key=lambda item: item[1]):
        levels = [level for level, _ in group]
        first, last = levels[0], levels[-1]
        runs.append((f"level {first}" if first == last else f"levels {first}-{last}", first))
    return runs


def _blocks() -> tuple[str, str]:
    """Return the letters of a bar that standard output can show."""
    try:
        "█·".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "#", "."
    return "█", "·"


def _base_search_lines(seen: Look) -> list[Text]:
    base = seen.base
    if base is None:
        return []
    size = count(base.gates, "gates")
    drawn = f"{base.solving:,} of {base.samples:,} drawn circuits of {size} solve it"
    halvings = "" if base.bits is None else f", {base.bits:.1f} halvings by all outputs"
    text = f"base search: {drawn}{halvings}; at least {base.at_least:.1f} at 95 %"
    return [Text(part) for part in _wrap(text, "    ")]


def _generalisation_lines(seen: Look) -> list[Text]:
    beyond = seen.beyond
    if beyond is None:
        return []
    line = _section("generalisation")
    if beyond.accuracy is None:
        line.append("  no row outside the care set counts", style="default")
    else:
        line.append(
            f"  right on {float(beyond.accuracy):.1%} of the weight on the "
            f"{count(beyond.rows, 'rows')} outside the care set",
            style="default",
        )
    return [line]
