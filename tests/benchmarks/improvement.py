"""Local improvement of circuits that are out of reach of a proof, from Shannon expansions.

Usage, from the root of a checkout (about eight minutes of one core)::

    python tests/benchmarks/improvement.py [--out results/improvement] [--only TEXT]

For each case the table has the size of the first circuit, the size after resubstitution alone,
after windows alone, and after windows and random replacements by equals, which is what ``minimesa
improve`` does; with the statement that holds of the last. Everything is seeded, one solver answers,
and no time limit is set, so that another machine gets the same sizes. The records are the lines
that ``minimesa improve --json`` prints, circuits included. A circuit that the referee rejects ends
the run.
"""

import argparse
import json
import resource
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from minimesa import basis as bases
from minimesa import referee
from minimesa.improvement.beginnings import constructed
from minimesa.improvement.local_search import Settings, improve
from minimesa.improvement.resubstitution import reduce
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine


@dataclass(frozen=True)
class Case:
    """A problem, how it is improved, and what its circuit is to be held against."""

    problem: str
    basis: str
    window: int
    patience: int
    known: str
    seed: int = 0
    restarts: int = 0


ARRAY = "30: 9 ANDs, 3 full adders of 5, 3 half adders of 2"
CASES = [
    Case("multiplier:bits=3", "b2", 4, 200, ARRAY, seed=1, restarts=1),
    Case("popcount:bits=5", "b2", 6, 100, "11 (Kulikov et al. 2022)", seed=1),
    Case("popcount:bits=7", "b2", 6, 100, "20: 4 full adders; 19 (Kulikov et al. 2022)"),
    Case("majority:bits=6", "b2", 4, 200, "16: the sum of 6 bits (Kulikov et al. 2022)", 1, 3),
    Case("tic-tac-toe:side=4,empties=7,seed=1", "b2", 4, 100, "none"),
    Case("multiplier:bits=3", "aig", 3, 100, "none"),
    Case("majority:bits=6", "mig", 3, 100, "none"),
]
SOLVER = "minisat22"
"""One solver: with a portfolio the machine's load would decide whose circuit comes first."""
HEADER = (
    "| problem | basis | first circuit | resubstitution | windows | and replacements "
    "| for comparison | statement | bounds | CPU s |\n|---|---|--:|--:|--:|--:|---|---|---|--:|\n"
)


def run(case: Case) -> tuple[dict, str]:
    """Improve one circuit; return the record and the line of the table."""
    problem = find_problem(case.problem)
    basis = bases.get(case.basis)
    first = constructed(problem.relation, basis)
    reduced = reduce(first, problem.relation, basis)
    settings = Settings(basis, case.window, patience=0, seed=case.seed)
    wanted = replace(settings, patience=case.patience, restarts=case.restarts)
    with Engine(profiles.get(SOLVER)) as engine:
        swept = improve(problem, settings, engine).solution
    begin = cpu_seconds()
    with Engine(profiles.get(SOLVER)) as engine:
        found = improve(problem, wanted, engine)
    seconds = cpu_seconds() - begin
    (circuit,) = found.solution.circuits
    referee.check_solves(circuit, problem.relation)
    referee.check_basis(circuit, basis)
    windows = (
        "not all windows looked at"
        if found.windows is None
        else (
            f"no window of {case.window} gates can be improved ({found.windows.count} windows)"
            if found.locally_optimal
            else f"{found.windows.undecided} of {found.windows.count} windows undecided"
        )
    )
    solution = found.solution
    line = (
        f"| `{case.problem}` | `{case.basis}` | {first.size} | {reduced.size} | {swept.size} "
        f"| **{solution.size}** | {case.known} | {windows} "
        f"| {solution.lower_bound} to {solution.upper_bound} | {seconds:.0f} |\n"
    )
    effort = {"patience": case.patience, "restarts": case.restarts}
    return found.to_json() | effort, line


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the workers that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def main() -> None:
    """Read the command line, run the cases, and write the records and the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="folder for records.jsonl and table.md")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose problem has TEXT")
    given = parser.parse_args()
    records, table = [], HEADER
    print(HEADER, end="")
    for case in CASES:
        if given.only in case.problem:
            record, line = run(case)
            print(line, end="", flush=True)
            records.append(record)
            table += line
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{json.dumps(record)}\n" for record in records)
        (given.out / "records.jsonl").write_text(text, encoding="utf-8")
        (given.out / "table.md").write_text(table, encoding="utf-8")
    print(f"{time.process_time():.0f} s of CPU in this process", file=sys.stderr)


if __name__ == "__main__":
    main()
