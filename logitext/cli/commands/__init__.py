"""What can be said on the command line: a module for each command, with its arguments, its options and its help.

The function of the same name in the module of the same name in `logitext.cli` does the work. It is imported when the
command runs, so that help and settings load none of it.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable
from typing import Any

from logitext.syntax.diagnostics import Diagnostic, InputError


def work(declared: Callable[[], None]) -> Callable[..., Any]:
    """The function that does what a command declares; what it gives is the exit status."""

    @functools.wraps(declared)
    def run(**given: Any) -> Any:
        return worker(declared)(**given)

    return run


def worker(declared: Callable[..., Any]) -> Callable[..., Any]:
    """The function that does the work, imported."""
    module = importlib.import_module(declared.__module__.replace(".commands.", "."))
    function: Callable[..., Any] = getattr(module, declared.__name__)
    return function


def needs(extra: str, what: str, *packages: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Look for the packages of an extra before a command imports its work: InputError says what to install."""

    def checked(run: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(run)
        def look(**given: Any) -> Any:
            for package in packages:
                if importlib.util.find_spec(package) is None:
                    message = f"{what} needs the package `{package}`, which is not installed"
                    hint = f"install the extra `{extra}`: `pip install 'logitext[{extra}]'`"
                    raise InputError([Diagnostic("NLT648", message, hint=hint)])
            return run(**given)

        return look

    return checked
