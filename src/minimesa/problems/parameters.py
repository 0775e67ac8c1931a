"""The parameters of a family of problems: their defaults, their ranges, and given values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from minimesa.problems.expressions import Place, check_name, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minimesa.problems.source import Source

_KEYS: Final = frozenset({"default", "min", "max", "choices"})
_TEXT: Final = re.compile(r"[A-Za-z0-9_.+-]{1,64}")
LARGEST: Final = 1 << 64
"""Integers as parameters stay below this."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a family.

    Attributes:
        name: its name.
        default: its value where none is given; a given one has the same type.
        least: the smallest integer allowed, if there is one.
        most: the largest.
        choices: the texts or integers allowed, empty for no such list.
        place: where it is declared.

    """

    name: str
    default: int | str
    least: int | None
    most: int | None
    choices: tuple[int | str, ...]
    place: Place

    def read(self, value: int | str) -> int | str:
        """Return a given value, a text for an integer parameter read as one.

        Raises:
            InputError: the wrong type, or not in the range or the choices.

        """
        if isinstance(self.default, int) and isinstance(value, str):
            if not re.fullmatch(r"-?[0-9]{1,20}", value):
                raise self.place.error(f"an integer is needed, not {value[:40]!r}")
            value = int(value)
        if type(value) is not type(self.default):
            kind = "an integer" if isinstance(self.default, int) else "a text"
            raise self.place.error(f"{kind} is needed, not {str(value)[:40]!r}")
        if isinstance(value, str) and not _TEXT.fullmatch(value):
            raise self.place.error(
                f"{value[:40]!r} is no parameter; use letters, digits and _ . + -"
            )
        if self.choices and value not in self.choices:
            allowed = ", ".join(map(str, self.choices))
            raise self.place.error(f"must be one of {allowed}, not {value!r}")
        if isinstance(value, int):
            if value < (-LARGEST if self.least is None else self.least):
                raise self.place.error(f"must be {self._range()}, not {value}")
            if value > (LARGEST if self.most is None else self.most):
                raise self.place.error(f"must be {self._range()}, not {value}")
        return value

    def _range(self) -> str:
        if self.least is not None and self.most is not None:
            return f"{self.least} to {self.most}"
        if self.least is not None:
            return f"at least {self.least}"
        return f"at most {LARGEST if self.most is None else self.most}"


def read_parameters(source: Source) -> dict[str, Parameter]:
    """Return the parameters that ``[parameters]`` declares, in order.

    Raises:
        InputError: a declaration is malformed, or its default is outside its own range.

    """
    found = {}
    for name, entry in source.table("parameters").items():
        place = source.place("parameters", name)
        check_name(name, place)
        if isinstance(entry, dict):
            source.table("parameters", name, keys=_KEYS)
            if "default" not in entry:
                raise place.error("a default is needed")
        else:
            entry = {"default": entry}  # noqa: PLW2901 - the short form of the same thing
        default = entry["default"]
        least, most, choices = entry.get("min"), entry.get("max"), entry.get("choices", [])
        if type(default) not in (int, str):
            raise place.error("the default must be an integer or a text")
        if any(bound is not None and type(bound) is not int for bound in (least, most)):
            raise place.error("min and max must be integers")
        if isinstance(default, str) and (least, most) != (None, None):
            raise place.error("min and max are for integers; give a text its choices")
        if not isinstance(choices, list) or any(type(c) is not type(default) for c in choices):
            raise place.error("choices must be a list of values like the default")
        parameter = Parameter(name, default, least, most, tuple(choices), place)
        parameter.read(default)
        found[name] = parameter
    return found


def instantiate(
    parameters: Mapping[str, Parameter], given: Mapping[str, int | str], place: Place
) -> dict[str, int | str]:
    """Return the value of each parameter: the given one, else the default.

    Raises:
        InputError: an unknown parameter, or a value that is not allowed.

    """
    for name in given:
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise place.error(
                f"unknown parameter {name[:40]!r}{suggest(name, parameters)}; known: {known}"
            )
    return {
        name: parameter.read(given[name]) if name in given else parameter.default
        for name, parameter in parameters.items()
    }
