"""`learned:FILE`: a theory that `logitext learn` has made."""

from __future__ import annotations

from logitext.theory.learned.theory import Learned
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, file_of


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    file = file_of("learned", argument, "write `learned:FILE`; `logitext learn POLICY CASES -o FILE` makes one")
    return Learned(file)
