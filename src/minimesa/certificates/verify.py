"""Verification of a certificate directory, or of a result, from scratch."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa import referee
from minimesa.certificates import manifest as manifests
from minimesa.certificates.obligations import obligations
from minimesa.certificates.proofs import Checker
from minimesa.encoding.formula import ENCODER_VERSION, encode
from minimesa.errors import InputError, MinimesaError
from minimesa.formats import circuit_from_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from fractions import Fraction
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.certificates.manifest import Manifest, Refutation
    from minimesa.encoding.query import Query
    from minimesa.relations import Relation


LARGEST_FORMULA = 50_000_000
"""Fan-in choices times rows beyond which a formula is not encoded anew."""


@dataclass(frozen=True)
class Check:
    """One thing that was checked.

    Attributes:
        subject: what: a file, a circuit, the claim.
        ok: whether it holds.
        detail: what is wrong, or what was seen.
        seconds: time of the proof checker, 0 for other checks.

    """

    subject: str
    ok: bool
    detail: str
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the check as ``verify --json`` prints it."""
        return {
            "subject": self.subject,
            "ok": self.ok,
            "detail": self.detail,
            "seconds": round(self.seconds, 4),
        }


def verify_directory(
    directory: Path,
    relation: Relation | None,
    report: Callable[[Check], None] = lambda _check: None,
) -> list[Check]:
    """Check a certificate directory; every check is reported as it is made.

    Args:
        directory: where ``manifest.json`` stands.
        relation: the relation of the problem, read anew; None checks against the stored one only.
        report: called with each check.

    Raises:
        InputError: there is no proof checker.

    """
    checks = []
    for check in _directory(directory, relation):
        checks.append(check)
        report(check)
    return checks


def _directory(directory: Path, relation: Relation | None) -> Iterator[Check]:
    try:
        manifest = manifests.read(directory)
    except InputError as error:
        yield Check(manifests.MANIFEST, False, str(error))
        return
    yield _same_relation(manifest, relation)
    if manifest.encoder != ENCODER_VERSION:
        yield Check(
            "encoder",
            False,
            f"the formulas are of encoder {manifest.encoder}, this is encoder {ENCODER_VERSION}; "
            "verify with the version of minimesa that wrote them",
        )
        return
    yield from _claim(manifest)
    if manifest.claim.status == "infeasible":
        return
    queries = {
        query.label: query
        for query in obligations(
            manifest.claim, manifest.relation, manifest.basis, manifest.accuracy, manifest.breaks
        )
    }
    listed = {refutation.label: refutation for refutation in manifest.refutations}
    for name in queries.keys() - listed.keys():
        yield Check(name, False, "the claim needs this bound refuted, but no proof is listed")
    for name in sorted(listed.keys() - queries.keys()):
        yield Check(name, False, "a proof is listed that the claim does not need")
    with Checker() as checker:
        for name in [name for name in queries if name in listed]:
            yield _refutation(directory, queries[name], listed[name], checker)


def _same_relation(manifest: Manifest, relation: Relation | None) -> Check:
    if relation is None:
        detail = "the problem was not found; checked against the relation in the manifest"
        return Check("problem", True, detail)
    same = manifests.relation_json(relation) == manifests.relation_json(manifest.relation)
    detail = "as read anew" if same else "the manifest speaks of another relation"
    return Check(f"problem {manifest.problem}", same, detail)


