"""How a table of optimal circuits is kept in a file: NumPy arrays, a row or a gate each.

A file holds one entry for each class of four-input functions under the symmetries of its basis.
Circuits are stored as bytes, gate after gate and entry after entry: the operator, and the fan-ins
(inputs 0 to 3, gates from 4, `NO_WIRE` where a gate has fewer, `CONSTANT` for constant 0).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.circuit import ONE, ZERO, Circuit, Gate, Output
from minimesa.tables.symmetries import INPUTS, ONES, Tables
from minimesa.truth_tables import projection

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).with_name("data")
"""Where the tables that ship with the package lie, ``BASIS.npz`` each."""
NO_WIRE = 255
CONSTANT = 254
SAME = 255
"""Stands for the number of gates of a circuit of least depth that is the one of least size."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Circuits:
    """One circuit for each class.

    Attributes:
        ends: for each class the number of gates up to the end of its circuit.
        operators: the operator of each gate.
        fanins: the fan-ins of each gate (axis 1).

    """

    ends: npt.NDArray[np.int64]
    operators: Bytes
    fanins: Bytes

    def gates(self, number: int) -> tuple[Gate, ...]:
        """Return the gates of the circuit of a class."""
        begin, end = int(self.ends[number - 1]) if number else 0, int(self.ends[number])
        return tuple(
            Gate(int(operator), tuple(ZERO if w == CONSTANT else w for w in row if w != NO_WIRE))
            for operator, row in zip(
                self.operators[begin:end], self.fanins[begin:end].tolist(), strict=True
            )
        )


@dataclass(frozen=True)
class Stored:
    """The contents of a file.

    Attributes:
        representatives: the least table of each class, ascending.
        sizes: its least size.
        depths: its least depth.
        operators: of the circuits of least size.
        fanins: likewise.
        depth_sizes: the number of gates of its circuit of least depth, or `SAME`.
        depth_operators: of the circuits of least depth that are not of least size.
        depth_fanins: likewise.

    """

    representatives: Tables
    sizes: Bytes
    depths: Bytes
    operators: Bytes
    fanins: Bytes
    depth_sizes: Bytes
    depth_operators: Bytes
    depth_fanins: Bytes

    @property
    def of_least_size(self) -> Circuits:
        """The circuits of least size."""
        return Circuits(np.cumsum(self.sizes, dtype=np.int64), self.operators, self.fanins)

    @property
    def of_least_depth(self) -> Circuits:
        """The circuits of least depth that are stored apart."""
        apart = np.where(self.depth_sizes == SAME, 0, self.depth_sizes)
        ends = np.cumsum(apart, dtype=np.int64)
        return Circuits(ends, self.depth_operators, self.depth_fanins)


def pack(smallest: Sequence[Circuit], shallowest: Sequence[Circuit]) -> Stored:
    """Return what is stored of the circuits of all classes.

    Args:
        smallest: a circuit of least size for the representative of each class, ascending by its
            table.
        shallowest: a circuit of least depth for each.

    """
    apart = [
        () if circuit.depth == other.depth else circuit.gates
        for circuit, other in zip(shallowest, smallest, strict=True)
    ]
    width = max(len(gate.fanin) for circuit in smallest for gate in circuit.gates)
    gates = [gate for circuit in smallest for gate in circuit.gates]
    others = [gate for circuit in apart for gate in circuit]
    return Stored(
        representatives=np.array([c.output_tables()[0] for c in smallest], dtype=np.uint16),
        sizes=_bytes([circuit.size for circuit in smallest]),
        depths=_bytes([circuit.depth for circuit in shallowest]),
        operators=_bytes([gate.operator for gate in gates]),
        fanins=_fanins(gates, width),
        depth_sizes=_bytes([len(circuit) or SAME for circuit in apart]),
        depth_operators=_bytes([gate.operator for gate in others]),
        depth_fanins=_fanins(others, width),
    )


def circuit(table: int, gates: tuple[Gate, ...]) -> Circuit:
    """Return the circuit of the representative ``table``: its last gate, if any, is the output.

    Without gates it is a constant or an input.
    """
    wires = {0: ZERO, ONES: ONE} | {projection(i, INPUTS): i for i in range(INPUTS)}
    wire = INPUTS + len(gates) - 1 if gates else wires[table]
    return Circuit(tuple(f"x{i}" for i in range(INPUTS)), gates, (Output("y0", wire),))


def write(path: Path, stored: Stored) -> None:
    """Write a table; equal tables give equal bytes."""
    arrays = {field.name: getattr(stored, field.name) for field in fields(Stored)}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def read(name: str) -> Stored:
    """Return the table of a basis that ships with the package."""
    with np.load(FOLDER / f"{name}.npz", allow_pickle=False) as arrays:
        return Stored(**{field.name: arrays[field.name] for field in fields(Stored)})


def _bytes(values: Sequence[int]) -> Bytes:
    return np.array(values, dtype=np.uint8)


def _fanins(gates: Sequence[Gate], width: int) -> Bytes:
    """Return the fan-ins of gates, a row each, in ``width`` columns."""
    rows = [
        [CONSTANT if wire == ZERO else wire for wire in gate.fanin]
        + [NO_WIRE] * (width - len(gate.fanin))
        for gate in gates
    ]
    return np.array(rows, dtype=np.uint8).reshape(len(gates), width)
