"""Confirm every witness of a store by brute force, a second method that shares no code.

Run from the root of the repository:

    python tests/benchmarks/witnesses.py STORE...

For each stored finding of `replicated`, `selecting` or `mediated` the brute force of
`tests/oracles/definitions.py` must find the same set of scores in the same circuit. It does not
look at how large an evaluator is. The first witness that it does not find ends the run.
"""

import argparse
import json
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

from minimesa.formats.json_format import circuit_from_json

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from oracles import definitions as brute

STORED = """
SELECT c.circuit, f.finding FROM findings f JOIN circuits c ON c.id = f.circuit
WHERE f.definition IN ('replicated', 'selecting', 'mediated')
ORDER BY c.id, f.variant, f.candidates
"""


def confirm(circuit, finding) -> None:
    """Assert that brute force finds the scores of a finding."""
    first, bits = len(circuit.inputs), finding["score_bits"]
    number = {circuit.wire_name(w): w for w in range(first, first + circuit.size)}
    numbers = [number[name] for name in finding["wires"]]
    scores = {tuple(numbers[i : i + bits]) for i in range(0, len(numbers), bits)}
    k, variant = finding["candidates"], finding["variant"]
    if finding["definition"] == "replicated":
        found = brute.replicated(circuit, k, variant, bits)
    else:
        found = brute.selecting(
            circuit,
            k,
            variant,
            bits,
            default=finding["default"],
            reachable=finding["reachable"],
            screened=finding["definition"] == "mediated",
        )
    assert scores in [set(chosen) for chosen in found], (circuit, finding)


def main() -> None:
    """Read the command line and look at each store."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stores", nargs="+", type=Path, metavar="STORE")
    for store in parser.parse_args().stores:
        counts = Counter()
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as db:
            for text, finding in db.execute(STORED):
                confirm(circuit_from_json(json.loads(text)), json.loads(finding))
                counts[json.loads(finding)["definition"]] += 1
        print(f"{store}: {counts.total()} witnesses confirmed: {dict(counts)}")


if __name__ == "__main__":
    main()
