"""How long ``minimesa --help`` takes, beside a Python that does nothing.

    python tests/benchmarks/start_up.py [--runs N] [--out results/benchmarks/start-up.json]

The commands are run in turn, and for each the medians of CPU time (user and system) and of wall
time are printed, in seconds; on a busy machine only the CPU times and their differences mean much.
"""

import argparse
import json
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from peers.circumstances import circumstances
from peers.measure import run

COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "python -c 'import minimesa.cli.main'": ["-c", "import minimesa.cli.main"],
    "minimesa --help": ["-m", "minimesa", "--help"],
    "minimesa solve --help": ["-m", "minimesa", "solve", "--help"],
    "minimesa solve 0x16e9": ["-m", "minimesa", "solve", "0x16e9"],
}


def main() -> None:
    """Run each command and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--out", type=Path, metavar="FILE")
    given = parser.parse_args()
    before = circumstances()
    usages = {name: [] for name in COMMANDS}
    for _ in range(given.runs):
        for name, arguments in COMMANDS.items():
            usages[name].append(run([sys.executable, *arguments], 60))
    found = {
        name: {
            "cpu": round(statistics.median(usage.cpu for usage in several), 4),
            "wall": round(statistics.median(usage.wall for usage in several), 4),
        }
        for name, several in usages.items()
    }
    for name, medians in found.items():
        print(f"{name:40} {medians['cpu']:.3f} s of CPU, {medians['wall']:.3f} s of wall time")
    if given.out is not None:
        about = {"runs": given.runs, "medians": found, "circumstances": before}
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
