"""Making a census: size by size, from circuits of fewer gates, until the counts are met.

The circuits of r gates come from those of r - 1 by inserting a gate and from each other by
replacing one. The first passes fill the pools; further ones look only for classes of which no
circuit of r gates is known, and are skipped when the published count is met. Last come those
that start from circuits a random step away from the pools, and those with two new gates.

The state is written to a folder every few minutes, so that a run that was ended goes on.
"""

from __future__ import annotations

import contextlib
import time
import zipfile
from dataclasses import dataclass
from itertools import accumulate, product
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from minimesa.census import classes as class_index
from minimesa.census import cuts, moves, published, sieves, words
from minimesa.census.moves import INSERT, REPLACE, WANDER
from minimesa.census.state import LEAST, MORE, NEXT, empty, known
from minimesa.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from minimesa.census.classes import Numbers

_CHUNK = 2048
_BETWEEN = 300.0
"""Seconds between two checkpoints."""
_STATE = "state.npz"
_SAVED = ("sizes", "first", "offered", "filled", "counters")
_SLOTS = ("gates", "signatures")


@dataclass(frozen=True)
class Pass:
    """A sweep over one slot of the pools.

    Attributes:
        goal: gates of the circuits it looks for.
        source: gates of the circuits it starts from.
        kind: `INSERT`, `REPLACE` or `WANDER`.
        gates: new gates, 1 or 2.
        row: the row of the pools it starts from.
        slot: the slot of the row.
        closing: whether it looks only for classes that are not known yet; such a pass is skipped
            when there are none.

    """

    goal: int
    source: int
    kind: int
    gates: int
    row: int
    slot: int
    closing: bool

    def __str__(self) -> str:
        what = {INSERT: "insert", REPLACE: "replace", WANDER: "wander and replace"}[self.kind]
        row = "" if self.row == LEAST else "+1"
        only = ", missing only" if self.closing else ""
        return f"size {self.goal}: {what} {self.gates}, slot {self.slot}{row}{only}"


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    Attributes:
        room: slots in a row of circuits of each size; the last holds for larger ones.
        inserting: slots that are inserted into to fill the pools, by the size of the result.
        replacing: slots in which gates are replaced to fill the pools, likewise.
        closing: slots that are swept for missing classes.

    """

    room: tuple[int, ...]
    inserting: tuple[int, ...]
    replacing: tuple[int, ...]
    closing: int

    def slots(self, size: int) -> int:
        """Return how many slots a row of circuits of a size has."""
        return self.room[min(size, len(self.room) - 1)]


EFFORTS = {
    4: Effort((16,), (4,) * 8, (2,) * 8, 16),
    5: Effort(
        (1, *(128,) * 7, 64, 32, 12, 4, 2),
        (0, *(32,) * 7, 16, 6, 2, 0, 0),
        (0, *(8,) * 7, 6, 3, 1, 0, 0),
        32,
    ),
}


def passes(n: int, effort: Effort) -> Iterator[Pass]:
    """Yield the passes of a census in their order."""
    largest = len(published.SIZES[n]) - 1
    for goal in range(1, largest + 1):
        inserting, replacing = effort.inserting[goal], effort.replacing[goal]
        for slot, row in product(range(inserting), (LEAST, MORE)):
            yield Pass(goal, goal - 1, INSERT, 1, row, slot, closing=False)
        for slot, row in product(range(replacing), (LEAST, MORE)):
            yield Pass(goal, goal, REPLACE, 1, row, slot, closing=False)
        for slot, row in product(range(effort.closing), (MORE, LEAST)):
            if slot >= replacing:
                yield Pass(goal, goal, REPLACE, 1, row, slot, closing=True)
            if slot >= inserting:
                yield Pass(goal, goal - 1, INSERT, 1, row, slot, closing=True)
    slots = range(effort.closing)
    for goal, slot, row in product(range(1, largest + 1), slots, (LEAST, MORE)):
        yield Pass(goal, goal, WANDER, 1, row, slot % effort.slots(goal), closing=True)
    for goal, slot, row in product(range(1, largest + 1), slots, (LEAST, MORE)):
        yield Pass(goal, goal, REPLACE, 2, row, slot, closing=True)
        if goal > 1:
            yield Pass(goal, goal - 2, INSERT, 2, row, slot, closing=True)


class Census:
    """A census in the making; owns the arrays and the folder."""

    def __init__(self, n: int, folder: Path, seed: int, say: Callable[[str], None]) -> None:
        if n not in EFFORTS:
            raise InputError(f"a census is made for {min(EFFORTS)} or {max(EFFORTS)} inputs")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._say = say
        self._symmetry = class_index.symmetry(n)
        self._effort = EFFORTS[n]
        self.inputs = n
        self.targets = tuple(accumulate(published.SIZES[n]))
        self._classes, self.representatives = self._index()
        slots = sum(
            self._effort.slots(size) * (count + published.SIZES[n][max(size - 1, 0)] + 1)
            for size, count in enumerate(published.SIZES[n])
        )
        self.state = empty(n, self._classes, published.classes(n), self._effort.room, slots, seed)
        self._done = 0
        start = int(self._classes[self.state.inputs[0]])
        self.state.first[LEAST, start] = 0  # the circuit without gates is its input
        self.state.filled[LEAST, start] = 1
        self.state.counters[NEXT] = 1
        self._restore()

    def run(self) -> bool:
        """Make what is missing; return whether anything was."""
        begun = self._done
        saved = time.monotonic()
        work = cuts.desk()
        sieve, sieved = sieves.none(), (0, 0)
        for number, task in enumerate(passes(self.inputs, self._effort)):
            if number < self._done:
                continue
            short = self.targets[task.goal] - known(self.state, task.goal)
            candidates = np.flatnonzero(self.state.sizes == task.source - task.row)
            candidates = candidates[self.state.filled[task.row, candidates] > task.slot]
            if len(candidates) and (short or not task.closing):
                started = time.monotonic()
                if task.closing and sieved != (task.goal, short):
                    sieve = sieves.needing_more(
                        self.state, task.goal, self.representatives, self._symmetry
                    )
                    sieved = task.goal, short
                used = sieve if task.closing else sieves.none()
                for begin in range(0, len(candidates), _CHUNK):
                    self._sweep(task, candidates[begin : begin + _CHUNK], used, work)
                self._say(
                    f"{task}: {len(candidates)} circuits in {time.monotonic() - started:.0f} s, "
                    f"{known(self.state, task.goal)} of {self.targets[task.goal]} classes"
                )
            self._done = number + 1
            if time.monotonic() > saved + _BETWEEN:
                self.save()
                saved = time.monotonic()
        if self._done > begun:
            self.save()
        return self._done > begun

    def _sweep(
        self, task: Pass, numbers: class_index.Words, sieve: sieves.Sieve, work: cuts.Desk
    ) -> None:
        moves.sweep(
            numbers,
            task.row,
            task.slot,
            task.source,
            task.kind,
            task.gates,
            sieve,
            self.state,
            work,
        )

    def _index(self) -> tuple[Numbers, Numbers]:
        """Give every class a number, or read the numbers from the folder."""
        files = self._folder / "classes.npy", self._folder / "representatives.npy"
        if all(file.exists() for file in files):
            self._say("reading the class of every function")
            return np.load(files[0]), np.load(files[1])
        total = words.half(self.inputs)
        numbers = np.full(total, class_index.NONE, dtype=np.uint32)
        representatives = np.zeros(published.classes(self.inputs), dtype=np.uint32)
        found, first, size = 0, 0, 1024
        while first < total:
            last = min(total, first + size)
            found = class_index.fill(numbers, representatives, found, first, last, self._symmetry)
            self._say(f"numbering the classes: {found} of {len(representatives)}")
            first, size = last, 4 * size
        for file, array in zip(files, (numbers, representatives), strict=True):
            with replacing(file) as stream:
                np.save(stream, array)
        return numbers, representatives

    def save(self) -> None:
        """Write the state to the folder; the file is replaced only when the new one is whole."""
        used = int(self.state.counters[NEXT])
        parts = {name: getattr(self.state, name) for name in _SAVED}
        parts |= {name: getattr(self.state, name)[:used] for name in _SLOTS}
        with replacing(self._folder / _STATE) as stream:
            np.savez(stream, passes=np.array(self._done), **parts)

    def _restore(self) -> None:
        """Read the state from the folder, if there is one.

        Raises:
            InputError: the file is not of a census like this one.

        """
        file = self._folder / _STATE
        if not file.exists():
            return
        try:
            with np.load(file, allow_pickle=False) as stored:
                for name in _SAVED:
                    getattr(self.state, name)[:] = stored[name]
                for name in _SLOTS:
                    getattr(self.state, name)[: len(stored[name])] = stored[name]
                self._done = int(stored["passes"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"no census to go on with: {error}", file=str(file)) from None
        self._say(f"going on after {self._done} passes")


@contextlib.contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """Open a file for writing under another name, and rename it when it is whole."""
    temporary = file.with_name(f".{file.name}.partial")
    with temporary.open("wb") as stream:
        yield stream
    temporary.replace(file)
