"""Problems and circuits: looked up, read from files, written to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from minimesa import formats
from minimesa.api.arguments import to_basis, to_problem
from minimesa.problems import library

if TYPE_CHECKING:
    from minimesa.api.arguments import BasisLike, File, ProblemLike
    from minimesa.circuit import Circuit
    from minimesa.problems.loader import Outline
    from minimesa.problems.problem import Problem


def problem(source: ProblemLike, *, inputs: int | None = None) -> Problem:
    """Return a problem.

    Args:
        source: a name of the library, with parameters or without (``"argmax:words=2,bits=2"``);
            a file (``.toml``, a table ``.pla`` or ``.truth``, or a circuit whose function it is);
            or truth tables in hex, one an output (``"0x16e9"``, ``"0x96,0xe8"``), bit t of which
            is the value at row t, where input i has the bit ``(t >> i) & 1``.
        inputs: the number of inputs of a truth table whose digits do not tell it.

    Raises:
        InputError: there is no such problem, or it is malformed.

    Examples:
        >>> import minimesa
        >>> minimesa.problem("full-adder")
        <Problem full-adder: 3 inputs, 2 outputs, function>
        >>> minimesa.problem("0x96,0xe8").relation.outputs
        ('y0', 'y1')

    """
    return to_problem(source, inputs)


def list_problems() -> list[Outline]:
    """Return name, title and parameters of every problem of the library, by name.

    Examples:
        >>> import minimesa
        >>> len(minimesa.list_problems()) >= 30
        True
        >>> [outline.title for outline in minimesa.list_problems() if outline.name == "majority"]
        ['Whether most of the bits are set']

    """
    return library.list_problems()


def read_circuit(path: File, *, basis: BasisLike = "b2") -> Circuit:
    r"""Return the circuit of a file, the first (best) one of a result of ``solve --json``.

    Args:
        path: the file: ``.json .blif .aag .aig .bench .v``; its suffix tells the format.
        basis: where NOT is not free in it, inverters are gates; otherwise they are absorbed into
            operators and outputs. JSON is read as it stands.

    Raises:
        InputError: an unknown suffix, or a file that is missing or malformed.

    Examples:
        >>> import minimesa, pathlib, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "and.bench"
        ...     _ = path.write_text("INPUT(a)\nINPUT(b)\nOUTPUT(y)\ny = AND(a, b)\n")
        ...     print(minimesa.read_circuit(path))
        y = a & b
        y = y

    """
    return formats.read_circuit(Path(path), keep_inverters=not to_basis(basis).free_not)


def read_circuits(path: File, *, basis: BasisLike = "b2") -> list[Circuit]:
    """Return every circuit of a file, in order; only JSON files hold more than one.

    Args and errors are those of `read_circuit`.

    Examples:
        >>> import minimesa, json, pathlib, tempfile
        >>> every = minimesa.solve("0x16", all=True)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "every.json"
        ...     _ = path.write_text(json.dumps(every.to_json()))
        ...     minimesa.read_circuits(path) == list(every.circuits)
        True

    """
    return formats.read_circuits(Path(path), keep_inverters=not to_basis(basis).free_not)


def write_circuit(circuit: Circuit, path: File, *, format: str | None = None) -> None:  # noqa: A002 - the word for it
    """Write a circuit to a file, which is replaced only once the new one is complete.

    Args:
        circuit: the circuit.
        path: the file.
        format: ``json``, ``blif``, ``aag``, ``aig``, ``bench``, ``v``, ``dot``, or for its
            functions alone ``pla`` and ``truth``; default: the suffix of the path.

    Raises:
        InputError: an unknown format, too many inputs for a table, or a file that cannot be
            written.

    Examples:
        >>> import minimesa, pathlib, tempfile
        >>> majority = minimesa.solve("0xe8").circuit
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = pathlib.Path(folder) / "majority.truth"
        ...     minimesa.write_circuit(majority, path)
        ...     print(path.read_text().strip())
        11101000

    """
    formats.write_circuit(circuit, Path(path), format)
