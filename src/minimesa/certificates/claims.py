"""What can be seen of a claim without a proof: its circuits, and whether its bounds meet."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from minimesa import referee
from minimesa.certificates.check import Check
from minimesa.encoding import demand_limits
from minimesa.errors import InputError, MinimesaError
from minimesa.formats import circuit_from_json
from minimesa.synthesis.expressible import inexpressible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from minimesa.basis import Basis
    from minimesa.certificates.manifest import Manifest
    from minimesa.relations import Relation
    from minimesa.synthesis.result import Bound

LARGEST_EVALUATION = 200_000_000
"""Most values of gates that the referee is made to compute for one circuit (some minutes)."""


def check_circuits(manifest: Manifest) -> Iterator[Check]:
    """Have the referee see every circuit, and hold it against the upper bound or its point."""
    claim = manifest.claim
    expected: list[tuple[int | None, int | None]] = [*claim.front] or [
        sizes(manifest.upper_bound, claim.objective)
    ]
    if manifest.circuits and len(manifest.circuits) != len(expected):
        detail = f"{len(manifest.circuits)} where {len(expected)} are claimed"
        yield Check("circuits", False, detail)
        return
    connected = claim.connected if claim.demand is None else None
    for position, (data, (size, depth)) in enumerate(
        zip(manifest.circuits, expected, strict=False)
    ):
        yield check_circuit(
            "circuit" if len(expected) == 1 else f"circuit {position + 1}",
            data,
            manifest.relation,
            manifest.basis,
            manifest.accuracy,
            size=size,
            depth=depth,
            connected=connected,
        )


def sizes(bound: Bound, objective: str) -> tuple[int | None, int | None]:
    """Return a bound as size and depth, None where it says nothing."""
    parts = bound if isinstance(bound, tuple) else (bound,)
    names = "size,depth" if objective == "pareto" else objective
    bounds = dict(zip(names.split(","), parts, strict=False))
    return bounds.get("size"), bounds.get("depth")


def check_circuit(
    subject: str,
    data: Any,  # noqa: ANN401 - untyped JSON
    relation: Relation,
    basis: Basis,
    accuracy: Fraction | None,
    *,
    size: int | None,
    depth: int | None,
    connected: int | None = None,
) -> Check:
    """Have the referee see a circuit, and hold its size (or cost) and depth against the claim.

    Where ``connected`` is a number, every gate must reach one of so many first outputs.
    """
    try:
        circuit = circuit_from_json(data)
        if circuit.size * len(relation.rows) > LARGEST_EVALUATION:
            return Check(subject, False, f"{circuit.size} gates are too many to evaluate")
        referee.check_solves(circuit, relation, accuracy)
        cost = referee.check_basis(circuit, basis)
        if connected is not None:
            referee.check_connected(circuit, connected)
    except MinimesaError as error:
        return Check(subject, False, str(error))
    except RecursionError:
        return Check(subject, False, "it is nested too deeply to be a circuit")
    names = tuple(output.name for output in circuit.outputs)
    if (circuit.inputs, names) != (relation.inputs, relation.outputs):
        return Check(subject, False, "its inputs or outputs bear other names than the problem's")
    if size is not None and cost > size:
        return Check(subject, False, f"its size is {cost}, not {size} as claimed")
    if depth is not None and circuit.depth > depth:
        return Check(subject, False, f"its depth is {circuit.depth}, not {depth} as claimed")
    detail = f"size {cost}, depth {circuit.depth}; it solves the problem"
    detail += "" if connected is None else "; every gate reaches an output"
    return Check(subject, True, detail)


def check_infeasible(relation: Relation, basis: Basis, accuracy: Fraction | None) -> Check:
    """Check that rows without any acceptable word, or the basis, leave no circuit."""
    row = relation.infeasible_row()
    if accuracy is not None:
        total = sum(relation.weight(t) for t in relation.rows)
        most = sum(relation.weight(t) for t in relation.rows if relation.allowed[t])
        detail = f"weight {most} of {total} can be right"
        return Check("infeasible", most < accuracy * total, detail)
    if row is not None:
        return Check("infeasible", True, f"row {row} accepts no word")
    if inexpressible(relation, basis):
        return Check("infeasible", True, f"no circuit over {basis.name} computes it")
    return Check("infeasible", False, "every row accepts some word, and the basis can do it")


def check_bounds(manifest: Manifest) -> Check:
    """Check that status, bounds, front and circuits are of one piece."""
    claim, upper = manifest.claim, manifest.upper_bound
    lower = claim.lower_bound
    return Check("bounds", *_consistent(manifest, _parts(lower), _parts(upper)))


def check_demand(manifest: Manifest) -> Check:
    """Check that what is said of structure is said of an optimum, and can be asked."""
    claim = manifest.claim
    assert claim.demand is not None
    subject = f"no minimal circuit is {claim.demand.label}"
    subject += "" if claim.connected is None else ", connected"
    if claim.extra:
        subject += f", nor one of up to {claim.extra} more"
    if claim.status != "optimal" or claim.objective not in ("size", "depth,size"):
        return Check(subject, False, "that is said of a least size, alone or at least depth")
    if manifest.accuracy is not None:
        return Check(subject, False, "structure is asked of circuits that are right everywhere")
    try:
        demand_limits.check(claim.demand, manifest.basis, len(manifest.relation.inputs))
    except InputError as error:
        return Check(subject, False, str(error))
    if claim.extra:
        return Check(subject, True, f"more to be refuted, at {claim.extra + 1} sizes")
    return Check(subject, True, "one more query to be refuted, at the optimum")


def first_outputs(number: int) -> str:
    """Return in words what gates reach that reach one of so many first outputs."""
    return "the first output" if number == 1 else f"one of the first {number} outputs"


def check_connected(manifest: Manifest) -> Check:
    """Check that outputs are there which gates may be said to reach, and gates."""
    claim, outputs = manifest.claim, len(manifest.relation.outputs)
    assert claim.connected is not None
    sized = claim.demand is not None or claim.objective in ("size", "size,depth")
    sized = sized and manifest.accuracy is None
    ok = sized and 1 <= claim.connected <= outputs
    detail = f"of circuits in which every gate reaches {first_outputs(claim.connected)}"
    if not sized:
        detail += "; that is said of a least size, of circuits that are right everywhere"
    elif not ok:
        detail += f", but there are {outputs}"
    return Check("connected", ok, detail)


def _consistent(
    manifest: Manifest, lower: tuple[int | None, ...], upper: tuple[int | None, ...]
) -> tuple[bool, str]:
    claim = manifest.claim
    stated = f"lower {_text(claim.lower_bound)}, upper {_text(manifest.upper_bound)}"
    has_circuit = bool(manifest.circuits)
    if claim.status == "infeasible":
        fits = lower == upper == (None,) and not has_circuit and not claim.front
        return fits, "none, as an infeasible problem has" if fits else f"{stated}, but infeasible"
    if lower[0] is None:
        return False, "there is no lower bound"
    if claim.status == "unknown":
        fits = not has_circuit and all(part is None for part in upper)
        return fits, stated if fits else f"{stated}, but no circuit is said to be known"
    if not has_circuit or upper[0] is None:
        return False, f"{stated}: {claim.status}, but there is no circuit"
    if claim.status == "feasible":
        return True, stated
    if lower != upper or None in lower:
        return False, f"{stated}: they do not meet"
    if claim.objective != "pareto":
        return True, stated
    if not claim.front or claim.front[0] != lower:
        return False, f"{stated}: the front does not begin there"
    if not all(s < t and d > e for (s, d), (t, e) in pairwise(claim.front)):
        return False, "along the front size must grow and depth shrink"
    return True, f"{stated}; front of {len(claim.front)}"


def _parts(bound: Bound) -> tuple[int | None, ...]:
    return bound if isinstance(bound, tuple) else (bound,)


def _text(bound: Bound) -> str:
    return "(" + ", ".join(map(_text, bound)) + ")" if isinstance(bound, tuple) else (
        "open" if bound is None else str(bound)
    )  # fmt: skip
