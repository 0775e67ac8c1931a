"""The process in which dratify checks proofs: a line in for each, a line out.

Started as ``python -m minimesa.certificates.checker PID``, PID being the parent's, with which it
dies. Reads ``[formula, proof]`` as JSON and
writes ``[ok, checker, detail]``.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from minimesa.solvers.lifetime import die_with_parent


def check(formula: str, proof: str) -> tuple[bool, str, str]:
    """Check one proof; return whether it refutes, which engine said so, and why not."""
    import dratify  # noqa: PLC0415 - an extra

    engine = "dratify with cdclkit-native" if _compiled() else "dratify"
    try:
        cnf = dratify.parse_dimacs(Path(formula).read_text(encoding="ascii"), strict=True)
        result = dratify.check_proof(cnf, Path(proof).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        return False, engine, f"{type(error).__name__}: {error}"
    # A proof may be flawless and yet not arrive at the empty clause.
    ok = bool(result.ok) and bool(result.reached_empty)
    return ok, engine, "" if ok else str(result.reason or "the empty clause is not reached")


@cache
def _compiled() -> bool:
    """Register the compiled engine, if it is there: over ten times faster than plain Python."""
    import dratify  # noqa: PLC0415 - an extra

    try:
        import cdclkit_native  # noqa: PLC0415 - likewise
    except ImportError:
        return False
    dratify.register_native(cdclkit_native)
    return bool(dratify.native_available())


def main() -> None:
    """Check proofs until stdin ends."""
    die_with_parent(int(sys.argv[1]))
    for line in sys.stdin:
        formula, proof = json.loads(line)
        print(json.dumps(check(formula, proof)), flush=True)  # noqa: T201 - the protocol


if __name__ == "__main__":
    main()
