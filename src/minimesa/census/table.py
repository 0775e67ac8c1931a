"""The finished census: for each class its least size and depth and one circuit, as one array.

A record has 20 bytes, so that the file can be mapped and one circuit read without the rest: the
least table of the class, its size and depth (four bits each), and up to twelve gates of ten bits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from minimesa.census import orbits, published
from minimesa.circuit import ZERO, Circuit, Gate, Output, normal_form
from minimesa.errors import InputError
from minimesa.truth_tables import flip, full, projection

if TYPE_CHECKING:
    from collections.abc import Sequence

GATE_BITS = 10
GATE_BYTES = 15
"""Bytes for the gates of a circuit, twelve gates of ten bits."""
OPERATORS = (0x2, 0x4, 0x6, 0x8, 0xE)
"""The operators that are 0 on zeros and read both fan-ins, by their number in a record."""
RECORD = np.dtype([("table", "<u4"), ("levels", "u1"), ("gates", "u1", (GATE_BYTES,))])
"""One class: its least table, ``size | depth << 4``, its circuit. Records ascend by table."""

Records = npt.NDArray[np.void]


@dataclass(frozen=True)
class Entry:
    """What the census knows of a function.

    Attributes:
        circuit: a `b2` circuit in normal form, inputs x0, x1, ... and output y0.
        size: its number of gates, which is the least one if ``optimal`` holds.
        depth: the least depth of any circuit; that of ``circuit`` may be larger.
        optimal: whether ``size`` is known to be least.

    """

    circuit: Circuit
    size: int
    depth: int
    optimal: bool


@dataclass(frozen=True)
class Table:
    """A census.

    Attributes:
        inputs: the number of inputs.
        records: one for each class (`RECORD`), ascending by table.

    """

    inputs: int
    records: Records

    @cached_property
    def tables(self) -> npt.NDArray[np.uint32]:
        """The least table of each class, ascending."""
        return np.ascontiguousarray(self.records["table"])

    @cached_property
    def sizes(self) -> npt.NDArray[np.uint8]:
        """The size of the circuit of each class."""
        return np.asarray(self.records["levels"] & 15, dtype=np.uint8)

    @cached_property
    def depths(self) -> npt.NDArray[np.uint8]:
        """The least depth of each class."""
        return np.asarray(self.records["levels"] >> 4, dtype=np.uint8)

    @cached_property
    def least_beyond_doubt(self) -> int:
        """The size up to which every circuit is known to be least.

        Stored sizes are upper bounds, and the published counts are exact. If as many classes as
        published have circuits of at most r gates, these are the classes of least size at most r
        (no other class can have such a circuit). If that holds for every r up to some bound s,
        the classes of size s or less are told apart exactly. A class whose circuit has s + 1
        gates is not among the classes of least size at most s, so its size is least as well.
        """
        counts = np.bincount(self.sizes, minlength=len(published.SIZES[self.inputs]))
        size = 0
        for size, expected in enumerate(published.SIZES[self.inputs]):
            if counts[size] != expected:
                break
        return size

    def gates(self, index: int) -> tuple[Gate, ...]:
        """Return the gates stored for a class, over the complemented inputs."""
        record = self.records[index]
        return unpack(record["gates"].tobytes(), int(record["levels"]) & 15, self.inputs)

    def look_up(self, table: int, inputs: int) -> Entry:
        """Return what is known of a function.

        Args:
            table: its truth table.
            inputs: its number of inputs, at most that of the census.

        Raises:
            InputError: more inputs than the census has, or a table that does not fit them.

        """
        if not 0 <= inputs <= self.inputs:
            raise InputError(f"the census has functions of {self.inputs} inputs, not {inputs}")
        if not 0 <= table <= full(inputs):
            raise InputError(f"{table:#x} is no table of {inputs} inputs ({1 << inputs} rows)")
        wide = table
        for i in range(inputs, self.inputs):
            wide |= wide << (1 << i)  # reads none of the further inputs
        least, transform = orbits.canonical(wide, self.inputs)
        index = int(np.searchsorted(self.tables, np.uint32(least)))  # an int would widen them all
        circuit = _transformed(self.gates(index), least, transform)
        size = circuit.size
        if any(wire in range(inputs, self.inputs) for gate in circuit.gates for wire in gate.fanin):
            raise InputError(f"the circuit stored for {least:#x} reads an input it need not read")
        return Entry(
            _narrowed(circuit, inputs),
            size,
            int(self.depths[index]),
            optimal=size <= self.least_beyond_doubt,
        )


def pack(gates: Sequence[Gate]) -> bytes:
    """Return the gates of a circuit as they are stored.

    Args:
        gates: two-input gates with operators of `OPERATORS`.

    Raises:
        InputError: the circuit has too many gates.

    """
    most = GATE_BYTES * 8 // GATE_BITS
    if len(gates) > most:
        raise InputError(f"a record holds {most} gates, not {len(gates)}")
    word = 0
    for j, gate in enumerate(gates):
        gate = ascending(gate)  # noqa: PLW2901 - the same gate
        low, high = gate.fanin
        code = (high * (high - 1) // 2 + low) * len(OPERATORS) + OPERATORS.index(gate.operator)
        word |= code << (GATE_BITS * j)
    return word.to_bytes(GATE_BYTES, "little")


def unpack(data: bytes, size: int, inputs: int) -> tuple[Gate, ...]:
    """Return the ``size`` gates that `pack` stored."""
    word = int.from_bytes(data, "little")
    gates = []
    for j in range(size):
        code = word >> (GATE_BITS * j) & ((1 << GATE_BITS) - 1)
        pair, operator = divmod(code, len(OPERATORS))
        gates.append(Gate(OPERATORS[operator], _pairs(inputs + size)[pair]))
    return tuple(gates)


@cache
def _pairs(wires: int) -> tuple[tuple[int, int], ...]:
    """Return the pairs of wires in the order of their numbers."""
    return tuple((low, high) for high in range(wires) for low in range(high))


def ascending(gate: Gate) -> Gate:
    """Return the same gate with its fan-ins in ascending order."""
    low, high = gate.fanin
    if low < high:
        return gate
    operator = gate.operator & 9 | (gate.operator & 2) << 1 | (gate.operator & 4) >> 1
    return Gate(operator, (high, low))


def _transformed(gates: Sequence[Gate], least: int, transform: orbits.Transform) -> Circuit:
    """Return a circuit, in normal form, of the function that ``transform`` takes to ``least``.

    Args:
        gates: a circuit of ``least`` over the complemented inputs.
        least: a table that is 0 at the last row.
        transform: from the function wanted to ``least``.

    """
    n = len(transform.permutation)
    names = tuple(f"x{i}" for i in range(n))
    # Input permutation[i] of the stored circuit is input i, complemented once for being stored so.
    source = {transform.permutation[i]: i for i in range(n)}
    complemented = {i for i in range(n) if not transform.flips >> i & 1}
    moved = []
    for gate in gates:
        operator = gate.operator
        fanin = tuple(source.get(wire, wire) for wire in gate.fanin)
        for position, wire in enumerate(fanin):
            if wire in complemented:
                operator = flip(operator, position, 2)
        moved.append(ascending(Gate(operator, (fanin[0], fanin[1]))))
    if moved:
        output = Output("y0", n + len(moved) - 1, transform.inverted)
    elif least == 0:
        output = Output("y0", ZERO, transform.inverted)
    else:
        wire = next(i for i in range(n) if least == full(n) ^ projection(i, n))
        inverted = (source[wire] in complemented) != transform.inverted
        output = Output("y0", source[wire], inverted)
    return normal_form(Circuit(names, tuple(moved), (output,)))


def _narrowed(circuit: Circuit, inputs: int) -> Circuit:
    """Return the circuit without the inputs from ``inputs`` on, which no gate reads."""
    dropped = len(circuit.inputs) - inputs
    gates = tuple(
        Gate(g.operator, tuple(w if w < inputs else w - dropped for w in g.fanin))
        for g in circuit.gates
    )
    (output,) = circuit.outputs
    if output.wire >= inputs:
        output = replace(output, wire=output.wire - dropped)
    return Circuit(circuit.inputs[:inputs], gates, (output,))


FILE = Path(__file__).parent / "data" / "five.npy"
"""The census of five inputs that ships with the package."""


def load(file: Path) -> Table:
    """Map a census.

    Raises:
        InputError: the file is missing or holds something else.

    """
    try:
        records = np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"no census can be read: {error}", file=str(file)) from None
    if records.dtype != RECORD or records.ndim != 1:
        raise InputError(f"records of {records.dtype}, not of a census", file=str(file))
    inputs = {published.classes(n): n for n in published.SIZES}.get(len(records))
    if inputs is None:
        raise InputError(f"{len(records)} classes are no whole census", file=str(file))
    return Table(inputs, records)


@cache
def shipped() -> Table | None:
    """Return the census that ships with the package, or None where it is left out."""
    return load(FILE) if FILE.exists() else None


def make_records(
    tables: npt.NDArray[np.uint32],
    sizes: npt.NDArray[np.uint8],
    depths: npt.NDArray[np.uint8],
    circuits: Sequence[Sequence[Gate]],
) -> Records:
    """Return records from their parts, one of each a class."""
    records = np.zeros(len(tables), dtype=RECORD)
    records["table"] = tables
    records["levels"] = sizes | depths << 4
    for index, gates in enumerate(circuits):
        records["gates"][index] = np.frombuffer(pack(gates), dtype=np.uint8)
    return records
