"""Bases: which operators a gate may compute, at what cost, and whether NOT is free."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import permutations
from typing import TYPE_CHECKING, Any

from minimesa import toml_files
from minimesa.errors import InputError
from minimesa.truth_tables import flip, full, permute, support

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MAX_ARITY = 4
"""Most fan-ins of a gate that the encodings handle."""


@dataclass(frozen=True)
class Operator:
    """An operator of a basis, as its author writes it.

    Attributes:
        name: what it is called, for messages.
        table: its truth table over the fan-ins (row index ``a + 2b + ...``).
        arity: number of fan-ins; the operator depends on each.
        cost: what a gate of it costs, a positive integer.

    """

    name: str
    table: int
    arity: int
    cost: int = 1


@dataclass(frozen=True)
class Basis:
    """A set of operators.

    Attributes:
        name: what the command line calls it.
        operators: the operators; fan-ins may be permuted, and inverted where NOT is free.
        free_not: whether inverting a wire costs nothing.
        constants: whether a fan-in may be a constant (one a gate).
        repeats: whether a gate may read one wire with all its fan-ins.

    """

    name: str
    operators: tuple[Operator, ...]
    free_not: bool
    constants: bool = False
    repeats: bool = False

    @cached_property
    def tables(self) -> dict[int, dict[int, int]]:
        """Map arity to ``{operator table: cost}``, closed under permuted (and inverted) fan-ins.

        Where NOT is free only normal operators are listed, those that are 0 on all-zero fan-ins:
        the polarity of each wire is then settled by the normal form.
        """
        closed: dict[int, dict[int, int]] = {}
        for operator in self.operators:
            costs = closed.setdefault(operator.arity, {})
            if costs.get(operator.table, operator.cost + 1) <= operator.cost:
                continue  # its whole class is there: lut4 lists 32,411 tables of few classes
            for table in _closure(operator.table, operator.arity, inverters=self.free_not):
                costs[table] = min(operator.cost, costs.get(table, operator.cost))
        return {arity: dict(sorted(costs.items())) for arity, costs in sorted(closed.items())}

    @property
    def arities(self) -> tuple[int, ...]:
        """The fan-in counts that occur, ascending."""
        return tuple(self.tables)

    @property
    def unit_cost(self) -> bool:
        """Whether every gate costs 1, so that cost is the number of gates."""
        return all(operator.cost == 1 for operator in self.operators)

    @property
    def least_cost(self) -> int:
        """The cost of the cheapest operator."""
        return min(operator.cost for operator in self.operators)

    def cost(self, table: int, arity: int) -> int | None:
        """Return the cost of a gate, or None where its operator is not in the basis."""
        return self.tables.get(arity, {}).get(table)

    @property
    def all_two_input(self) -> bool:
        """Whether the basis is exactly the two-input operators at equal cost, NOT free.

        The re-application argument (Knuth, TAOCP 7.2.2.2) needs this closure.
        """
        return self.free_not and self.tables == {2: dict.fromkeys(_ALL_NORMAL_PAIRS, 1)}

    @property
    def shrinks(self) -> bool:
        """Whether a gate of which one fan-in is fixed is a wire, its complement or a constant."""
        return self.free_not and self.unit_cost and not self.constants and self.arities == (2,)

    @property
    def has_xor(self) -> bool:
        """Whether a gate of two fan-ins may be an exclusive or, or the complement of one."""
        return not {0x6, 0x9}.isdisjoint(self.tables.get(2, {}))


_ALL_NORMAL_PAIRS = (0x2, 0x4, 0x6, 0x8, 0xE)


@lru_cache(maxsize=4096)
def _closure(table: int, arity: int, *, inverters: bool) -> frozenset[int]:
    """Return the tables that permuted fan-ins (and inverters) turn ``table`` into."""
    variants = {permute(table, p, arity) for p in permutations(range(arity))}
    if inverters:
        for i in range(arity):
            variants |= {flip(variant, i, arity) for variant in variants}
        variants |= {variant ^ full(arity) for variant in variants}
        variants = {variant for variant in variants if not variant & 1}
    return frozenset(variants)


def _lut(k: int) -> tuple[Operator, ...]:
    """Return every normal operator of 1 < arity <= k that depends on each of its fan-ins.

    Since NOT is free, one representative for each class under permuted and inverted fan-ins
    would do; listing the normal tables keeps the definition plain.
    """
    return tuple(
        Operator(f"0x{table:x}", table, arity)
        for arity in range(2, k + 1)
        for table in range(2, full(arity), 2)
        if len(support(table, arity)) == arity
    )


def _plain(*operators: tuple[str, int, int]) -> tuple[Operator, ...]:
    return tuple(Operator(name, table, arity) for name, table, arity in operators)


_B2 = _plain(("and", 0x8, 2), ("xor", 0x6, 2))
_BUILT_IN: dict[str, Callable[[], Basis]] = {
    "b2": lambda: Basis("b2", _B2, free_not=True),
    "aig": lambda: Basis("aig", _plain(("and", 0x8, 2)), free_not=True),
    "xaig": lambda: Basis("xaig", _B2, free_not=True),
    "mig": lambda: Basis("mig", _plain(("maj", 0xE8, 3)), free_not=True, constants=True),
    "lut3": lambda: Basis("lut3", _lut(3), free_not=True),
    "lut4": lambda: Basis("lut4", _lut(4), free_not=True),
    "nand": lambda: Basis("nand", _plain(("nand", 0x7, 2)), free_not=False, repeats=True),
    "nor": lambda: Basis("nor", _plain(("nor", 0x1, 2)), free_not=False, repeats=True),
    "and-or-not": lambda: Basis(
        "and-or-not", _plain(("and", 0x8, 2), ("or", 0xE, 2), ("not", 0x1, 1)), free_not=False
    ),
}
NAMES = tuple(_BUILT_IN)
"""The names of the built-in bases, in the order of the documentation."""


def built_in() -> dict[str, Basis]:
    """Return every built-in basis by name; listing the operators of lut4 takes a moment."""
    return {name: get(name) for name in NAMES}


@cache
def get(name: str) -> Basis:
    """Return the built-in basis called ``name``.

    Raises:
        InputError: there is none; the message lists those that exist.

    """
    if name not in _BUILT_IN:
        raise InputError(f"unknown basis {name!r}; choose {', '.join(NAMES)}, or a .toml file")
    return _BUILT_IN[name]()


def load(path: Path) -> Basis:
    """Read a user's basis from TOML.

    The file has ``name``, optional ``free_not`` (false), ``constants`` (false), ``repeats``
    (false), and one ``[operators.NAME]`` each with ``table`` (hex over its fan-ins), ``arity``
    (1 to 4) and optional ``cost`` (a positive integer, 1).

    Raises:
        InputError: the file is missing, is no TOML, or says something that is no basis.

    """
    file = str(path)
    data = toml_files.read(path, "the basis")
    unknown = sorted(set(data) - {"name", "free_not", "constants", "repeats", "operators"})
    if unknown:
        raise InputError(f"unknown key {unknown[0]!r} in a basis", file=file)
    for key in ("free_not", "constants", "repeats"):
        if not isinstance(data.get(key, False), bool):
            raise InputError(f"{key} must be true or false, not {data[key]!r}", file=file)
    operators = data.get("operators")
    if not isinstance(operators, dict) or not operators:
        raise InputError("a basis needs at least one [operators.NAME] table", file=file)
    parsed = tuple(_operator(name, entry, file) for name, entry in operators.items())
    free_not = data.get("free_not", False)
    if free_not and any(operator.arity == 1 for operator in parsed):
        raise InputError("a one-input operator makes no sense where NOT is free", file=file)
    name = data.get("name", path.stem)
    if not isinstance(name, str) or not name:
        raise InputError(f"name must be a text, not {name!r}", file=file)
    return Basis(
        name,
        parsed,
        free_not=free_not,
        constants=data.get("constants", False),
        repeats=data.get("repeats", False),
    )


def _operator(name: str, entry: Any, file: str) -> Operator:  # noqa: ANN401 - untyped TOML
    """Check one ``[operators.NAME]`` table."""
    where = f"operator {name!r}"
    if not isinstance(entry, dict) or not {"table", "arity"} <= set(entry):
        raise InputError(f"{where} needs a table (hex) and an arity", file=file)
    if unknown := sorted(set(entry) - {"table", "arity", "cost"}):
        raise InputError(f"{where} has an unknown key {unknown[0]!r}", file=file)
    arity, text, cost = entry["arity"], entry["table"], entry.get("cost", 1)
    if type(arity) is not int or not 1 <= arity <= MAX_ARITY:
        raise InputError(f"{where}: arity must be 1 to {MAX_ARITY}, not {arity!r}", file=file)
    if type(cost) is not int or not 1 <= cost <= 1000:
        raise InputError(
            f"{where}: cost must be an integer from 1 to 1000, not {cost!r}; "
            "scale fractions up, only the ratios matter",
            file=file,
        )
    if not isinstance(text, str):  # TOML reads a bare 0x10 as the number 16, a bare 10 as ten
        raise InputError(f'{where}: write table as a text, such as table = "0x8"', file=file)
    try:
        table = int(text, 16)
    except ValueError:
        raise InputError(f"{where}: table {text!r} is not hex", file=file) from None
    if not 0 <= table <= full(arity):
        raise InputError(f"{where}: table {text!r} does not fit {arity} fan-ins", file=file)
    if len(support(table, arity)) != arity:
        raise InputError(
            f"{where}: table {text!r} does not depend on each of its {arity} fan-ins", file=file
        )
    return Operator(name, table, arity, cost)
