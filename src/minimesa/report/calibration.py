"""Detection rates of the definitions on controls, as a calibration wrote them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from minimesa.errors import InputError
from minimesa.report.document import Paragraph, Rate, Section, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GROUPS = ("positive", "open", "negative")


@dataclass(frozen=True)
class Calibration:
    """A table of rates.

    Attributes:
        basis: the basis of the controls.
        kinds: kinds of controls, each as group, origin where it has one, and name.
        rows: for each definition at a threshold its cells, then for each kind the rate in words.

    """

    basis: str
    kinds: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str | int | Rate | None, ...], ...]

    def section(self) -> Section:
        """Return the part of a report."""
        text = (
            "How often each definition fires on circuits whose nature is known: positive controls "
            "are searches by construction, as they are, after rewriting that keeps the function, "
            "or made smaller; negative controls are tables and random circuits. A definition that "
            f"misses many of the first or fires on many of the second says little. Basis "
            f"{self.basis}; fired of decided, with Wilson's 95% interval."
        )
        head = ("definition", "variant", "k", "m", "bits", "flags")
        columns = (*head, *(": ".join(path) for path in self.kinds))
        return Section(
            "Calibration",
            "calibration",
            (Paragraph(text), Table("Detection rates on controls", columns, self.rows)),
        )


def load(path: Path) -> Calibration:
    """Read the rates of a calibration.

    Raises:
        InputError: the file is missing, is no JSON, or is no calibration.

    """
    file = str(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return _calibration(data)
    except OSError as error:
        raise InputError(f"cannot read the calibration: {error.strerror}", file=file) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"the calibration is no JSON: {error}", file=file) from error
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise InputError(
            f"this is no calibration: {type(error).__name__}: {error}", file=file
        ) from error


def _calibration(data: Mapping[str, Any]) -> Calibration:
    rates = data["rates"]
    kinds = tuple(path for group in GROUPS for path in _paths(rates[0].get(group, {}), (group,)))
    rows = tuple(
        (
            str(rate["definition"]),
            str(rate["variant"]),
            int(rate["candidates"]) or None,
            int(rate["evaluator_gates"]) or None,
            int(rate["score_bits"]) or None,
            ", ".join(flag for flag in ("default", "reachable") if rate[flag]),
            *(_share(rate, path) for path in kinds),
        )
        for rate in rates
    )
    return Calibration(str(data["basis"]), kinds, rows)


def _paths(rates: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the keys that lead to each rate, however deep."""
    for key, value in rates.items():
        if "decided" in value:
            yield (*path, key)
        else:
            yield from _paths(value, (*path, key))


def _share(rate: Mapping[str, Any], path: tuple[str, ...]) -> Rate | None:
    for key in path:
        rate = rate[key]
    if not rate["decided"]:
        return None
    low, high = rate["interval"]
    fired, decided = int(rate["fired"]), int(rate["decided"])
    return Rate(f"{fired}/{decided} [{low:.2f}, {high:.2f}]", fired / decided)
