"""Certificates about circuits that must be a search: certificates of the parts, and a claim.

The folder ``plain`` certifies the problem's own optimum, and which sizes from there on have no
circuit with a structure; ``case-N`` certifies a bound for one way to meet a declared requirement,
with the wanted functions as further outputs. Each is a certificate like any other. Where every
score must reach an output, the cases speak of circuits in which every gate reaches one of the
problem's own outputs, and so does what ``plain`` says of structure.
``requirement.json`` says what follows, and is untrusted when read back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from minimesa import __version__, atomic
from minimesa.certificates import files
from minimesa.certificates import manifest as manifests
from minimesa.certificates.manifest import DEMAND_FIELDS, LARGEST_MANIFEST
from minimesa.certificates.values import basis_from_json, basis_json, fields, items, number, text
from minimesa.errors import InputError
from minimesa.formats.source import quote
from minimesa.pricing.declared import comparable
from minimesa.pricing.folders import CLAIM, PLAIN, case_folder
from minimesa.pricing.requirement import DECLARED, Requirement, cases
from minimesa.pricing.searching import connecting_options
from minimesa.synthesis.result import Status
from minimesa.truth_tables import MAX_INPUTS

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.pricing.searching import Searching
    from minimesa.problems.problem import Problem
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Objective, Solution

FORMAT = 2
OBJECTIVES: tuple[Objective, ...] = ("size", "depth", "depth,size", "size,depth")
VACUOUS = "vacuous"
_KEYS = (
    "format",
    "minimesa",
    "problem",
    "inputs",
    "basis",
    "objective",
    "require",
    "connected",
    "status",
    "lower_bound",
    "upper_bound",
    "plain",
    "circuits",
)


@dataclass(frozen=True)
class RequirementClaim:
    """What is claimed of the circuits that meet a requirement, checked for form only.

    Attributes:
        problem: the name of the problem.
        inputs: how many inputs it has.
        basis: the operators.
        objective: what was minimised.
        requirement: what the circuits must be.
        connected: whether every score must reach an output.
        status: ``optimal``, ``feasible``, ``unknown``, ``infeasible``, or ``vacuous``.
        lower_bound: of all circuits that meet the requirement.
        upper_bound: of the best one at hand.
        plain: whether the problem's own optimum is part of the claim.
        circuits: the best one, as parsed JSON.

    """

    problem: str
    inputs: int
    basis: Basis
    objective: Objective
    requirement: Requirement
    connected: bool
    status: str
    lower_bound: Bound
    upper_bound: Bound
    plain: bool
    circuits: tuple[Any, ...]


def write(
    directory: Path,
    problem: Problem,
    options: Options,
    searching: Searching,
    plain: Solution | None = None,
) -> Path:
    """Write the manifests of all parts, then the claim; return its path.

    Args:
        directory: where the folders with formulas and proofs are.
        problem: the problem.
        options: as the price was asked for.
        searching: what was found under the requirement.
        plain: the problem's own optimum, where that was asked for.

    Raises:
        InputError: a file cannot be read or written.

    """
    required, solution = searching.requirement, searching.solution
    if plain is None and solution is not None and solution.status == "infeasible":
        plain = solution
    lower = solution.lower_bound if solution is not None else None
    upper = solution.upper_bound if solution is not None else None
    status = VACUOUS if searching.vacuous else solution.status if solution else "infeasible"
    if plain is not None:
        extra = None if required.demand is None else _refuted_extra(plain, solution)
        if required.demand is not None and extra is None:
            # Sizes below an open optimum were refuted for circuits with the structure only.
            lower = plain.lower_bound
            status = "feasible" if status == "optimal" and lower != upper else status
        place = directory / PLAIN
        place.mkdir(exist_ok=True)
        demand = None if extra is None else required.demand
        asked = options
        if demand is not None and searching.connected:
            asked = replace(options, connected=len(problem.relation.outputs))
        manifests.write(place, problem, asked, plain, demand, extra or 0)
    if searching.cases:
        derived = cases(problem, required.name, options.basis)
        asked = connecting_options(options, problem) if searching.connected else options
        for position, (case, found) in enumerate(zip(derived, searching.cases, strict=True)):
            if found is not None:
                manifests.write(case_folder(directory, position), case.problem, asked, found)
    circuits = solution.to_json()["circuits"] if solution is not None else []
    content = {
        "format": FORMAT,
        "minimesa": __version__,
        "problem": problem.name,
        "inputs": len(problem.relation.inputs),
        "basis": basis_json(options.basis),
        "objective": options.objective,
        "require": required.to_json(),
        "connected": searching.connected,
        "status": status,
        "lower_bound": lower,
        "upper_bound": upper,
        "plain": plain is not None,
        "circuits": circuits[:1],
    }
    path = directory / CLAIM
    try:
        atomic.write_text(path, json.dumps(content, indent=1) + "\n")
    except OSError as error:
        raise InputError(f"cannot write it: {error.strerror}", file=str(path)) from error
    return path


def _refuted_extra(plain: Solution, searching: Solution | None) -> int | None:
    """Return up to how much size beyond the optimum a structure was refuted, None if not at all."""
    if plain.status != "optimal" or searching is None:
        return None
    *level, size = comparable(searching.lower_bound, lower=True)
    *plain_level, plain_size = comparable(plain.lower_bound)
    return int(size - plain_size) - 1 if level == plain_level and size > plain_size else None


def read(directory: Path) -> RequirementClaim:
    """Read the claim of a folder.

    Raises:
        InputError: it is missing, too large, no JSON, or not of the right form.

    """
    return files.read_json(directory / CLAIM, LARGEST_MANIFEST, _claim)


def _claim(data: Any) -> RequirementClaim:  # noqa: ANN401 - untyped JSON
    if isinstance(data, dict) and data.get("format", FORMAT) != FORMAT:
        raise InputError(f"it is not of format {FORMAT}, which this version reads")
    values = dict(zip(_KEYS, fields(data, "a claim", _KEYS), strict=True))
    text(values["minimesa"], "the version of minimesa")
    named = text(values["objective"], "the objective")
    objective = next((known for known in OBJECTIVES if known == named), None)
    if objective is None:
        raise InputError(f"no requirement is made at the objective {quote(named)}")
    status = text(values["status"], "the status")
    if status not in (*get_args(Status), VACUOUS):
        raise InputError(f"unknown status {quote(status)}")
    for key in ("plain", "connected"):
        if not isinstance(values[key], bool):
            raise InputError(f"{key} must be true or false")
    lower, upper = (
        manifests.bound(values[key], objective, key.replace("_", " "))
        for key in ("lower_bound", "upper_bound")
    )
    return RequirementClaim(
        problem=text(values["problem"], "the name of the problem"),
        inputs=number(values["inputs"], "the number of inputs", MAX_INPUTS),
        basis=basis_from_json(values["basis"]),
        objective=objective,
        requirement=_requirement(values["require"]),
        connected=values["connected"],
        status=status,
        lower_bound=lower,
        upper_bound=upper,
        plain=values["plain"],
        circuits=tuple(items(values["circuits"], "circuits")),
    )


def _requirement(data: Any) -> Requirement:  # noqa: ANN401 - untyped JSON
    name = text(data.get("definition") if isinstance(data, dict) else None, "a definition")
    if name in DECLARED:
        fields(data, "a requirement", ["definition"])
        return Requirement(name)
    demand = manifests.demand(fields(data, "a requirement", DEMAND_FIELDS))
    return Requirement(demand.definition, demand)
