"""The second methods are themselves checked: against each other, symmetries and known values."""

from itertools import permutations

import numpy as np
import pytest

from minimesa import basis as minimesa_basis
from minimesa import relations
from minimesa.circuit import Circuit, Gate, Output
from minimesa.truth_tables import npn_orbit, npn_representatives
from oracles import enumerate as oracle_circuits
from oracles import four_inputs, sizes, taocp
from oracles.operators import BASES, ZERO, apply, choices, input_tables

XOR2, XOR3, MAJ3, MUX, AND3 = 0x66, 0x96, 0xE8, 0xCA, 0x80


@pytest.mark.parametrize("name", BASES)
def test_operator_tables_are_those_of_the_built_in_basis(name):
    oracle, basis = BASES[name], minimesa_basis.get(name)
    assert {k: set(tables) for k, tables in oracle.operators.items()} == {
        k: set(costs) for k, costs in basis.tables.items()
    }
    assert set().union(*(costs.values() for costs in basis.tables.values())) == {1}
    assert (oracle.free_not, oracle.constants, oracle.repeats) == (
        basis.free_not,
        basis.constants,
        basis.repeats,
    )


def test_apply_reads_the_first_fan_in_as_the_lowest_index_bit():
    a, b, c = input_tables(3)
    assert (a, b, c) == (0xAA, 0xCC, 0xF0)
    assert apply(0x2, (a, b), 0xFF) == a & ~b
    assert apply(MUX, (a, b, c), 0xFF) == MUX


@pytest.mark.parametrize("name", BASES)
def test_golden_sizes_and_depths_are_recomputed(name):
    assert sizes.golden()[name]["depth"] == sizes.depths(BASES[name])
    bound = 8 if name in {"nand", "nor"} else 10  # the last two gates cost seconds: below
    expected = [size if size <= bound else sizes.UNKNOWN for size in sizes.golden()[name]["size"]]
    assert sizes.sizes(BASES[name], bound) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nand", "nor"])
def test_golden_sizes_are_recomputed_in_full(name):
    assert sizes.golden()[name]["size"] == sizes.sizes(BASES[name])


@pytest.mark.parametrize(
    ("name", "table", "size"),
    [
        ("b2", XOR3, 2),
        ("b2", MAJ3, 4),
        ("b2", MUX, 3),
        ("b2", 0xFF, 0),
        ("b2", 0x55, 0),
        ("aig", XOR2, 3),
        ("aig", XOR3, 6),
        ("mig", MAJ3, 1),
        ("mig", XOR3, 3),
        ("lut3", MUX, 1),
        ("nand", 0x55, 1),
        ("nand", 0xFF, 0),
        ("nand", XOR2, 4),
        ("nand", MUX, 4),
        ("nand", XOR3, 8),
        ("nor", XOR2, 5),
        ("and-or-not", XOR2, 4),
        ("and-or-not", AND3, 2),
        ("and-or-not", MAJ3, 4),
    ],
)
def test_least_sizes_of_well_known_functions(name, table, size):
    assert sizes.golden()[name]["size"][table] == size


@pytest.mark.parametrize("quantity", ["size", "depth"])
def test_nand_and_nor_are_dual(quantity):
    nand, nor = (sizes.golden()[name][quantity] for name in ("nand", "nor"))
    for table in range(256):
        dual = int(f"{table ^ 0xFF:08b}"[::-1], 2)
        assert nand[table] == nor[dual]


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [("lut4", "lut3"), ("lut3", "b2"), ("b2", "aig"), ("mig", "aig"), ("lut3", "mig")],
)
@pytest.mark.parametrize("quantity", ["size", "depth"])
def test_a_larger_basis_never_costs_more(larger, smaller, quantity):
    table = sizes.golden()
    assert all(
        a <= b for a, b in zip(table[larger][quantity], table[smaller][quantity], strict=True)
    )


