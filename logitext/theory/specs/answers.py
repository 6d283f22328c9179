"""`answers:FILE`: answers that stand in a file."""

from __future__ import annotations

from logitext.theory.files.answers_file import load_answers
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, file_of


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    file = file_of("answers", argument, "write `answers:FILE`")
    return load_answers(file)
