"""Results as text for people."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from minimesa.circuit import equations
from minimesa.wording import count, label, plain, question

if TYPE_CHECKING:
    from collections.abc import Iterable

    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Bound, Evidence, Solution

_STATUS_STYLES = {
    "optimal": "bold green",
    "feasible": "bold yellow",
    "infeasible": "bold magenta",
    "unknown": "bold yellow",
}
_VERDICT_STYLES = {"refuted": "red", "found": "green", "unknown": "yellow"}


def show(lines: Iterable[Text]) -> None:
    """Write lines to stdout, styled on a terminal, never wrapped."""
    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for line in lines:
            console.print(line, soft_wrap=True)
    sys.stdout.write(captured.get())  # rich would end the process at a closed pipe


def describe_solution(problem: Problem, solution: Solution, *, unit_cost: bool) -> list[Text]:
    """Return the lines that ``solve`` prints for one problem."""
    lines = [headline(problem, solution)]
    if solution.status == "infeasible":
        line = Text("  ")
        line.append(solution.status, style=_STATUS_STYLES[solution.status])
        if solution.infeasible_row is None:
            line.append(f": no circuit of any size over {plain(solution.basis)} computes it")
        else:
            line.append(f": no output is acceptable at {row_text(problem, solution)}")
        return [*lines, line]
    lines.append(_verdict(solution, unit_cost=unit_cost))
    points = solution.front or ()
    if points:
        for point in points:
            lines.append(Text(f"  size {point.size}, depth {point.depth}: {point.status}"))
            lines.extend(circuit_lines(point.circuit))
    else:
        for circuit in solution.circuits:
            lines.extend(circuit_lines(circuit))
    lines.extend(_evidence_line(item, solution, unit_cost=unit_cost) for item in solution.evidence)
    lines.append(Text(f"  in all {solution.seconds:.2f} s", style="dim"))
    return lines


def headline(problem: Problem, solution: Solution) -> Text:
    """Return the line with the name of a problem, its title and its kind."""
    kind = "function" if problem.relation.is_function() else "relation"
    line = Text(label(solution.problem), style="bold")
    bits = f"{count(solution.inputs, 'inputs')}, {count(solution.outputs, 'outputs')}"
    about = f"{bits}, {kind}"
    if problem.title and problem.title != solution.problem:
        about = f"{plain(problem.title)}; {about}"
    line.append(f"  {about}", style="dim not bold")
    return line


def _verdict(solution: Solution, *, unit_cost: bool) -> Text:
    """Return the line with status, size, depth, basis and bounds."""
    line = Text("  ")
    line.append(solution.status, style=_STATUS_STYLES[solution.status])
    goal = f"{solution.objective} over {plain(solution.basis)}"
    if solution.accuracy is not None:
        goal += f" at accuracy {solution.accuracy:g}"
    line.append(f" {goal}")
    if solution.size is not None and solution.front is None:
        size = "size" if unit_cost else "cost"
        line.append(f": {size} {solution.size}, depth {solution.depth}")
    if solution.status in ("feasible", "unknown"):
        bounds = f"{_bound_text(solution.lower_bound)} to {_bound_text(solution.upper_bound)}"
        line.append(f"; the least {solution.objective} is {bounds}")
    return line


def _bound_text(bound: Bound) -> str:
    if isinstance(bound, tuple):
        return "(" + ", ".join(_bound_text(part) for part in bound) + ")"
    return "?" if bound is None else str(bound)


def circuit_lines(circuit: Circuit) -> list[Text]:
    """Return a circuit as equations, one a line, aligned."""
    pairs = [(plain(name), plain(text)) for name, text in equations(circuit)]
    width = max(len(name) for name, _ in pairs)
    lines = []
    for j, (name, text) in enumerate(pairs):
        line = Text("    ")
        line.append(name.ljust(width), style="cyan" if j < circuit.size else "bold cyan")
        line.append(f" = {text}")
        lines.append(line)
    return lines


def _evidence_line(item: Evidence, solution: Solution, *, unit_cost: bool) -> Text:
    line = Text("  ")
    line.append(item.verdict.ljust(8), style=_VERDICT_STYLES[item.verdict])
    line.append(question(item.bound, solution.objective, unit_cost=unit_cost))
    line.append(f"  by {item.solver}", style="dim")
    if item.solver != "counting":
        line.append(f" in {item.seconds:.2f} s", style="dim")
    if item.reason:
        line.append(f" ({plain(item.reason)})")
    return line


def row_text(problem: Problem, solution: Solution) -> str:
    """Return the row that makes a problem infeasible: its number and its input words."""
    row = solution.infeasible_row
    assert row is not None
    words = problem.input_words or tuple((name, 1) for name in problem.relation.inputs)
    values = []
    rest = row
    for name, bits in words:
        values.append(f"{plain(name)} = {rest & ((1 << bits) - 1)}")
        rest >>= bits
    return f"row {row}" + (f" ({', '.join(values)})" if values else "")
