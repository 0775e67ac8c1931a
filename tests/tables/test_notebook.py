"""What a walk has done is read back, and only what was written whole."""

import pytest

from minimesa.errors import InputError
from minimesa.tables.notebook import Notebook


def test_what_is_added_is_found_again(tmp_path):
    path = tmp_path / "notebook"
    first = Notebook(path, "nand")
    assert first.find(3, 0) is None
    first.add(3, 0, [(1, 2, 3), (1, 2, 4)], 17)
    first.add(3, 1, [], 0)
    again = Notebook(path, "nand")
    assert again.find(3, 0) == ([(1, 2, 3), (1, 2, 4)], 17)
    assert again.find(3, 1) == ([], 0)
    assert again.find(4, 0) is None


def test_a_line_that_was_cut_short_is_done_again(tmp_path):
    path = tmp_path / "notebook"
    notebook = Notebook(path, "nand")
    notebook.add(3, 0, [(1, 2, 3)], 17)
    notebook.add(3, 1, [(1, 2, 5)], 18)
    path.write_text(path.read_text()[:-4])
    again = Notebook(path, "nand")
    assert again.find(3, 0) == ([(1, 2, 3)], 17)
    assert again.find(3, 1) is None
    again.add(3, 1, [(1, 2, 5)], 18)
    assert Notebook(path, "nand").find(3, 1) == ([(1, 2, 5)], 18)


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "{}",
        '{"basis": "nand", "size": 3, "job": 0, "chains": [["x"]], "completed": 0}',
        '{"basis": "aig", "size": 3, "job": 0, "chains": [], "completed": 0}',
    ],
)
def test_another_file_is_refused(tmp_path, line):
    path = tmp_path / "notebook"
    path.write_text(line + "\n")
    with pytest.raises(InputError, match="notebook:1: "):
        Notebook(path, "nand")
