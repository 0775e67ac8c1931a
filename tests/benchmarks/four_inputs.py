"""Total solving time for all 222 four-input NPN classes, cold, for one or more solver profiles.

Usage, from the root of a checkout::

    python tests/benchmarks/four_inputs.py [--basis b2] [--objective size] [PROFILE ...]

For each profile (default: ``default``) every class is solved to optimality by one engine that is
started for it, and the sum, median and maximum of the wall-clock seconds of the searches are
printed, with the histogram of optima. Over ``b2`` it is checked against the published one (Knuth,
TAOCP 4A, section 7.1.2), and the exit status is 1 where it differs.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from minimesa import basis as bases
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis import search
from minimesa.synthesis.options import Options
from minimesa.truth_tables import npn_representatives
from oracles import taocp

PUBLISHED = {"size": taocp.SIZE_CLASSES[4], "depth": taocp.DEPTH_CLASSES[4]}


def run(profile: str, options: Options) -> bool:
    """Solve every class with one profile, print a line, and tell whether the counts are right."""
    seconds, optima = [], Counter()
    begin = time.monotonic()
    with Engine(profiles.get(profile)) as engine:
        for table in npn_representatives(4):
            problem = Problem(f"0x{table:04x}", "", from_tables([table], 4))
            solution = search.solve(problem, options, engine)
            seconds.append(solution.seconds)
            value = solution.size if options.objective == "size" else solution.depth
            optima[value if solution.status == "optimal" else None] += 1
    elapsed = time.monotonic() - begin
    histogram = tuple(optima[value] for value in sorted(v for v in optima if v is not None))
    right = options.basis.name != "b2" or histogram == PUBLISHED[options.objective]
    print(
        f"{profile}: {sum(seconds):.1f} s in all ({elapsed:.1f} s with the start), "
        f"median {1000 * statistics.median(seconds):.0f} ms, most {max(seconds):.2f} s, "
        f"optima {histogram}, open {optima[None]}{'' if right else ' - NOT AS PUBLISHED'}"
    )
    return right


def main() -> None:
    """Read the command line and run each profile."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("profiles", nargs="*", default=["default"], metavar="PROFILE")
    parser.add_argument("--basis", default="b2")
    parser.add_argument("--objective", default="size", choices=sorted(PUBLISHED))
    parser.add_argument("--time-limit", type=float, help="seconds for each class")
    given = parser.parse_args()
    options = Options(bases.get(given.basis), given.objective, given.time_limit)
    results = [run(profile, options) for profile in given.profiles]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
