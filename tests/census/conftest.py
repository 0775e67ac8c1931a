"""A census of four inputs, made once."""

import pytest


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return the finished making of a census of four inputs, its folder and what it said."""
    pytest.importorskip("numba")
    from minimesa.census.making import Census

    folder = tmp_path_factory.mktemp("census")
    said = []
    census = Census(4, folder, 1, said.append)
    census.run()
    return census, folder, said


@pytest.fixture(scope="session")
def four(made):
    """Return the table of a census of four inputs."""
    from minimesa.census import assembling
    from minimesa.census.table import Table

    census, _, _ = made
    records = assembling.assemble(census.state, census.representatives, 4, lambda _: None)
    return Table(4, records)
