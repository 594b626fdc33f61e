"""The public functions and classes say the types of their parameters and results."""

import inspect
from importlib.resources import files

import pytest

from tests.public_objects import public_objects


def public_callables():
    """Yield the name and the function of all that users call and that this package defines."""
    for name, thing in public_objects():
        if inspect.isclass(thing):
            yield from methods(thing)
        elif inspect.isfunction(thing):
            yield name, thing


def methods(cls):
    """Yield the public methods and properties of a class, and its constructor."""
    for name, member in inspect.getmembers_static(cls):
        if isinstance(member, (classmethod, staticmethod)):
            member = member.__func__
        elif isinstance(member, property):
            member = member.fget
        public = not name.startswith("_") or name in ("__init__", "__call__")
        if public and inspect.isfunction(member):
            yield f"{cls.__name__}.{name}", member


def missing_hints(function):
    """Return the parameters of a function, and "return", that have no type."""
    signature = inspect.signature(function)
    missing = [
        name
        for name, parameter in signature.parameters.items()
        if parameter.annotation is parameter.empty and name not in ("self", "cls")
    ]
    return missing + ["return"] * (signature.return_annotation is signature.empty)


def is_ours(function):
    """Return whether the package defines a function: much is inherited from scikit-learn."""
    return function.__module__.startswith("sk_epinet.")


HINTED = sorted({(name, f) for name, f in public_callables() if is_ours(f)})


@pytest.mark.parametrize(("name", "function"), HINTED, ids=[name for name, _ in HINTED])
def test_public_functions_have_type_hints(name, function):
    assert missing_hints(function) == [], f"{name} in {function.__module__}"


def test_a_missing_hint_is_found():
    class Half:
        def method(self, x: int, y=1) -> int: ...

        @classmethod
        def make(cls, x: int): ...

        @property
        def size(self): ...

    found = {name: missing_hints(member) for name, member in methods(Half)}
    assert found == {"Half.method": ["y"], "Half.make": ["return"], "Half.size": ["return"]}


def test_type_checkers_of_users_read_the_hints():
    assert files("sk_epinet").joinpath("py.typed").is_file()
