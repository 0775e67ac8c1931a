"""Hold the definitions of structure against brute force on every minimal circuit of four inputs.

Run from the root of the repository:

    python tests/benchmarks/structure_agreement.py --records results/agreement/structure.jsonl

A line is appended for each of the 222 classes as it is done, and a rerun does those that are
missing. On each of the 32,372 minimal `b2` circuits every definition, variant and option finds the
same sets of scores as `tests/oracles/definitions.py`, which shares no code with the package; the
first difference ends the run. With ``--candidates 3`` sets of three scores are compared. The
circuits are listed without a solver (this needs numba) and as many as solvers list.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np

from minimesa import basis
from minimesa.canonical import canonical_form
from minimesa.census.minimal_sets import minimal_sets
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.study.classes import chosen
from minimesa.synthesis import wirings
from minimesa.truth_tables import to_hex

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from records import read

from oracles.comparison import compare

MOST_GATES = 7
EXPECTED = Path(__file__).resolve().parents[1] / "oracles" / "minimal_circuits.json"


def main() -> None:
    """Read the command line and compare what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--candidates", type=int, default=2, help="scores in a set (2)")
    parser.add_argument("--most", type=int, help="circuits of a class, a seeded sample (all)")
    options = parser.parse_args()
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    done = read(options.records)
    for size in range(MOST_GATES + 1):
        _, tables = chosen(f"npn:4:size={size}")
        if all(to_hex(table, 4) in done for table in tables):
            continue
        listed = minimal_sets(np.array(tables, dtype=np.uint32), 4, size, lambda _: None)
        for index, table in enumerate(listed.tables.tolist()):
            name = to_hex(table, 4)
            if name in done:
                continue
            circuits = circuits_of(table, size, listed.functions(index, 4))
            assert len(circuits) == expected[name]["circuits"], name
            if options.most is not None and len(circuits) > options.most:
                circuits = random.Random(name).sample(sorted(circuits, key=str), options.most)
            done[name] = {"class": name, "size": size} | compared(circuits, options.candidates)
            with options.records.open("a", encoding="utf-8") as records:
                records.write(json.dumps(done[name]) + "\n")
    found = sum((Counter(record["found"]) for record in done.values()), Counter())
    circuits = sum(record["circuits"] for record in done.values())
    print(f"{len(done)} classes, {circuits:,} circuits, no difference; found on: {dict(found)}")


def circuits_of(table, size, sets):
    """Return the circuits in canonical form whose gates compute one of the sets of functions."""
    query = Query(from_tables((table,), 4), basis.get("b2"), size)
    return {
        canonical_form(circuit, free_not=True)
        for functions in sets
        for circuit in wirings.circuits(functions, query)
    }


def compared(circuits, candidates):
    """Compare all minimal circuits of a class and return what was found on how many."""
    begin = time.process_time()
    outcomes = sum((compare(circuit, candidates) for circuit in circuits), Counter())
    return {
        "circuits": len(circuits),
        "candidates": candidates,
        "found": {
            " ".join(asked): count for (*asked, found), count in sorted(outcomes.items()) if found
        },
        "seconds": round(time.process_time() - begin, 2),
    }


if __name__ == "__main__":
    main()