@pytest.mark.parametrize("name", BASES)
def test_depth_never_exceeds_size_and_a_gate_count_bounds_it_back(name):
    table = sizes.golden()[name]
    arity = BASES[name].arity
    for size, depth in zip(table["size"], table["depth"], strict=True):
        assert depth <= size
        assert depth > 0 or size == 0
        assert size <= sum(arity**level for level in range(depth))


def function(table, n=3):
    return relations.from_tables([table], n)


def all_chains(n, basis, gates):
    """Yield every chain as (operator, fan-ins) tuples, in every order, copies included."""
    if gates == 0:
        yield ()
        return
    for chain in all_chains(n, basis, gates - 1):
        for gate in choices(basis, n + gates - 1):
            yield (*chain, gate)


def relabelled(n, chain, output):
    """Return the least description of a chain over all orders of its gates."""
    best = None
    for order in permutations(range(len(chain))):
        new = {n + old: n + order[old] for old in range(len(chain))}
        gates = [None] * len(chain)
        for j, (operator, fanin) in enumerate(chain):
            pairs = [
                (
                    tuple(new.get(fanin[i], fanin[i]) for i in p),
                    oracle_circuits._reorder(operator, p),
                )
                for p in permutations(range(len(fanin)))
            ]
            gates[order[j]] = min(pairs)
        description = (tuple(gates), new.get(output, output))
        best = description if best is None else min(best, description)
    return best


@pytest.mark.parametrize(
    ("name", "n", "gates"),
    [
        ("b2", 2, 3),
        ("b2", 3, 2),
        ("aig", 2, 3),
        ("nand", 2, 4),
        ("nand", 3, 3),
        ("mig", 2, 2),
        ("mig", 3, 2),
        ("and-or-not", 2, 3),
    ],
)
def test_circuits_with_copies_are_the_chains_up_to_renaming(name, n, gates):
    basis, ones = BASES[name], (1 << (1 << n)) - 1
    classes = {}
    for chain in all_chains(n, basis, gates):
        read = {wire for _, fanin in chain for wire in fanin}
        if set(range(n, n + gates - 1)) <= read:  # all but the last gate, which is the output
            tables = list(input_tables(n))
            for operator, fanin in chain:
                value = apply(operator, [0 if w == ZERO else tables[w] for w in fanin], ones)
                tables.append(value ^ ones if basis.free_not and value & 1 else value)
            classes.setdefault(tables[-1], set()).add(relabelled(n, chain, n + gates - 1))
    assert sum(map(len, classes.values())) > 1
    for table in range(ones + 1):
        expected = len(classes.get(table, ()))
        if basis.free_not and table & 1:
            expected = len(classes.get(table ^ ones, ()))
        found = oracle_circuits.circuits(function(table, n), basis, gates, copies=True)
        assert len(found) == expected


def test_copies_are_two_gates():
    # x0 & x1 with one gate to spare, among them AND(g, g') of two equal gates.
    size, found = oracle_circuits.minimal(function(0x8, 2), BASES["aig"], slack=2)
    assert size == 1
    copies = [gates for gates, _ in found if isinstance(gates[0], tuple)]
    assert copies
    assert all(len(gates) == 3 for gates in copies)


def test_canonical_form_forgets_the_order_of_gates_and_fan_ins():
    # (x0 & ~x1) ^ (x1 | x2), written in two ways.
    one = oracle_circuits.canonical(3, [(0x2, (0, 1)), (0xE, (1, 2)), (0x6, (3, 4))], [(5, False)])
    two = oracle_circuits.canonical(3, [(0xE, (2, 1)), (0x4, (1, 0)), (0x6, (4, 3))], [(5, False)])
    other = oracle_circuits.canonical(
        3, [(0x4, (0, 1)), (0xE, (1, 2)), (0x6, (3, 4))], [(5, False)]
    )
    assert one == two != other


def test_canonical_form_tells_which_copy_is_read():
    copies = [(0x8, (0, 1)), (0x8, (0, 1))]
    apart = [*copies, (0x6, (2, 0)), (0x8, (3, 4))]
    swapped = [*copies, (0x6, (3, 0)), (0x8, (2, 4))]
    same = [*copies, (0x6, (2, 0)), (0x8, (2, 4))]
    forms = [
        oracle_circuits.canonical(2, gates, [(5, False), (3, False)]) for gates in (apart, same)
    ]
    assert forms[0] != forms[1]
    assert oracle_circuits.canonical(2, swapped, [(5, False), (2, False)]) == forms[0]


