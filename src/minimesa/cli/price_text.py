"""A price of search as text for people."""

from __future__ import annotations

import shutil
import textwrap
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.text import Text

from minimesa.circuit import equations
from minimesa.cli.finding_words import describe as describe_finding
from minimesa.cli.render import circuit_lines, headline
from minimesa.wording import count, plain, question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.circuit import Circuit
    from minimesa.pricing.price import Price
    from minimesa.pricing.searching import Searching
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Bound, Evidence, Solution

VERDICT_STYLES = {
    "upheld": "bold green",
    "refuted": "bold magenta",
    "open": "bold yellow",
    "vacuous": "yellow",
}
_EVIDENCE_STYLES = {"refuted": "red", "found": "green", "unknown": "yellow"}
_ANSWER_STYLES = {
    "found": "bold magenta",
    "refuted": "bold green",
    "unknown": "bold yellow",
    "vacuous": "yellow",
    "infeasible": "bold magenta",
}
_VACUOUS = "too few of its scores need a gate; constants and inputs say them"
_WIDTH = 78


def describe(problem: Problem, found: Price, *, unit_cost: bool) -> list[Text]:
    """Return the lines that ``price`` prints for one problem."""
    name = found.searching.requirement.name
    demand = found.searching.requirement.demand
    definition = name if demand is None else demand.label
    line = Text("  ")
    line.append(f"price of search {price_text(found)}", style="bold")
    line.append(f": {found.plain.objective} over {plain(found.plain.basis)}, {definition}")
    verdict = Text("  ")
    verdict.append(found.verdict, style=VERDICT_STYLES[found.verdict])
    meaning = textwrap.wrap(f"{found.verdict}: {_meaning(found, unit_cost=unit_cost)}", _WIDTH)
    verdict.append(meaning[0].removeprefix(found.verdict))
    lines = [headline(problem, found.plain), line, verdict, *(Text(f"  {w}") for w in meaning[1:])]
    lines += _side_by_side(found, unit_cost=unit_cost)
    lines += structure_lines(found.searching)
    lines += evidence_lines(found.plain, "", unit_cost=unit_cost)
    if found.searching.solution is not None:
        lines += evidence_lines(found.searching.solution, f" {name}", unit_cost=unit_cost)
    return lines


def describe_optimum(problem: Problem, found: Price, answer: str, *, unit_cost: bool) -> list[Text]:
    """Return the lines that ``solve --require --bound optimum`` prints for one problem.

    Args:
        problem: the problem.
        found: its price, as far as it was asked for.
        answer: whether a circuit at the optimum is a search: found, refuted, unknown, ...
        unit_cost: whether every gate costs 1.

    """
    name = found.searching.requirement.name
    optimum = question(found.plain.upper_bound, found.plain.objective, unit_cost=unit_cost)
    meaning = {
        "found": f"a minimal circuit ({optimum}) of this problem is a search by {name}",
        "refuted": f"no minimal circuit ({optimum}) of this problem is a search by {name}",
        "unknown": f"whether a minimal circuit is a search by {name} was not settled",
        "vacuous": _VACUOUS,
        "infeasible": "no circuit solves the problem",
    }[answer]
    line = Text("  ")
    line.append(answer, style=_ANSWER_STYLES[answer])
    line.append(f": {meaning}")
    lines = [headline(problem, found.plain), line]
    solution = found.searching.solution
    if answer == "found" and solution is not None:
        lines += circuit_lines(solution.circuits[0])
        lines += structure_lines(found.searching)
    lines += evidence_lines(found.plain, "", unit_cost=unit_cost)
    if solution is not None:
        lines += evidence_lines(solution, f" {name}", unit_cost=unit_cost)
    return lines


def vacuous_line(found: Searching) -> Text:
    """Return what there is to say where a requirement says nothing."""
    line = Text("  ")
    line.append("vacuous", style=VERDICT_STYLES["vacuous"])
    line.append(f" by {found.requirement.name}: {_VACUOUS}")
    return line


def price_text(found: Price) -> str:
    """Return the price: a number, ``>= 1``, ``1 to 3``, or ``(0, 1)`` at least depth."""
    if found.status in ("vacuous", "infeasible"):
        return "none"
    if found.status == "optimal":
        return _number(found.upper)
    if found.upper is None:
        return f">= {_number(found.lower)}" if found.lower is not None else "unknown"
    return f"{_number(found.lower)} to {_number(found.upper)}"


def _number(bound: Bound) -> str:
    if isinstance(bound, tuple):
        return "(" + ", ".join(_number(part) for part in bound) + ")"
    return "?" if bound is None else str(bound)


