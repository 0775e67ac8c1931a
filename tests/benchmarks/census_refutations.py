"""Let a solver refute fewer gates than the census says, for random classes by size.

Run from the root of the repository:

    python tests/benchmarks/census_refutations.py --records results/census/refutations.jsonl

Eight classes of each size up to 8 are drawn (seed 1; there are fewer of the smallest), and with
``--sizes 9 --classes 4`` four of nine gates. For each the
solver is asked for a circuit of 0, 1, ... gates, up to one fewer than the census has, over all five
inputs and with every symmetry break. ``refuted`` confirms the size without the published counts,
``found`` would contradict it, ``unknown`` means that the limit was reached; ``bound`` is the last
number of gates that was asked about, ``seconds`` the time for all. A rerun does what is missing.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from minimesa import basis
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.study.classes import chosen
from minimesa.truth_tables import to_hex


def main() -> None:
    """Do the classes that the records lack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--sizes", type=int, nargs="+", default=range(1, 9), help="1 to 8")
    parser.add_argument("--classes", type=int, default=8, help="of each size")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit for each question")
    parser.add_argument("--solver", default="default", help="a profile")
    options = parser.parse_args()
    lines = options.records.read_text("utf-8").splitlines() if options.records.exists() else []
    done = {json.loads(line)["class"] for line in lines}
    with (
        Engine(profiles.get(options.solver)) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for size in options.sizes:
            _, tables = chosen(f"npn:5:size={size}:sample={options.classes}:seed=1")
            for table in tables:
                name = to_hex(table, 5)
                if name in done:
                    continue
                relation, started = from_tables((table,), 5), time.perf_counter()
                for bound in range(size):
                    query = Query(relation, basis.get("b2"), bound)
                    answer = engine.ask(query, seconds=options.seconds)
                    if answer.verdict is not Verdict.REFUTED:
                        break
                record = {
                    "class": name,
                    "size": size,
                    "bound": bound,
                    "verdict": answer.verdict.value,
                    "solver": answer.solver,
                    "seconds": round(time.perf_counter() - started, 2),
                }
                print(json.dumps(record), file=sys.stderr)
                records.write(json.dumps(record) + "\n")
                records.flush()


if __name__ == "__main__":
    main()
