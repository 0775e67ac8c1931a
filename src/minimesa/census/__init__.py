"""Every function of five inputs: least size, least depth and a smallest circuit of each.

The table is made by `minimesa census` and ships with the package; `lookup` reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimesa.circuit import Circuit

__all__ = ["lookup"]


def lookup(table: int, inputs: int = 5) -> Circuit | None:
    """Return a `b2` circuit of least size of a function of up to five inputs.

    The answer takes well under a millisecond; the first one also reads the table.

    Args:
        table: the truth table.
        inputs: its number of inputs.

    Returns:
        The circuit in normal form, inputs x0, x1, ... and output y0, or None where the census is
        not installed, or does not prove that its circuit is least.

    Raises:
        InputError: more than five inputs, or a table that does not fit them.

    """
    from minimesa.census.table import shipped  # noqa: PLC0415 - numpy is slow to import

    census = shipped()
    if census is None:
        return None
    entry = census.look_up(table, inputs)
    return entry.circuit if entry.optimal else None
