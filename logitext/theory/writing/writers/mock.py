"""`mock:FILE`: a script of texts, for tests."""

from __future__ import annotations

from logitext.theory.specs import ModelOptions, wrong
from logitext.theory.writing.mock import load_writer
from logitext.theory.writing.protocol import Writer
from logitext.theory.writing.writers import WRITERS


@WRITERS.of_file
def make(argument: str | None, _options: ModelOptions) -> Writer:
    return load_writer(argument or wrong("NLT511", "`mock` needs a file", "write `mock:FILE`, a script with `texts`"))
