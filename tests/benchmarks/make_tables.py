"""Make the tables of optimal circuits of all four-input functions that ship with the package.

Usage, from the root of a checkout, with numba installed (the ``census`` extra)::

    python tests/benchmarks/make_tables.py [--into DIRECTORY] [--workers N]
        [--notebook FILE] [BASIS ...]

For each basis the walk over sets of gate functions tells after each size how many classes of
functions need it and how many need more. The bytes of a table are the same at every making, by
any number of workers. ``and-or-not`` takes half an hour of CPU time, and ``nand`` two to three
hours: with ``--notebook`` what is done is kept in a file, and a run that was ended goes on from
there. Sets are walked over up to a number of gates (``making.WHOLE``); circuits of functions that
need more come from local improvement, for a few minutes.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

from minimesa import basis as bases
from minimesa.basis import Basis
from minimesa.circuit import Circuit
from minimesa.improvement.local_search import Settings, improve
from minimesa.problems.problem import Problem
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.tables import store
from minimesa.tables.lookup import SOURCES
from minimesa.tables.making import make

SEEDS = 8
"""So often local improvement is tried on a circuit that may not be of least size."""
PATIENCE = 2000
"""So many replacements by equals in a row may lead nowhere."""


def main() -> None:
    """Read the command line and make each table."""
    sources = list(dict.fromkeys(SOURCES.values()))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bases", nargs="*", default=sources, metavar="BASIS", help=f"of {sources}")
    parser.add_argument("--into", type=Path, default=store.FOLDER, metavar="DIRECTORY")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes")
    parser.add_argument("--notebook", type=Path, metavar="FILE", help="for one basis")
    options = parser.parse_args()
    if unknown := set(options.bases) - set(sources):
        parser.error(f"no table is made for {min(unknown)!r}; choose of {sources}")
    for name in options.bases:
        begin = sum(os.times()[:4])
        basis = bases.get(name)
        stored = make(
            basis, partial(smaller, basis), partial(tell, name), options.workers, options.notebook
        )
        path = options.into / f"{name}.npz"
        store.write(path, stored)
        seconds = sum(os.times()[:4]) - begin
        print(f"{name}: {path}, {path.stat().st_size} bytes, {seconds:.1f} s of CPU time in all")
    sys.stdout.flush()


def tell(name, found):
    """Print a line about a round."""
    print(
        f"{name}: {len(found.chains)} classes found with {found.size} gates, at least "
        f"{found.bound} needed, {found.unknown} left; {found.completed:,} sets completed in "
        f"{found.seconds:.1f} s",
        flush=True,
    )


def smaller(basis: Basis, circuit: Circuit, enough: int) -> Circuit:
    """Look for a smaller circuit by local improvement; what comes out is the same each time.

    It begins with circuits made by construction: from one that is nearly of least size the way is
    longer.
    """
    (table,) = circuit.output_tables()
    problem = Problem("class", "", from_tables([table], len(circuit.inputs)))
    with Engine(profiles.get("minisat22")) as engine:
        for seed in range(SEEDS):
            settings = Settings(basis, window_gates=4, patience=PATIENCE, seed=seed, enough=enough)
            (found,) = improve(problem, settings, engine).solution.circuits
            circuit = min(circuit, found, key=lambda each: each.size)
            if circuit.size <= enough:
                break
    print(
        f"{basis.name}: {table:#06x} with {circuit.size} gates after local improvement, at least "
        f"{enough} needed",
        flush=True,
    )
    return circuit


if __name__ == "__main__":
    main()
