"""Minimesa as a server for `measure.Session`: a relation a line, the result of ``solve`` a line.

python serve_minimesa.py PROFILE tables|no-tables
"""

import json
import sys

from minimesa import basis as bases
from minimesa.improvement.upper_bound import improved
from minimesa.problems.problem import Problem
from minimesa.relations import Relation
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve


def main() -> None:
    """Solve until the input ends; one engine serves all lines."""
    profile, tables = sys.argv[1], sys.argv[2] == "tables"
    print("ready", flush=True)
    with Engine(profiles.get(profile)) as engine:
        for line in sys.stdin:
            question = json.loads(line)
            options = Options(bases.get(question.pop("basis")), tables=tables)
            names = {key: tuple(question[key]) for key in ("inputs", "outputs", "allowed")}
            problem = Problem("instance", "", Relation(**names, care=question["care"]))
            solution = solve(problem, options, engine, improve=improved)
            print(json.dumps(solution.to_json()), flush=True)


if __name__ == "__main__":
    main()
