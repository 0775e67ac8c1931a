"""The checker for declared scores and comparisons: rows one at a time, scores ranked here anew."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from minimesa.analysis.checker import fault, wire_values

if TYPE_CHECKING:
    from fractions import Fraction

    from minimesa.analysis.declared import DeclaredWitness
    from minimesa.analysis.finding import Finding
    from minimesa.circuit import Circuit
    from minimesa.problems.problem import Problem


def check_declared(circuit: Circuit, care: int, problem: Problem | None, finding: Finding) -> None:
    """Check a `declared-all` or `declared-lean` finding.

    Raises:
        RefereeError: the witness does not show what it should.

    """
    witness: DeclaredWitness = finding.witness  # type: ignore[assignment]
    scores = _utilities(care, problem, finding)
    order = sorted({value for by_action in scores.values() for value in by_action.values()})
    bits = max(0, len(order) - 1).bit_length()
    omitted = set() if witness.omitted is None else {witness.omitted}
    if finding.definition == "declared-all" and omitted:
        raise fault(finding, "an action is left out")
    if {*witness.actions, *omitted} != {w for by_action in scores.values() for w in by_action}:
        raise fault(finding, "these are not all the actions")
    values = {row: wire_values(circuit, row, {}) for row in scores}
    explicit = 0
    for action, wires in zip(witness.actions, witness.wires, strict=True):
        if len(wires) != bits:
            raise fault(finding, f"{len(wires)} wires for a score of {bits} bits")
        for j, wire in enumerate(reversed(wires)):
            said = {
                values[row][wire] ^ ((order.index(by_action[action]) >> j) & 1)
                for row, by_action in scores.items()
                if action in by_action
            }
            if len(said) > 1:
                raise fault(finding, f"wire {wire} is not bit {j} of the score of {action}")
        explicit += any(wire >= len(circuit.inputs) for wire in wires)
    if explicit < (1 if omitted else 2):
        raise fault(finding, "too few scores are on gates")


def check_comparisons(
    circuit: Circuit, care: int, problem: Problem | None, finding: Finding
) -> None:
    """Check a `comparisons` finding.

    Raises:
        RefereeError: the witness does not show what it should.

    """
    witness: DeclaredWitness = finding.witness  # type: ignore[assignment]
    scores = _utilities(care, problem, finding)
    assert problem is not None
    assert problem.utility is not None
    pick = max if problem.utility.maximize else min
    actions = {w for by_action in scores.values() for w in by_action}
    values = {row: wire_values(circuit, row, {}) for row in scores}
    for (wire,), (left, right) in zip(witness.wires, witness.sides, strict=True):
        said = set()
        for row, by_action in scores.items():
            sides = [[by_action[a] for a in side if a in by_action] for side in (left, right)]
            if all(sides):
                a, b = pick(sides[0]), pick(sides[1])
                better = a != b and pick(a, b) == a
                said.add(values[row][wire] ^ int(better))
        if len(said) > 1:
            raise fault(finding, f"wire {wire} does not compare {left} with {right}")
    if finding.variant == "pairs":
        wanted = {frozenset((a, b)) for a, b in permutations(actions, 2)}
        if {frozenset(a + b) for a, b in witness.sides} != wanted:
            raise fault(finding, "some pair of actions is not compared")
    else:
        teams = {frozenset((a,)) for a in actions}
        for left, right in sorted(witness.sides, key=lambda s: len(s[0]) + len(s[1])):
            if not {frozenset(left), frozenset(right)} <= teams:
                raise fault(finding, f"{left} against {right} is no match of the tournament")
            teams -= {frozenset(left), frozenset(right)}
            teams.add(frozenset(left + right))
        if len(teams) != 1:
            raise fault(finding, "the tournament has no final")
    if not any(wire >= len(circuit.inputs) for (wire,) in witness.wires):
        raise fault(finding, "no comparison is on a gate")


def _utilities(
    care: int, problem: Problem | None, finding: Finding
) -> dict[int, dict[int, int | Fraction]]:
    """Return by row of K and legal action the utility."""
    if problem is None or problem.utility is None:
        raise fault(finding, "there is no utility to check it against")
    return {
        row: {
            w: value
            for w, value in enumerate(problem.utility.values[row])
            if value is not None and (problem.utility.legal[row] >> w) & 1
        }
        for row in range(1 << len(problem.relation.inputs))
        if (care >> row) & 1 and (problem.relation.care >> row) & 1
    }
