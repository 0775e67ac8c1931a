"""Search-like structure in the minimal `b2` circuits of all four-input classes, decided twice.

Run from the root of the repository:

    python tests/benchmarks/structure.py --records results/price/four-inputs.jsonl
    python tests/benchmarks/structure.py --records results/price/four-inputs.jsonl --print

For the least representative of each of the 222 NPN classes, for `selecting` and `mediated`, two
candidates, evaluators of one gate and of two or more: is there a minimal circuit with the
structure? Once by one formula, once by listing all minimal circuits and inspecting each. The first
command appends one line a class as it is done, and a rerun does the classes that are missing;
``--variant structural`` and ``--score-bits 2`` ask for that, ``--most 6`` leaves out classes of
more gates, ``--formula-only`` lists no circuits. The second prints counts.
"""

import argparse
import json
import sys
import time
from collections import Counter
from itertools import product
from pathlib import Path

from minimesa import basis
from minimesa.encoding.demand import VARIANTS, Demand
from minimesa.encoding.query import Verdict
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve
from minimesa.truth_tables import full, npn_representatives, to_hex

sys.path.insert(0, str(Path(__file__).parents[1]))

from records import read

from oracles import demands, four_inputs

DEFINITIONS = tuple(product(("selecting", "mediated"), (1, 2)))


def examine(table, engine, options) -> dict:
    """Return what the formulas and the listing say of one class."""
    relation, b2 = from_tables([table], 4), basis.get("b2")
    wanted = {
        f"{definition} m={m}": Demand(
            definition, options.variant, evaluator_gates=m, score_bits=options.score_bits
        )
        for definition, m in DEFINITIONS
    }
    circuits = None
    begin = time.perf_counter()
    if options.formula_only:
        size = solve(Problem("p", "", relation), Options(b2), engine).size
    else:
        size, circuits = demands.minimal_circuits(relation, b2, engine)
    record = {"class": to_hex(table, 4), "size": size}
    if circuits is not None:
        record["circuits"] = len(circuits)
        record["inspected"] = {
            name: any(demands.satisfies(c, demand, care=full(4)) for c in circuits)
            for name, demand in wanted.items()
        }
        record["listing_seconds"] = round(time.perf_counter() - begin, 2)
    begin = time.perf_counter()
    record["formula"] = {}
    for name, demand in wanted.items():
        verdict = engine.ask(demands.demanding(relation, b2, size, demand)).verdict
        assert verdict is not Verdict.UNKNOWN
        record["formula"][name] = verdict is Verdict.FOUND
    record["formula_seconds"] = round(time.perf_counter() - begin, 2)
    return record


def run(options) -> None:
    """Examine what is missing, small classes first, and complain of what disagrees."""
    done = read(options.records)
    sizes = {to_hex(table, 4): row["size"] for table, row in four_inputs.golden().items()}
    options.records.parent.mkdir(parents=True, exist_ok=True)
    with (
        Engine(profiles.get(options.solver)) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for table in sorted(npn_representatives(4), key=lambda t: sizes[to_hex(t, 4)]):
            name = to_hex(table, 4)
            known = done.get(name)
            if sizes[name] > options.most or (
                known and (options.formula_only or "inspected" in known)
            ):
                continue
            record = examine(table, engine, options)
            records.write(json.dumps(record) + "\n")
            records.flush()
            if record.get("inspected", record["formula"]) != record["formula"]:
                print(f"{name}: they disagree: {record}", file=sys.stderr)


def summarise(options) -> None:
    """Print in how many classes each definition fires, by size."""
    records = read(options.records).values()
    compared = [r for r in records if "inspected" in r]
    differ = [r["class"] for r in compared if r["inspected"] != r["formula"]]
    print(f"{len(records)} classes by formula, {len(compared)} of them by listing as well;")
    print(f"they disagree on {len(differ)}: {' '.join(differ)}\n")
    sizes = Counter(r["size"] for r in records)
    names = [f"{definition} m={m}" for definition, m in DEFINITIONS]
    print("| size | classes | by listing | " + " | ".join(names) + " |")
    print("|---" * (3 + len(names)) + "|")
    for size in [*sorted(sizes), None]:
        here = [r for r in records if size in (None, r["size"])]
        listed = sum("inspected" in r for r in here)
        fires = [sum(r["formula"][name] for r in here) for name in names]
        label = "all" if size is None else size
        print(f"| {label} | {len(here)} | {listed} | " + " | ".join(map(str, fires)) + " |")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--solver", default="cadical195", help="a profile of python-sat")
    parser.add_argument("--variant", choices=VARIANTS, default="p")
    parser.add_argument("--score-bits", type=int, default=1)
    parser.add_argument("--most", type=int, default=7, help="leave out classes of more gates")
    parser.add_argument("--formula-only", action="store_true", help="list no circuits")
    parser.add_argument("--print", action="store_true", dest="show", help="print counts")
    options = parser.parse_args()
    (summarise if options.show else run)(options)


if __name__ == "__main__":
    main()
