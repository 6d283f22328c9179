"""`ask`: the person at the terminal."""

from __future__ import annotations

from logitext.theory.specs import ModelOptions, wrong
from logitext.theory.writing.person import Person
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.writers import WRITERS


@WRITERS.of_file
def make(argument: str | None, _options: ModelOptions) -> Writer:
    if argument is not None:
        wrong("NLT511", f"`ask` takes no argument here, but `{argument}` is given", "write `ask`")
    return Person()
