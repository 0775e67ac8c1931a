"""Problems given as tables: hex numbers, or a file beside the problem."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.relations import Relation, from_tables
from minimesa.truth_tables import from_hex, full

if TYPE_CHECKING:
    from minimesa.problems.expressions import Place
    from minimesa.problems.tabulation import Rows


def hex_relation(texts: list[str], inputs: int | None = None) -> tuple[Relation, list[int]]:
    """Return the relation of hex truth tables, one an output, and the tables.

    Args:
        texts: the tables; all have the same number of inputs.
        inputs: how many; by default the digits tell.

    Raises:
        InputError: no table, or tables of different sizes.

    """
    tables = []
    first = inputs
    for text in texts:
        table, n = from_hex(text, inputs)
        if first is not None and n != first:
            raise InputError(f"{text!r} has {n} inputs, but {texts[0]!r} has {first}")
        first = n
        tables.append(table)
    if first is None:
        raise InputError("at least one truth table is needed")
    return from_tables(tables, first), tables


def table_relation(entry: object, rows: Rows, place: Place, directory: Path) -> Relation:
    """Return the relation that the ``table`` of a problem file names.

    Args:
        entry: a hex table, a list of them, or the name of a file under ``directory``.
        rows: the words, which rename the bits where there are any, the care set and the weights.
        place: where the entry stands.
        directory: where the problem file lies; a table outside it is refused.

    Raises:
        InputError: the table is missing, malformed, or does not fit the words.

    """
    texts = [entry] if isinstance(entry, str) else entry
    if not isinstance(texts, list) or not texts or any(not isinstance(t, str) for t in texts):
        raise place.error("a hex table, a list of them, or the name of a file is needed")
    names = [text for text in texts if not text.lower().startswith("0x")]
    if names and len(texts) > 1:
        raise place.error(f"{names[0]!r} is no hex table; write for example 0xe8")
    n = sum(word.width for word in rows.inputs) or None
    try:
        relation = _read_file(names[0], directory) if names else hex_relation(texts, n)[0]
    except InputError as error:
        if error.file is not None:
            raise
        raise place.error(error.message) from None
    return _fit(relation, rows, place)


def _read_file(name: str, directory: Path) -> Relation:
    """Read a table file that lies under ``directory``."""
    from minimesa.formats import read_relation  # noqa: PLC0415 - few problems need the formats

    home = directory.resolve()
    path = (home / name).resolve()
    if Path(name).is_absolute() or not path.is_relative_to(home):
        raise InputError(f"{name!r} is outside the folder of the problem")
    return read_relation(path)


def _fit(relation: Relation, rows: Rows, place: Place) -> Relation:
    """Give ``relation`` the names of the words, and their care set and weights."""
    if not rows.inputs:
        if rows.care is not None or rows.weight is not None:
            raise place.error("care and weight need [inputs] and [outputs] to read")
        return relation
    for what, found, words in (
        ("inputs", relation.inputs, rows.inputs),
        ("outputs", relation.outputs, rows.outputs),
    ):
        declared = sum(word.width for word in words)
        if declared != len(found):
            raise place.error(f"the table has {len(found)} {what}, but {declared} are declared")
    named = rows.relation(lambda t: relation.allowed[t])
    care = named.care & relation.care
    if not care:
        raise place.error("no row of the table is in the care set; every circuit would do")
    every = full(len(relation.outputs))
    allowed = tuple(w if care >> t & 1 else every for t, w in enumerate(named.allowed))
    weights = named.weights or relation.weights
    return replace(named, allowed=allowed, care=care, weights=weights)
