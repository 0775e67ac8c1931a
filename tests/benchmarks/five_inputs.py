"""Search in every minimal `b2` circuit of the functions of up to five inputs, without a solver.

Run from the root of the repository:

    S=tests/benchmarks/five_inputs.py R=results/five-inputs
    python $S list 5 --most 7 --folder DIR
    python $S look 5 --folder DIR --records $R/five-inputs.jsonl
    python $S list 4 --most 7 --folder DIR
    python $S look 4 --folder DIR --records $R/four-inputs.jsonl
    python $S stored --sample 2000 --records $R/stored.jsonl
    python $S solve 7 --sample 50 --seconds 120 --records $R/solver.jsonl
    python $S compare $R
    python $S tables $R

``list`` walks over all circuits of a size once (`minimesa.census.minimal_sets`; it needs numba) and
keeps the sets of gate functions of the minimal ones of every class in DIR. ``look`` makes the
circuits of each class from them, has each evaluated by the referee, and asks each the questions of
the suite ``five-inputs``; beyond ``--count`` gates, what one circuit of a class has answered with
yes is not asked the others. A rerun does what is missing; the order within a size is random
(seed 1), so a run that was ended has looked at a uniform sample. ``stored`` asks the one circuit of
the census, for random classes of the sizes from 8 on. ``solve`` lists the circuits of random
classes of one size by the solver, ``compare`` looks for differences, ``tables`` writes a page.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from records import read

from minimesa import basis, referee
from minimesa.analysis.renamings import compress
from minimesa.analysis.subject import subject
from minimesa.canonical import canonical_form
from minimesa.census import published
from minimesa.census.orbits import canonical
from minimesa.census.table import shipped
from minimesa.controls.intervals import wilson
from minimesa.encoding.query import Query
from minimesa.relations import from_tables
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.solvers.messages import Task
from minimesa.study.answers import fires
from minimesa.study.classes import chosen
from minimesa.study.plan import load_suite
from minimesa.synthesis import wirings
from minimesa.truth_tables import support, to_hex

B2 = basis.get("b2")
GOLDEN = Path(__file__).parents[1] / "oracles" / "minimal_circuits.json"
HEAD = """Made by `tests/benchmarks/five_inputs.py tables`. Shares in percent; of a sample with the
95% interval (Wilson). `default` and `reachable` are the variants of selecting and mediated; k is
the number of candidates, m the least size of the evaluator.
"""


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
                found = looked_into(
                    circuits, asked, stored(name, n), counting=size <= options.count
                )
                write(records, record | found)


def run_stored(options) -> None:
    """Look into the stored circuit of random classes of the sizes that are not listed."""
    asked, done = questions(), read(options.records)
    with options.records.open("a", encoding="utf-8") as records:
        for size in range(8, 13):
            _, tables = chosen(f"npn:5:size={size}:sample={options.sample}:seed=1")
            for table in tables:
                name = to_hex(table, 5)
                if name in done:
                    continue
                answers = fires(subject(stored(name, 5)), asked, B2)
                fired = dict.fromkeys(asked, 0) | {question: 1 for question, _ in answers.found}
                write(records, {"class": name, "size": size, "stored": bits(fired, asked)})


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


def looked_into(circuits, asked, known, *, counting=True) -> dict:
    """Return which questions some circuit answers with yes, and which the stored one does.

    ``fired`` says how many circuits do; without ``counting``, what one has answered with yes is not
    asked the others, and there is no ``fired``. ``refuted`` and ``stored`` are sets of questions
    (bits, by place); ``unsure`` are those that some circuit left without an exact answer.
    """
    known = canonical_form(known, free_not=True)
    assert known in circuits, "the stored circuit is minimal, and not among all minimal ones"
    fired, unsure, left = dict.fromkeys(asked, 0), set(), asked
    for circuit in sorted(circuits, key=known.__ne__):  # the stored one first
        answers = fires(subject(circuit), left, B2)
        unsure |= answers.unsure
        for question, _ in answers.found:
            fired[question] += 1
        if circuit == known:
            of_known = bits(fired, asked)
        if not counting and answers.found:
            left = tuple(question for question in left if not fired[question])
    record = {"circuits": len(circuits), "refuted": bits(fired, asked), "stored": of_known}
    record |= {"unsure": [asked.index(question) for question in asked if question in unsure]}
    return record | ({"fired": list(fired.values())} if counting else {})


def bits(fired, asked) -> str:
    """Return the questions that are true of something as a hex number, a bit for each place."""
    return f"{sum(bool(fired[question]) << place for place, question in enumerate(asked)):x}"


def run_tables(options) -> None:
    """Write the tables of a folder of records, as Markdown."""
    asked = questions()
    four = list(read(options.folder / "four-inputs.jsonl").values())
    five = list(read(options.folder / "five-inputs.jsonl").values())
    one = list(read(options.folder / "stored.jsonl").values())
    parts = [
        "# Tables\n",
        HEAD,
        "## Classes with a minimal circuit that is a search, by least size\n",
        by_size(asked, [(4, four), (5, five)], refuted),
        "## Classes whose circuit in the census is one, by least size\n",
        by_size(asked, [(4, four), (5, five + one)], stored_fires),
        "## Minimal circuits that are one: the mean, over classes, of their share\n",
        by_size(asked, [(4, four), (5, [r for r in five if "fired" in r])], share_of_circuits),
    ]
    parts[2:2] = ["## All classes\n", overall(asked, four, five, one)]
    (options.folder / "tables.md").write_text("\n".join(parts), encoding="utf-8")
    opened = sum(bool(record["unsure"]) for record in four + five)
    print(f"{len(four)} classes of four inputs, {len(five)} of five, {len(one)} larger ones")
    print(f"{sum(record['circuits'] for record in four + five)} circuits; {opened} classes unsure")


def run_compare(options) -> None:
    """Compare records with each other and with the published counts; stop at a difference."""
    four, five = (read(options.folder / f"{name}-inputs.jsonl") for name in ("four", "five"))
    golden = json.loads(GOLDEN.read_text("utf-8"))
    for name, record in four.items():
        assert all(record[key] == golden[name][key] for key in ("size", "sets", "circuits")), name
    print(f"{len(four)} classes of four inputs have the sets and circuits that solvers listed")
    some_polarity = [place for place, q in enumerate(questions()) if q.variant == "np"]
    fewer = 0
    for name, record in five.items():
        inputs = support(int(name, 16), 5)
        if len(inputs) == 5:
            continue
        table = compress(int(name, 16), inputs, 5)
        for i in range(len(inputs), 4):
            table |= table << (1 << i)
        other = four[to_hex(canonical(table, 4)[0], 4)]
        assert all(record[key] == other[key] for key in ("size", "sets", "circuits")), name
        assert all(refuted(record, p) == refuted(other, p) for p in some_polarity), name
        if "fired" in record:
            assert all(record["fired"][p] == other["fired"][p] for p in some_polarity), name
        fewer += 1
    print(f"{fewer} of them appear again, with the same answers for np, among those of five inputs")
    for name, record in read(options.folder / "solver.jsonl").items():
        if name in five and record["complete"]:
            same = ("size", "sets", "circuits", "refuted", "stored")
            assert all(record[key] == five[name][key] for key in same), name
            print(f"{name}, size {record['size']}: {record['sets']} sets by the solver too")


def overall(asked, four, five, one) -> str:
    """Return a table of the shares of all classes of four and of five inputs.

    Shares by size are weighted by the number of classes; an interval adds up those of the sizes,
    which makes it wider than it need be.
    """

    def weighted(records, place, measure) -> str:
        low = middle = high = 0.0
        for size in range(13):
            classes = published.SIZES[5][size]
            whole = classes / published.classes(5)
            values = [measure(record, place) for record in records if record["size"] == size]
            share = sum(values) / len(values)
            exact = len(values) == classes
            lower, upper = (share, share) if exact else wilson(sum(values), len(values))
            low, middle, high = low + whole * lower, middle + whole * share, high + whole * upper
        return f"{100 * middle:.1f} ({100 * low:.1f} to {100 * high:.1f})"

    def some(record, place) -> bool:
        return refuted(record, place) if "refuted" in record else stored_fires(record, place)

    columns = (
        "4 inputs: some minimal circuit",
        "5 inputs: some minimal circuit, at least",
        "4 inputs: the circuit of the census",
        "5 inputs: the circuit of the census",
    )
    lines = [f"| definition | k | m | {' | '.join(columns)} |", "|---|---|---|---:|---:|---:|---:|"]
    for place, q in enumerate(asked):
        cells = (
            cell(four, len(four), place, refuted),
            weighted(five + one, place, some),
            cell(four, len(four), place, stored_fires),
            weighted(five + one, place, stored_fires),
        )
        lines.append(f"| {label(q)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def label(q) -> str:
    """Return the first cells of the line of a question."""
    flags = " default" * q.default + " reachable" * q.reachable
    return f"{q.definition} {q.variant}{flags} | {q.candidates} | {q.evaluator_gates}"


def by_size(asked, groups, measure) -> str:
    """Return a table with a line for each question, and a column for each size of each group."""
    columns = []
    for inputs, records in groups:
        for size in range(2, 13):
            some = [record for record in records if record["size"] == size]
            if some:
                whole = published.SIZES[inputs][size]
                columns.append((f"{inputs} inputs, size {size}", some, whole))
    lines = [
        "| definition | k | m | " + " | ".join(name for name, _, _ in columns) + " |",
        "|---|---|---|" + "---:|" * len(columns),
        "| classes | | | "
        + " | ".join(
            f"{len(some):,}" if len(some) == whole else f"{len(some):,} of {whole:,}"
            for _, some, whole in columns
        )
        + " |",
    ]
    for place, q in enumerate(asked):
        cells = (cell(some, whole, place, measure) for _, some, whole in columns)
        lines.append(f"| {label(q)} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def cell(some, whole: int, place: int, measure) -> str:
    """Return the mean of a measure over records, with an interval where it counts a sample."""
    values = [measure(record, place) for record in some]
    text = f"{100 * sum(values) / len(some):.1f}"
    if len(some) == whole or not all(isinstance(value, bool) for value in values):
        return text
    low, high = wilson(sum(values), len(some))
    return f"{text} ({100 * low:.1f} to {100 * high:.1f})"


def refuted(record, place: int) -> bool:
    """Tell whether some minimal circuit of a class answers a question with yes."""
    return bool(int(record["refuted"], 16) >> place & 1)


def stored_fires(record, place: int) -> bool:
    """Tell whether the circuit of the census answers a question with yes."""
    return bool(int(record["stored"], 16) >> place & 1)


def share_of_circuits(record, place: int) -> float:
    """Return which share of the minimal circuits of a class answer a question with yes."""
    return record["fired"][place] / record["circuits"]


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
    looking.add_argument("--count", type=int, default=6, help="largest size to count all circuits")
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
    comparing = commands.add_parser("compare", help="compare records with each other")
    comparing.add_argument("folder", type=Path)
    comparing.set_defaults(run=run_compare)
    tabulating = commands.add_parser("tables", help="write tables.md from the records")
    tabulating.add_argument("folder", type=Path)
    tabulating.set_defaults(run=run_tables)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
