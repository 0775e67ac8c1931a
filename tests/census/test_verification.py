import numpy as np
import pytest

pytest.importorskip("numba")

from minimesa.census import published, verification
from minimesa.census.table import Table

pytestmark = pytest.mark.slow


def check(table):
    return verification.verify(table, range(len(table.records)), lambda _: None)


def altered(table, index, field, value):
    records = np.array(table.records)
    records[field][index] = value
    return Table(table.inputs, records)


def test_a_whole_census_is_complete(four):
    found = check(four)
    assert found.problems == ()
    assert found.evaluated == found.classes == 222
    assert (found.sizes, found.depths) == (published.SIZES[4], published.DEPTHS[4])
    assert found.least_up_to == 7
    assert found.complete
    assert verification.summary(four).evaluated == 0


def test_every_kind_of_error_is_found(four):
    (wrong_gates,) = check(altered(four, 100, "gates", four.records["gates"][101])).problems
    assert wrong_gates.startswith(f"the circuit of {int(four.tables[100]):#x}: at row")
    levels = int(four.records["levels"][100])
    assert "depths are wrong" in check(altered(four, 100, "levels", levels ^ 0x10)).problems[0]
    assert any("costs" in p or "row" in p for p in check(altered(four, 9, "levels", 0x21)).problems)
    double = check(altered(four, 100, "table", four.tables[99]))
    assert "the tables do not ascend" in double.problems
    other = check(altered(four, 100, "table", four.tables[100] ^ 0xFFFF))
    assert f"{int(four.tables[100]) ^ 0xFFFF:#x} is not the least table of its class" in (
        other.problems
    )
    fewer = Table(4, four.records[:-1])
    assert "there are 221 records for 222 classes" in check(fewer).problems


def test_a_circuit_with_a_gate_too_many_is_not_called_least(four):
    index = int(np.flatnonzero(four.sizes == 5)[0])
    other = altered(four, index, "levels", int(four.records["levels"][index]) + 1)
    assert other.least_beyond_doubt == 5
    assert not verification.summary(other).complete
    seven = int(other.tables[np.flatnonzero(other.sizes == 7)[0]])
    assert four.look_up(seven, 4).optimal
    assert not other.look_up(seven, 4).optimal


def test_a_sample_is_random_but_repeatable(four):
    some = verification.sample(four, 20, seed=3)
    assert some == sorted(set(some)) == verification.sample(four, 20, seed=3)
    assert some != verification.sample(four, 20, seed=4)
    assert list(verification.sample(four, None, seed=3)) == list(range(222))
