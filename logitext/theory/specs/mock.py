"""`mock:FILE`: a script of answers and faults, for tests."""

from __future__ import annotations

from logitext.theory.mocking.mock import load_mock
from logitext.theory.protocol import Theory
from logitext.theory.specs import THEORIES, ModelOptions, file_of


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    file = file_of("mock", argument, "write `mock:FILE`")
    return load_mock(file)
