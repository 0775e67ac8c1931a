"""Where the parts of a certificate about searching circuits stand in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CLAIM = "requirement.json"
"""What is claimed; written last, so that a run that was killed leaves none."""
PLAIN = "plain"
"""The certificate of the problem's own optimum."""


def case_folder(directory: Path, case: int) -> Path:
    """Return the folder of one way to meet a declared requirement; they are counted from 0."""
    return directory / f"case-{case + 1}"
