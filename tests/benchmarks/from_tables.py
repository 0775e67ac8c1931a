"""How long the tables take to answer the 222 classes of four inputs, in one process after import.

    python tests/benchmarks/from_tables.py [--basis b2] [--out FILE.json]

Prints CPU seconds for looking up an optimal circuit of every class, twice (the first time the table
is read), and for ``solve``, which has the referee evaluate each, as a first use and a second.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from peers.circumstances import circumstances

from minimesa import basis as bases
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve
from minimesa.tables.lookup import optimal_circuit
from minimesa.truth_tables import npn_representatives


def seconds(action: Callable[[], object]) -> float:
    """Return the CPU seconds that an action takes in this process."""
    begin = time.process_time()
    action()
    return round(time.process_time() - begin, 4)


def main() -> None:
    """Answer all classes in both ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--basis", default="b2")
    parser.add_argument("--out", type=Path, metavar="FILE")
    given = parser.parse_args()
    basis = bases.get(given.basis)
    classes = npn_representatives(4)
    problems = [Problem(f"0x{t:04x}", "", from_tables([t], 4)) for t in classes]
    options = Options(basis, tables=True)

    def look_up() -> None:
        for table in classes:
            assert optimal_circuit(basis, table, 4) is not None

    def solve_all() -> None:
        with Engine(profiles.get("default")) as engine:
            for problem in problems:
                assert solve(problem, options, engine).status == "optimal"

    found = {
        "look up, first": seconds(look_up),
        "look up, again": seconds(look_up),
        "solve, first": seconds(solve_all),
        "solve, again": seconds(solve_all),
    }
    for name, taken in found.items():
        print(f"{name:20} {len(classes)} classes in {taken:.3f} s of CPU")
    if given.out is not None:
        about = {"basis": basis.name, "cpu_seconds": found, "circumstances": circumstances()}
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
