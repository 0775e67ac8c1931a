"""The manifest of a certificate directory, and the JSON of its values.

A directory holds, for each refuted query, ``LABEL.cnf`` and ``LABEL.drat``, and ``manifest.json``,
which is written last and atomically: a run that was killed leaves no manifest, and so nothing that
could be verified by mistake. All of it is untrusted when read back.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from minimesa import __version__
from minimesa.basis import MAX_ARITY, Basis, Operator
from minimesa.certificates.obligations import Claim, obligations
from minimesa.encoding.breaks import BREAKS
from minimesa.encoding.formula import ENCODER_VERSION
from minimesa.errors import InputError
from minimesa.relations import Relation, check_dimensions
from minimesa.synthesis.result import OBJECTIVES, Objective
from minimesa.truth_tables import full

if TYPE_CHECKING:
    from pathlib import Path

    from minimesa.problems.problem import Problem
    from minimesa.synthesis.result import Solution
    from minimesa.synthesis.search import Options

MANIFEST = "manifest.json"
FORMAT = 1
LARGEST_BOUND = 200
"""Claims beyond so many gates are refused: no proof of them can exist."""


@dataclass(frozen=True)
class Refutation:
    """Files of one refuted query and their SHA-256 hashes."""

    label: str
    formula_hash: str
    proof_hash: str


@dataclass(frozen=True)
class Manifest:
    """What a manifest says, checked for form but not for truth."""

    problem: str
    relation: Relation
    basis: Basis
    accuracy: Fraction | None
    breaks: frozenset[str]
    encoder: int
    claim: Claim
    upper_bound: Any
    circuits: list[Any]
    refutations: tuple[Refutation, ...]


def file_hash(path: Path) -> str:
    """Return the SHA-256 hash of a file in hex.

    Raises:
        InputError: it cannot be read.

    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise InputError(f"cannot read it: {error.strerror}", file=str(path)) from error


def write(directory: Path, problem: Problem, options: Options, solution: Solution) -> Path:
    """Write the manifest of a solved problem whose proofs stand in ``directory``; return its path.

    Raises:
        InputError: a file cannot be read or written.

    """
    claim = Claim(
        solution.objective,
        solution.status,
        solution.lower_bound,
        tuple((point.size, point.depth) for point in solution.front or ()),
    )
    needed = (
        []
        if solution.status == "infeasible"
        else obligations(claim, problem.relation, options.basis, options.accuracy, options.breaks)
    )
    refutations = []
    for query in needed:
        name = query.label
        refutations.append(
            {
                "label": name,
                "formula_sha256": file_hash(directory / f"{name}.cnf"),
                "proof_sha256": file_hash(directory / f"{name}.drat"),
            }
        )
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
        "status": solution.status,
        "lower_bound": result["lower_bound"],
        "upper_bound": result["upper_bound"],
        "front": [[size, depth] for size, depth in claim.front],
        "circuits": result["circuits"],
        "refutations": refutations,
    }
    path = directory / MANIFEST
    temporary = directory / f".{MANIFEST}.partial"
    try:
        with temporary.open("w", encoding="utf-8") as stream:
            json.dump(content, stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(f"cannot write it: {error.strerror}", file=str(path)) from error
    return path


def read(directory: Path) -> Manifest:
    """Read the manifest of a directory.

    Raises:
        InputError: it is missing, no JSON, or not of the right form.

    """
    path = directory / MANIFEST
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read it: {error.strerror}", file=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"this is no JSON: {error}", file=str(path)) from error
    try:
        return _manifest(data)
    except InputError as error:
        raise InputError(error.message, file=str(path)) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(f"malformed manifest: {error!r}", file=str(path)) from error


def _manifest(data: dict[str, Any]) -> Manifest:
    if data["format"] != FORMAT:
        raise InputError(f"format {data['format']!r}; this version reads format {FORMAT}")
    if data["objective"] not in OBJECTIVES:
        raise InputError(f"unknown objective {data['objective']!r}")
    if unknown := sorted(set(data["breaks"]) - set(BREAKS)):
        raise InputError(f"unknown symmetry break {unknown[0]!r}")
    lower = data["lower_bound"]
    bounds = lower if isinstance(lower, list) else [lower]
    front = tuple((_bounded(size), _bounded(depth)) for size, depth in data["front"])
    claim = Claim(
        cast("Objective", data["objective"]),
        data["status"],
        tuple(None if b is None else _bounded(b) for b in bounds)
        if isinstance(lower, list)
        else None
        if lower is None
        else _bounded(lower),
        front,
    )
    accuracy = data["accuracy"]
    return Manifest(
        problem=str(data["problem"]),
        relation=relation_from_json(data["relation"]),
        basis=basis_from_json(data["basis"]),
        accuracy=None if accuracy is None else Fraction(accuracy),
        breaks=frozenset(data["breaks"]),
        encoder=data["encoder"],
        claim=claim,
        upper_bound=data["upper_bound"],
        circuits=list(data["circuits"]),
        refutations=tuple(
            Refutation(str(r["label"]), str(r["formula_sha256"]), str(r["proof_sha256"]))
            for r in data["refutations"]
        ),
    )


def _bounded(value: Any) -> int:  # noqa: ANN401 - untyped JSON
    if type(value) is not int or not 0 <= value <= LARGEST_BOUND:
        raise InputError(f"{value!r} is no bound from 0 to {LARGEST_BOUND}")
    return value


def relation_json(relation: Relation) -> dict[str, Any]:
    """Return a relation as JSON: masks of acceptable words and the care set in hex."""
    return {
        "inputs": list(relation.inputs),
        "outputs": list(relation.outputs),
        "allowed": [f"{words:x}" for words in relation.allowed],
        "care": f"{relation.care:x}",
        "weights": None if relation.weights is None else list(relation.weights),
    }


def relation_from_json(data: dict[str, Any]) -> Relation:
    """Read a relation.

    Raises:
        InputError: sizes that do not fit.

    """
    inputs = tuple(str(name) for name in data["inputs"])
    outputs = tuple(str(name) for name in data["outputs"])
    check_dimensions(len(inputs), len(outputs))
    weights = data["weights"]
    return Relation(
        inputs,
        outputs,
        tuple(int(words, 16) for words in data["allowed"]),
        int(data["care"], 16),
        None if weights is None else tuple(int(weight) for weight in weights),
    )


def basis_json(basis: Basis) -> dict[str, Any]:
    """Return a basis as JSON."""
    return {
        "name": basis.name,
        "operators": [[o.name, f"{o.table:x}", o.arity, o.cost] for o in basis.operators],
        "free_not": basis.free_not,
        "constants": basis.constants,
        "repeats": basis.repeats,
    }


def basis_from_json(data: dict[str, Any]) -> Basis:
    """Read a basis.

    Raises:
        InputError: an operator that is none.

    """
    operators = []
    for name, text, arity, cost in data["operators"]:
        table = int(text, 16)
        if type(arity) is not int or not 1 <= arity <= MAX_ARITY or not 0 <= table <= full(arity):
            raise InputError(f"operator {name!r} is malformed")
        if type(cost) is not int or cost < 1:
            raise InputError(f"operator {name!r} has cost {cost!r}")
        operators.append(Operator(str(name), table, arity, cost))
    if not operators:
        raise InputError("a basis without operators")
    return Basis(
        str(data["name"]),
        tuple(operators),
        free_not=bool(data["free_not"]),
        constants=bool(data["constants"]),
        repeats=bool(data["repeats"]),
    )
