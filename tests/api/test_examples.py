"""Every function of the API has an example, and the examples are true."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import minimesa
import minimesa.api

MODULES = [
    minimesa,
    *(
        importlib.import_module(f"minimesa.api.{module.name}")
        for module in pkgutil.iter_modules(minimesa.api.__path__)
    ),
]
FUNCTIONS = [name for name in minimesa.api.__all__ if inspect.isfunction(getattr(minimesa, name))]


def test_the_verbs_are_functions():
    assert {"solve", "inspect", "price", "check", "improve", "verify"} <= set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example(name):
    function = getattr(minimesa, name)
    assert doctest.DocTestFinder(recurse=False).find(function)[0].examples


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_argument_is_described(name):
    function = getattr(minimesa, name)
    arguments = inspect.signature(function).parameters
    text = function.__doc__
    if "Args and errors are those of" not in text:
        assert [word for word in arguments if f"        {word}: " not in text] == []
    else:
        assert arguments.keys() == inspect.signature(minimesa.read_circuit).parameters.keys()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0
