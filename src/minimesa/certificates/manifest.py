"""The manifest of a certificate directory.

A directory holds, for each refuted query, ``LABEL.cnf`` and ``LABEL.drat``, and ``manifest.json``,
which is written last and atomically: a run that was killed leaves no manifest, and so nothing that
could be verified by mistake. All of it is untrusted when read back.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from minimesa import __version__, atomic
from minimesa.certificates import files
from minimesa.certificates.obligations import Claim, obligations, parts
from minimesa.certificates.values import (
    basis_from_json,
    basis_json,
    fields,
    items,
    number,
    relation_from_json,
    relation_json,
    text,
)
from minimesa.encoding.breaks import BREAKS
from minimesa.encoding.demand import MOST_CANDIDATES, MOST_EVALUATOR_GATES, MOST_SCORE_BITS, Demand
from minimesa.encoding.formula import ENCODER_VERSION
from minimesa.errors import InputError
from minimesa.formats.source import quote
from minimesa.synthesis.result import OBJECTIVES, Status

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.problems.problem import Problem
    from minimesa.relations import Relation
    from minimesa.synthesis.options import Options
    from minimesa.synthesis.result import Bound, Solution

MANIFEST = "manifest.json"
FORMAT = 2
LARGEST_MANIFEST = 64 << 20
"""Most bytes of a manifest that are read."""
LARGEST_FILE = 1 << 30
"""Most bytes of a formula or proof that are read."""
LARGEST_BOUND = 1_000_000
"""Bounds beyond are refused."""

DEMAND_FIELDS = tuple(field.name for field in dataclass_fields(Demand))
_KEYS = (
    "format",
    "minimesa",
    "encoder",
    "problem",
    "relation",
    "basis",
    "objective",
    "accuracy",
    "breaks",
    "connected",
    "status",
    "lower_bound",
    "upper_bound",
    "front",
    "circuits",
    "refutations",
)
_SHARE = re.compile(r"[0-9]{1,24}(/[0-9]{1,24})?")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Refutation:
    """The SHA-256 hashes of the files of one refuted query."""

    formula_hash: str
    proof_hash: str


@dataclass(frozen=True)
class Manifest:
    """What a manifest says, checked for form but not for truth.

    Attributes:
        problem: the name of the problem.
        relation: its relation.
        basis: the operators.
        accuracy: the share of the weight that must be right, None for all of it.
        breaks: the symmetry breaks in the formulas.
        encoder: version of the encoder that wrote them.
        claim: objective, status, lower bound, front, structure that no minimal circuit has, and
            which circuits are spoken of.
        upper_bound: of the best circuit.
        circuits: that circuit, or one for each point of the front, as parsed JSON.
        refutations: the refuted queries by label.

    """

    problem: str
    relation: Relation
    basis: Basis
    accuracy: Fraction | None
    breaks: frozenset[str]
    encoder: int
    claim: Claim
    upper_bound: Bound
    circuits: tuple[Any, ...]
    refutations: dict[str, Refutation]


def write(
    directory: Path,
    problem: Problem,
    options: Options,
    solution: Solution,
    demand: Demand | None = None,
    extra: int = 0,
) -> Path:
    """Write the manifest of a solved problem whose proofs stand in ``directory``; return its path.

    Args:
        directory: where the formulas and proofs are.
        problem: the problem.
        options: as it was solved, without a demand; where there is one to be refuted, whether of
            connected circuits.
        solution: what was found.
        demand: structure that no minimal circuit has, where that was refuted as well.
        extra: up to how much more size that was refuted, too.

    Raises:
        InputError: a file cannot be read or written, or the circuits had to meet a demand, so
            that the bounds are not those of the problem.

    """
    if options.demand is not None:
        raise InputError("bounds under a demand on structure cannot be certified")
    claim = Claim(
        solution.objective,
        solution.status,
        solution.lower_bound,
        tuple((point.size, point.depth) for point in solution.front or ()),
        demand,
        extra,
        options.connected,
    )
    proved = {path.stem for path in directory.glob("*.drat")}
    needed = obligations(claim, problem.relation, options.basis, options.accuracy, options.breaks)
    refutations = [
        {
            "label": query.label,
            "formula_sha256": files.digest(directory / f"{query.label}.cnf", LARGEST_FILE),
            "proof_sha256": files.digest(directory / f"{query.label}.drat", LARGEST_FILE),
        }
        for whole in needed
        for query in parts(whole, proved)
    ]
    result = solution.to_json()
    content = {
        "format": FORMAT,
        "minimesa": __version__,
        "encoder": ENCODER_VERSION,
        "problem": problem.name,
        "relation": relation_json(problem.relation),
        "basis": basis_json(options.basis),
        "objective": options.objective,
        "accuracy": None if options.accuracy is None else str(options.accuracy),
        "breaks": sorted(options.breaks),
        "connected": options.connected,
        "status": solution.status,
        "lower_bound": result["lower_bound"],
        "upper_bound": result["upper_bound"],
        "front": [[size, depth] for size, depth in claim.front],
        "circuits": result["circuits"][: max(1, len(claim.front))],
        "refutations": refutations,
    }
    if demand is not None:
        content["require"] = asdict(demand) | {"extra": extra}
    path = directory / MANIFEST
    try:
        atomic.write_text(path, json.dumps(content, indent=1) + "\n")
    except OSError as error:
        raise InputError(f"cannot write it: {error.strerror}", file=str(path)) from error
    return path


def read(directory: Path) -> Manifest:
    """Read the manifest of a directory.

    Raises:
        InputError: it is missing, too large, no JSON, or not of the right form.

    """
    return files.read_json(directory / MANIFEST, LARGEST_MANIFEST, _manifest)


def _manifest(data: Any) -> Manifest:  # noqa: ANN401 - untyped JSON
    if isinstance(data, dict) and data.get("format", FORMAT) != FORMAT:
        raise InputError(f"it is not of format {FORMAT}, which this version reads")
    keys = [*_KEYS, "require"] if isinstance(data, dict) and "require" in data else _KEYS
    values = dict(zip(keys, fields(data, "a manifest", keys), strict=True))
    text(values["minimesa"], "the version of minimesa")
    objective = text(values["objective"], "the objective")
    if objective not in OBJECTIVES:
        raise InputError(f"unknown objective {quote(objective)}")
    connected = values["connected"]
    if connected is not None:
        connected = number(connected, "the number of outputs to reach", LARGEST_BOUND)
    status = text(values["status"], "the status")
    if status not in get_args(Status):
        raise InputError(f"unknown status {quote(status)}")
    breaks = [text(name, "a symmetry break") for name in items(values["breaks"], "breaks")]
    if unknown := sorted(set(breaks) - set(BREAKS)):
        raise InputError(f"unknown symmetry break {quote(unknown[0])}")
    front = tuple(_point(point) for point in items(values["front"], "front"))
    if front and objective != "pareto":
        raise InputError("only the objective pareto has a front")
    lower, upper = (
        bound(values[key], objective, key.replace("_", " "))
        for key in ("lower_bound", "upper_bound")
    )
    return Manifest(
        problem=text(values["problem"], "the name of the problem"),
        relation=relation_from_json(values["relation"]),
        basis=basis_from_json(values["basis"]),
        accuracy=_accuracy(values["accuracy"]),
        breaks=frozenset(breaks),
        encoder=number(values["encoder"], "the version of the encoder", 1 << 30),
        claim=Claim(objective, status, lower, front, *_demand(values), connected),
        upper_bound=upper,
        circuits=tuple(items(values["circuits"], "circuits")),
        refutations=_refutations(items(values["refutations"], "refutations")),
    )


def bound(value: Any, objective: str, what: str) -> Bound:  # noqa: ANN401 - untyped JSON
    """Return a bound of the shape that an objective has; None where it is open."""
    if value is None:
        return None
    if objective in ("size", "depth"):
        return number(value, f"the {what}", LARGEST_BOUND)
    parts = items(value, f"the {what} of {objective}")
    if len(parts) != 2:
        raise InputError(f"the {what} of {objective} must have two parts")
    return tuple(None if p is None else number(p, f"the {what}", LARGEST_BOUND) for p in parts)


def _point(value: Any) -> tuple[int, int]:  # noqa: ANN401 - untyped JSON
    parts = [number(part, "a point", LARGEST_BOUND) for part in items(value, "a point")]
    if len(parts) != 2:
        raise InputError("a point of the front is a size and a depth")
    return parts[0], parts[1]


def _demand(values: dict[str, Any]) -> tuple[Demand | None, int]:
    """Return the structure that circuits are said not to have, and up to which extra size."""
    if "require" not in values:
        return None, 0
    *parts, extra = fields(values["require"], "a requirement", [*DEMAND_FIELDS, "extra"])
    return demand(parts), number(extra, "the extra size", LARGEST_BOUND)


def demand(parts: list[Any]) -> Demand:
    """Return a demand from the values of its fields.

    Raises:
        InputError: a value of a wrong type, or one that cannot be demanded.

    """
    *names, candidates, evaluator_gates, default, reachable, score_bits = parts
    definition, variant = (text(name, "a definition or variant") for name in names)
    if not (isinstance(default, bool) and isinstance(reachable, bool)):
        raise InputError("default and reachable must be true or false")
    return Demand(
        definition,
        variant,
        number(candidates, "the number of candidates", MOST_CANDIDATES),
        number(evaluator_gates, "the least size of an evaluator", MOST_EVALUATOR_GATES),
        default,
        reachable,
        number(score_bits, "the number of score bits", MOST_SCORE_BITS),
    )


def _accuracy(value: Any) -> Fraction | None:  # noqa: ANN401 - untyped JSON
    if value is None:
        return None
    share = text(value, "the accuracy")
    try:
        found = Fraction(share) if _SHARE.fullmatch(share) else Fraction(0)
    except ZeroDivisionError:
        found = Fraction(0)
    if not 0 < found <= 1:
        raise InputError(f"the accuracy must be a share such as 3/4, not {quote(share)}")
    return found


def _refutations(entries: list[Any]) -> dict[str, Refutation]:
    found: dict[str, Refutation] = {}
    for entry in entries:
        label, *hashes = (
            text(value, "a label or hash")
            for value in fields(entry, "a refutation", ("label", "formula_sha256", "proof_sha256"))
        )
        if label in found:
            raise InputError(f"{quote(label)} is listed twice")
        if not all(_HASH.fullmatch(value) for value in hashes):
            raise InputError(f"{quote(label)}: a SHA-256 hash has 64 digits in hex")
        found[label] = Refutation(*hashes)
    return found
