"""The price of search of every library problem that declares an objective and is small enough.

Run from the root of the repository:

    python tests/benchmarks/price_table.py --records results/price/prices.jsonl
    python tests/benchmarks/price_table.py --records results/price/prices.jsonl --print

The first appends one line a question as it is answered, and a rerun asks only what is missing;
``--retry`` also asks again what was left open. The second prints the table as Markdown.
"""

import argparse
import json
import sys
import time
from itertools import product
from pathlib import Path

from minimesa import basis
from minimesa.cli.equations import equations
from minimesa.errors import InputError
from minimesa.price.price import price
from minimesa.price.requirement import requirement
from minimesa.problems.library import find_problem, list_problems
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.search import Options, solve

MOST_INPUTS = 6
MOST_GATES = 9
"""Problems whose optimum over b2 is larger, or not settled, are left out."""

BASES = ("b2", "aig")
OBJECTIVES = ("size", "depth,size")
REQUIREMENTS = {
    "declared-all": {},
    "declared-lean": {},
    "comparisons": {},
    "selecting": {"evaluator_gates": 1},
    "selecting m=2": {"evaluator_gates": 2},
    "mediated": {"evaluator_gates": 1},
    "mediated m=2": {"evaluator_gates": 2},
}
FURTHER = ("best-pair:pairs=2",)
"""Members of families besides those that the library's defaults name."""


def problems():
    """Return the problems with a utility and few inputs, by name."""
    names = sorted([outline.name for outline in list_problems()] + list(FURTHER))
    found = {name: find_problem(name) for name in names}
    return {
        name: problem
        for name, problem in found.items()
        if problem.utility is not None and len(problem.relation.inputs) <= MOST_INPUTS
    }


def read(path: Path) -> dict[tuple, dict]:
    """Return the records by question; a line cut short by a kill does not count."""
    records = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue
            records[key(record)] = record
    return records


def key(record) -> tuple:
    """Return what a record answers."""
    return record["problem"], record["basis"], record["objective"], record["require"]


def circuit_of(solution) -> list[str] | None:
    """Return the first circuit of a solution as equations."""
    if solution is None or not solution.circuits:
        return None
    return [f"{name} = {text}" for name, text in equations(solution.circuits[0])]


def answer(problem, options, require, engine, plain) -> dict:
    """Return what there is to say of one question."""
    name = require.split()[0]
    try:
        found = price(
            problem, options, requirement(name, **REQUIREMENTS[require]), engine, plain=plain
        )
    except InputError as error:
        return {"status": "not asked", "reason": str(error)}
    searching = found.searching
    entry = found.to_json()
    return {
        "status": found.status,
        "verdict": found.verdict,
        "lower_bound": entry["lower_bound"],
        "upper_bound": entry["upper_bound"],
        "plain": circuit_of(plain),
        "plain_bounds": [entry["plain"]["lower_bound"], entry["plain"]["upper_bound"]],
        "searching": circuit_of(searching.solution),
        "scores": {} if entry["searching"] is None else entry["searching"].get("scores", {}),
        "carriers": [] if entry["searching"] is None else entry["searching"].get("carriers", []),
        "findings": [] if entry["searching"] is None else entry["searching"].get("findings", []),
        "evidence": [] if entry["searching"] is None else entry["searching"]["evidence"],
    }


def run(options) -> None:
    """Answer what is missing."""
    done = read(options.records)
    options.records.parent.mkdir(parents=True, exist_ok=True)
    with (
        Engine(profiles.get(options.solver)) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for objective, base, (name, problem) in product(OBJECTIVES, BASES, problems().items()):
            asked = {require: (name, base, objective, require) for require in REQUIREMENTS}
            wanted = [
                require
                for require, question in asked.items()
                if question not in done
                or (options.retry and done[question]["status"] in ("feasible", "unknown"))
            ]
            if not wanted:
                continue
            settings = Options(basis.get(base), objective, options.time_limit)
            plain = solve(problem, settings, engine)
            large = plain.status != "optimal" or (plain.size or 0) > MOST_GATES
            for require in wanted:
                begin = time.monotonic()
                record = dict(
                    zip(("problem", "basis", "objective", "require"), asked[require], strict=True)
                )
                if large:
                    record |= {
                        "status": "left out",
                        "plain_bounds": [plain.lower_bound, plain.size],
                    }
                else:
                    record |= answer(problem, settings, require, engine, plain)
                record["seconds"] = round(time.monotonic() - begin, 2)
                records.write(json.dumps(record) + "\n")
                records.flush()
                print(*asked[require], record["status"], record["seconds"], file=sys.stderr)


def shown(record) -> str:
    """Return one cell of the table."""
    if record is None:
        return ""
    lower, upper = record.get("lower_bound"), record.get("upper_bound")
    if record["status"] in ("vacuous", "left out", "not asked"):
        return {"vacuous": "vacuous", "left out": "-", "not asked": "n/a"}[record["status"]]
    if record["status"] == "optimal":
        return f"**{upper}**" if record["verdict"] == "refuted" else f"{upper}"
    return f"≥ {lower}" if upper is None else f"{lower}..{upper}"


def table(options) -> None:
    """Print a table for each basis and objective: a row a problem, a column a definition."""
    records = read(options.records)
    for objective, base in product(OBJECTIVES, BASES):
        names = sorted({k[0] for k in records if k[1:3] == (base, objective)})
        if not names:
            continue
        print(f"\n### `{base}`, {objective}\n")
        print("| problem | optimum | " + " | ".join(REQUIREMENTS) + " |")
        print("|---" * (2 + len(REQUIREMENTS)) + "|")
        for name in names:
            row = [records.get((name, base, objective, require)) for require in REQUIREMENTS]
            optimum = next((r["plain_bounds"][1] for r in row if r and "plain_bounds" in r), "?")
            print(f"| {name} | {optimum} | " + " | ".join(map(shown, row)) + " |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--time-limit", type=float, default=60, help="seconds a question")
    parser.add_argument("--solver", default="default", help="a solver profile")
    parser.add_argument("--retry", action="store_true", help="ask again what was left open")
    parser.add_argument("--print", action="store_true", dest="show", help="print the table")
    options = parser.parse_args()
    (table if options.show else run)(options)


if __name__ == "__main__":
    main()
