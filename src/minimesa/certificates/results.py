"""Results of ``solve --json``: their circuits are evaluated again; minimality is not proven."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from minimesa import basis as bases
from minimesa.certificates import anew, claims
from minimesa.certificates.check import Check
from minimesa.certificates.values import items, number, text
from minimesa.errors import InputError
from minimesa.formats.source import MAX_BYTES, quote
from minimesa.synthesis.result import OBJECTIVES, Status
from minimesa.truth_tables import MAX_INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from minimesa.basis import Basis
    from minimesa.relations import Relation

LARGEST_RESULTS = 16 * MAX_BYTES
"""Most bytes of a file of results that are read."""
_KEYS = ("problem", "inputs", "basis", "objective", "status", "circuits")
_FINEST = 10**9
"""Largest denominator of an accuracy, which a result gives as a decimal number."""


def read(path: Path) -> list[dict[str, Any]]:
    """Return the results of a file: JSON, or one a line.

    Raises:
        InputError: it cannot be read, or holds something else.

    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_RESULTS + 1)
    except OSError as error:
        raise InputError(f"cannot read it: {error.strerror}", file=file) from None
    if len(data) > LARGEST_RESULTS:
        raise InputError(f"more than {LARGEST_RESULTS} bytes", file=file)
    try:
        try:
            values = json.loads(data)
        except json.JSONDecodeError:
            values = [json.loads(line) for line in data.splitlines() if line.strip()]
    except RecursionError:
        raise InputError("it is nested too deeply", file=file) from None
    except ValueError as error:
        raise InputError(f"this is no JSON: {error}", file=file) from None
    found = values if isinstance(values, list) else [values]
    if not all(isinstance(value, dict) for value in found):
        raise InputError("this is no result of solve --json", file=file)
    if not found:
        raise InputError("it holds no result", file=file)
    return found


def verify_result(
    result: dict[str, Any], relation: Relation | None = None, basis: Basis | None = None
) -> list[Check]:
    """Check the circuits of a result against the problem and what is said of them.

    Args:
        result: one of those that `read` returns.
        relation: the problem; None finds it anew by its name.
        basis: the basis; None takes the built-in one of that name.

    Raises:
        InputError: the result is malformed, or problem or basis cannot be found anew.

    """
    try:
        return list(_checks(result, relation, basis))
    except RecursionError:
        raise InputError("the result is nested too deeply") from None


def _checks(
    result: dict[str, Any], relation: Relation | None, basis: Basis | None
) -> Iterator[Check]:
    if missing := [key for key in _KEYS if key not in result]:
        raise InputError(f"this is no result of solve --json: it lacks {missing[0]!r}")
    name = text(result["problem"], "the problem")
    objective = text(result["objective"], "the objective")
    status = text(result["status"], "the status")
    if objective not in OBJECTIVES or status not in get_args(Status):
        raise InputError(f"unknown objective {quote(objective)} or status {quote(status)}")
    circuits = items(result["circuits"], "circuits")
    front = items(result.get("front") or [], "the front")
    accuracy = _accuracy(result.get("accuracy"))
    if relation is None:
        try:
            relation = anew.find(name, number(result["inputs"], "inputs", MAX_INPUTS)).relation
        except InputError as error:
            reason = f"the problem {quote(name)} was not found anew; give it by --problem"
            raise InputError(f"{reason}: {error.message}") from None
    basis = _basis(text(result["basis"], "the basis"), basis)
    if status == "infeasible":
        yield claims.check_infeasible(relation, basis, accuracy)
    if (status in ("optimal", "feasible")) != bool(circuits):
        yield Check("circuits", False, f"{len(circuits)}, but the status is {status}")
    for position, circuit in enumerate(circuits):
        first = position == 0
        yield claims.check_circuit(
            f"circuit {position + 1}",
            circuit,
            relation,
            basis,
            accuracy,
            size=_most(result, "size") if first else None,
            depth=_most(result, "depth") if first else None,
        )
    for position, point in enumerate(front):
        if not isinstance(point, dict):
            raise InputError("a point of the front must be an object")
        yield claims.check_circuit(
            f"point {position + 1}",
            point.get("circuit"),
            relation,
            basis,
            accuracy,
            size=_most(point, "size"),
            depth=_most(point, "depth"),
        )
    if status == "optimal":
        lower, upper = result.get("lower_bound"), result.get("upper_bound")
        yield Check("bounds", lower == upper, f"lower {lower}, upper {upper}"[:100])


def _most(entry: dict[str, Any], key: str) -> int:
    return number(entry.get(key), f"the {key}", 1 << 40)


def _basis(name: str, given: Basis | None) -> Basis:
    if given is not None:
        return given
    if name not in bases.NAMES:
        raise InputError(f"the basis {quote(name)} is not built in; give its file by --basis")
    return bases.get(name)


def _accuracy(value: Any) -> Fraction | None:  # noqa: ANN401 - untyped JSON
    if value is None:
        return None
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 < value <= 1:
        raise InputError("the accuracy must be a number above 0 and at most 1")
    return Fraction(value).limit_denominator(_FINEST)
