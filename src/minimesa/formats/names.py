"""Names that are unique, and that a format can spell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from minimesa.circuit import Circuit

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
    circuit: Circuit, spell: Callable[[str], str] = str, reserved: Iterable[str] = RESERVED
) -> Circuit:
    """Return the circuit with names that ``spell`` allows and that no two wires share.

    Inputs keep their names first, then outputs, then gates. An output keeps the name of the very
    wire that it reads uninverted; otherwise it has a name of its own.

    Args:
        circuit: the circuit.
        spell: turns any text into a name of the format.
        reserved: names that no wire may have.

    """
    n = len(circuit.inputs)
    taken = dict.fromkeys(reserved, 0)
    inputs = tuple(claim(spell(name), taken) for name in circuit.inputs)
    shared: dict[int, str] = {}
    outputs, used = [], set()
    for output in circuit.outputs:
        wanted = spell(output.name)
        same = not output.inverted and output.wire >= 0
        if same and output.wire < n and wanted == inputs[output.wire] and wanted not in used:
            name = wanted
        else:
            name = claim(wanted, taken)
            if same and output.wire >= n and spell(circuit.wire_name(output.wire)) == name:
                shared.setdefault(output.wire - n, name)
        used.add(name)
        outputs.append(replace(output, name=name))
    gates = tuple(
        shared[j] if j in shared else claim(spell(circuit.wire_name(n + j)), taken)
        for j in range(len(circuit.gates))
    )
    return replace(circuit, inputs=inputs, outputs=tuple(outputs), gate_names=gates)
