"""OR-tools CP-SAT, in this process: answers a query through the constraint model."""

from __future__ import annotations

from math import inf
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from minimesa.encoding.query import Verdict
from minimesa.errors import InputError, SolverError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from minimesa.circuit import Circuit
    from minimesa.encoding.query import Query

NO_PARAMETERS: Final[Mapping[str, Any]] = MappingProxyType({})


def solve(
    query: Query,
    *,
    seconds: float | None,
    threads: int = 1,
    seed: int = 0,
    parameters: Mapping[str, Any] = NO_PARAMETERS,
) -> tuple[Verdict, Circuit | None]:
    """Answer ``query``; return the verdict and, when found, a circuit not yet refereed.

    Args:
        query: the question.
        seconds: wall-clock limit, building the model included; None for no limit. CP-SAT looks
            at the clock now and then, so that a hard limit needs a process that can be killed.
        threads: number of CP-SAT's workers.
        seed: its random seed.
        parameters: further fields of CP-SAT's ``SatParameters`` by name; they win over the above.

    Raises:
        InputError: a parameter that CP-SAT does not know, or a value that it does not take; and
            queries that `minimesa.encoding.cpmodel.build` refuses.
        SolverError: CP-SAT calls the model invalid.

    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - half a second, rarely needed

    from minimesa.encoding.cpmodel import build, join  # noqa: PLC0415 - goes with it

    start = monotonic()
    settings = {
        "num_workers": threads,
        "random_seed": seed,
        "catch_sigint_signal": False,  # it would leave Ctrl-C to end this process unheard
        **parameters,
    }
    limit = parameters.get("max_time_in_seconds", inf)
    circuits = []
    verdicts = {cp_model.INFEASIBLE: Verdict.REFUTED, cp_model.UNKNOWN: Verdict.UNKNOWN}
    for question in build(query):
        solver = cp_model.CpSolver()
        for name, value in settings.items():
            _set(solver.parameters, name, value)
        if seconds is not None:
            left = seconds - (monotonic() - start)
            if left <= 0:
                return Verdict.UNKNOWN, None
            solver.parameters.max_time_in_seconds = min(left, limit)
        status = solver.solve(question.model)
        if status in verdicts:
            return verdicts[status], None
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            reason = question.model.validate() or f"its parameters are {settings}"
            raise SolverError(f"CP-SAT calls the model {solver.status_name(status)}: {reason}")
        circuits.append(question.decode(solver.boolean_value))
    return Verdict.FOUND, join(circuits)


def _set(target: Any, name: str, value: Any) -> None:  # noqa: ANN401 - a protocol buffer
    """Set one field of ``SatParameters``; a list replaces a repeated field."""
    if name.startswith("_") or not hasattr(target, name) or callable(getattr(target, name)):
        raise InputError(f"CP-SAT has no parameter {name!r}")
    try:
        if isinstance(value, list):
            field = getattr(target, name)
            field.clear()
            field.extend(value)
        else:
            setattr(target, name, value)
    except (TypeError, ValueError, AttributeError) as error:
        raise InputError(f"CP-SAT does not take {value!r} for parameter {name!r}") from error
