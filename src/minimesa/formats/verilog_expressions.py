"""Verilog expressions over single bits, turned into nodes without recursion.

Operators, loosest first: ``?:``, ``||``, ``&&``, ``|``, ``^`` and ``~^``, ``&``, and the unary
``~`` and ``!``. A binary operator is a gate of two fan-ins, ``?:`` one of three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.formats.netlist import IDENTITY, NOT, Node
from minimesa.formats.source import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from minimesa.formats.verilog_tokens import Token

_BINARY = {
    "||": (1, 0xE),
    "&&": (2, 0x8),
    "|": (3, 0xE),
    "^": (4, 0x6),
    "~^": (4, 0x9),
    "^~": (4, 0x9),
    "&": (5, 0x8),
}
"""Precedence and operator of each binary operator."""
_UNARY = ("~", "!")
_MULTIPLEXER = 0xD8
"""``s ? a : b`` on fan-ins (s, a, b): row index ``s + 2a + 4b``."""


class _Stack:
    """Operands and operators that wait, and the nodes made so far (shunting-yard method)."""

    def __init__(self, target: str, line: int) -> None:
        self.target = target
        self.line = line
        self.operands: list[str] = []
        self.operators: list[str] = []
        self.nodes: list[Node] = []

    def gate(self, operator: int, count: int) -> None:
        """Replace the last operands by the signal of a new node that reads them."""
        fanin = tuple(self.operands[-count:])
        del self.operands[-count:]
        # a name with blanks: no identifier, escaped or not, is like it
        name = f"subexpression {len(self.nodes)} of {self.target}"
        self.nodes.append(Node(name, operator, fanin, self.line, named=False))
        self.operands.append(name)

    def reduce(self, precedence: int) -> None:
        """Apply the operators on top that bind at least as tightly as ``precedence``."""
        while self.operators:
            top = self.operators[-1]
            if top in _UNARY:
                self.gate(NOT, 1)
            elif top in _BINARY and _BINARY[top][0] >= precedence:
                self.gate(_BINARY[top][1], 2)
            elif top == "?:" and precedence <= 0:
                self.gate(_MULTIPLEXER, 3)
            else:
                return
            self.operators.pop()


def expression_nodes(
    target: str, operands: Sequence[tuple[Token, str | None]], *, file: str
) -> list[Node]:
    """Return nodes that drive ``target`` with an expression.

    Args:
        target: the signal that is assigned.
        operands: the tokens of the expression, each operand with its signal; None for operators.
        file: for messages.

    Raises:
        InputError: it is no expression.

    """
    line = operands[0][0].line if operands else 1
    stack = _Stack(target, line)
    want_operand = True
    for token, signal in operands:
        stack.line = token.line
        text = token.text
        if want_operand and signal is not None:
            stack.operands.append(signal)
            want_operand = False
        elif want_operand and signal is None and text in (*_UNARY, "("):
            stack.operators.append(text)
        elif not want_operand and signal is None and _infix(stack, text):
            want_operand = text != ")"
        else:
            raise _unexpected(token, file)
    stack.reduce(0)
    if want_operand or stack.operators:
        raise InputError(
            f"the expression for {quote(target)} is not complete", file=file, line=stack.line
        )
    result = stack.operands[0]
    if stack.nodes and stack.nodes[-1].name == result:
        stack.nodes[-1] = stack.nodes[-1]._replace(name=target, named=True)
    else:
        stack.nodes.append(Node(target, IDENTITY, (result,), line))
    return stack.nodes


def _infix(stack: _Stack, text: str) -> bool:
    """Take an operator after an operand; tell whether it may stand there."""
    if text in _BINARY:
        stack.reduce(_BINARY[text][0])
        stack.operators.append(text)
        return True
    if text == "?":
        stack.reduce(1)
        stack.operators.append("?")
        return True
    opening = {":": "?", ")": "("}.get(text)
    if opening is None:
        return False
    stack.reduce(0)
    if not stack.operators or stack.operators.pop() != opening:
        return False
    if text == ":":
        stack.operators.append("?:")
    return True


def _unexpected(token: Token, file: str) -> InputError:
    return InputError(
        f"{quote(token.text)} is not expected in an expression of names, 1'b0, 1'b1, "
        "~ & | ^ ?: and parentheses",
        file=file,
        line=token.line,
    )
