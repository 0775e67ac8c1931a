"""Names that are unique, and that a format can spell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from minimesa.circuit import ONE, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from minimesa.circuit import Circuit, Output

RESERVED = ("0", "1")
"""The names of the constant wires: no input or gate may bear them."""


def claim(name: str, taken: dict[str, int]) -> str:
    """Return ``name``, or the first of ``name_1``, ``name_2``, ... that is free, and take it.

    Args:
        name: the name that is wanted.
        taken: the names in use, each with the last suffix tried on it; changed in place.

    """
    candidate = name
    while candidate in taken:
        taken[name] += 1
        candidate = f"{name}_{taken[name]}"
    taken[candidate] = 0
    return candidate


def unreserved(names: Sequence[str], taken: dict[str, int] | None = None) -> list[str]:
    """Return ``names`` with ``"0"`` and ``"1"``, common in BENCH files, called ``n0`` and ``n1``.

    A suffix keeps names apart where those are in use; names must be distinct to begin with.
    """
    taken = dict.fromkeys((*names, *RESERVED), 0) if taken is None else taken
    return [claim(f"n{name}", taken) if name in RESERVED else name for name in names]


def spelled(
    circuit: Circuit,
    spell: Callable[[str], str] = str,
    *,
    reserved: Iterable[str] = (),
    feedthrough: bool = True,
) -> Circuit:
    """Return the circuit with names that ``spell`` allows and that no two wires share.

    Inputs get their names first, then outputs, then gates. An output has the name of a wire only
    where it is that very wire, not inverted.

    Args:
        circuit: the circuit.
        spell: turns any text into a name of the format.
        reserved: names that no wire may have, besides those of the constants.
        feedthrough: whether an output may have the name of the input that it reads.

    """
    n = len(circuit.inputs)
    taken = dict.fromkeys((*RESERVED, *reserved), 0)
    inputs = tuple(claim(spell(name), taken) for name in circuit.inputs)
    driven: dict[int, str] = {}
    outputs: list[Output] = []
    used: set[str] = set()
    for output in circuit.outputs:
        name = spell(output.name)
        plain = output.wire >= 0 and not output.inverted
        through = plain and output.wire < n and name == inputs[output.wire]
        if not (through and feedthrough and name not in used):
            name = claim(name, taken)
        if plain and output.wire >= n and circuit.wire_name(output.wire) == output.name:
            driven.setdefault(output.wire, name)
        used.add(name)
        outputs.append(replace(output, name=name))
    gates = tuple(
        driven.get(wire) or claim(spell(circuit.wire_name(wire)), taken)
        for wire in range(n, n + circuit.size)
    )
    return replace(circuit, inputs=inputs, outputs=tuple(outputs), gate_names=gates)


def constants_read(circuit: Circuit) -> dict[int, str]:
    """Return fresh names for the constants that gates read, for formats without literals."""
    n = len(circuit.inputs)
    taken = dict.fromkeys((circuit.wire_name(wire) for wire in range(n + circuit.size)), 0)
    taken |= dict.fromkeys((output.name for output in circuit.outputs), 0)
    wires = {wire for gate in circuit.gates for wire in gate.fanin}
    return {
        wire: claim(name, taken)
        for wire, name in ((ZERO, "const0"), (ONE, "const1"))
        if wire in wires
    }


def plain_name(name: str) -> str:
    """Return ``name`` with all but letters, digits and ``_ [ ] $ .`` of ASCII made ``_``."""
    spelled_name = re.sub(r"[^A-Za-z0-9_\[\]$.]", "_", name)
    return spelled_name if spelled_name[:1] not in ("", ".") else f"_{spelled_name}"
