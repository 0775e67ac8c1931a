"""The making of a table: the walk over gate sets, from scratch, and the bytes of the file."""

from itertools import islice

import numpy as np
import pytest

from minimesa import basis as bases
from minimesa.errors import RefereeError
from minimesa.tables import gate_sets, making, store, wiring
from minimesa.tables.depths import Depths
from minimesa.tables.lookup import SOURCES, optimal_circuit
from minimesa.tables.notebook import Notebook
from minimesa.tables.symmetries import images, symmetries

pytest.importorskip("numba", reason="only making the tables needs it")

MADE = tuple(dict.fromkeys(SOURCES.values()))
FEW = {"b2": 6, "aig": 7, "mig": 5, "nand": 8, "and-or-not": 8}
"""How many gates are walked through in a second."""


@pytest.mark.parametrize("name", MADE)
def test_the_first_sizes_are_those_of_the_table(name):
    stored = store.read(name)
    for found in islice(gate_sets.rounds(bases.get(name), FEW[name]), FEW[name] + 1):
        assert len(found.chains) == (stored.sizes == found.size).sum()
        assert found.unknown == (stored.sizes > found.size).sum()


def test_workers_find_what_one_process_finds():
    few = 5
    alone, together = (
        list(islice(gate_sets.rounds(bases.get("aig"), few, workers), few + 1))
        for workers in (1, 2)
    )
    assert [r.chains for r in alone] == [r.chains for r in together]
    assert [r.unknown for r in alone] == [r.unknown for r in together]


def test_a_walk_goes_on_where_it_was_ended(tmp_path):
    """Jobs of the middle are missing, as when two workers are killed."""
    few, path = 7, tmp_path / "notebook"

    def sizes():
        notebook = Notebook(path, "nand")
        found = gate_sets.rounds(bases.get("nand"), few, notebook=notebook)
        return [(r.chains, r.unknown, r.completed) for r in islice(found, few + 1)]

    whole = sizes()
    lines = path.read_text().splitlines(keepends=True)
    assert sizes() == whole
    assert path.read_text() == "".join(lines)
    kept = lines[:20] + lines[25:40] + lines[60:]
    path.write_text("".join(kept))
    assert sizes() == whole
    assert sorted(path.read_text().splitlines(keepends=True)) == sorted(lines)


def test_extending_known_circuits_first_finds_as_many(monkeypatch):
    monkeypatch.setattr(gate_sets, "QUICK", 3)
    stored, few = store.read("nand"), 8
    for found in islice(gate_sets.rounds(bases.get("nand"), few), few + 1):
        assert len(found.chains) == (stored.sizes == found.size).sum()
        assert found.bound == found.size


def test_circuits_that_may_be_too_large_are_improved(monkeypatch):
    """A conjunction by three gates, one of them for nothing, where two are enough."""
    nand, conjunction = bases.get("nand"), 0x8888
    chain = (0xFFFF ^ conjunction, 0x0F0F, conjunction)
    found = gate_sets.Round(3, [chain], 2, 0, 0, 0.0)
    depths = Depths(nand)
    monkeypatch.setattr(gate_sets, "rounds", lambda *_: iter([found]))
    monkeypatch.setattr(making, "Depths", lambda _: depths)
    asked = []

    def made(better):
        def improve(circuit, enough):
            asked.append((circuit.size, enough))
            return better

        return making.make(nand, improve, lambda _: None)

    assert made(optimal_circuit(nand, conjunction, 4)).sizes.tolist() == [2]
    assert asked == [(3, 2)]
    for wrong in (optimal_circuit(nand, 0x6666, 4), wiring.circuit(nand, chain)):
        with pytest.raises(RefereeError):
            made(wrong)


@pytest.mark.parametrize("name", MADE)
def test_depths_are_those_of_the_table(name):
    stored = store.read(name)
    depths = Depths(bases.get(name))
    assert (depths.depth[stored.representatives] == stored.depths).all()


@pytest.mark.parametrize("name", MADE)
def test_writing_gives_the_bytes_that_ship(name, tmp_path):
    path = tmp_path / "table.npz"
    store.write(path, store.read(name))
    assert path.read_bytes() == (store.FOLDER / f"{name}.npz").read_bytes()


def test_symmetries():
    counts = {name: len(symmetries(bases.get(name))) for name in bases.NAMES[:4] if name != "xaig"}
    assert counts == {"b2": 384, "aig": 384, "mig": 384}
    assert len(symmetries(bases.get("nand"))) == 24
    assert len(symmetries(bases.get("and-or-not"))) == 48  # NOT is its own dual, AND that of OR
    every = np.arange(1 << 16, dtype=np.uint16)
    for name in ("nand", "and-or-not"):
        moved = images(every, symmetries(bases.get(name)))
        assert (moved[:, 0] == every).all()
        assert all(len(np.unique(column)) == 1 << 16 for column in moved.T)
    # 3984 classes of four inputs under permutations (Harrison 1963; OEIS A003180).
    assert len(np.unique(images(every, symmetries(bases.get("nand"))).min(axis=1))) == 3984