@pytest.mark.parametrize(
    ("name", "table", "count"),
    [
        ("b2", XOR3, 3),  # which two inputs come first
        ("b2", AND3, 3),
        ("b2", XOR2, 1),
        ("aig", XOR2, 2),  # two products or-ed, or the other way round
        ("aig", AND3, 3),
        ("mig", MAJ3, 1),
        ("nand", XOR2, 1),
        ("nand", 0x3F, 1),
    ],
)
def test_numbers_of_minimal_circuits_that_a_reader_can_count(name, table, count):
    assert oracle_circuits.golden()[name][table] == count


@pytest.mark.parametrize(("name", "bound"), [("b2", 4), ("aig", 4), ("mig", 3), ("nand", 6)])
def test_golden_counts_are_recounted(name, bound):
    expected = [
        (size, count) if size <= bound else None
        for size, count in zip(
            sizes.golden()[name]["size"], oracle_circuits.golden()[name], strict=True
        )
    ]
    assert oracle_circuits.counts(BASES[name], bound) == expected


@pytest.mark.parametrize("name", ["b2", "aig", "mig"])
def test_counts_do_not_change_within_an_npn_class(name):
    # MIG, too: a complemented input turns a majority into another one of the basis.
    count = oracle_circuits.golden()[name]
    for table in npn_representatives(3):
        assert len({count[other] for other in npn_orbit(table, 3)}) == 1


@pytest.mark.parametrize(
    ("name", "table"), [("b2", MUX), ("b2", XOR3), ("aig", XOR2), ("mig", XOR3), ("nand", MUX)]
)
def test_listed_circuits_are_as_many_as_counted_and_compute_the_function(name, table):
    size, found = oracle_circuits.minimal(function(table), BASES[name])
    assert size == sizes.golden()[name]["size"][table]
    assert len(found) == oracle_circuits.golden()[name][table]
    assert all(len(gates) == size for gates, _ in found)


def test_a_relation_lets_outputs_rest_on_inputs_and_constants():
    # Accept y0 = x0 or y0 = 0 at every row, and y1 = 1: nothing needs a gate.
    relation = relations.Relation(("x0",), ("y0", "y1"), (0b0100, 0b1100), 0b11)
    size, found = oracle_circuits.minimal(relation, BASES["nand"])
    assert size == 0
    assert found == {
        ((), (("x0", False), ("1", False))),
        ((), (("0", False), ("1", False))),
    }


def test_the_nearer_of_two_codewords_needs_four_gates():
    # Ties are impossible with three bits: this is the majority, as a relation on words.
    allowed = tuple(0b10 if t.bit_count() > 1 else 0b01 for t in range(8))
    relation = relations.Relation(("a", "b", "c"), ("y",), allowed, 0xFF)
    size, found = oracle_circuits.minimal(relation, BASES["b2"])
    assert (size, len(found)) == (4, oracle_circuits.golden()["b2"][MAJ3])


def test_two_outputs_at_once():
    # The carry of a half adder reads both inputs, or the sum and one of them. With a gate to
    # spare the sum can be "some input is 1, but not both".
    half_adder = relations.from_tables([0x6, 0x8], 2)
    size, found = oracle_circuits.minimal(half_adder, BASES["b2"])
    carries = ("(8 x0 x1)", "(4 (6 x0 x1) x0)", "(4 (6 x0 x1) x1)")
    assert size == 2
    assert {outputs for _, outputs in found} == {
        (("(6 x0 x1)", False), (carry, False)) for carry in carries
    }
    _, more = oracle_circuits.minimal(half_adder, BASES["b2"], slack=1)
    assert found < more
    spare = (("(4 (8 x0 x1) (e x0 x1))", False), ("(8 x0 x1)", False))
    assert spare in {outputs for _, outputs in more}


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_minimal_full_adders():
    size, found = oracle_circuits.minimal(relations.from_tables([XOR3, MAJ3], 3), BASES["b2"])
    assert size == taocp.KNOWN["full adder"].size
    assert len(found) == oracle_circuits.FULL_ADDER_CIRCUITS


