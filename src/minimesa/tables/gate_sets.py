"""Least sizes of all four-input functions of a basis, by walking over all sets of gate functions.

A symmetry of the basis turns a circuit into a circuit of the image. So of the sets of gates that
read inputs only, the *first layer* of a circuit, one of each class under the symmetries is enough,
and after it one candidate of each orbit under the symmetries that keep the layer.

Where a basis needs too many gates to walk over all sets, the largest circuits come from extending
the known ones by a few gates. Those are upper bounds.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minimesa.tables import kernel
from minimesa.tables.kernel import Space, State
from minimesa.tables.last_gates import readable
from minimesa.tables.symmetries import FUNCTIONS, INPUTS, ONES, images, normal, symmetries
from minimesa.truth_tables import projection, support

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from minimesa.basis import Basis
    from minimesa.tables.notebook import Chain, Notebook

SMALL = 4
"""Up to so many gates a first layer may leave too few to come: all sets are walked over then."""
REACH = 4
"""By so many gates at most known circuits are extended."""
QUICK = 12
"""Before walking over sets of more gates known circuits are extended: fewer functions are left to
look for then, and the walk is much faster."""


class Round(NamedTuple):
    """What walking over the circuits of one size brought.

    Attributes:
        size: the number of gates.
        chains: for each class of functions found a circuit: the functions of its gates in
            topological order, the last being the one of the class.
        bound: a size that none of the functions found can be computed below.
        unknown: classes not found so far.
        completed: smaller sets that were completed by every last gate, or last two, that fit.
        seconds: CPU time.

    """

    size: int
    chains: list[Chain]
    bound: int
    unknown: int
    completed: int
    seconds: float


@dataclass(frozen=True)
class _Job:
    """A set to be extended.

    Attributes:
        gates: the functions of the set.
        unread: those that no other reads, as bits by wire.
        candidates: functions of one more gate, and what each reads.
        first: the next gate is among the first so many.
        barred: functions that no set from here on may contain.

    """

    gates: tuple[int, ...]
    unread: int
    candidates: tuple[tuple[int, int], ...]
    first: int
    barred: frozenset[int]


def rounds(
    basis: Basis, whole: int, workers: int = 1, notebook: Notebook | None = None
) -> Iterator[Round]:
    """Yield the functions that need 0, 1, ... gates until all are known.

    What is found does not depend on the number of workers, nor on what was done before.

    Args:
        basis: every operator costs 1 and has at most three fan-ins.
        whole: up to so many gates all sets are walked over. Of more gates only circuits that
            extend known ones are found, for functions that may need fewer, but more than this.
        workers: processes that share the walk.
        notebook: holds what was done before, and gets what is done now.

    """
    return _Walk(basis).rounds(whole, workers, notebook)


class _Walk:
    """The arrays of the compiled code, and what the classes of sets need."""

    def __init__(self, basis: Basis, sizes: npt.NDArray[np.uint8] | None = None) -> None:
        self._basis = basis
        maps = symmetries(basis)
        every = np.arange(FUNCTIONS, dtype=np.uint16)
        moved = images(every, maps)
        self._images = normal(moved) if basis.free_not else moved
        self._legal = every & 1 == 0 if basis.free_not else every >= 0
        self._orbits = self._images.min(axis=1)
        self._space = space(basis, self._images)
        self._inputs = [projection(i, INPUTS) for i in range(INPUTS)]
        self._constants = [0] if basis.free_not else [0, ONES]
        classes = len(np.unique(self._orbits[self._legal]))
        self._state = State(
            wires=np.array([*self._inputs, *[0] * kernel.LEVELS], dtype=np.int64),
            functions=np.zeros(kernel.ROOM, dtype=np.int64),
            reads=np.zeros(kernel.ROOM, dtype=np.int64),
            marks=np.zeros(FUNCTIONS, dtype=np.uint8),
            sizes=np.full(FUNCTIONS, kernel.UNKNOWN, dtype=np.uint8),
            useful=np.ones(FUNCTIONS, dtype=np.uint8),
            chains=np.zeros((classes, kernel.LEVELS), dtype=np.int64),
            counts=np.zeros(2, dtype=np.int64),
            hits=np.zeros((kernel.HITS, 2), dtype=np.int64),
            ordered=np.zeros(32, dtype=np.int64),
        )
        self._state.sizes[[*self._constants, *self._inputs]] = 0
        if sizes is not None:
            self._state.sizes[:] = sizes
        self._completed = 0  # how many sets were, in this round
        self._wanted = -1  # how many functions were looked for when `useful` was written

    def rounds(self, whole: int, workers: int, notebook: Notebook | None) -> Iterator[Round]:
        """Yield what `rounds` yields."""
        trivial = {int(self._orbits[f]) for f in [*self._constants, *self._inputs]}
        yield Round(0, [(f,) for f in sorted(trivial)], 0, self._unknown(), 0, 0.0)
        known: list[Chain] = []
        size = 0
        while self._unknown():
            size += 1
            begin = _cpu_seconds()
            self._completed = 0
            chains: list[Chain] = []
            if size == 1:
                self._state.counts[:] = 0
                self._single_gates()
                chains = self._found(size)
            elif size > min(whole, QUICK):
                chains = self._walk([*self._extensions(known, size)], size, 1)
            if 1 < size <= whole:
                chains += self._walk([*self._jobs(size)], size, workers, notebook)
            known += chains
            seconds = _cpu_seconds() - begin
            bound = min(size, whole + 1)
            yield Round(size, chains, bound, self._unknown(), self._completed, seconds)

    def _unknown(self) -> int:
        """Return the number of classes whose size is not known yet."""
        unknown = self._legal & (self._state.sizes == kernel.UNKNOWN)
        return len(np.unique(self._orbits[unknown]))

    def _single_gates(self) -> None:
        """Find the functions of one gate."""
        for f, _ in self._extend((), frozenset()):
            if self._state.sizes[f] > 1:
                self._state.chains[self._state.counts[0], 0] = f
                self._state.counts[0] += 1
                self._state.sizes[self._images[f]] = 1

    def _walk(
        self, jobs: Sequence[_Job], size: int, workers: int, notebook: Notebook | None = None
    ) -> list[Chain]:
        """Return circuits of functions of ``size`` gates, one of a class, by extending sets.

        In the order of the jobs: of the circuits of a class the first one counts.
        """
        chains: dict[int, Chain] = {}

        def take(found: list[Chain], completed: int) -> None:
            for chain in found:
                chains.setdefault(int(self._orbits[chain[-1]]), chain)
                self._state.sizes[self._images[chain[-1]]] = size
            self._completed += completed

        done = {k: notebook.find(size, k) for k in range(len(jobs))} if notebook else {}
        begin = next((k for k in range(len(jobs)) if done.get(k) is None), len(jobs))
        for k in range(begin):
            if (kept := done[k]) is not None:
                take(*kept)
        rest = [job for k, job in enumerate(jobs) if done.get(k) is None]
        with _pool(workers, self._basis, self._state.sizes) as pool:
            explored = (
                pool.map(partial(_explored, size=size), rest)
                if pool
                else (self.explore(job, size) for job in rest)
            )
            for k in range(begin, len(jobs)):
                kept = done.get(k)
                found, completed = kept if kept is not None else next(explored)
                if notebook and kept is None:
                    notebook.add(size, k, found, completed)
                take(found, completed)
        return list(chains.values())

    def explore(self, job: _Job, size: int) -> tuple[list[Chain], int]:
        """Extend a set; return circuits of functions of ``size`` gates that were not known.

        And how many sets were completed by their last gates.
        """
        self._state.counts[:] = 0
        wanted = np.flatnonzero(self._legal & (self._state.sizes > size)).astype(np.uint16)
        if len(wanted) != self._wanted:
            self._wanted = len(wanted)
            self._state.useful[:] = readable(self._space.one, self._space.two, wanted)
        self._fill(job.gates, job.barred)
        for i, (function, reads) in enumerate(job.candidates):
            self._state.functions[i] = function
            self._state.reads[i] = reads
            self._state.marks[function] = 1
        kernel.walk(
            self._space,
            self._state,
            size,
            len(job.gates),
            job.unread,
            job.first,
            len(job.candidates),
        )
        return self._found(size), int(self._state.counts[1])

    def _found(self, size: int) -> list[Chain]:
        """Return the circuits that were written down."""
        count = int(self._state.counts[0])
        return [tuple(map(int, row[:size])) for row in self._state.chains[:count]]

    def _extensions(self, known: Iterable[Chain], size: int) -> Iterator[_Job]:
        """Yield the known circuits that are extended to ``size`` gates."""
        for chain in known:
            if len(chain) == size - 1:  # another gate, and another one in the place of the last
                yield _Job(chain[:-1], 0, (), 0, frozenset())
            elif len(chain) >= size - REACH:
                candidates = tuple(self._extend(chain, frozenset(), first=1))
                unread = 1 << INPUTS + len(chain) - 1
                yield _Job(chain, unread, candidates, len(candidates), frozenset())

    def _jobs(self, size: int) -> Iterator[_Job]:
        """Yield sets from which every circuit of ``size`` gates is reached, up to symmetry."""
        layer = [f for f, _ in self._extend((), frozenset())]
        barred = frozenset(layer)
        if size <= SMALL:
            yield _Job((), 0, tuple((f, 0) for f in layer), len(layer), frozenset())
            return
        everything = range(self._images.shape[1])
        for chosen in self._first_layers(layer, size):
            unread = sum(1 << INPUTS + j for j in range(len(chosen)))
            keeping = [
                g for g in everything if {int(self._images[f, g]) for f in chosen} == set(chosen)
            ]
            yield from self._orbit_jobs(chosen, unread, barred, keeping)

    def _orbit_jobs(
        self, gates: tuple[int, ...], unread: int, barred: frozenset[int], keeping: Sequence[int]
    ) -> Iterator[_Job]:
        """Yield one job for each orbit of candidates under the symmetries that keep ``gates``."""
        candidates = self._extend(gates, barred)
        if len(keeping) == 1:
            yield _Job(gates, unread, tuple(candidates), len(candidates), barred)
            return
        while candidates:
            yield _Job(gates, unread, tuple(candidates), 1, barred)
            orbit = {int(self._images[candidates[0][0], g]) for g in keeping}
            barred |= orbit
            candidates = [pair for pair in candidates if pair[0] not in orbit]

    def _first_layers(self, layer: list[int], size: int) -> Iterator[tuple[int, ...]]:
        """Yield one set of each class of first layers that a circuit of ``size`` gates can have."""
        place = {f: i for i, f in enumerate(layer)}
        moved = np.array([[place[int(g)] for g in self._images[f]] for f in layer], dtype=np.uint64)
        bits = np.uint64(1) << moved
        level = {0}
        for count in range(1, size):
            if count > (self._space.arity - 1) * (size - count) + 1:
                return
            level = {
                int(reduce(np.bitwise_or, (bits[j] for j in _places(taken | 1 << i))).min())
                for taken in level
                for i in range(len(layer))
                if not taken >> i & 1
            }
            for taken in sorted(level):
                yield tuple(layer[i] for i in _places(taken))

    def _fill(self, gates: Sequence[int], barred: frozenset[int]) -> None:
        """Put a set of gates into the state and mark what is no candidate."""
        self._state.wires[INPUTS : INPUTS + len(gates)] = gates
        self._state.marks[:] = 0
        self._state.marks[[*self._constants, *self._inputs, *gates, *barred]] = 1

    def _extend(
        self, gates: Sequence[int], barred: frozenset[int], first: int | None = None
    ) -> list[tuple[int, int]]:
        """Return the candidates of a set, and what each reads.

        They read at least one of the wires from the ``first`` (counted from 1) on: by default a
        gate, or any input where there are no gates.
        """
        self._fill(gates, barred)
        if first is None:
            first = INPUTS + 1 if gates else 1
        end = 0
        for wires in range(first, INPUTS + len(gates) + 1):
            end = kernel.extend(self._space, self._state, wires, end)
        found = zip(self._state.functions[:end], self._state.reads[:end], strict=True)
        return [(int(function), int(reads)) for function, reads in found]


_mine: _Walk
"""The walk of a worker process."""


@contextmanager
def _pool(
    workers: int, basis: Basis, sizes: npt.NDArray[np.uint8]
) -> Iterator[ProcessPoolExecutor | None]:
    """Give processes that know the sizes so far; None for one worker, which is this process."""
    if workers == 1:
        yield None
        return
    with ProcessPoolExecutor(workers, initializer=_begin, initargs=(basis, sizes)) as pool:
        yield pool


def _begin(basis: Basis, sizes: npt.NDArray[np.uint8]) -> None:
    """Make the walk of a worker process."""
    global _mine  # noqa: PLW0603 - a worker process has one
    _mine = _Walk(basis, sizes)


def _explored(job: _Job, size: int) -> tuple[list[Chain], int]:
    """Return what a job finds, and how many sets it completed."""
    return _mine.explore(job, size)


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of the workers that ended."""
    return sum(os.times()[:4])


