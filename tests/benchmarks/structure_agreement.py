"""Hold the definitions of structure against brute force on every minimal circuit of four inputs.

Run from the root of the repository:

    python tests/benchmarks/structure_agreement.py --records results/agreement/structure.jsonl

A line is appended for each of the 222 classes as it is done, and a rerun does those that are
missing. On each of the 32,372 minimal `b2` circuits every definition, variant and option finds the
same sets of scores as `tests/oracles/definitions.py`, which shares no code with the package; the
first difference ends the run. With ``--candidates 3`` sets of three scores are compared.
"""

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from minimesa import basis
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.listing import solve_all
from minimesa.synthesis.options import Options
from minimesa.truth_tables import npn_representatives, to_hex

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracles.comparison import compare

EXPECTED = Path(__file__).resolve().parents[1] / "oracles" / "minimal_circuits.json"


def main() -> None:
    """Read the command line and compare what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--candidates", type=int, default=2, help="scores in a set (2)")
    parser.add_argument("--solver", default="cadical195", help="lists the circuits")
    options = parser.parse_args()
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    done = read(options.records)
    names = [to_hex(table, 4) for table in npn_representatives(4)]
    with Engine(profiles.get(options.solver)) as engine:
        for name in names:
            if name not in done:
                record = compared(name, options.candidates, engine)
                assert record["circuits"] == expected[name]["circuits"], name
                done[name] = record
                with options.records.open("a", encoding="utf-8") as records:
                    records.write(json.dumps(record) + "\n")
    total = Counter()
    for record in done.values():
        total.update(record["found"])
    circuits = sum(record["circuits"] for record in done.values())
    print(f"{len(done)} classes, {circuits} circuits, no difference; found on: {dict(total)}")


def compared(name, candidates, engine):
    """Compare all minimal circuits of a class and return its record."""
    begin = time.process_time()
    listed = solve_all(find_problem(name), Options(basis.get("b2"), tables=True), engine)
    assert listed.complete, name
    outcomes = sum((compare(circuit, candidates) for circuit in listed.circuits), Counter())
    return {
        "class": name,
        "size": listed.size,
        "circuits": len(listed.circuits),
        "candidates": candidates,
        "found": {
            f"{definition} {variant}": count
            for (definition, variant, found), count in sorted(outcomes.items())
            if found
        },
        "seconds": round(time.process_time() - begin, 2),
    }


def read(path):
    """Return the records of a file by class; a line cut short by a kill does not count."""
    done = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            continue
        done[record["class"]] = record
    return done


if __name__ == "__main__":
    main()
