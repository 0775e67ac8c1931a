"""Confirm the tables of optimal circuits by SAT: each bound refuted one below, within a limit.

Usage, from the root of a checkout::

    python tests/benchmarks/tables_by_sat.py [--seconds 10] [--most GATES] [--one-in N] BASIS ...

For every class of four-input functions in the table of a basis (or one in N of them, and only up
to a size), the encodings are asked for a circuit of one gate less than the table says is needed,
and of one level less. The tables were made without a solver, so this is a second method. Printed is
for each size how many classes were refuted and how many ran into the limit; the exit status is 1
where a circuit was found, that is, where a table is wrong.
"""

import argparse
import sys
import time
from collections import Counter

from minimesa import basis as bases
from minimesa.encoding.query import Query, Verdict
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.tables import lookup, store
from minimesa.tables.symmetries import INPUTS


def confirm(name: str, seconds: float, most: int, one_in: int) -> bool:
    """Ask for what the table of a basis rules out; tell whether nothing was found."""
    basis = bases.get(name)
    least = {objective: lookup.least_values(basis, objective) for objective in ("size", "depth")}
    verdicts = {objective: Counter() for objective in least}
    begin = time.monotonic()
    with Engine(profiles.get("default")) as engine:
        for table in store.read(lookup.SOURCES[name]).representatives[::one_in].tolist():
            relation = from_tables([table], INPUTS)
            for objective, keyword in (("size", "gates"), ("depth", "depth")):
                value = int(least[objective][table])
                if not 0 < value <= most:
                    continue
                query = Query(relation, basis, **{keyword: value - 1})
                verdict = engine.ask(query, seconds=seconds).verdict
                verdicts[objective][value, verdict] += 1
                if verdict is Verdict.FOUND:
                    print(f"{name}: {table:#06x} has a smaller {objective} than {value}")
    for objective, counts in verdicts.items():
        for value in sorted({value for value, _ in counts}):
            print(
                f"{name}: {objective} {value}: {counts[value, Verdict.REFUTED]} classes refuted "
                f"one below, {counts[value, Verdict.UNKNOWN]} undecided in {seconds:g} s each, "
                f"{counts[value, Verdict.FOUND]} wrong"
            )
    print(f"{name}: {time.monotonic() - begin:.0f} s", flush=True)
    return not any(
        verdict is Verdict.FOUND for counts in verdicts.values() for _, verdict in counts
    )


def main() -> None:
    """Read the command line and confirm each table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bases", nargs="+", choices=[*lookup.SOURCES], metavar="BASIS")
    parser.add_argument("--seconds", type=float, default=10.0, help="for one question")
    parser.add_argument("--most", type=int, default=99, help="values above this are not asked")
    parser.add_argument("--one-in", type=int, default=1, help="take one in so many classes")
    options = parser.parse_args()
    right = [confirm(name, options.seconds, options.most, options.one_in) for name in options.bases]
    sys.exit(not all(right))


if __name__ == "__main__":
    main()
