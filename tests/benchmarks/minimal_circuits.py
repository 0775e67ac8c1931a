"""Count the minimal `b2` circuits of every NPN class of four inputs, by several methods.

Run from the root of the repository:

    python tests/benchmarks/minimal_circuits.py count --records FILE.jsonl
    python tests/benchmarks/minimal_circuits.py count --records FILE.jsonl --solver glucose4 \
        --without symmetric-inputs --without no-reapply --without colex --without operator-order
    python tests/benchmarks/minimal_circuits.py count --records FILE.jsonl --plain --most 5
    python tests/benchmarks/minimal_circuits.py golden FIRST.jsonl OTHER.jsonl ...

``count`` appends one line a class as it is done, and a rerun does the classes that are missing.
Sizes start from 0, so that every smaller bound is refuted on the way. ``--plain`` blocks circuits
one by one with fewer breaks instead of sets of gate functions: it shares neither the sets nor their
expansion. ``golden`` writes ``tests/oracles/minimal_circuits.json`` from the first file, once every
class of the other files agrees with it.
"""

import argparse
import itertools
import json
import sys
import time
from pathlib import Path

from records import read

from minimesa import basis
from minimesa.canonical import canonical_form
from minimesa.circuit import Circuit
from minimesa.encoding.breaks import AT_MOST_ONE, BREAKS, COLEX, DEFAULT_BREAKS, USE_ALL
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.messages import Task
from minimesa.synthesis import wirings
from minimesa.truth_tables import npn_representatives, to_hex

GOLDEN = Path(__file__).parents[1] / "oracles" / "minimal_circuits.json"
PLAIN_BREAKS = frozenset({USE_ALL, COLEX, AT_MOST_ONE})
"""What blocking circuits one by one may use: breaks that lose nothing but renamings."""


def count(table, engine, breaks=DEFAULT_BREAKS, *, plain=False, seconds=None, most=None):
    """Return ``(size, number of function sets, number of circuits)`` of a four-input function.

    The number of sets is None with ``plain``; everything is None where a limit is reached.
    """
    relation = from_tables([table], 4)
    deadline = None if seconds is None else time.monotonic() + seconds
    for gates in itertools.count() if most is None else range(most + 1):
        query = Query(relation, basis.get("b2"), gates, breaks=breaks)
        left = None if deadline is None else deadline - time.monotonic()
        task = Task.CIRCUITS if plain else Task.FUNCTION_SETS
        *found, answer = engine.stream(query, task, seconds=left)
        if answer.verdict is not Verdict.REFUTED:
            return None
        if found:
            return (gates, None if plain else len(found), len(_circuits(found, query)))
    return None


def _circuits(found, query) -> set[Circuit]:
    """Return the circuits, in canonical form, that a stream of sets or circuits stands for."""
    return {
        canonical_form(circuit, free_not=True)
        for item in found
        for circuit in ([item] if isinstance(item, Circuit) else wirings.circuits(item, query))
    }


def run_count(options) -> None:
    """Count what is missing from the records; print what takes long."""
    breaks = PLAIN_BREAKS if options.plain else DEFAULT_BREAKS
    breaks -= frozenset(options.without)
    done = read(options.records)
    with (
        Engine(profiles.get(options.solver)) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for table in npn_representatives(4):
            name = to_hex(table, 4)
            if name in done:
                continue
            start = time.perf_counter()
            counted = count(
                table,
                engine,
                breaks,
                plain=options.plain,
                seconds=options.time_limit,
                most=options.most,
            )
            seconds = round(time.perf_counter() - start, 2)
            if counted is None:
                print(f"{name}: open after {seconds} s", file=sys.stderr)
                continue
            size, sets, circuits = counted
            record = {
                "class": name,
                "size": size,
                "sets": sets,
                "circuits": circuits,
                "solver": options.solver,
                "breaks": sorted(breaks),
                "method": "circuits" if options.plain else "function sets",
                "seconds": seconds,
            }
            records.write(json.dumps(record) + "\n")
            records.flush()


def run_golden(options) -> None:
    """Compare the records and write the golden table."""
    first, *others = map(read, options.records)
    missing = [t for t in npn_representatives(4) if to_hex(t, 4) not in first]
    if missing:
        sys.exit(f"{options.records[0]} lacks {len(missing)} classes")
    for path, records in zip(options.records[1:], others, strict=True):
        for name, record in records.items():
            for key in ("size", "sets", "circuits"):
                if record[key] is not None and record[key] != first[name][key]:
                    sys.exit(f"{path}: {name} has {key} {record[key]}, not {first[name][key]}")
        print(f"{path}: {len(records)} of {len(first)} classes agree")
    rows = (
        f' "{name}": ' + json.dumps({key: first[name][key] for key in ("size", "sets", "circuits")})
        for name in sorted(first)
    )
    GOLDEN.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    counting = commands.add_parser("count", help="count the classes that a file lacks")
    counting.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    counting.add_argument("--solver", default="cadical195", help="a profile of python-sat")
    counting.add_argument("--without", action="append", default=[], choices=BREAKS)
    counting.add_argument("--plain", action="store_true", help="block circuits one by one")
    counting.add_argument("--most", type=int, help="leave out classes of more gates")
    counting.add_argument("--time-limit", type=float, help="seconds a class")
    counting.set_defaults(run=run_count)
    golden = commands.add_parser("golden", help="compare files and write the golden table")
    golden.add_argument("records", type=Path, nargs="+")
    golden.set_defaults(run=run_golden)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
