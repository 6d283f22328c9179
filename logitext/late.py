"""Names of a package that are imported when they are first used, so that importing the package costs next to nothing.

A package imports its names for type checkers, under `TYPE_CHECKING`, and says here which module each comes from:

    __getattr__, __dir__ = late_names(__name__, {"package.module": ("Name", "other_name")})

Python asks `__getattr__` for what a module does not have (PEP 562); from then on the module has it. A package whose
modules are used as `package.module.name` says `__getattr__ = late_modules(__name__)`.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any


def late_modules(package: str) -> Callable[[str], ModuleType]:
    """The `__getattr__` of a package whose modules are imported when they are used.

    >>> late_modules("logitext.syntax")("spam")
    Traceback (most recent call last):
    AttributeError: module 'logitext.syntax' has no attribute 'spam'
    """

    def get(name: str) -> ModuleType:
        module = f"{package}.{name}"
        try:
            return importlib.import_module(module)  # from then on the package has it
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return get


def late_names(
    package: str, modules: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package whose names come from these modules.

    Names that come from the package itself are modules in it.

    >>> get, names = late_names("logitext", {"logitext.syntax.source": ("Span",)})
    >>> get("Span")(0, 1)
    Span(start=0, end=1)
    >>> get("Spam")
    Traceback (most recent call last):
    AttributeError: module 'logitext' has no attribute 'Spam'
    """
    home = {name: module for module, names in modules.items() for name in names}

    def get(name: str) -> Any:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        own = home[name] == package
        value = (
            importlib.import_module(f"{package}.{name}") if own else getattr(importlib.import_module(home[name]), name)
        )
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home})

    return get, names