def test_canonical_circuit_reads_the_circuits_of_the_package():
    gates = (Gate(0x8, (1, 0)), Gate(0xE, (2, 0)))
    built = Circuit(("x0", "x1"), gates, (Output("y", 3, inverted=True),))
    expected = (("(8 x0 x1)", "(e (8 x0 x1) x0)"), (("(e (8 x0 x1) x0)", True),))
    assert oracle_circuits.canonical_circuit(built) == expected


@pytest.fixture(scope="module")
def four_input_sizes():
    return four_inputs.sizes()


@pytest.mark.parametrize(
    ("measure", "functions", "classes"),
    [
        ("size", taocp.SIZE_FUNCTIONS[4], taocp.SIZE_CLASSES[4]),
        ("formula", None, taocp.FORMULA_CLASSES[4]),
        ("depth", None, taocp.DEPTH_CLASSES[4]),
    ],
)
def test_four_input_measures_have_the_published_counts(
    measure, functions, classes, four_input_sizes
):
    values = {
        "size": lambda: four_input_sizes,
        "formula": four_inputs.formula_sizes,
        "depth": four_inputs.depths,
    }[measure]()
    representatives = npn_representatives(4)
    assert tuple(np.bincount(values[list(representatives)])) == classes
    if functions is not None:
        assert tuple(np.bincount(values)) == functions
    assert {table: row[measure] for table, row in four_inputs.golden().items()} == {
        table: values[table] for table in representatives
    }


def test_the_oracle_and_the_package_agree_on_npn_representatives():
    own = four_inputs.representatives()
    assert tuple(np.unique(own)) == npn_representatives(4)
    for table in npn_representatives(4)[::17]:
        assert {int(own[other]) for other in npn_orbit(table, 4)} == {table}


def test_a_four_input_circuit_is_no_larger_than_a_formula_and_no_shallower_than_it_can_be():
    for row in four_inputs.golden().values():
        assert row["depth"] <= row["size"] <= row["formula"] <= 2 ** row["depth"] - 1


def test_four_input_values_of_functions_of_three_inputs_are_the_three_input_values(
    four_input_sizes,
):
    table = sizes.golden()["b2"]
    size, depth = four_input_sizes, four_inputs.depths()
    for three in range(256):
        assert size[three | three << 8] == table["size"][three]
        assert depth[three | three << 8] == table["depth"][three]


@pytest.mark.parametrize(
    "columns",
    [taocp.SIZE_CLASSES, taocp.FORMULA_CLASSES, taocp.DEPTH_CLASSES],
)
def test_published_columns_sum_to_the_number_of_classes(columns):
    for n, column in columns.items():
        assert sum(column) == taocp.CLASSES[n]


def test_published_function_counts_sum_to_all_functions():
    assert sum(taocp.SIZE_FUNCTIONS[4]) == 1 << 16


def test_hardest_three_input_functions_of_the_and_inverter_basis_are_the_published_two_classes():
    # Schroeppel names them: the parity, and "exactly two of three".
    table = sizes.golden()["aig"]["size"]
    hardest = {f for f in range(256) if table[f] == taocp.HARDEST_AIG[3]}
    assert max(table) == taocp.HARDEST_AIG[3]
    assert hardest == set(npn_orbit(XOR3, 3)) | set(npn_orbit(0x68, 3))


def test_known_optima_are_no_smaller_than_their_hardest_output(four_input_sizes):
    three = sizes.golden()["b2"]["size"]
    least = {"full adder": three, "sum of 4 bits": four_input_sizes}
    for name, size in least.items():
        known = taocp.KNOWN[name]
        assert max(size[table] for table in known.tables) <= known.size
