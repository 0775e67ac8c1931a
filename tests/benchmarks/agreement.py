"""Do python-sat and CP-SAT agree on the library? Two models that share no code, one answer.

    python tests/benchmarks/agreement.py --seconds 20 --output results/agreement/library.json

Every problem of the library, at its default parameters, is put to both within the time limit, at
objective size over ``b2`` and ``aig``. Exit status 1 where both finish and differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from minimesa import basis
from minimesa.problems.library import find_problem, list_problems
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve

PROFILES = ("minisat22", "cpsat")


def main() -> int:
    """Compare, print a line a problem, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    rows = []
    engines = {name: Engine(profiles.get(name)) for name in PROFILES}
    try:
        for outline in list_problems():
            problem = find_problem(outline.name)
            for operators in ("b2", "aig"):
                row = {"problem": problem.name, "basis": operators}
                for name, engine in engines.items():
                    options = Options(basis.get(operators), time_limit=arguments.seconds)
                    found = solve(problem, options, engine)
                    row[name] = {
                        "status": found.status,
                        "lower_bound": found.lower_bound,
                        "upper_bound": found.upper_bound,
                        "seconds": round(found.seconds, 2),
                    }
                row["agree"] = _agree(*(row[name] for name in PROFILES))
                rows.append(row)
                print(json.dumps(row), flush=True)
    finally:
        for engine in engines.values():
            engine.__exit__(None, None, None)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    summary = {
        "seconds": arguments.seconds,
        "both_finished": sum(row["agree"] == "yes" for row in rows),
        "bounds_consistent": sum(row["agree"] == "so far" for row in rows),
        "differ": [row["problem"] for row in rows if row["agree"] == "no"],
        "rows": rows,
    }
    arguments.output.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    return 1 if summary["differ"] else 0


def _agree(first: dict, second: dict) -> str:
    """Compare two outcomes; where one is open its bounds must still admit the other's."""
    if first["status"] == second["status"] == "infeasible":
        return "yes"
    if "infeasible" in (first["status"], second["status"]):
        return "no"
    if first["status"] == second["status"] == "optimal":
        return "yes" if first["upper_bound"] == second["upper_bound"] else "no"
    lower = max(first["lower_bound"], second["lower_bound"])
    uppers = [r["upper_bound"] for r in (first, second) if r["upper_bound"] is not None]
    return "so far" if all(lower <= upper for upper in uppers) else "no"


if __name__ == "__main__":
    sys.exit(main())
