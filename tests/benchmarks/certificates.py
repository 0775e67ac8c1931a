"""Certify the least size over `b2` of every NPN class of four inputs, and verify all certificates.

Run from the root of the repository:

    python tests/benchmarks/certificates.py [--proofs DIR] [--records FILE.jsonl]

For each class ``solve`` writes the formula and proof of every refuted bound, and ``verify`` checks
them from scratch. A record a bound gives the seconds that solving took (encoding and writing the
proof included) and those that the proof checker took; a rerun does the classes that are missing.
``summary.json`` beside the records has the totals by number of gates and the worst ratio. Bounds
that are solved within `NOISE` seconds say more of process start-up than of proofs, so the worst
ratio is taken over the others. Optima are held against ``tests/oracles/four_inputs.json``, which
was made without a solver.
"""

import argparse
import json
import platform
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from minimesa import __version__, basis  # noqa: E402
from minimesa.certificates import manifest  # noqa: E402
from minimesa.certificates.proofs import Checker  # noqa: E402
from minimesa.certificates.verify import verify  # noqa: E402
from minimesa.encoding.formula import ENCODER_VERSION  # noqa: E402
from minimesa.problems.library import find_problem  # noqa: E402
from minimesa.solvers import profiles  # noqa: E402
from minimesa.solvers.engine import Engine  # noqa: E402
from minimesa.synthesis.options import Options  # noqa: E402
from minimesa.synthesis.search import solve  # noqa: E402
from minimesa.truth_tables import npn_representatives, to_hex  # noqa: E402
from oracles import four_inputs  # noqa: E402

RECORDS = ROOT / "results" / "certificates" / "four-inputs-size-b2.jsonl"
NOISE = 0.05


def certify(name, directory, engine, checker):
    """Solve, verify from scratch, and return the record of a class."""
    problem = find_problem(name)
    options = Options(basis.get("b2"), certify=directory)
    solution = solve(problem, options, engine)
    assert solution.status == "optimal", name
    assert solution.size == four_inputs.golden()[int(name, 16)]["size"], name
    manifest.write(directory, problem, options, solution)
    checks = verify(manifest.read(directory), directory, checker)
    failed = [check for check in checks if not check.ok]
    assert not failed, (name, failed)
    solving = {f"gates-{item.bound}": item.seconds for item in solution.evidence}
    bounds = [
        {
            "gates": gates,
            "solving": round(solving[f"gates-{gates}"], 4),
            "checking": round(check.seconds, 4),
            "proof_bytes": (directory / f"gates-{gates}.drat").stat().st_size,
        }
        for gates in range(solution.size)
        for check in checks
        if check.subject == f"gates-{gates}"
    ]
    assert len(bounds) == solution.size, name
    return {"class": name, "size": solution.size, "bounds": bounds}


def read(path):
    """Return the records of a file; a line cut short by a kill does not count, and is cut off."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    whole = [line for line in lines if line.endswith("\n")]
    if whole != lines:
        path.write_text("".join(whole), encoding="utf-8")
    return [json.loads(line) for line in whole]


def summary(records):
    """Return the totals over all bounds, by number of gates."""
    bounds = [bound for record in records for bound in record["bounds"]]
    rows = []
    for gates in sorted({bound["gates"] for bound in bounds}):
        chosen = [bound for bound in bounds if bound["gates"] == gates]
        solving, checking = (sum(b[key] for b in chosen) for key in ("solving", "checking"))
        rows.append(
            {
                "gates": gates,
                "bounds": len(chosen),
                "solving_seconds": round(solving, 2),
                "checking_seconds": round(checking, 2),
                "ratio": round(checking / solving, 2),
                "proof_bytes": sum(bound["proof_bytes"] for bound in chosen),
            }
        )
    slow = [b["checking"] / b["solving"] for b in bounds if b["solving"] >= NOISE]
    solving, checking = (sum(b[key] for b in bounds) for key in ("solving", "checking"))
    return {
        "command": "python tests/benchmarks/certificates.py",
        "minimesa": __version__,
        "encoder": ENCODER_VERSION,
        "python": platform.python_version(),
        "classes": len(records),
        "verified": len(records),
        "bounds": len(bounds),
        "solving_seconds": round(solving, 1),
        "checking_seconds": round(checking, 1),
        "ratio": round(checking / solving, 2),
        "worst_ratio": round(max(slow, default=0), 2),
        "worst_ratio_over_bounds_solved_in_seconds_at_least": NOISE,
        "by_gates": rows,
    }


def main() -> None:
    """Do what is missing, and write the summary."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--proofs", type=Path, help="keep the certificates in this folder")
    parser.add_argument("--records", type=Path, default=RECORDS, help="JSON lines, appended to")
    options = parser.parse_args()
    options.records.parent.mkdir(parents=True, exist_ok=True)
    records = read(options.records)
    done = {record["class"] for record in records}
    with (
        Engine(profiles.get("default")) as engine,
        Checker() as checker,
        tempfile.TemporaryDirectory() as temporary,
        options.records.open("a", encoding="utf-8") as stream,
    ):
        for name in (to_hex(table, 4) for table in npn_representatives(4)):
            if name in done:
                continue
            directory = (options.proofs or Path(temporary)) / name
            directory.mkdir(parents=True)
            records.append(certify(name, directory, engine, checker))
            stream.write(json.dumps(records[-1]) + "\n")
            stream.flush()
    path = options.records.with_name("summary.json")
    path.write_text(json.dumps(summary(records), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
