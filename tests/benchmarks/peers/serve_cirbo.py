"""Cirbo as a server for `measure.Session`; runs in a Python that has cirbo, and no minimesa.

A line holds the basis and, for each output, its values at rows 0, 1, ... as 0, 1 or -; the answer
holds the number of gates and whether the circuit computes them. As its users do, the number of
gates is raised until a circuit is found. Complements cost nothing here, so that cirbo is asked for
a normalised circuit of each output or its complement, which is its faster way.
"""

import json
import sys

from cirbo.core.logic import DontCare
from cirbo.core.truth_table import TruthTableModel
from cirbo.synthesis.circuit_search import Basis, CircuitFinderSat
from cirbo.synthesis.exception import NoSolutionError

BASES = {"b2": Basis.XAIG, "aig": Basis.AIG}
MOST_GATES = 20
VALUES = {"0": False, "1": True, "-": DontCare}
COMPLEMENT = str.maketrans("01", "10")


def main() -> None:
    """Answer until the input ends."""
    print("ready", flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(solve(question["patterns"], question["basis"])), flush=True)


def solve(patterns: list[str], basis: str) -> dict:
    """Find a smallest circuit of at least one gate, from the least number of gates on."""
    inputs = (len(patterns[0]) - 1).bit_length()
    # The first input is the most significant bit of cirbo's rows, and the least one of ours.
    order = [int(f"{t:0{inputs}b}"[::-1], 2) for t in range(1 << inputs)]
    normal = [p.translate(COMPLEMENT) if p[0] == "1" else p for p in patterns]
    wanted = [[VALUES[p[t]] for t in order] for p in normal]
    model = TruthTableModel(wanted)
    for gates in range(1, MOST_GATES + 1):
        finder = CircuitFinderSat(model, gates, basis=BASES[basis], need_normalized=True)
        try:
            circuit = finder.find_circuit()
        except NoSolutionError:
            continue
        right = all(
            value in (wish, DontCare) or wish is DontCare
            for row, wishes in zip(circuit.get_truth_table(), wanted, strict=True)
            for value, wish in zip(row, wishes, strict=True)
        )
        return {"gates": circuit.gates_number(), "right": right}
    return {"gates": None, "right": False}


if __name__ == "__main__":
    main()
