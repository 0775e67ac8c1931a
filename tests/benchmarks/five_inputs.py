"""Search in every minimal `b2` circuit of the functions of up to five inputs, without a solver.

Run from the root of the repository:

    S=tests/benchmarks/five_inputs.py R=results/five-inputs
    python $S list 5 --most 7 --folder DIR
    python $S look 5 --folder DIR --records $R/five-inputs.jsonl
    python $S stored --sample 3000 --records $R/stored.jsonl
    python $S solve 7 --sample 50 --seconds 120 --records $R/solver.jsonl
    python $S tables $R

``list`` walks over all circuits of a size once (`minimesa.census.minimal_sets`; it needs numba) and
keeps the sets of gate functions of the minimal ones of every class in DIR. ``look`` makes the
circuits of each class from them, has each evaluated by the referee, and asks each the questions of
the suite ``five-inputs``; ``--four`` does the same for the classes of four inputs. A rerun does
what is missing; the order within a size is random (seed 1), so a run that was ended has looked at
a uniform sample. ``stored`` asks the one circuit of the census, for random classes of every size.
``solve`` lists the circuits of random classes of one size by the solver, to compare.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from minimesa import basis, referee
from minimesa.analysis.subject import subject
from minimesa.canonical import canonical_form
from minimesa.census.table import shipped
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.messages import Task
from minimesa.study.answers import fires
from minimesa.study.classes import chosen
from minimesa.study.plan import load_suite
from minimesa.synthesis import wirings
from minimesa.truth_tables import to_hex

B2 = basis.get("b2")


def questions():
    """Return the questions of the suite, in its order; records hold answers in this order."""
    return load_suite("five-inputs").tasks[0].questions


def sets_file(folder: Path, inputs: int, size: int) -> Path:
    """Return where the minimal circuits of a size are kept."""
    return folder / f"sets-{inputs}-{size}.npz"


def run_list(options) -> None:
    """Keep the sets of gate functions of all minimal circuits, size by size."""
    from minimesa.census.minimal_sets import minimal_sets

    options.folder.mkdir(parents=True, exist_ok=True)
    for size in range(options.most + 1):
        started = time.process_time()
        _, tables = chosen(f"npn:{options.inputs}:size={size}")
        found = minimal_sets(np.array(tables, dtype=np.uint32), options.inputs, size, say)
        np.savez_compressed(
            sets_file(options.folder, options.inputs, size),
            tables=found.tables,
            starts=found.starts,
            sets=found.sets,
        )
        say(f"size {size}: {time.process_time() - started:.1f} s of CPU")


def run_look(options) -> None:
    """Look into all minimal circuits of every class that the records lack."""
    from minimesa.census.minimal_sets import MinimalSets

    asked, done, n = questions(), read(options.records), options.inputs
    sizes = sorted(
        int(file.stem.rpartition("-")[2]) for file in options.folder.glob(f"sets-{n}-*.npz")
    )
    with options.records.open("a", encoding="utf-8") as records:
        for size in sizes:
            with np.load(sets_file(options.folder, n, size)) as file:
                listed = MinimalSets(file["tables"], file["starts"], file["sets"])
            for index in np.random.default_rng(1).permutation(len(listed.tables)).tolist():
                name = to_hex(int(listed.tables[index]), n)
                if name in done:
                    continue
                sets = listed.functions(index, n)
                circuits = circuits_of(int(listed.tables[index]), n, size, sets)
                record = {"class": name, "size": size, "sets": len(sets)}
                write(records, record | looked_into(circuits, asked, stored(name, n)))


def run_stored(options) -> None:
    """Look into the stored circuit of random classes of every size."""
    asked, done = questions(), read(options.records)
    with options.records.open("a", encoding="utf-8") as records:
        for size in range(13):
            _, tables = chosen(f"npn:5:size={size}:sample={options.sample}:seed=1")
            for table in tables:
                name = to_hex(table, 5)
                if name in done:
                    continue
                answers = fires(subject(stored(name, 5)), asked, B2)
                fired = {question for question, _ in answers.found}
                mask = sum((q in fired) << place for place, q in enumerate(asked))
                write(records, {"class": name, "size": size, "stored": f"{mask:x}"})


def run_solve(options) -> None:
    """List the minimal circuits of random classes of one size by the solver."""
    asked, done = questions(), read(options.records)
    _, tables = chosen(f"npn:5:size={options.size}:sample={options.sample}:seed=1")
    with (
        Engine(profiles.get("default")) as engine,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for table in tables:
            name = to_hex(table, 5)
            if name in done:
                continue
            started = time.perf_counter()
            query = Query(from_tables((table,), 5), B2, options.size)
            *sets, answer = engine.stream(query, Task.FUNCTION_SETS, seconds=options.seconds)
            seconds = round(time.perf_counter() - started, 2)
            circuits = circuits_of(table, 5, options.size, sets)
            complete = answer.verdict.value == "refuted"
            if not complete:
                known = canonical_form(stored(name, 5), free_not=True)
                circuits = list(dict.fromkeys([*circuits, known]))
            record = {"class": name, "size": options.size, "sets": len(sets)}
            record |= looked_into(circuits, asked, stored(name, 5))
            write(records, record | {"complete": complete, "seconds": seconds})


def circuits_of(table: int, inputs: int, size: int, sets) -> list:
    """Return all circuits with given sets of gate functions, each accepted by the referee."""
    query = Query(from_tables((table,), inputs), B2, size)
    found = {
        canonical_form(circuit, free_not=True): None
        for functions in sets
        for circuit in wirings.circuits(functions, query)
    }
    for circuit in found:
        referee.check_solves(circuit, query.relation)
        assert referee.check_basis(circuit, B2) == size
    return list(found)


def stored(name: str, inputs: int):
    """Return the circuit of the census."""
    return shipped().look_up(int(name, 16), inputs).circuit


def looked_into(circuits, asked, known) -> dict:
    """Return how many circuits answer each question with yes, and which the stored one does.

    ``unsure`` are the questions, by place, that some circuit left without an exact answer.
    """
    fired, unsure, of_known = [0] * len(asked), set(), None
    known = canonical_form(known, free_not=True)
    for circuit in circuits:
        answers = fires(subject(circuit), asked, B2)
        unsure |= {asked.index(question) for question in answers.unsure}
        places = [asked.index(question) for question, _ in answers.found]
        for place in places:
            fired[place] += 1
        if circuit == known:
            of_known = sum(1 << place for place in places)
    assert of_known is not None, "the stored circuit is minimal, and not among all minimal ones"
    return {
        "circuits": len(circuits),
        "fired": fired,
        "stored": f"{of_known:x}",
        "unsure": sorted(unsure),
    }


def read(path: Path) -> dict[str, dict]:
    """Return the records of a file by class; a line cut short by a kill does not count."""
    records = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue
            records[record["class"]] = record
    return records


def write(stream, record) -> None:
    """Append a record as a line."""
    stream.write(json.dumps(record, separators=(",", ":")) + "\n")
    stream.flush()


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"{time.process_time():7.0f} s  {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    listing = commands.add_parser("list", help="list the minimal circuits of all classes")
    listing.add_argument("inputs", type=int, choices=(4, 5))
    listing.add_argument("--most", type=int, required=True, help="the largest size")
    listing.add_argument("--folder", type=Path, required=True)
    listing.set_defaults(run=run_list)
    looking = commands.add_parser("look", help="look into all minimal circuits")
    looking.add_argument("inputs", type=int, choices=(4, 5))
    looking.add_argument("--folder", type=Path, required=True, help="that of list")
    looking.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    looking.set_defaults(run=run_look)
    one = commands.add_parser("stored", help="look into the circuit of the census")
    one.add_argument("--sample", type=int, required=True, help="classes of each size")
    one.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    one.set_defaults(run=run_stored)
    solving = commands.add_parser("solve", help="list minimal circuits by the solver")
    solving.add_argument("size", type=int)
    solving.add_argument("--sample", type=int, required=True, help="classes")
    solving.add_argument("--seconds", type=float, required=True, help="limit for each")
    solving.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    solving.set_defaults(run=run_solve)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
