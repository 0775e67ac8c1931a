"""The checker: re-verifies the witness of a finding by simulating rows one at a time.

It shares no code with the decision procedures: gates are evaluated here and cones are walked here.
What it takes on trust is the lower bound on the size of an
evaluator, which no simulation can show.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import permutations, product
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO
from minimesa.errors import RefereeError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from minimesa.analysis.finding import Finding
    from minimesa.analysis.replicated import ReplicatedWitness
    from minimesa.analysis.selecting import SelectingWitness
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem


def check_replicated(
    circuit: Circuit, _care: int, _problem: Problem | None, finding: Finding
) -> None:
    """Check a `replicated` finding.

    Raises:
        RefereeError: the witness does not show what it should.

    """
    _check_copies(circuit, finding, finding.witness)  # type: ignore[arg-type]


def check_selecting(
    circuit: Circuit, care: int, _problem: Problem | None, finding: Finding
) -> None:
    """Check a `selecting` finding.

    Raises:
        RefereeError: the witness does not show what it should.

    """
    witness: SelectingWitness = finding.witness  # type: ignore[assignment]
    _check_copies(circuit, finding, witness.replicated)
    forced = _Forced(circuit, care, finding, witness)
    _check_choice(forced, finding, witness)
    _check_scores_matter(forced, finding)


def check_mediated(circuit: Circuit, care: int, problem: Problem | None, finding: Finding) -> None:
    """Check a `mediated` finding.

    Raises:
        RefereeError: the witness does not show what it should.

    """
    check_selecting(circuit, care, problem, finding)
    witness: SelectingWitness = finding.witness  # type: ignore[assignment]
    forced = _Forced(circuit, care, finding, witness)
    n = len(circuit.inputs)
    natural = _natural(circuit)
    read = 0
    for wire in (w for bundle in finding.wires for w in bundle):
        for i in range(n):
            if any(natural[row][wire] != natural[row ^ 1 << i][wire] for row in range(1 << n)):
                read |= 1 << i
    scores = forced.occurring() if finding.reachable else forced.every()
    for s in scores:
        words: dict[int, int] = {}
        for row in forced.rows:
            if words.setdefault(row & ~read, forced.word(row, s)) != forced.word(row, s):
                raise fault(finding, f"with scores {s} the outputs still depend on inputs of E")


def _check_copies(circuit: Circuit, finding: Finding, witness: ReplicatedWitness) -> None:
    """Check that the wires are one evaluator on different candidates."""
    n = len(circuit.inputs)
    k, bits = finding.candidates, finding.score_bits
    if k < 2 or len(finding.wires) != k or any(len(bundle) != bits for bundle in finding.wires):
        raise fault(finding, f"{len(finding.wires)} scores for {k} candidates of {bits} bits")
    if any(not n <= w < n + len(circuit.gates) for bundle in finding.wires for w in bundle):
        raise fault(finding, "a score is not on a gate")
    for a, b in permutations(finding.wires, 2):
        below = set().union(*(_cone(circuit, w) for w in b))
        if not below.isdisjoint(a):
            raise fault(finding, f"one of {a} is in the fan-in cone of {b}")
    if finding.polarity and finding.variant != "np":
        raise fault(finding, "inputs are complemented, which this variant does not allow")
    for renaming in witness.renamings:
        if len(set(renaming)) != len(renaming) or not all(0 <= i < n for i in renaming):
            raise fault(finding, f"{renaming} is no renaming of the inputs")
    natural = _natural(circuit)
    computed: list[list[tuple[int, ...]]] = [[] for _ in range(k)]
    for row in range(1 << n):
        values = natural[row]
        for i in range(k):
            scores = tuple(
                values[w] ^ int(flip)
                for w, flip in zip(finding.wires[i], witness.inverted[i], strict=True)
            )
            index = sum(
                (((row ^ finding.polarity) >> x) & 1) << j
                for j, x in enumerate(witness.renamings[i])
            )
            if scores != tuple((table >> index) & 1 for table in witness.evaluator):
                raise fault(finding, f"candidate {i} is not the evaluator's value at row {row}")
            computed[i].append(scores)
    if any(a == b for a, b in permutations(computed, 2)):
        raise fault(finding, "two candidates have the same score")
    if finding.variant == "structural":
        _check_isomorphic(circuit, finding, witness)


def _check_isomorphic(circuit: Circuit, finding: Finding, witness: ReplicatedWitness) -> None:
    n = len(circuit.inputs)
    if len(witness.isomorphisms) != finding.candidates - 1:
        raise fault(finding, "an isomorphism is missing")
    for images, pairs in zip(finding.wires[1:], witness.isomorphisms, strict=True):
        mapping = {ZERO: ZERO, ONE: ONE, **dict(pairs)}
        if len(set(mapping.values())) != len(mapping):
            raise fault(finding, "an isomorphism maps two wires to one")
        if tuple(mapping.get(w) for w in finding.wires[0]) != images:
            raise fault(finding, "an isomorphism does not map score to score")
        for wire in set().union(*(_cone(circuit, w) for w in finding.wires[0])):
            image = mapping.get(wire, ZERO)
            if wire < n or image < n:
                if not (0 <= wire < n and 0 <= image < n):
                    raise fault(finding, f"wire {wire} and its image {image} are not alike")
                continue
            gate, other = circuit.gates[wire - n], circuit.gates[image - n]
            sources = tuple(mapping.get(w) for w in gate.fanin)
            if not any(
                tuple(other.fanin[p] for p in order) == sources
                and _reads_as(gate.operator, other.operator, order)
                for order in permutations(range(len(other.fanin)))
            ):
                raise fault(finding, f"gate {wire} and its image {image} are not alike")


def _reads_as(operator: int, other: int, order: tuple[int, ...]) -> bool:
    """Tell whether ``other`` with fan-in ``order[i]`` taken as the i-th is ``operator``."""
    for pattern in product((0, 1), repeat=len(order)):
        index = sum(bit << i for i, bit in enumerate(pattern))
        index_other = sum(bit << order[i] for i, bit in enumerate(pattern))
        if (operator >> index) & 1 != (other >> index_other) & 1:
            return False
    return True


class _Forced:
    """The words that a circuit puts out on K when its scores are forced."""

    def __init__(
        self, circuit: Circuit, care: int, finding: Finding, witness: SelectingWitness
    ) -> None:
        self.circuit = circuit
        self.finding = finding
        self.inverted = witness.replicated.inverted
        self.maximised = witness.maximised
        self.rows = [row for row in range(1 << len(circuit.inputs)) if care >> row & 1]
        self._words: dict[tuple[int, tuple[int, ...]], int] = {}

    def word(self, row: int, scores: tuple[int, ...]) -> int:
        """Return the word on the finding's outputs at ``row`` when the scores are these."""
        key = row, scores
        if key not in self._words:
            forced: dict[int, int] = {}
            for i, score in enumerate(scores):
                forced |= self.gate_values(i, score)
            self._words[key] = self.read(wire_values(self.circuit, row, forced))
        return self._words[key]

    def gate_values(self, i: int, score: int) -> dict[int, int]:
        """Return the values of candidate i's gates at which its score is ``score``."""
        last = self.finding.score_bits - 1
        return {
            w: ((score >> (last - j)) & 1) ^ int(self.inverted[i][j])
            for j, w in enumerate(self.finding.wires[i])
        }

    def read(self, values: Sequence[int]) -> int:
        """Return the word on the finding's outputs, first output least significant."""
        word = 0
        for position, o in enumerate(self.finding.outputs):
            output = self.circuit.outputs[o]
            word |= (values[output.wire] ^ int(output.inverted)) << position
        return word

    def scores(self, row: int) -> tuple[int, ...]:
        """Return the scores that the circuit itself computes at ``row``."""
        values = _natural(self.circuit)[row]
        found = []
        for wires, flips in zip(self.finding.wires, self.inverted, strict=True):
            score = 0
            for w, flip in zip(wires, flips, strict=True):
                score = 2 * score + (values[w] ^ int(flip))
            found.append(score)
        return tuple(found)

    def every(self) -> list[tuple[int, ...]]:
        """Return all score vectors."""
        numbers = range(1 << self.finding.score_bits)
        return list(product(numbers, repeat=self.finding.candidates))

    def occurring(self) -> list[tuple[int, ...]]:
        """Return the score vectors that some row of K produces."""
        return sorted({self.scores(row) for row in self.rows})

    def best(self, scores: tuple[int, ...]) -> set[int]:
        """Return the candidates that score best."""
        top = max(scores) if self.maximised else min(scores)
        return {i for i, score in enumerate(scores) if score == top}

    @property
    def extremes(self) -> tuple[int, int]:
        """The worst and the best score."""
        top = (1 << self.finding.score_bits) - 1
        return (0, top) if self.maximised else (top, 0)


