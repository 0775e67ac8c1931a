"""Verification of a certificate directory from scratch."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.certificates import anew, claims, files
from minimesa.certificates import manifest as manifests
from minimesa.certificates.check import Check, collected
from minimesa.certificates.manifest import LARGEST_FILE
from minimesa.certificates.obligations import obligations, parts
from minimesa.certificates.proofs import Checker
from minimesa.certificates.size import LARGEST_FORMULA, estimated_clauses
from minimesa.encoding.formula import ENCODER_VERSION, encode
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from minimesa.certificates.manifest import Manifest, Refutation
    from minimesa.encoding.query import Query
    from minimesa.relations import Relation

MOST_MISSING = 10
"""After so many missing proofs the rest is not looked for."""


def verify_directory(
    directory: Path,
    relation: Relation | None = None,
    report: Callable[[Check], None] = lambda _check: None,
) -> list[Check]:
    """Check a certificate directory; every check is reported as it is made.

    Args:
        directory: where ``manifest.json`` stands.
        relation: the relation that the certificate must be about; None finds the problem anew by
            its name, and where that cannot be, only what the manifest says of it is certified.
        report: called with each check.

    Raises:
        InputError: the manifest is missing or malformed, or there is no proof checker.

    """
    manifest = manifests.read(directory)
    with Checker() as checker:
        return verify(manifest, directory, checker, relation, report)


def verify(
    manifest: Manifest,
    directory: Path,
    checker: Checker,
    relation: Relation | None = None,
    report: Callable[[Check], None] = lambda _check: None,
) -> list[Check]:
    """Check a manifest that has been read; see `verify_directory`."""
    return collected(_checks(manifest, directory, checker, relation), report)


def _checks(
    manifest: Manifest, directory: Path, checker: Checker, relation: Relation | None
) -> Iterator[Check]:
    yield same_relation(manifest.problem, manifest.relation, relation)
    bounds = claims.check_bounds(manifest)
    yield bounds
    fit = bounds.ok
    if manifest.claim.demand is not None:
        demand = claims.check_demand(manifest)
        fit = fit and demand.ok
        yield demand
    if manifest.claim.connected is not None:
        connected = claims.check_connected(manifest)
        fit = fit and connected.ok
        yield connected
    yield from claims.check_circuits(manifest)
    if manifest.claim.status == "infeasible":
        yield claims.check_infeasible(manifest.relation, manifest.basis, manifest.accuracy)
    if manifest.encoder != ENCODER_VERSION:
        yield Check(
            "encoder",
            False,
            f"the formulas are of encoder {manifest.encoder}, this is encoder {ENCODER_VERSION}; "
            "verify with the version of minimesa that wrote them",
        )
    elif fit:
        yield from _refutations(manifest, directory, checker)


def same_relation(name: str, stored: Relation, given: Relation | None) -> Check:
    """Check that a claim speaks of the problem that its name names, or of the one given."""
    subject = f"problem {name if len(name) <= 60 else name[:57] + '...'}"
    if given is not None:
        same = _equal(given, stored)
        return Check(subject, same, "the one given" if same else "it is not the one given")
    try:
        found = anew.find(name, len(stored.inputs)).relation
    except InputError:
        return Check(subject, True, "not found anew; certified as the manifest has it")
    if _equal(found, stored):
        return Check(subject, True, "found anew, and the same")
    return Check(
        subject,
        False,
        "the manifest speaks of another problem than the one of this name; one from a file is "
        "given by --problem",
    )


def _equal(one: Relation, other: Relation) -> bool:
    """Tell whether two relations are the same but for the names of inputs and outputs."""
    return (len(one.outputs), one.allowed, one.care, one.weights) == (
        len(other.outputs),
        other.allowed,
        other.care,
        other.weights,
    )


def _refutations(manifest: Manifest, directory: Path, checker: Checker) -> Iterator[Check]:
    """Check every refutation that the claim needs, and that there is no other."""
    left = dict(manifest.refutations)
    missing = 0
    needed = obligations(
        manifest.claim, manifest.relation, manifest.basis, manifest.accuracy, manifest.breaks
    )
    for query in (part for whole in needed for part in parts(whole, manifest.refutations)):
        listed = left.pop(query.label, None)
        if listed is not None:
            yield _refutation(directory, query, listed, checker)
            continue
        yield Check(query.label, False, "the claim needs this refuted; no proof is listed")
        missing += 1
        if missing == MOST_MISSING:
            return
    for name in sorted(left):
        yield Check(name, False, "a proof is listed that the claim does not need")


def _refutation(directory: Path, query: Query, listed: Refutation, checker: Checker) -> Check:
    """Check one formula and proof: hashes, the formula encoded anew, then the proof itself.

    The checker gets the new formula, and a copy of the proof that was made while it was hashed.
    """
    formula, proof = (directory / f"{query.label}.{suffix}" for suffix in ("cnf", "drat"))
    with tempfile.TemporaryDirectory(prefix="minimesa-") as place:
        new_formula, new_proof = Path(place, "formula.cnf"), Path(place, "proof.drat")
        try:
            if files.digest(formula, LARGEST_FILE) != listed.formula_hash:
                return Check(formula.name, False, "it differs from the hash in the manifest")
            if files.digest(proof, LARGEST_FILE, new_proof) != listed.proof_hash:
                return Check(proof.name, False, "it differs from the hash in the manifest")
        except InputError as error:
            return Check(query.label, False, str(error))
        if estimated_clauses(query) > LARGEST_FORMULA:
            return Check(formula.name, False, "the query is too large to be encoded anew")
        text = encode(query).cnf.dimacs().encode("ascii")
        if hashlib.sha256(text).hexdigest() != listed.formula_hash:
            return Check(formula.name, False, "it is not the formula that the encoder makes")
        new_formula.write_bytes(text)
        result = checker.check(new_formula, new_proof)
    if not result.ok:
        return Check(proof.name, False, f"{result.checker}: {result.detail}", result.seconds)
    return Check(query.label, True, f"refuted, says {result.checker}", result.seconds)
