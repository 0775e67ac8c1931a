"""Certificates made once by the real engine, and a fresh copy of one for each test."""

import json
import shutil

import pytest

from minimesa import basis as bases
from minimesa.certificates import manifest
from minimesa.problems.library import find_problem
from minimesa.solvers import profiles
from minimesa.solvers.engine import Engine
from minimesa.synthesis.options import Options
from minimesa.synthesis.search import solve

MADE = {
    "size": ("0x0673", "b2", "size"),
    "pareto": ("0xf20c", "b2", "pareto"),
    "depth,size": ("0x8ff8", "b2", "depth,size"),
    "relation": ("best-pair:pairs=2", "b2", "size,depth"),
    "nand": ("0x6", "nand", "depth"),
}
"""Certificates by name: problem, basis and objective."""


def certify(directory, name, basis, objective, engine, **options):
    """Solve under proof, write the manifest, and return the solution."""
    directory.mkdir(parents=True, exist_ok=True)
    problem = find_problem(name)
    chosen = Options(bases.get(basis), objective, certify=directory, **options)
    solution = solve(problem, chosen, engine)
    manifest.write(directory, problem, chosen, solution)
    return solution


@pytest.fixture(scope="session")
def engine():
    with Engine(profiles.get("default")) as running:
        yield running


@pytest.fixture(scope="session")
def made(tmp_path_factory, engine):
    """Return the folder that holds every certificate of `MADE`."""
    place = tmp_path_factory.mktemp("made")
    for key, (name, basis, objective) in MADE.items():
        solution = certify(place / key, name, basis, objective, engine)
        assert solution.status == "optimal"
    return place


class Copy:
    """A certificate that a test may spoil."""

    def __init__(self, directory):
        self.directory = directory
        self.manifest = json.loads((directory / "manifest.json").read_text())

    def write(self):
        """Write the edited manifest back."""
        (self.directory / "manifest.json").write_text(json.dumps(self.manifest))

    def labels(self):
        return [entry["label"] for entry in self.manifest["refutations"]]

    def entry(self, label):
        return next(e for e in self.manifest["refutations"] if e["label"] == label)

    def rehash(self, label):
        """Make the manifest say the hashes that the files of a label have now."""
        for suffix, key in (("cnf", "formula_sha256"), ("drat", "proof_sha256")):
            self.entry(label)[key] = manifest.files.digest(
                self.directory / f"{label}.{suffix}", 1 << 30
            )
        self.write()


@pytest.fixture
def copy_of(tmp_path):
    """Return a function that copies the certificate in a folder."""

    def begin(directory):
        return Copy(shutil.copytree(directory, tmp_path / "copy"))

    return begin


@pytest.fixture
def copy(made, tmp_path):
    """Return a function that copies a certificate of `MADE`."""

    def begin(key):
        return Copy(shutil.copytree(made / key, tmp_path / "copy"))

    return begin