def _check_choice(forced: _Forced, finding: Finding, witness: SelectingWitness) -> None:
    k = finding.candidates
    worst, best = forced.extremes
    if not finding.outputs:
        raise fault(finding, "no output is named")
    alone = [tuple(best if j == i else worst for j in range(k)) for i in range(k)]
    if all(forced.word(row, a) == forced.word(row, alone[0]) for row in forced.rows for a in alone):
        raise fault(finding, "the candidates never differ")
    asked = forced.occurring() if finding.reachable else forced.every()
    if finding.default:
        asked = [s for s in asked if set(s) != {worst}]
    choice = dict(witness.choice)
    if sorted(choice) != sorted(asked):
        raise fault(finding, "the choice function is not given on exactly the vectors asked about")
    for s, i in choice.items():
        if i not in forced.best(s):
            raise fault(finding, f"candidate {i} is not best in {s}")
        for row in forced.rows:
            if forced.word(row, s) != forced.word(row, alone[i]):
                raise fault(finding, f"with scores {s} row {row} does not give candidate {i}")
    if finding.default:
        tied = {
            (i, j)
            for s in forced.occurring()
            if set(s) != {worst}
            for i, j in permutations(forced.best(s), 2)
        }
        if len(tied) != k * (k - 1):
            raise fault(finding, "two scores are never both best")


