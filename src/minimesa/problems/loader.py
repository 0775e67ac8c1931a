"""Read a problem file: TOML in, `Problem` out. Nothing in it is ever run.

Keys: ``name`` (default: the file's), ``title``, ``description``, ``source``, then either
``family`` (a family written in Python) or ``[inputs]``, ``[outputs]``, ``[let]`` and ``[solve]``;
``[parameters]`` and ``[[known]]`` go with both.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from minimesa import basis
from minimesa.errors import InputError
from minimesa.problems.expressions import Expression, Place, Scope, suggest
from minimesa.problems.parameters import Parameter, instantiate, read_parameters
from minimesa.problems.problem import Known, Problem, Utility
from minimesa.problems.source import Source, read_source
from minimesa.problems.tables import table_relation
from minimesa.problems.tabulation import Rows, accept, define, optimise
from minimesa.problems.values import integer, number
from minimesa.problems.words import Word, bit_names
from minimesa.relations import MAX_BITS, Relation, check_dimensions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_TOP: Final = frozenset({"name", "title", "description", "source", "parameters", "known"})
_EXPRESSIONS: Final = frozenset({"inputs", "outputs", "let", "solve"})
_METHODS: Final = ("define", "accept", "maximize", "minimize", "table")
_SOLVE: Final = frozenset({*_METHODS, "actions", "care", "weight", "tolerance"})
_KNOWN: Final = frozenset({"basis", "objective", "value", "source", "parameters"})


@dataclass(frozen=True)
class Outline:
    """What a problem file says before any expression is looked at.

    Attributes:
        name: what the problem is called.
        title: a line for people.
        description: what it is and where it comes from.
        parameters: its parameters by name.
        source: the file.

    """

    name: str
    title: str
    description: str
    parameters: dict[str, Parameter]
    source: Source


def read_outline(path: Path) -> Outline:
    """Read the name, the title and the parameters of a problem file.

    Raises:
        InputError: the file is missing or malformed in these parts.

    """
    source = read_source(path)
    body = frozenset({"family"}) if "family" in source.data else _EXPRESSIONS
    source.table(keys=_TOP | body)
    if "family" not in source.data and _EXPRESSIONS & set(source.data) == set():
        raise source.place().error("a problem needs [inputs], [outputs] and [solve], or a family")
    name = _text(source, "name", path.stem)
    if not name or len(name) > 100 or not name.isprintable():
        raise source.place("name").error("a name is a line of 1 to 100 characters")
    about = [_text(source, "description", ""), _text(source, "source", "")]
    return Outline(
        name=name,
        title=_text(source, "title", name),
        description="\n".join(filter(None, about)),
        parameters=read_parameters(source),
        source=source,
    )


def load(path: Path, parameters: Mapping[str, int | str] | None = None) -> Problem:
    """Read the problem in ``path``.

    Args:
        path: a TOML file.
        parameters: values for some of its parameters; integers may be given as text.

    Raises:
        InputError: whatever is wrong, with file, line, the offending text and, where an
            evaluation failed, the row.

    """
    outline = read_outline(path)
    source = outline.source
    values = instantiate(outline.parameters, parameters or {}, source.place())
    known = _read_known(outline, values)
    utility = None
    try:
        if "family" in source.data:
            relation, utility, words = _family(source, values)
        else:
            relation, utility, words = _expressions(source, values, path)
    except InputError as error:
        if error.file is None:
            raise InputError(error.message, file=source.file) from None
        raise
    suffix = ",".join(f"{name}={value}" for name, value in values.items())
    return Problem(
        name=f"{outline.name}:{suffix}" if suffix else outline.name,
        title=outline.title,
        relation=relation,
        utility=utility,
        input_words=words[0],
        output_words=words[1],
        parameters=tuple(values.items()),
        description=outline.description,
        known=known,
    )


_Words = tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]
_Solved = tuple[Relation, Utility | None, _Words]


def _text(source: Source, key: str, default: str) -> str:
    value = source.data.get(key, default)
    if not isinstance(value, str):
        raise source.place(key).error(f"a text in quotes is needed, not {value!r}")
    return value.strip()


def _family(source: Source, values: Mapping[str, int | str]) -> _Solved:
    """Build a member of a family that is written in Python."""
    from minimesa.problems.families import FAMILIES  # noqa: PLC0415 - loaded when one is asked for

    name, place = _text(source, "family", ""), source.place("family")
    if name not in FAMILIES:
        raise place.error(
            f"no family {name!r}{suggest(name, FAMILIES)}; known: {', '.join(sorted(FAMILIES))}"
        )
    try:
        inspect.signature(FAMILIES[name]).bind(**values)
    except TypeError as error:
        raise place.error(f"the parameters of {name!r} do not fit: {error}") from None
    try:
        instance = FAMILIES[name](**values)
    except InputError as error:
        raise place.error(error.message) from None
    return instance.relation, instance.utility, (instance.input_words, instance.output_words)


def _expressions(source: Source, values: Mapping[str, int | str], path: Path) -> _Solved:
    """Evaluate a problem that is written as expressions."""
    solve = source.table("solve", keys=_SOLVE)
    methods = [method for method in _METHODS if method in solve]
    if len(methods) != 1:
        raise source.place("solve").error(
            f"exactly one of {', '.join(_METHODS)} is needed, not {', '.join(methods) or 'none'}"
        )
    scope = Scope()
    for name, value in values.items():
        scope.add_constant(name, value, source.place("parameters", name))
    inputs = _read_words(source, "inputs", scope)
    for name, text in source.table("let").items():
        scope.add_shared(name, scope.compile(text, source.place("let", name)))
    outputs = _read_words(source, "outputs", scope)
    _check_words(source, inputs, outputs, needed=methods[0] != "table")
    hidden = {word.name for word in outputs}
    row = {
        key: scope.compile(solve[key], source.place("solve", key), hidden=hidden)
        for key in ("care", "weight")
        if key in solve
    }
    rows = Rows(scope, inputs, outputs, row.get("care"), row.get("weight"))
    words = tuple(tuple(part for word in side for part in word.parts) for side in (inputs, outputs))
    relation, utility = _solve(source, rows, methods[0], hidden, path)
    return relation, utility, (words[0], words[1])


def _solve(
    source: Source, rows: Rows, method: str, hidden: set[str], path: Path
) -> tuple[Relation, Utility | None]:
    """Evaluate ``[solve]`` by the one ``method`` that it has."""
    solve, scope = source.table("solve"), rows.scope
    place = source.place("solve", method)
    if method not in ("maximize", "minimize"):
        for key in ("actions", "tolerance"):
            if key in solve:
                raise source.place("solve", key).error("only maximize and minimize have this")
    if method == "table":
        return table_relation(solve["table"], rows, place, path.parent), None
    if method == "define":
        entries = source.table("solve", "define", keys=hidden)
        if missing := [word.name for word in rows.outputs if word.name not in entries]:
            raise place.error(f"the output {missing[0]!r} is not defined")
        definitions = {
            name: scope.compile(text, source.place("solve", "define", name), hidden=hidden)
            for name, text in entries.items()
        }
        return define(rows, definitions), None
    expression = scope.compile(solve[method], place)
    if method == "accept":
        return accept(rows, expression), None
    actions = None
    if "actions" in solve:
        actions = scope.compile(solve["actions"], source.place("solve", "actions"))
    tolerance_place = source.place("solve", "tolerance")
    tolerance = _constant(scope, solve.get("tolerance", 0), tolerance_place, number)
    if tolerance < 0:
        raise tolerance_place.error(f"a tolerance must not be negative, but this is {tolerance}")
    return optimise(rows, expression, actions, maximize=method == "maximize", tolerance=tolerance)


def _constant(scope: Scope, text: object, place: Place, expect: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - what expect returns
    """Return the value of an expression over parameters."""
    if not isinstance(text, (int, str)):
        return expect(text) if not isinstance(text, (dict, list)) else _refuse(place)
    expression: Expression = scope.compile(text, place)
    if expression.reads:
        raise place.error(f"only parameters can be read here: {text!r}")
    return expression.evaluate(scope.frame(), expect)


def _refuse(place: Place) -> None:
    raise place.error("a number or an expression in quotes is needed")


def _read_words(source: Source, section: str, scope: Scope) -> tuple[Word, ...]:
    """Read ``[inputs]`` or ``[outputs]`` and put the names into ``scope``."""
    words = []
    for name, entry in source.table(section).items():
        place = source.place(section, name)
        count = None
        bits = entry
        if isinstance(entry, dict):
            source.table(section, name, keys={"bits", "count"})
            if "bits" not in entry:
                raise place.error("bits is needed: the width of each word")
            bits = entry["bits"]
            count = _size(scope, entry["count"], place, "words") if "count" in entry else None
        word = Word(name, _size(scope, bits, place, "bits"), count)
        if any(bit.startswith("g") and bit[1:].isdigit() for bit in word.names):
            raise place.error(f"{name!r} is taken: g0, g1, ... are the names of gates")
        words.append(word)
    for word in words:  # all at once, since a width cannot depend on the value of a word
        scope.add_word(word.name, word.bits, source.place(section, word.name))
    return tuple(words)


def _size(scope: Scope, text: object, place: Place, unit: str) -> int:
    size: int = _constant(scope, text, place, integer)
    if not 1 <= size <= MAX_BITS:
        raise place.error(f"1 to {MAX_BITS} {unit} are possible, not {size}")
    return int(size)


def _check_words(
    source: Source, inputs: tuple[Word, ...], outputs: tuple[Word, ...], *, needed: bool
) -> None:
    """Refuse missing words, equal names of bits, and a relation too large to store."""
    if not inputs and not outputs and not needed:
        return
    for section, words in (("inputs", inputs), ("outputs", outputs)):
        if not words:
            raise source.place(section).error("at least one word is needed, for example: p = 2")
    names = bit_names([*inputs, *outputs])
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise source.place("inputs").error(f"two words have a bit called {twice!r}; rename one")
    try:
        check_dimensions(len(bit_names(inputs)), len(bit_names(outputs)))
    except InputError as error:
        raise source.place("inputs").error(error.message) from None


def _read_known(outline: Outline, values: Mapping[str, int | str]) -> tuple[Known, ...]:
    """Return the known optima that hold for exactly the parameters ``values``."""
    source = outline.source
    entries = source.data.get("known", [])
    if not isinstance(entries, list):
        raise source.place("known").error("known optima are written under [[known]]")
    found = []
    for number_, entry in enumerate(entries):
        index = str(number_)
        if not isinstance(entry, dict):
            raise source.place("known").error("known optima are written under [[known]]")
        source.table("known", index, keys=_KNOWN)
        place = source.place("known", index)
        for key in ("basis", "objective", "source"):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                raise place.error(f"{key} is needed, a text")
        if entry["basis"] not in basis.NAMES:
            raise place.error(f"unknown basis {entry['basis']!r}")
        if entry["objective"] not in ("size", "depth"):
            raise place.error(f"objective must be size or depth, not {entry['objective']!r}")
        if type(entry.get("value")) is not int or entry["value"] < 0:
            raise place.error("value is needed, an integer from 0")
        given = source.table("known", index, "parameters")
        member = instantiate(outline.parameters, given, place)
        if member == dict(values):
            found.append(
                Known(
                    basis=entry["basis"],
                    objective=entry["objective"],
                    value=entry["value"],
                    source=entry["source"].strip(),
                    parameters=tuple(member.items()),
                )
            )
    return tuple(found)