def _meaning(found: Price, *, unit_cost: bool) -> str:
    """Return what the verdict means here."""
    least = "circuit of least depth" if found.plain.objective == "depth" else "minimal circuit"
    if found.status == "infeasible":
        return "no circuit solves the problem"
    if found.verdict == "vacuous":
        return _VACUOUS
    if found.verdict == "refuted":
        return f"a {least} of this problem is a search by this definition, shown on the right"
    if found.plain.objective == "depth":
        return (
            "any circuit can be padded with gates at the same depth, so only a circuit without "
            "idle gates would say something"
        )
    if found.verdict == "open":
        return "the limits were reached before it was settled"
    text = f"no {least} of this problem is a search by this definition"
    if found.status == "optimal" and found.plain.objective == "size" and unit_cost:
        assert isinstance(found.upper, int)
        return f"{text}; the least that is one has {count(found.upper, 'gates')} more"
    if found.status == "unknown" and found.searching.requirement.demand is not None:
        return f"{text}; nor is any larger one that was tried"
    return text


def _side_by_side(found: Price, *, unit_cost: bool) -> list[Text]:
    """Return both optima in columns, or below each other where the terminal is narrow."""
    left = _column("least", found.plain, unit_cost=unit_cost)
    solution = found.searching.solution
    if solution is None or not solution.circuits:
        return [Text(f"    {line}") for line in left]
    right = _column("least that searches", solution, unit_cost=unit_cost)
    notes = _notes(found.searching)
    right[1 : 1 + len(notes)] = [
        f"{line}  {note}" if note else line
        for line, note in zip(_padded(right[1 : 1 + len(notes)]), notes, strict=True)
    ]
    wide = max(map(len, left))
    if 4 + wide + 4 + max(map(len, right)) > max(80, shutil.get_terminal_size().columns):
        return [Text(f"    {line}".rstrip()) for line in (*left, "", *right)]
    pairs = zip_longest(left, right, fillvalue="")
    return [Text(f"    {a:<{wide}}    {b}".rstrip()) for a, b in pairs]


def _column(title: str, solution: Solution, *, unit_cost: bool) -> list[str]:
    if not solution.circuits:
        return [f"{title}: no circuit known"]
    known = "" if solution.status == "optimal" else " (not proven)"
    size = f"{'size' if unit_cost else 'cost'} {solution.size}, depth {solution.depth}"
    lines = [(plain(a), plain(b)) for a, b in equations(solution.circuits[0])]
    wide = max(len(name) for name, _ in lines)
    return [f"{title}: {size}{known}", *(f"{name:<{wide}} = {text}" for name, text in lines)]


def _padded(lines: list[str]) -> list[str]:
    wide = max(map(len, lines), default=0)
    return [line.ljust(wide) for line in lines]


def _notes(searching: Searching) -> list[str]:
    """Return for each gate of the searching circuit the scores it carries."""
    assert searching.solution is not None
    circuit = searching.solution.circuits[0]
    n = len(circuit.inputs)
    notes = []
    for wire in range(n, n + circuit.size):
        names = [name for name, at in searching.scores if at == wire]
        notes.append(f"[{', '.join(names)}]" if names else "")
    return notes


def structure_lines(searching: Searching) -> list[Text]:
    """Return where the scores are, which gates only carry them, and the finding in words."""
    solution = searching.solution
    if solution is None or not solution.circuits:
        return []
    circuit = solution.circuits[0]
    lines = []
    if searching.scores:
        n = len(circuit.inputs)
        feeding = [w for w in range(n, n + circuit.size) if w not in searching.carriers]
        text = f"feed the outputs: {_named(circuit, feeding)}"
        text += f"; only carry scores: {_named(circuit, searching.carriers)}"
        lines += _wrapped(text)
    if searching.finding is not None:
        lines += _wrapped(describe_finding(searching.finding, circuit))
    return lines


def _named(circuit: Circuit, wires: Iterable[int]) -> str:
    return " ".join(circuit.wire_name(wire) for wire in wires) or "none"


def _wrapped(text: str) -> list[Text]:
    return [Text(f"  {line}") for line in textwrap.wrap(plain(text), _WIDTH)]


def evidence_lines(solution: Solution, what: str, *, unit_cost: bool) -> list[Text]:
    """Return a line for each bound and verdict: alternatives are counted, times are added up."""
    groups: dict[tuple[Bound, str], list[Evidence]] = {}
    for item in solution.evidence:
        groups.setdefault((item.bound, item.verdict), []).append(item)
    lines = []
    for (bound, verdict), items in groups.items():
        line = Text("  ")
        line.append(verdict.ljust(8), style=_EVIDENCE_STYLES[verdict])
        line.append(f"{question(bound, solution.objective, unit_cost=unit_cost)}{what}")
        asked = [item for item in items if item.solver != "counting"]
        if len(asked) > 1:
            line.append(f", {len(asked)} alternatives" if verdict != "found" else "")
        names = list(dict.fromkeys(item.solver for item in asked)) or ["counting"]
        line.append(f"  by {', '.join(names)}", style="dim")
        if asked:
            line.append(f" in {sum(item.seconds for item in asked):.2f} s", style="dim")
        reason = next((item.reason for item in items if item.reason), None)
        if reason:
            line.append(f" ({plain(reason)})")
        lines.append(line)
    return lines