def _places(word: int) -> list[int]:
    """Return the places of the bits that are set."""
    return [i for i in range(word.bit_length()) if word >> i & 1]


def space(basis: Basis, moved: npt.NDArray[np.uint16]) -> Space:
    """Return the basis for the compiled code."""
    one, two, three = (list(basis.tables.get(arity, {})) for arity in (1, 2, 3))
    if basis.repeats:  # a gate that reads one wire twice is one of one fan-in
        one += sorted({table & 1 | table >> 2 & 2 for table in two} & {0b01})
    return Space(
        one=_masks(one, 1),
        two=_masks(two, 2),
        three=_masks(three, 3),
        constants=int(basis.constants),
        arity=max(basis.arities),
        images=moved,
        supports=np.array(
            [sum(1 << i for i in support(f, INPUTS)) for f in range(FUNCTIONS)], dtype=np.uint8
        ),
    )


def _masks(operators: Sequence[int], arity: int) -> npt.NDArray[np.int64]:
    """Return the algebraic normal form of each operator, as `Space` has it."""
    rows = range(1 << arity)
    masks = np.array([[ONES * (operator >> row & 1) for row in rows] for operator in operators])
    masks = masks.astype(np.int64).reshape(len(operators), len(rows))
    for i in range(arity):  # from values to coefficients: each row adds those of its subsets
        having = [row for row in rows if row >> i & 1]
        masks[:, having] ^= masks[:, [row ^ 1 << i for row in having]]
    return masks