def _claim(manifest: Manifest) -> Iterator[Check]:
    """Check status, bounds and circuits against each other."""
    claim = manifest.claim
    if claim.status == "infeasible":
        row = manifest.relation.infeasible_row()
        detail = "no row accepts nothing" if row is None else f"row {row} accepts no word"
        yield Check("infeasible", row is not None, detail)
        return
    if claim.status not in ("optimal", "feasible", "unknown"):
        yield Check("claim", False, f"unknown status {claim.status!r}")
        return
    expected = _expected_circuits(manifest)
    if expected and len(manifest.circuits) < len(expected):
        yield Check("circuits", False, f"{len(manifest.circuits)} for {len(expected)} points")
    for position, data in enumerate(manifest.circuits):
        bounds = expected[min(position, len(expected) - 1)] if expected else (None, None)
        yield check_circuit(
            f"circuit {position}",
            data,
            manifest.relation,
            manifest.basis,
            manifest.accuracy,
            size=bounds[0],
            depth=bounds[1],
        )
    if claim.status == "optimal":
        lower, upper = claim.lower_bound, manifest.upper_bound
        same = (list(lower) if isinstance(lower, tuple) else lower) == upper
        yield Check("bounds", same and bool(manifest.circuits), f"lower {lower}, upper {upper}")


def _expected_circuits(manifest: Manifest) -> list[tuple[int | None, int | None]]:
    """Return the size and depth that each listed circuit must not exceed."""
    claim = manifest.claim
    if claim.objective == "pareto" and claim.front:
        return [(size, depth) for size, depth in claim.front]
    upper = manifest.upper_bound
    parts = upper if isinstance(upper, list) else [upper]
    bounds = dict(
        zip(claim.objective.replace("pareto", "size,depth").split(","), parts, strict=False)
    )
    return [(bounds.get("size"), bounds.get("depth"))] if manifest.circuits else []


def check_circuit(
    subject: str,
    data: Any,  # noqa: ANN401 - untyped JSON
    relation: Relation,
    basis: Basis,
    accuracy: Fraction | None,
    *,
    size: int | None,
    depth: int | None,
) -> Check:
    """Have the referee see a circuit, and hold its size and depth against the claim."""
    try:
        circuit = circuit_from_json(data)
        referee.check_solves(circuit, relation, accuracy)
        cost = referee.check_basis(circuit, basis)
    except MinimesaError as error:
        return Check(subject, False, str(error))
    if size is not None and cost > size:
        return Check(subject, False, f"its size is {cost}, not {size} as claimed")
    if depth is not None and circuit.depth > depth:
        return Check(subject, False, f"its depth is {circuit.depth}, not {depth} as claimed")
    return Check(subject, True, f"size {cost}, depth {circuit.depth}, passed by the referee")


def _nodes(query: Query) -> int:
    """Return about how many gate values a query encodes, for a guard against hostile claims."""
    widest = max(query.basis.arities)
    outputs = len(query.relation.outputs)
    gates = outputs * widest ** (query.depth or 0) if query.gates is None else query.gates
    wires = len(query.relation.inputs) + gates
    tuples = 1 if query.gates is None else wires**widest
    return len(query.relation.rows) * gates * tuples


def _refutation(directory: Path, query: Query, listed: Refutation, checker: Checker) -> Check:
    """Check one formula and proof: encoded anew, hashes, then the proof itself."""
    formula, proof = (directory / f"{listed.label}.{suffix}" for suffix in ("cnf", "drat"))
    try:
        found = manifests.file_hash(formula)
        if found != listed.formula_hash:
            return Check(formula.name, False, "it differs from the hash in the manifest")
        if manifests.file_hash(proof) != listed.proof_hash:
            return Check(proof.name, False, "it differs from the hash in the manifest")
    except InputError as error:
        return Check(listed.label, False, str(error))
    if _nodes(query) > LARGEST_FORMULA:
        return Check(formula.name, False, "the query is too large to be encoded anew")
    encoded = hashlib.sha256(encode(query).cnf.dimacs().encode("ascii")).hexdigest()
    if encoded != found:
        return Check(formula.name, False, "it is not the formula that the encoder makes")
    result = checker.check(formula, proof)
    if not result.ok:
        return Check(proof.name, False, f"{result.checker}: {result.detail}", result.seconds)
    return Check(listed.label, True, f"refuted; checked by {result.checker}", result.seconds)
