"""The members of a profile: who answers a question, and when each begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from minimesa.errors import InputError
from minimesa.solvers import profiles

if TYPE_CHECKING:
    from minimesa.solvers.profiles import Profile


@dataclass(frozen=True)
class Member:
    """One racer: a profile that is no portfolio, and when it starts."""

    profile: Profile
    delay: float


def splitter(profile: Profile) -> Profile:
    """Return the last member of a profile that can answer cases: they are long refutations.

    Raises:
        InputError: there is none.

    """
    able = [m.profile for m in members(profile) if m.profile.backend != "cpsat"]
    if not able:
        raise InputError("a question is split for SAT solvers only; CP-SAT takes --threads")
    return able[-1]


def members(profile: Profile) -> tuple[Member, ...]:
    """Return the racers of a profile: itself, or the members of a portfolio that are there.

    Raises:
        InputError: none is there, or they cannot work together.

    """
    if profile.backend != "portfolio":
        if not profile.available():
            raise InputError(
                f"solver {profile.name!r} needs the executable {profile.command[0]!r}, "
                "which is not on the PATH"
            )
        return (Member(profile, 0.0),)
    named = [profiles.get(name) for name in profile.members]
    if nested := [member.name for member in named if member.backend == "portfolio"]:
        raise InputError(f"portfolio {profile.name!r} names a portfolio, {nested[0]!r}")
    racers = [
        Member(member, delay)
        for member, delay in zip(named, profile.delays, strict=True)
        if member.available()
    ]
    if not racers:
        raise InputError(f"no member of portfolio {profile.name!r} is available")
    racers.sort(key=lambda racer: racer.delay)
    if profile.conflicts is not None:
        _check_handover(profile, racers)
    return tuple(racers)


def _check_handover(profile: Profile, racers: list[Member]) -> None:
    """Refuse members that cannot give way, and a last one that knows no halves."""
    *first, last = (racer.profile for racer in racers)
    if last.backend == "cpsat":
        raise InputError(f"portfolio {profile.name!r} has halves for CP-SAT, which knows none")
    for member in first:
        if not member.counts_conflicts:
            raise InputError(f"{member.name!r} in portfolio {profile.name!r} counts no conflicts")
