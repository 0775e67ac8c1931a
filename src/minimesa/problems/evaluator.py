"""Turn the syntax tree of an expression into closures over a frame of values.

Only the node types named here exist; every other one is refused with its text. A frame is a list:
the budget, then a slot for each name. Parts that read no slot are computed once.
"""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from minimesa.problems.functions import FUNCTIONS, LAZY
from minimesa.problems.values import (
    BINARY,
    COMPARISONS,
    UNARY,
    EvaluationError,
    Value,
    bounded,
    compare,
    element,
    exact_decimal,
    items,
    part,
    sequence,
    truth,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MAX_DEPTH: Final = 100
"""Most levels of nesting in an expression."""

Frame = list[Any]


@dataclass(frozen=True)
class Symbol:
    """What a name means.

    Attributes:
        slot: where its value stands in a frame, None for a constant.
        bits: the width of a word, or of each word of an array; None where it has none.
        value: the value of a constant.
        shared: computes a shared sub-expression when it is first read.
        reads: the slots that the shared sub-expression reads.

    """

    slot: int | None
    bits: int | None = None
    value: Value = None
    shared: Callable[[Frame], Value] | None = None
    reads: frozenset[int] = frozenset()


class Code(NamedTuple):
    """A compiled part: how to run it, and which slots it reads."""

    run: Callable[[Frame], Value]
    reads: frozenset[int]


class Compiler:
    """Compiles one expression.

    Args:
        source: its text, for literals.
        new_slot: reserves a slot for a comprehension's variable.
        scratch: returns a frame in which a constant part can be computed.

    """

    def __init__(
        self, source: str, new_slot: Callable[[], int], scratch: Callable[[], Frame]
    ) -> None:
        self.source = source
        self.new_slot = new_slot
        self.scratch = scratch

    def compile(self, node: ast.expr, names: Mapping[str, Symbol], depth: int = 0) -> Code:
        """Return the code of ``node`` where ``names`` are known.

        Raises:
            EvaluationError: something that the language does not have.

        """
        if depth > MAX_DEPTH:
            raise EvaluationError(f"nested more than {MAX_DEPTH} levels deep", node)
        try:
            code = self._dispatch(node, names, depth + 1)
        except EvaluationError as error:
            error.node = error.node or node
            raise
        code = Code(_located(node, code.run), code.reads)
        if code.reads or isinstance(node, (ast.Constant, ast.GeneratorExp)):
            return code
        try:
            value = code.run(self.scratch())
        except EvaluationError:
            return code  # it may stand in a branch that is never taken
        return Code(lambda _: value, code.reads)

    def _dispatch(self, node: ast.expr, names: Mapping[str, Symbol], depth: int) -> Code:  # noqa: PLR0912 - one case a node type
        match node:
            case ast.Constant():
                constant = self._constant(node)
                return Code(lambda _: constant, frozenset())
            case ast.Name():
                return _name(node, names)
            case ast.Tuple() | ast.List():
                return self._tuple(node.elts, names, depth)
            case ast.BinOp():
                if type(node.op) in BINARY:
                    return self._binary(node, names, depth)
            case ast.UnaryOp():
                inner = self.compile(node.operand, names, depth)
                unary = UNARY[type(node.op)]
                return Code(lambda frame: unary(inner.run(frame)), inner.reads)
            case ast.BoolOp():
                return self._boolean(node, names, depth)
            case ast.Compare():
                if all(type(comparison) in COMPARISONS for comparison in node.ops):
                    return self._compare(node, names, depth)
                raise EvaluationError("'is' is not part of the language; write ==")
            case ast.IfExp():
                return self._conditional(node, names, depth)
            case ast.Subscript():
                return self._subscript(node, names, depth)
            case ast.Call():
                return self._call(node, names, depth)
            case ast.ListComp():
                code = self._comprehension(node.elt, node.generators, names, depth)
                return Code(lambda frame: sequence(code.run(frame)), code.reads)
            case ast.GeneratorExp():
                raise EvaluationError(
                    f"a generator can only be the argument of {', '.join(sorted(LAZY))}"
                )
        raise EvaluationError(f"{_CALLED.get(type(node), 'this')} is not part of the language")

    def _constant(self, node: ast.Constant) -> Value:
        value = node.value
        if isinstance(value, float):
            return bounded(exact_decimal(self.text(node)))
        if isinstance(value, int):
            return bounded(value)
        if isinstance(value, str):
            return value
        raise EvaluationError("only numbers, texts, True and False can be written")

    def text(self, node: ast.AST) -> str:
        """Return the text of ``node``."""
        return ast.get_source_segment(self.source, node) or ""

    def _tuple(self, nodes: list[ast.expr], names: Mapping[str, Symbol], depth: int) -> Code:
        codes = [self.compile(node, names, depth) for node in nodes]
        runs = [code.run for code in codes]
        return Code(lambda frame: tuple(run(frame) for run in runs), _union(codes))

    def _binary(self, node: ast.BinOp, names: Mapping[str, Symbol], depth: int) -> Code:
        left = self.compile(node.left, names, depth)
        right = self.compile(node.right, names, depth)
        binary, a, b = BINARY[type(node.op)], left.run, right.run
        return Code(lambda frame: binary(a(frame), b(frame)), left.reads | right.reads)

    def _boolean(self, node: ast.BoolOp, names: Mapping[str, Symbol], depth: int) -> Code:
        codes = [self.compile(value, names, depth) for value in node.values]
        first, *rest = (code.run for code in codes)
        stop_at = isinstance(node.op, ast.Or)

        def run(frame: Frame) -> Value:
            value = first(frame)
            for other in rest:
                if truth(value) is stop_at:
                    return value
                value = other(frame)
            return value

        return Code(run, _union(codes))

    def _compare(self, node: ast.Compare, names: Mapping[str, Symbol], depth: int) -> Code:
        codes = [self.compile(value, names, depth) for value in (node.left, *node.comparators)]
        first, *rest = (code.run for code in codes)
        chain = tuple(zip((type(comparison) for comparison in node.ops), rest, strict=True))

        def run(frame: Frame) -> bool:
            value = first(frame)
            for comparison, other in chain:
                following = other(frame)
                if not compare(frame[0], comparison, value, following):
                    return False
                value = following
            return True

        return Code(run, _union(codes))

    def _conditional(self, node: ast.IfExp, names: Mapping[str, Symbol], depth: int) -> Code:
        codes = [self.compile(value, names, depth) for value in (node.test, node.body, node.orelse)]
        test, body, orelse = (code.run for code in codes)
        return Code(
            lambda frame: body(frame) if truth(test(frame)) else orelse(frame), _union(codes)
        )

    def _subscript(self, node: ast.Subscript, names: Mapping[str, Symbol], depth: int) -> Code:
        whole = self.compile(node.value, names, depth)
        if isinstance(node.slice, ast.Slice):
            if node.slice.step is not None:
                raise EvaluationError("a slice has no step here")
            none = Code(lambda _: None, frozenset())
            start, stop = (
                self.compile(end, names, depth) if end else none
                for end in (node.slice.lower, node.slice.upper)
            )
            return Code(
                lambda frame: part(whole.run(frame), start.run(frame), stop.run(frame)),
                _union([whole, start, stop]),
            )
        index = self.compile(node.slice, names, depth)
        bits = _word_bits(node.value, names)
        return Code(
            lambda frame: element(whole.run(frame), index.run(frame), bits),
            whole.reads | index.reads,
        )

    def _call(self, node: ast.Call, names: Mapping[str, Symbol], depth: int) -> Code:
        called = node.func.id if isinstance(node.func, ast.Name) else None
        if called is None or called not in FUNCTIONS or called in names:
            what = called or self.text(node.func)
            raise EvaluationError(f"{what[:40]!r} is no function{_suggest(what, FUNCTIONS)}")
        function, least, most = FUNCTIONS[called]
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise EvaluationError(f"{called} takes plain arguments only")
        if not least <= len(node.args) <= (most or len(node.args)):
            bound = f"{least}" if least == most else f"{least} to {most or 'any number of'}"
            raise EvaluationError(f"{called} takes {bound} arguments, not {len(node.args)}")
        first = node.args[0]
        if isinstance(first, ast.GeneratorExp) and len(node.args) == 1 and called in LAZY:
            code = self._comprehension(first.elt, first.generators, names, depth)
            return Code(lambda frame: function(frame[0], code.run(frame)), code.reads)
        codes = [self.compile(argument, names, depth) for argument in node.args]
        runs = [code.run for code in codes]
        return Code(lambda frame: function(frame[0], *[run(frame) for run in runs]), _union(codes))

    def _comprehension(
        self,
        body: ast.expr,
        generators: list[ast.comprehension],
        names: Mapping[str, Symbol],
        depth: int,
    ) -> Code:
        """Return code that gives an iterator over the elements, charged one by one."""
        if depth > MAX_DEPTH:
            raise EvaluationError(f"nested more than {MAX_DEPTH} levels deep", body)
        if not generators:
            inner = self.compile(body, names, depth)
            cost = sum(1 for _ in ast.walk(body))

            def produce(frame: Frame) -> Iterator[Value]:
                frame[0].charge(cost)
                yield inner.run(frame)

            return Code(produce, inner.reads)
        loop = generators[0]
        if loop.is_async:
            raise EvaluationError("an asynchronous loop is not part of the language")
        source = self.compile(loop.iter, names, depth)
        slots, targets = self._targets(loop.target)
        bound = {**names, **targets}
        tests = [self.compile(test, bound, depth) for test in loop.ifs]
        price = 1 + sum(1 for test in loop.ifs for _ in ast.walk(test))
        body_code = self._comprehension(body, generators[1:], bound, depth + 1)
        runs = [test.run for test in tests]
        iterate = _located(loop.iter, lambda frame: items(source.run(frame)))
        assign = _assignment(slots, loop.target)

        def run(frame: Frame) -> Iterator[Value]:
            for value in iterate(frame):
                frame[0].charge(price)
                assign(frame, value)
                if all(truth(test(frame)) for test in runs):
                    yield from body_code.run(frame)

        local = {symbol.slot for symbol in targets.values()}
        return Code(run, source.reads | (_union([*tests, body_code]) - local))

    def _targets(self, target: ast.expr) -> tuple[int | list[int], dict[str, Symbol]]:
        """Return the slots of a loop's variable, or variables, and what the names mean."""
        if isinstance(target, ast.Name):
            symbol = Symbol(self.new_slot())
            return symbol.slot or 0, {target.id: symbol}
        if isinstance(target, ast.Tuple) and all(isinstance(e, ast.Name) for e in target.elts):
            names = [e.id for e in target.elts if isinstance(e, ast.Name)]
            slots = [self.new_slot() for _ in names]
            return slots, {name: Symbol(slot) for name, slot in zip(names, slots, strict=True)}
        raise EvaluationError("a loop needs a name, or names with commas between them", target)


_CALLED: Final[dict[type[ast.expr], str]] = {
    ast.Attribute: "an attribute",
    ast.Await: "'await'",
    ast.BinOp: "the operator @",
    ast.Dict: "a dictionary",
    ast.DictComp: "a dictionary",
    ast.JoinedStr: "an f-string",
    ast.Lambda: "a lambda",
    ast.NamedExpr: "an assignment",
    ast.Set: "a set",
    ast.SetComp: "a set",
    ast.Slice: "a slice here",
    ast.Starred: "a starred expression",
    ast.Yield: "'yield'",
    ast.YieldFrom: "'yield'",
}


def _located(node: ast.AST, run: Callable[[Frame], Value]) -> Callable[[Frame], Value]:
    """Return ``run`` with the innermost failing node noted on what it raises."""

    def located(frame: Frame) -> Value:
        try:
            return run(frame)
        except EvaluationError as error:
            error.node = error.node or node
            raise

    return located


def _name(node: ast.Name, names: Mapping[str, Symbol]) -> Code:
    symbol = names.get(node.id)
    if symbol is None:
        if node.id in FUNCTIONS:
            raise EvaluationError(f"{node.id!r} is a function and needs its arguments")
        raise EvaluationError(f"unknown name {node.id!r}{_suggest(node.id, names)}")
    slot, value, shared = symbol.slot, symbol.value, symbol.shared
    if slot is None:
        return Code(lambda _: value, frozenset())
    if shared is None:
        return Code(lambda frame: frame[slot], frozenset({slot}))
    compute = shared

    def read(frame: Frame) -> Value:
        if frame[slot] is None:
            frame[slot] = compute(frame)
        return frame[slot]

    return Code(read, symbol.reads)


def _assignment(slots: int | list[int], target: ast.expr) -> Callable[[Frame, Value], None]:
    """Return what binds a loop's variables to a value."""
    if isinstance(slots, int):
        single = slots

        def assign_one(frame: Frame, value: Value) -> None:
            frame[single] = value

        return assign_one
    several = slots

    def assign(frame: Frame, value: Value) -> None:
        if not isinstance(value, tuple) or len(value) != len(several):
            raise EvaluationError(f"{len(several)} names need a tuple of as many values", target)
        for slot, part_ in zip(several, value, strict=True):
            frame[slot] = part_

    return assign


def _word_bits(node: ast.expr, names: Mapping[str, Symbol]) -> int | None:
    """Return the width of the word, or of the array's words, that ``node`` names; else None."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Name) and node.id in names:
        return names[node.id].bits
    return None


def _suggest(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _union(codes: list[Code]) -> frozenset[int]:
    return frozenset().union(*(code.reads for code in codes))
