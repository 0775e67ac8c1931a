import pytest

import minimesa.data
from minimesa.data import data_directory
from minimesa.errors import InputError


@pytest.mark.parametrize("kind", ["problems", "solvers"])
def test_checkout_is_found_from_any_directory(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = data_directory(kind)
    assert found.is_dir()
    assert found.name == kind
    assert (found.parent / "pyproject.toml").is_file()


def test_installed_data_comes_first(tmp_path, monkeypatch):
    package = tmp_path / "src" / "minimesa"
    (package / "_data" / "problems").mkdir(parents=True)
    (tmp_path / "problems").mkdir()
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.setattr(minimesa.data, "__file__", str(package / "data.py"))
    assert data_directory("problems") == package / "_data" / "problems"


def test_missing_folder_is_named():
    with pytest.raises(InputError, match="no 'nothing' folder"):
        data_directory("nothing")
