"""Resolve what a command line calls a problem: a library name, a file, or truth tables."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

from minimesa.data import data_directory
from minimesa.errors import InputError
from minimesa.problems.expressions import suggest
from minimesa.problems.loader import load, read_outline
from minimesa.problems.problem import Problem
from minimesa.problems.tables import hex_relation
from minimesa.truth_tables import to_hex

if TYPE_CHECKING:
    from minimesa.problems.loader import Outline

FILES: Final = (".toml", ".pla", ".blif", ".aag", ".aig", ".bench", ".v", ".truth", ".json")
"""The suffixes of files that a problem can be read from."""
MAX_INSTANCES: Final = 1000
"""Most problems that one argument may expand to."""

_TABLES: Final = re.compile(r"0[xX][^:./\\]*")
_RANGE: Final = re.compile(r"(-?[0-9]{1,9})\.\.(-?[0-9]{1,9})")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def library_directory() -> Path:
    """Return the folder of the problem library.

    Raises:
        InputError: the installation has none.

    """
    return data_directory("problems")


def list_problems() -> list[Outline]:
    """Return name, title and parameters of every problem of the library, by name.

    Raises:
        InputError: a file of the library is malformed.

    """
    return [read_outline(path) for path in sorted(library_directory().glob("*.toml"))]


def find_problem(argument: str, inputs: int | None = None) -> Problem:
    """Return the one problem that ``argument`` names; see `find_problems`.

    Raises:
        InputError: it names none, several, or a malformed one.

    """
    problems = find_problems(argument, inputs)
    if len(problems) != 1:
        raise InputError(f"{argument!r} names {len(problems)} problems where one is needed")
    return problems[0]


def find_problems(argument: str, inputs: int | None = None) -> list[Problem]:
    """Return the problems that ``argument`` names, in order.

    Args:
        argument: truth tables (``0x16e9``, ``0x96,0xe8``), the path of a file, or a library name.
            A name, or the path of a TOML file, may end in ``:key=value,...``; an integer value
            may be a range ``2..4``, ends included, which gives a problem each.
        inputs: the number of inputs of truth tables whose digits do not tell it.

    Raises:
        InputError: nothing is called so (with close names), or what is called so is malformed.

    """
    argument = argument.strip()
    if _TABLES.fullmatch(argument):
        return [_from_tables(argument, inputs)]
    if inputs is not None:
        raise InputError(f"--inputs is for truth tables; {argument!r} has its own inputs")
    if Path(argument).suffix.lower() in FILES and Path(argument).is_file():
        return [_from_file(Path(argument), {})]
    name, colon, suffix = argument.partition(":")
    settings = _read_settings(suffix, argument) if colon else [{}]
    path = _resolve(name)
    return [_from_file(path, setting) for setting in settings]


def _from_tables(argument: str, inputs: int | None) -> Problem:
    texts = [text.strip() for text in argument.split(",")]
    relation, tables = hex_relation(texts, inputs)
    n = len(relation.inputs)
    return Problem(
        name=",".join(to_hex(table, n) for table in tables),
        title=f"truth table{'s' if len(tables) > 1 else ''} of {n} inputs",
        relation=relation,
        input_words=(("x", n),) if n else (),
        output_words=(("y", len(tables)),),
    )


def _resolve(name: str) -> Path:
    """Return the file that is called ``name``, in the library or by its path."""
    path = Path(name)
    if path.suffix.lower() in FILES:
        if not path.is_file():
            raise InputError("there is no such file", file=name)
        return path
    known = [entry.stem for entry in sorted(library_directory().glob("*.toml"))]
    if _NAME.fullmatch(name) and name in known:
        return library_directory() / f"{name}.toml"
    if path.is_file():
        raise InputError(
            f"the suffix is not one of {' '.join(FILES)}, so its format is unknown", file=name
        )
    raise InputError(
        f"no problem is called {name[:60]!r}{suggest(name, known)}; give a name that "
        "'minimesa problems' lists, a file, or truth tables such as 0x16e9"
    )


def _from_file(path: Path, parameters: dict[str, int | str]) -> Problem:
    if path.suffix.lower() == ".toml":
        return load(path, parameters)
    if parameters:
        raise InputError("only a problem in TOML has parameters", file=str(path))
    from minimesa.formats import read_relation  # noqa: PLC0415 - few problems need the formats

    relation = read_relation(path)
    return Problem(name=path.stem, title=path.name, relation=relation)


def _read_settings(text: str, argument: str) -> list[dict[str, int | str]]:
    """Read ``key=value,...``; return a setting for each combination of the ranges in it."""
    choices: dict[str, list[int | str]] = {}
    for assignment in text.split(","):
        key, equals, value = (part.strip() for part in assignment.partition("="))
        if not key or not equals or not value:
            raise InputError(
                f"{assignment!r} in {argument!r} is no parameter; write name:key=value,key=value"
            )
        if key in choices:
            raise InputError(f"the parameter {key!r} is given twice in {argument!r}")
        choices[key] = [value]
        if match := _RANGE.fullmatch(value):
            least, most = int(match[1]), int(match[2])
            if not 0 <= most - least < MAX_INSTANCES:
                raise InputError(
                    f"{key}={value}: a range goes from the smaller to the larger end, "
                    f"over at most {MAX_INSTANCES} values"
                )
            choices[key] = list(range(least, most + 1))
    total = 1
    for values in choices.values():
        total *= len(values)
    if total > MAX_INSTANCES:
        raise InputError(f"{argument!r} names {total} problems; at most {MAX_INSTANCES}")
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]
