"""How long the census takes to answer: ``python tests/benchmarks/census_lookup.py [COUNT]``.

Random functions of five inputs are looked up, and the referee evaluates every circuit.
"""

import random
import sys
import time

from minimesa import basis, referee
from minimesa.census.table import shipped
from minimesa.relations import from_tables


def main(count):
    started = time.perf_counter()
    census = shipped()
    draw = random.Random(1)
    functions = [draw.getrandbits(32) for _ in range(count)]
    census.look_up(functions[0], 5)
    print(f"first answer after {time.perf_counter() - started:.2f} s")
    started, began = time.perf_counter(), time.process_time()
    entries = [census.look_up(function, 5) for function in functions]
    looked_up = time.perf_counter() - started
    b2 = basis.get("b2")
    for function, entry in zip(functions, entries, strict=True):
        referee.check_solves(entry.circuit, from_tables((function,), 5))
        assert referee.check_basis(entry.circuit, b2) == entry.size
        assert entry.optimal
    total, cpu = time.perf_counter() - started, time.process_time() - began
    print(f"{count} functions in {looked_up:.1f} s, {1000 * looked_up / count:.2f} ms each")
    print(f"with every circuit evaluated row by row: {total:.1f} s, {cpu:.1f} s of CPU")
    mean = sum(entry.size for entry in entries) / count
    print(f"mean size {mean:.2f}, mean depth {sum(e.circuit.depth for e in entries) / count:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
