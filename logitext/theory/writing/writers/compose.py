"""`compose`: texts put together from the policy; `compose:7` puts them together otherwise."""

from __future__ import annotations

from logitext.theory.specs import ModelOptions, wrong
from logitext.theory.writing.compose import Compose
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.writers import WRITERS


@WRITERS.of_file
def make(argument: str | None, _options: ModelOptions) -> Writer:
    if argument is not None and not argument.isdecimal():
        wrong("NLT511", f"`compose` takes a number, not `{argument}`", "`compose:7` puts texts together otherwise")
    return Compose(int(argument or 0))
