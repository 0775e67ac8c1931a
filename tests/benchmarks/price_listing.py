"""Prices of zero decided a second time: every minimal circuit of a problem is listed and inspected.

Run from the root of the repository:

    python tests/benchmarks/price_listing.py --records results/price/listed.jsonl
    python tests/benchmarks/price_listing.py --records results/price/listed.jsonl \\
        --prices results/price/prices.jsonl

The first lists all least `b2` circuits of every library problem in the table of prices, and looks
for each definition in each circuit, without a solver. It appends a line a problem, and a rerun does
those that are missing. The second compares: a price is zero if and only if some circuit listed has
the structure.
"""

import argparse
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from price_table import MOST_GATES, REQUIREMENTS, key, problems
from records import read

from minimesa import basis
from minimesa.errors import InputError
from minimesa.pricing.requirement import DECLARED, cases, requirement
from minimesa.pricing.searching import find_structure
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options

B2 = basis.get("b2")


def inspect(problem, circuits) -> dict[str, bool | None]:
    """Tell for each requirement whether some circuit meets it; None where it cannot be asked."""
    found = {}
    for require, structure in REQUIREMENTS.items():
        name = require.split()[0]
        try:
            required = requirement(name, **structure)
            # A vacuous requirement has no price; nor has one with too many tournaments.
            asked = name not in DECLARED or bool(cases(problem, name, B2))
        except InputError:
            asked = False
        found[require] = (
            any(find_structure(problem, B2, required, circuit) for circuit in circuits)
            if asked
            else None
        )
    return found


def run(options) -> None:
    """List and inspect what is missing."""
    done = set()
    if options.records.exists():
        lines = options.records.read_text(encoding="utf-8").splitlines()
        done = {json.loads(line)["problem"] for line in lines}
    with (
        Engine(profiles.get(options.solver)) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for name, problem in problems().items():
            if name in done:
                continue
            begin = time.perf_counter()
            settings = Options(B2, time_limit=options.time_limit)
            solution = solve_all(problem, settings, engine, limit=options.most)
            record = {"problem": name, "size": solution.size, "complete": solution.complete}
            if solution.status != "optimal" or solution.size > MOST_GATES:
                record["size"] = None
            else:
                record["circuits"] = len(solution.circuits)
                record["listing_seconds"] = round(time.perf_counter() - begin, 2)
                record["inspected"] = inspect(problem, solution.circuits)
            record["seconds"] = round(time.perf_counter() - begin, 2)
            records.write(json.dumps(record) + "\n")
            records.flush()
            print(record, file=sys.stderr)


def compare(options) -> None:
    """Print how often the listing and the price say the same."""
    prices = read(options.prices, key)
    same, differ, unsettled = [], [], []
    for line in options.records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for require, some in record.get("inspected", {}).items():
            price = prices[record["problem"], "b2", "size", require]
            if some is None:
                assert price["status"] in ("vacuous", "not asked")
                continue
            question = f"{record['problem']} {require}"
            if price["verdict"] == "open" or not (record["complete"] or some):
                unsettled.append(question)
            else:
                (same if some == (price["verdict"] == "refuted") else differ).append(question)
    print(f"agree on {len(same)} questions; disagree on {len(differ)}: {', '.join(differ)}")
    print(f"settled by one at most: {len(unsettled)}: {', '.join(unsettled)}")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--time-limit", type=float, default=60, help="seconds to list a problem")
    parser.add_argument("--most", type=int, default=20_000, help="circuits to list of a problem")
    parser.add_argument("--solver", default="cadical195", help="a profile of python-sat")
    parser.add_argument("--prices", type=Path, help="compare with these records of prices")
    options = parser.parse_args()
    (run if options.prices is None else compare)(options)


if __name__ == "__main__":
    main()
