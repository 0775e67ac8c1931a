import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimesa.census import lookup, table
from minimesa.circuit import Gate
from minimesa.errors import InputError


@st.composite
def gate_lists(draw):
    size = draw(st.integers(0, 12))
    gates = []
    for j in range(size):
        high = draw(st.integers(1, 4 + j))
        low = draw(st.integers(0, high - 1))
        gates.append(Gate(draw(st.sampled_from(table.OPERATORS)), (low, high)))
    return tuple(gates)


@given(gate_lists())
def test_gates_come_back_from_their_bytes(gates):
    data = table.pack(gates)
    assert len(data) == table.GATE_BYTES
    assert table.unpack(data, len(gates), 5) == gates


def test_fan_ins_are_put_in_order():
    assert table.ascending(Gate(0x2, (3, 1))) == Gate(0x4, (1, 3))
    assert table.ascending(Gate(0x8, (3, 1))) == Gate(0x8, (1, 3))


def test_a_record_holds_twelve_gates():
    with pytest.raises(InputError, match="12 gates, not 13"):
        table.pack([Gate(0x8, (0, 1))] * 13)


def test_a_package_without_its_table_answers_none(monkeypatch, tmp_path):
    monkeypatch.setattr(table, "FILE", tmp_path / "five.npy")
    table.shipped.cache_clear()
    try:
        assert lookup(0xE8, 3) is None
    finally:
        table.shipped.cache_clear()


def test_files_that_are_no_census(tmp_path):
    file = tmp_path / "five.npy"
    with pytest.raises(InputError, match="no census can be read"):
        table.load(file)
    file.write_bytes(b"something")
    with pytest.raises(InputError, match="no census can be read"):
        table.load(file)
    np.save(file, np.zeros(5))
    with pytest.raises(InputError, match="records of float64"):
        table.load(file)
    np.save(file, np.zeros(5, dtype=table.RECORD))
    with pytest.raises(InputError, match="5 classes are no whole census"):
        table.load(file)
