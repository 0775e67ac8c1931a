"""Relations and bases as JSON, for manifests; read back without trusting any of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minimesa import basis as bases
from minimesa.basis import MAX_ARITY, Basis, Operator
from minimesa.errors import InputError
from minimesa.formats.source import quote
from minimesa.relations import Relation, check_dimensions
from minimesa.truth_tables import full, support

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_COST = 1_000_000
"""Costs beyond are refused."""
LARGEST_WEIGHT = 10**12
"""Weights of rows beyond are refused."""
MOST_OPERATORS = 65_536
"""More operators than there are tables of four fan-ins say nothing new."""


def relation_json(relation: Relation) -> dict[str, Any]:
    """Return a relation as JSON: masks of acceptable words and the care set in hex."""
    return {
        "inputs": list(relation.inputs),
        "outputs": list(relation.outputs),
        "allowed": [f"{words:x}" for words in relation.allowed],
        "care": f"{relation.care:x}",
        "weights": None if relation.weights is None else list(relation.weights),
    }


def relation_from_json(data: Any) -> Relation:  # noqa: ANN401 - untyped JSON
    """Read a relation.

    Raises:
        InputError: a key that is missing or unknown, a wrong type, or sizes that do not fit.

    """
    inputs, outputs, allowed, care, weights = fields(
        data, "a relation", ("inputs", "outputs", "allowed", "care", "weights")
    )
    names = [tuple(text(name, "a name") for name in items(part, "names"))
             for part in (inputs, outputs)]  # fmt: skip
    check_dimensions(len(names[0]), len(names[1]))
    return Relation(
        names[0],
        names[1],
        tuple(hexadecimal(words, "acceptable words") for words in items(allowed, "allowed")),
        hexadecimal(care, "the care set"),
        None
        if weights is None
        else tuple(number(w, "a weight", LARGEST_WEIGHT) for w in items(weights, "weights")),
    )


def basis_json(basis: Basis) -> dict[str, Any]:
    """Return a basis as JSON; of a built-in one the name says it all."""
    if basis.name in bases.NAMES and basis == bases.get(basis.name):
        return {"name": basis.name}
    return {
        "name": basis.name,
        "operators": [[o.name, f"{o.table:x}", o.arity, o.cost] for o in basis.operators],
        "free_not": basis.free_not,
        "constants": basis.constants,
        "repeats": basis.repeats,
    }


def basis_from_json(data: Any) -> Basis:  # noqa: ANN401 - untyped JSON
    """Read a basis; one with operators must not bear the name of a built-in one.

    Raises:
        InputError: it is no basis, or passes itself off as another.

    """
    if isinstance(data, dict) and set(data) == {"name"}:
        return bases.get(text(data["name"], "the name of a basis"))
    name, entries, *flags = fields(
        data, "a basis", ("name", "operators", "free_not", "constants", "repeats")
    )
    name = text(name, "the name of a basis")
    if name in bases.NAMES:
        raise InputError(f"the basis {name!r} is built in; one with other operators needs a name")
    if not all(isinstance(flag, bool) for flag in flags):
        raise InputError("free_not, constants and repeats must be true or false")
    listed = items(entries, "operators")
    if not 1 <= len(listed) <= MOST_OPERATORS:
        raise InputError(f"a basis has 1 to {MOST_OPERATORS} operators, not {len(listed)}")
    operators = tuple(_operator(entry) for entry in listed)
    free_not, constants, repeats = flags
    if free_not and any(operator.arity == 1 for operator in operators):
        raise InputError("a one-input operator makes no sense where NOT is free")
    return Basis(name, operators, free_not=free_not, constants=constants, repeats=repeats)


def _operator(entry: Any) -> Operator:  # noqa: ANN401 - untyped JSON
    parts = items(entry, "an operator")
    if len(parts) != 4:
        raise InputError("an operator is a name, a table, an arity and a cost")
    name = text(parts[0], "the name of an operator")
    table = hexadecimal(parts[1], f"the table of {quote(name)}")
    arity = number(parts[2], f"the arity of {quote(name)}", MAX_ARITY)
    cost = number(parts[3], f"the cost of {quote(name)}", LARGEST_COST)
    if not arity or not cost:
        raise InputError(f"operator {quote(name)}: arity and cost are at least 1")
    if table > full(arity) or len(support(table, arity)) != arity:
        raise InputError(f"operator {quote(name)}: its table does not fit {arity} fan-ins")
    return Operator(name, table, arity, cost)


def fields(data: Any, what: str, keys: Iterable[str]) -> list[Any]:  # noqa: ANN401
    """Return the values of an object that has exactly these keys, in their order."""
    keys = list(keys)
    if not isinstance(data, dict):
        raise InputError(f"{what} must be an object with {', '.join(keys)}")
    if missing := [key for key in keys if key not in data]:
        raise InputError(f"{what} lacks {missing[0]!r}")
    if unknown := sorted(set(data) - set(keys)):
        raise InputError(f"{what} has an unknown key {quote(unknown[0])}")
    return [data[key] for key in keys]


def items(value: Any, what: str) -> list[Any]:  # noqa: ANN401 - untyped JSON
    """Return a list, or raise InputError."""
    if not isinstance(value, list):
        raise InputError(f"{what} must be a list")
    return value


def text(value: Any, what: str) -> str:  # noqa: ANN401 - untyped JSON
    """Return a text, or raise InputError."""
    if not isinstance(value, str):
        raise InputError(f"{what} must be a text")
    return value


def number(value: Any, what: str, most: int) -> int:  # noqa: ANN401 - untyped JSON
    """Return an integer from 0 to ``most``, or raise InputError; ``true`` is none."""
    if type(value) is not int or not 0 <= value <= most:
        shown = quote(str(value)) if isinstance(value, int | float | str) else "something else"
        raise InputError(f"{what} must be a number from 0 to {most}, not {shown}")
    return value


def hexadecimal(value: Any, what: str) -> int:  # noqa: ANN401 - untyped JSON
    """Return a number in hex, or raise InputError."""
    digits = text(value, what)
    if not digits or not set(digits) <= set("0123456789abcdef"):
        raise InputError(f"{what} must be a number in hex, not {quote(digits)}")
    return int(digits, 16)
