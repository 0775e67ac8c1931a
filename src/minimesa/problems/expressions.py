"""The expression language of problem files: a small, side-effect-free subset of Python.

Numbers are exact (integers and fractions; ``/`` divides exactly and ``0.1`` is a tenth), words are
unsigned integers, and ``w[i]`` is bit i of a word, 0 the least. There are

- ``+ - * / // % **``, ``<< >> & | ^ ~``, comparisons (also chained, and ``in``), ``and or not``,
  ``a if c else b``; words have no width once read, so ``~p`` is ``-p - 1``, as in Python;
- tuples ``(a, b)`` and ``[a, b]``, ``t[i]``, ``t[i:j]``, ``t + u``;
- comprehensions ``[f(i) for i in t if c]`` over tuples and ranges, with one name or several
  (``for u, v in edges``), and generators as the argument of a function;
- the functions ``abs all any bit_length int len max min popcount range sorted sum tuple``.

The text is parsed, checked against that list and interpreted; no part of it is ever given to
Python to run. Length, depth, steps, and the size of numbers and tuples are bounded.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from minimesa.errors import InputError
from minimesa.problems.evaluator import Compiler, Frame, Symbol
from minimesa.problems.functions import FUNCTIONS
from minimesa.problems.values import Budget, EvaluationError, Value, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

MAX_SOURCE: Final = 10_000
"""Most characters of an expression."""
_SHOWN: Final = 60
"""Most characters of the offending text in a message."""


@dataclass(frozen=True)
class Place:
    """Where a text stands: the file, its line (from 1) and the key that holds it."""

    file: str | None = None
    line: int | None = None
    key: str = "expression"

    def error(self, message: str) -> InputError:
        """Return the error that says ``message`` of this place."""
        return InputError(f"{self.key}: {message}", file=self.file, line=self.line)


@dataclass(frozen=True)
class Expression:
    """A checked expression.

    Attributes:
        text: its source.
        place: where it stands.
        scope: the names it was compiled in.
        reads: the slots it reads.
        steps: how many nodes it has.

    """

    text: str
    place: Place
    scope: Scope
    reads: frozenset[int]
    steps: int
    run: Callable[[Frame], Value]

    def evaluate(self, frame: Frame, expect: Callable[[Value], Any] | None = None) -> Any:  # noqa: ANN401 - as typed as the language
        """Return the value on ``frame``, a list made by `Scope.frame`.

        Args:
            frame: the values of the names.
            expect: checks and converts the result: `values.verdict`, `integer` or `number`.

        Raises:
            InputError: the evaluation is refused; the message has the place, the offending part
                and the values of the words that the expression reads.

        """
        try:
            frame[0].start(self.steps)
            value = self.run(frame)
            return value if expect is None else expect(value)
        except EvaluationError as error:
            message = f"{error.message}{_offending(error.node, self.text)}"
        except RecursionError:
            message = f"nested too deeply{_offending(None, self.text)}"
        row = self.scope.describe(frame, self.reads)
        raise self.place.error(f"{message}{row and f', where {row}'}") from None


class Scope:
    """The names that the expressions of one problem share, and the budget they share.

    A frame is made for each row; output words are then set in it, one after the other.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self._symbols: dict[str, Symbol] = {}
        self._size = 1

    def _new_slot(self) -> int:
        self._size += 1
        return self._size - 1

    def _add(self, name: str, symbol: Symbol, place: Place) -> None:
        if name in self._symbols:
            raise place.error(f"the name {name!r} is taken already")
        check_name(name, place)
        self._symbols[name] = symbol

    def add_constant(self, name: str, value: Value, place: Place) -> None:
        """Add a name with a fixed value, such as a parameter.

        Raises:
            InputError: the name is taken or no name.

        """
        self._add(name, Symbol(None, value=value), place)

    def add_word(self, name: str, bits: int | None, place: Place) -> None:
        """Add a word of ``bits`` bits, or an array (a tuple) of such words.

        Raises:
            InputError: the name is taken or no name.

        """
        self._add(name, Symbol(self._new_slot(), bits), place)

    def add_shared(self, name: str, expression: Expression) -> None:
        """Add a name for ``expression``, computed at most once a frame, when it is read.

        Raises:
            InputError: the name is taken or no name.

        """
        symbol = Symbol(self._new_slot(), shared=expression.evaluate, reads=expression.reads)
        self._add(name, symbol, expression.place)

    def compile(
        self, text: object, place: Place, *, hidden: Collection[str] = frozenset()
    ) -> Expression:
        """Return the checked expression ``text``, a string or a number.

        Args:
            text: the source, as the file has it.
            place: where it stands.
            hidden: known names that this expression cannot read.

        Raises:
            InputError: it is no expression of the language, or too long or deep.

        """
        if isinstance(text, int) and not isinstance(text, bool):
            text = str(text)
        if not isinstance(text, str):
            raise place.error(f"an expression in quotes is needed, not {describe(text)}")
        source = text.replace("\n", " ").replace("\r", " ").strip()
        if len(source) > MAX_SOURCE:
            raise place.error(
                f"the expression has {len(source)} characters; at most {MAX_SOURCE} are read"
            )
        tree = _parse(source, place)
        names = {name: symbol for name, symbol in self._symbols.items() if name not in hidden}
        compiler = Compiler(source, self._new_slot, self.frame)
        self.budget.start(0)
        try:
            code = compiler.compile(tree, names)
        except EvaluationError as error:
            message = error.message
            if isinstance(error.node, ast.Name) and error.node.id in hidden:
                message = f"{error.node.id!r} cannot be read here"
            raise place.error(f"{message}{_offending(error.node, source)}") from None
        steps = sum(1 for _ in ast.walk(tree))
        return Expression(source, place, self, code.reads, steps, code.run)

    def frame(self) -> Frame:
        """Return a frame in which no word has a value yet."""
        return [self.budget] + [None] * (self._size - 1)

    def set(self, frame: Frame, name: str, value: Value) -> None:
        """Give the word ``name`` its value in ``frame``."""
        frame[self._symbols[name].slot or 0] = value

    def describe(self, frame: Frame, slots: Collection[int]) -> str:
        """Return the words in ``slots`` and their values, for a message."""
        shown = [
            f"{name} = {', '.join(map(str, value)) if isinstance(value, tuple) else value}"
            for name, symbol in self._symbols.items()
            if symbol.slot is not None
            and symbol.slot in slots
            and (value := frame[symbol.slot]) is not None
        ]
        return ", ".join(shown[:12]) + (", ..." if len(shown) > 12 else "")


