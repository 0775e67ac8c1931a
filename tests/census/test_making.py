"""Making a census of four inputs, compiled: some seconds when the code is compiled first."""

from itertools import product

import numpy as np
import pytest

pytest.importorskip("numba")

from minimesa.census import classes, cuts, making, moves, orbits, published, sieves, words
from minimesa.census.circuits import drawing, tidy, unpack
from minimesa.census.state import LEAST, MORE
from minimesa.errors import InputError
from minimesa.truth_tables import npn_representatives

pytestmark = pytest.mark.slow


def test_every_function_has_the_number_of_its_class(made):
    census, _, _ = made
    assert tuple(census.representatives.tolist()) == npn_representatives(4)
    for word in range(0, words.half(4), 37):
        least = orbits.canonical(word, 4)[0]
        assert census.representatives[census.state.classes[word]] == least


def test_sizes_are_the_published_ones(made):
    census, _, said = made
    assert tuple(np.bincount(census.state.sizes)) == published.SIZES[4]
    assert any("222 of 222 classes" in line for line in said)


def circuits(state, row):
    """Yield (class, size, slot) for every circuit in a row of the pools."""
    for number in range(len(state.sizes)):
        for slot in range(state.filled[row, number]):
            yield number, int(state.sizes[number]) + row, int(state.first[row, number]) + slot


@pytest.mark.parametrize("row", [LEAST, MORE])
def test_pools_hold_different_circuits_of_their_class_without_junk(made, row):
    state = made[0].state
    seen = set()
    sheet, copy = drawing(), drawing()
    for number, size, slot in circuits(state, row):
        unpack(state, slot, size, sheet)
        output = sheet.values[3 + size]
        assert state.classes[output] == number
        if size:
            assert tidy(sheet, 3 + size, state, copy) == size
            assert copy.values[3 + size] == output
        key = number, int(state.signatures[slot])
        assert key not in seen
        seen.add(key)
    assert len(seen) > 500


def test_a_circuit_in_disguise_is_none(made):
    state = made[0].state
    sheet, result = drawing(), drawing()
    # x0 and x1, then its exclusive or with x1: the word of x1 without x0; again and: x0 and x1.
    for j, (operator, left, right) in enumerate([(8, 0, 1), (6, 4, 1), (6, 5, 1)]):
        sheet.operators[j], sheet.lefts[j], sheet.rights[j] = operator, left, right
    assert tidy(sheet, 5, state, result) == 2
    assert tidy(sheet, 6, state, result) == -1


def test_inverters_are_pushed_on(made):
    state = made[0].state
    sheet, result = drawing(), drawing()
    for j, (operator, left, right) in enumerate([(0x7, 0, 1), (0xB, 4, 2)]):
        sheet.operators[j], sheet.lefts[j], sheet.rights[j] = operator, left, right
    # not (a and b), and of that and c the operator 0xb, which is 0 where only c is 1: the first
    # gate becomes a and b, the second 0 where both are 0, so that it is complemented in turn.
    assert tidy(sheet, 5, state, result) == 2
    a, b, c, _ = words.inputs(4)
    assert result.operators[:2].tolist() == [0x8, 0x7 ^ 0xF]
    assert result.values[5] == a & b & c


@pytest.mark.parametrize("size", [3, 5, 6])
def test_sieves_let_exactly_what_is_missing_through(made, size):
    census, _, _ = made
    sieve = sieves.needing_more(census.state, size, census.representatives, classes.symmetry(4))
    for word in range(words.half(4)):
        place = sieves.place(word, sieve.factor, sieve.shift)
        inside = bool(sieve.bits[place >> 3] >> (place & 7) & 1)
        wanted = bool(census.state.sizes[census.state.classes[word]] > size)
        assert inside or not wanted
        assert inside == wanted or sieve.factor != 1


@pytest.mark.parametrize(
    ("source", "kind", "gates"),
    [
        (6, moves.INSERT, 1),
        (7, moves.REPLACE, 1),
        (7, moves.WANDER, 1),
        (5, moves.INSERT, 2),
        (7, moves.REPLACE, 2),
    ],
)
def test_every_kind_of_move_finds_what_was_forgotten(made, tmp_path, source, kind, gates):
    folder = made[1]
    for name in ("classes.npy", "representatives.npy", "state.npz"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    census = making.Census(4, tmp_path, 1, lambda _: None)
    state = census.state
    forgotten = np.flatnonzero(state.sizes == 7)[::2]
    state.sizes[forgotten] = 99
    for rows in (state.first, state.filled, state.offered):
        rows[:, forgotten] = -1 if rows is state.first else 0
    sieve = sieves.needing_more(state, 7, census.representatives, classes.symmetry(4))
    work = cuts.desk()
    for slot, row in product(range(16), (LEAST, MORE)):
        numbers = np.flatnonzero((state.sizes == source - row) & (state.filled[row] > slot))
        moves.sweep(numbers, row, slot, source, kind, gates, sieve, state, work)
    assert np.count_nonzero(state.sizes[forgotten] == 7) > len(forgotten) // 2


def test_a_run_that_was_ended_goes_on(made, tmp_path, monkeypatch):
    whole, folder, _ = made
    for name in ("classes.npy", "representatives.npy"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    monkeypatch.setattr(making, "_BETWEEN", -1.0)  # a checkpoint after every pass

    def stop(text):
        if "size 6: replace" in text:
            raise KeyboardInterrupt

    ended = making.Census(4, tmp_path, 1, stop)
    with pytest.raises(KeyboardInterrupt):
        ended.run()
    said = []
    again = making.Census(4, tmp_path, 1, said.append)
    again.run()
    assert any(line.startswith("going on after") for line in said)
    assert not any("size 4" in line for line in said)
    assert (again.state.sizes == whole.state.sizes).all()
    # The pass that was cut short is made again; all randomness is that of the checkpoint.
    assert (again.state.gates == whole.state.gates).all()


def test_a_folder_with_something_else_is_refused(tmp_path):
    (tmp_path / "state.npz").write_bytes(b"something else")
    with pytest.raises(InputError, match=r"state\.npz"):
        making.Census(4, tmp_path, 1, lambda _: None)


def test_only_four_or_five_inputs(tmp_path):
    with pytest.raises(InputError, match="4 or 5"):
        making.Census(3, tmp_path, 1, lambda _: None)
