"""`ask`: the person at the terminal; `ask:FILE` keeps what they say in a file."""

from __future__ import annotations

from logitext.theory.ask import Ask
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, wrong


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    if argument == "":
        wrong("NLT511", "the file after `ask:` is missing", "write `ask`, or `ask:FILE` to keep the answers in a file")
    return Ask(save=argument)