def _check_scores_matter(forced: _Forced, finding: Finding) -> None:
    circuit = forced.circuit
    for i in range(finding.candidates):
        if not any(
            forced.read(wire_values(circuit, row, forced.gate_values(i, score)))
            != forced.read(_natural(circuit)[row])
            for score in range(1 << finding.score_bits)
            for row in forced.rows
        ):
            raise fault(finding, f"forcing the score of candidate {i} changes nothing")


@lru_cache(maxsize=2)
def _natural(circuit: Circuit) -> tuple[bytes, ...]:
    """Return the values of all wires at every row, nothing forced, as `wire_values` does."""
    return tuple(bytes(wire_values(circuit, row, {})) for row in range(1 << len(circuit.inputs)))


def wire_values(circuit: Circuit, row: int, forced: Mapping[int, int]) -> list[int]:
    """Return the value of every wire at ``row`` with some wires forced.

    The constants -2 (1) and -1 (0) stand at the end, where Python looks for them.
    """
    n = len(circuit.inputs)
    values = [forced.get(i, (row >> i) & 1) for i in range(n)]
    for j, gate in enumerate(circuit.gates):
        if n + j in forced:
            values.append(forced[n + j])
            continue
        index = 0
        for position, source in enumerate(gate.fanin):
            bit = values[source] if source >= 0 else int(source == ONE)
            index |= bit << position
        values.append((gate.operator >> index) & 1)
    return [*values, 1, 0]


def _cone(circuit: Circuit, wire: int) -> set[int]:
    """Return the wires that ``wire`` is computed from, itself included; constants left out."""
    n = len(circuit.inputs)
    found: set[int] = set()
    todo = [wire]
    while todo:
        current = todo.pop()
        if current >= 0 and current not in found:
            found.add(current)
            if current >= n:
                todo.extend(circuit.gates[current - n].fanin)
    return found


def fault(finding: Finding, what: str) -> RefereeError:
    """Return the error that says what is wrong with a finding's witness."""
    return RefereeError(f"the witness of a {finding.definition} finding does not hold: {what}")
