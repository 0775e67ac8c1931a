"""Verification from scratch of what is claimed of circuits that must be a search.

Which cases there are, and the problem of each, is derived anew from the problem; every part is
verified like any certificate, against the relation derived. The structure is found again in the
circuit, without a solver. Where every score must reach an output, the referee sees that every gate
reaches one of the problem's own, and the parts must speak of such circuits; nor may they where it
need not.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.certificates import anew, claims
from minimesa.certificates import manifest as manifests
from minimesa.certificates.check import Check, collected
from minimesa.certificates.verify import same_relation
from minimesa.certificates.verify import verify as verify_part
from minimesa.errors import InputError, MinimesaError
from minimesa.formats import circuit_from_json
from minimesa.pricing.certificate import VACUOUS, RequirementClaim
from minimesa.pricing.declared import comparable
from minimesa.pricing.folders import PLAIN, case_folder
from minimesa.pricing.price import difference, zero
from minimesa.pricing.requirement import cases
from minimesa.pricing.searching import find_structure
from minimesa.problems.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from minimesa.certificates.manifest import Manifest
    from minimesa.certificates.proofs import Checker
    from minimesa.pricing.requirement import Case
    from minimesa.relations import Relation
    from minimesa.synthesis.result import Bound

LARGEST_SEARCHED = 64
"""Gates of the largest circuit in which a structure is looked for."""

Part = Generator[Check, None, "Manifest | None"]
"""Checks as they are made, and the manifest where all of them hold."""


def verify(
    claim: RequirementClaim,
    directory: Path,
    checker: Checker,
    problem: Problem | None = None,
    report: Callable[[Check], None] = lambda _check: None,
) -> list[Check]:
    """Check a claim that has been read.

    Args:
        claim: the claim.
        directory: where it stands.
        checker: checks the proofs.
        problem: the problem it must be about; None finds it anew by its name.
        report: called with each check.

    Raises:
        InputError: a declared requirement needs the problem, which was not found anew.

    """
    return collected(_checks(claim, directory, checker, problem), report)


def _checks(
    claim: RequirementClaim, directory: Path, checker: Checker, given: Problem | None
) -> Generator[Check, None, None]:
    problem = given or _found_anew(claim, directory)
    yield same_relation(claim.problem, problem.relation, None if given is None else given.relation)
    yield _consistent(claim)
    plain = None
    if claim.plain:
        plain = yield from _part(PLAIN, directory / PLAIN, problem.relation, claim, checker)
        if plain is None:
            return
    if claim.status == "infeasible":
        proven = plain is not None and plain.claim.status == "infeasible"
        yield Check("infeasible", proven, "no circuit solves the problem, with or without it")
        return
    floor = None if plain is None else plain.claim.lower_bound
    own = len(problem.relation.outputs) if claim.connected else None
    if claim.requirement.demand is not None:
        yield _refuted_structure(claim, plain, own)
    else:
        try:
            derived = cases(problem, claim.requirement.name, claim.basis)
        except InputError as error:
            yield Check("cases", False, str(error))
            return
        if (not derived) != (claim.status == VACUOUS):
            yield Check("cases", False, f"{len(derived)}, but the status is {claim.status}")
            return
        yield Check("cases", True, _counted(derived))
        if not derived:
            return
        yield from _cases(claim, derived, own, floor, directory, checker)
    yield from _circuit(claim, problem, own)
    yield from _price(claim, plain)


def _found_anew(claim: RequirementClaim, directory: Path) -> Problem:
    """Return the problem that the claim names; for structure, else the relation in the manifest."""
    try:
        return anew.find(claim.problem, claim.inputs)
    except InputError as error:
        if claim.requirement.demand is None or not claim.plain:
            reason = "the problem was not found anew, whose utility says what the scores are"
            raise InputError(f"{reason}; give it by --problem: {error.message}") from None
    return Problem(claim.problem, "", manifests.read(directory / PLAIN).relation)


def _consistent(claim: RequirementClaim) -> Check:
    """Check that status, bounds and circuits are of one piece."""
    lower, upper = claim.lower_bound, claim.upper_bound
    if claim.status in ("infeasible", VACUOUS):
        fits = lower is None and upper is None and not claim.circuits
    elif claim.status == "unknown":
        fits = lower is not None and not claim.circuits
    else:
        fits = lower is not None and upper is not None and len(claim.circuits) == 1
        closed = lower == upper and None not in _parts(lower)
        fits = fits and (closed or claim.status == "feasible")
    return Check("claim", fits, f"{claim.status}: lower {_text(lower)}, upper {_text(upper)}")


def _part(
    subject: str,
    directory: Path,
    relation: Relation,
    claim: RequirementClaim,
    checker: Checker,
    own: int | None = None,
) -> Part:
    """Verify a certificate of a relation; what holds is one check, and every failure another.

    Its bounds must be those of all circuits, or where ``own`` is a number of those in which every
    gate reaches one of so many first outputs.
    """
    if directory.is_symlink():
        yield Check(subject, False, "a symbolic link is not followed")
        return None
    try:
        manifest = manifests.read(directory)
    except InputError as error:
        yield Check(subject, False, str(error))
        return None
    asked = (manifest.basis, manifest.claim.objective, manifest.accuracy)
    if asked != (claim.basis, claim.objective, None):
        yield Check(subject, False, "it is of another basis, objective or accuracy")
        return None
    # Beside a demand, the bounds are those of all circuits.
    connected = manifest.claim.connected if manifest.claim.demand is None else None
    if connected != own:
        yield Check(subject, False, _of_others(connected, own))
        return None
    checks = verify_part(manifest, directory, checker, relation)
    failed = [check for check in checks if not check.ok]
    yield from (replace(check, subject=f"{subject}: {check.subject}") for check in failed)
    if failed:
        return None
    said, upper, proofs = manifest.claim, manifest.upper_bound, len(manifest.refutations)
    yield Check(
        subject,
        True,
        f"{said.status}: lower {_text(said.lower_bound)}, upper {_text(upper)}; "
        f"{proofs} proof{'s' * (proofs != 1)} accepted",
        sum(check.seconds for check in checks),
    )
    return manifest


def _of_others(connected: int | None, wanted: int | None) -> str:
    """Return what is wrong with a part that does not speak of the circuits that are claimed."""
    said, claimed = (
        "all circuits"
        if number is None
        else f"circuits whose gates reach {claims.first_outputs(number)}"
        for number in (connected, wanted)
    )
    return f"it speaks of {said}, the claim of {claimed}"


def _refuted_structure(claim: RequirementClaim, plain: Manifest | None, own: int | None) -> Check:
    """Check that the sizes below the lower bound were refuted, with the structure or without.

    With it, of all circuits, or where ``own`` is a number of those in which every gate reaches one
    of so many first outputs.
    """
    proven: Bound = None
    if plain is not None:
        proven = plain.claim.lower_bound
        if plain.claim.demand not in (None, claim.requirement.demand):
            return Check("structure", False, "another one was refuted at the optimum")
        if plain.claim.demand is not None and plain.claim.connected != own:
            return Check("structure", False, _of_others(plain.claim.connected, own))
        if plain.claim.demand is not None:
            *level, size = _parts(proven)
            assert size is not None  # of an optimum
            sizes = (*level, size + plain.claim.extra + 1)
            proven = sizes if level else sizes[0]
    return _at_least("structure", proven, claim)


def _cases(
    claim: RequirementClaim,
    derived: list[Case],
    own: int | None,
    floor: Bound,
    directory: Path,
    checker: Checker,
) -> Generator[Check, None, None]:
    """Verify every case that is there; those that the lower bound needs must be.

    Each must be of all circuits, or where ``own`` is a number of those in which every gate reaches
    one of so many first outputs.
    """
    needed = not _proves(zero(claim.lower_bound), claim) and not _proves(floor, claim)
    upper: list[Bound] = []
    for position, case in enumerate(derived):
        subject = f"case {position + 1}"
        place = case_folder(directory, position)
        if not (place / manifests.MANIFEST).exists():
            if needed:
                yield Check(subject, False, f"the claim needs it; {case.problem.name}")
            continue
        part = yield from _part(subject, place, case.problem.relation, claim, checker, own)
        if part is None:
            continue
        upper.append(part.upper_bound)
        if needed and not _proves(part.claim.lower_bound, claim):
            yield _at_least(subject, part.claim.lower_bound, claim)
    if claim.circuits:
        known = any(comparable(bound) <= comparable(claim.upper_bound) for bound in upper)
        detail = f"{_text(claim.upper_bound)} {'in' if known else 'is not that of'} some case"
        yield Check("upper bound", known, detail)


def _proves(proven: Bound, claim: RequirementClaim) -> bool:
    return comparable(proven, lower=True) >= comparable(claim.lower_bound, lower=True)


def _at_least(subject: str, proven: Bound, claim: RequirementClaim) -> Check:
    ok = _proves(proven, claim)
    detail = f"at least {_text(proven)} is proven"
    if not ok:
        detail += f", not {_text(claim.lower_bound)}"
    return Check(subject, ok, detail)


def _circuit(
    claim: RequirementClaim, problem: Problem, own: int | None
) -> Generator[Check, None, None]:
    """Have the referee see the circuit, and the analyzer find the structure in it.

    Where ``own`` is a number, every gate must reach one of so many outputs, and so every score
    does, wherever the analyzer finds it.
    """
    if not claim.circuits:
        return
    size, depth = claims.sizes(claim.upper_bound, claim.objective)
    seen = claims.check_circuit(
        "circuit",
        claim.circuits[0],
        problem.relation,
        claim.basis,
        None,
        size=size,
        depth=depth,
        connected=own,
    )
    yield seen
    if not seen.ok:
        return
    circuit = circuit_from_json(claim.circuits[0])
    label = claim.requirement.label
    if circuit.size > LARGEST_SEARCHED:
        yield Check(label, False, f"{circuit.size} gates are too many to look for it")
        return
    try:
        found = find_structure(problem, claim.basis, claim.requirement, circuit) is not None
    except MinimesaError as error:
        yield Check(label, False, str(error))
        return
    yield Check(label, found, f"{'' if found else 'not '}found again in the circuit")


def _price(claim: RequirementClaim, plain: Manifest | None) -> Generator[Check, None, None]:
    """Say what follows for the price of search, from bounds that have been checked."""
    if plain is None or plain.claim.status != "optimal":
        return
    lower = difference(claim.lower_bound, plain.upper_bound)
    upper = difference(claim.upper_bound, plain.claim.lower_bound)
    detail = _text(upper) if lower == upper else f"at least {_text(lower)}"
    label = claim.requirement.label + (", connected" if claim.connected else "")
    # At depth alone a circuit can be padded, so a price of zero says nothing of what is minimal.
    padded = claim.objective == "depth"
    if comparable(lower, lower=True) > comparable(zero(lower)):
        detail += f": no minimal circuit is {label}"
    elif upper is not None and not any(comparable(upper)) and not padded:
        detail += f": a minimal circuit is {label}"
    yield Check("price of search", True, detail)


def _counted(derived: list[Case]) -> str:
    if not derived:
        return "none: constants and inputs say the scores"
    return f"{len(derived)}, derived anew from the utility"


def _parts(bound: Bound) -> tuple[int | None, ...]:
    return bound if isinstance(bound, tuple) else (bound,)


def _text(bound: Bound) -> str:
    if isinstance(bound, tuple):
        return "(" + ", ".join(map(_text, bound)) + ")"
    return "open" if bound is None else str(bound)
