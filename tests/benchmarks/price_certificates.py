"""Certify the settled prices over `b2` at least size, and verify every certificate.

Run from the root of the repository:

    python tests/benchmarks/price_certificates.py --prices results/price/prices.jsonl \\
        --records results/price/certified.jsonl

Each question of the table of prices that was settled is asked again under proof, in a folder that
is thrown away after it has been verified. A line a question is appended, and a rerun does those
that are missing. Prices of structure are certified with ``--structure``.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from price_table import REQUIREMENTS, key, problems
from records import read

from minimesa import basis
from minimesa.certificates.proofs import Checker
from minimesa.pricing import certificate, verification
from minimesa.pricing.price import price
from minimesa.pricing.requirement import DECLARED, requirement
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options


def certify(problem, require, engine, checker, seconds) -> dict:
    """Ask for a price under proof, verify it, and return what there is to say."""
    required = requirement(require.split()[0], **REQUIREMENTS[require])
    with tempfile.TemporaryDirectory(prefix="minimesa-") as place:
        directory = Path(place)
        options = Options(basis.get("b2"), "size", seconds, certify=directory)
        begin = time.perf_counter()
        found = price(problem, options, required, engine)
        solved = time.perf_counter() - begin
        certificate.write(directory, problem, options, found.searching, found.plain)
        checks = verification.verify(certificate.read(directory), directory, checker, problem)
        return {
            "status": found.status,
            "lower_bound": found.lower,
            "upper_bound": found.upper,
            "cases": len(found.searching.cases),
            "proofs": len(list(directory.glob("*/*.drat"))),
            "bytes": sum(file.stat().st_size for file in directory.glob("*/*.drat")),
            "verified": all(check.ok for check in checks),
            "solve_seconds": round(solved, 2),
            "verify_seconds": round(time.perf_counter() - begin - solved, 2),
        }


def main() -> None:
    """Certify what is missing and print sums."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prices", type=Path, required=True, help="the table of prices")
    parser.add_argument("--records", type=Path, required=True, help="JSON lines, appended to")
    parser.add_argument("--time-limit", type=float, default=120, help="seconds a question")
    parser.add_argument("--structure", action="store_true", help="prices of structure, too")
    options = parser.parse_args()
    done = read(options.records, key)
    found = problems()
    with (
        Engine(profiles.get("cadical195")) as engine,
        Checker() as checker,
        options.records.open("a", encoding="utf-8") as records,
    ):
        for asked, known in sorted(read(options.prices, key).items()):
            name, base, objective, require = asked
            if asked in done or (base, objective, known["status"]) != ("b2", "size", "optimal"):
                continue
            if require not in DECLARED and not options.structure:
                continue
            record = dict(
                zip(("problem", "basis", "objective", "require"), asked, strict=True)
            ) | certify(found[name], require, engine, checker, options.time_limit)
            records.write(json.dumps(record) + "\n")
            records.flush()
            print(record, file=sys.stderr)
            if record["status"] == "optimal" and record["upper_bound"] != known["upper_bound"]:
                print(f"{asked}: the table says {known['upper_bound']}", file=sys.stderr)
    rows = read(options.records, key).values()
    settled = [row for row in rows if row["status"] == "optimal" and row["verified"]]
    print(
        f"{len(settled)} of {len(rows)} prices settled and verified; "
        f"{sum(row['proofs'] for row in settled)} proofs in "
        f"{sum(row['cases'] for row in settled)} cases; "
        f"solved in {sum(row['solve_seconds'] for row in settled):.0f} s, "
        f"verified in {sum(row['verify_seconds'] for row in settled):.0f} s"
    )


if __name__ == "__main__":
    main()
