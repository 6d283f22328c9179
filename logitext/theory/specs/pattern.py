"""`pattern`: the patterns of the policy; `pattern:complete` takes a clause as false where none of them fits."""

from __future__ import annotations

from logitext.theory.pattern import Pattern
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, wrong


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    if argument not in (None, "complete"):
        hint = "`pattern:complete` takes a clause as false where none of its patterns fits"
        wrong("NLT511", f"`pattern` takes no argument but `complete`, and `{argument}` is given", hint)
    return Pattern(complete=argument is not None)
