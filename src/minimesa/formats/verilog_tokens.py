"""Verilog text as tokens: names, numbers and operators, each with its line."""

from __future__ import annotations

import re
from typing import NamedTuple

from minimesa.errors import InputError
from minimesa.formats.source import quote

_TOKEN = re.compile(
    r"""(?P<space>[ \t\f\v]+|//[^\n]*|`(?:timescale|default_nettype)\b[^\n]*)
      | (?P<newline>\n)
      | (?P<comment>/\*|\(\*(?!\s*\)))
      | (?P<escaped>\\[^\s\\]\S*)
      | (?P<name>[A-Za-z_][A-Za-z0-9_$]*)
      | (?P<constant>1'[bBdDhHoO][01])
      | (?P<number>[0-9]+(?:'[sS]?[bBdDhHoO][0-9a-fA-FxXzZ?_]+)?)
      | (?P<operator>~\^|\^~|&&|\|\||[-~!&|^?:()\[\],;=.{}\#@+*/<>%'"$`])
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token.

    Attributes:
        kind: ``name``, ``constant``, ``number``, ``operator`` or, at the end, ``end``.
        text: its text; an escaped name without its backslash.
        line: counted from 1.
        escaped: whether it is an escaped name, which is never a keyword.

    """

    kind: str
    text: str
    line: int
    escaped: bool = False


def tokenize(text: str, file: str) -> list[Token]:
    """Return the tokens of Verilog text, comments, attributes and ``timescale`` left out.

    Raises:
        InputError: a character that begins no token, or a comment that does not end.

    """
    tokens: list[Token] = []
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise InputError(f"{quote(text[position])} is not expected", file=file, line=line)
        kind, lexeme = str(match.lastgroup), match[0]
        position = match.end()
        if kind == "comment":
            close = "*/" if lexeme == "/*" else "*)"
            end = text.find(close, position)
            if end < 0:
                raise InputError(f"{lexeme} is never closed", file=file, line=line)
            line += text.count("\n", position, end)
            position = end + 2
        elif kind == "newline":
            line += 1
        elif kind == "escaped":
            tokens.append(Token("name", lexeme[1:], line, escaped=True))
        elif kind != "space":
            tokens.append(Token(kind, lexeme, line))
    tokens.append(Token("end", "the end of the file", line))
    return tokens
