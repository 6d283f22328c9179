"""The theories that specs such as `answers:FILE` name, a file each: the name of the file is the name of the theory.

Each registers a function that makes the theory of its argument (what follows the colon, None without one) and of the
options of models. It raises InputError where these make no sense, and imports the theory when it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeAlias

from logitext.registry import Registry
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Theory

ModelOptions: TypeAlias = Mapping[str, Any]
"""How a model is asked: the arguments of `theory.OpenAI` by name, `model` among them."""

TheoryMaker: TypeAlias = Callable[[str | None, ModelOptions], Theory]

THEORIES: Registry[TheoryMaker] = Registry("theory", "logitext.theory.specs")


def wrong(code: str, message: str, hint: str) -> NoReturn:
    """Raise an error about a spec: InputError."""
    raise InputError([Diagnostic(code, message, hint=hint)])


def file_of(name: str, argument: str | None, hint: str) -> str:
    """The argument of a theory that needs a file. InputError where it has none."""
    return argument or wrong("NLT511", f"`{name}` needs a file", hint)