def check_name(name: str, place: Place) -> None:
    """Refuse what cannot name a word, a parameter or a shared expression.

    Raises:
        InputError: it is no identifier, or means something already.

    """
    if not (name.isidentifier() and name.isascii()) or keyword.iskeyword(name):
        raise place.error(f"{name!r} is no name; use letters, digits and _, a letter first")
    if name in FUNCTIONS:
        raise place.error(f"{name!r} is the name of a function of the language")


def suggest(name: str, known: Collection[str]) -> str:
    """Return `` (did you mean ...?)`` where a known name is close, else nothing."""
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _parse(source: str, place: Place) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source, mode="eval").body
    except SyntaxError as error:
        reason = "there is none" if not source else error.msg
        raise place.error(f"this is no expression ({reason}): {_shorten(source)}") from None
    except (ValueError, RecursionError, MemoryError):
        raise place.error(f"this cannot be read, or nests too deeply: {_shorten(source)}") from None


def _shorten(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "...")


def _offending(node: ast.AST | None, source: str) -> str:
    """Return the text of ``node`` for a message, and the whole expression where it is short."""
    part = (ast.get_source_segment(source, node) if node else None) or source
    whole = "" if part == source or len(source) > _SHOWN else f" of {source!r}"
    return f": {_shorten(part)}{whole}"
