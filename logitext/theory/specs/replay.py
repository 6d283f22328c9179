"""`replay:FILE`: the answers of a recording."""

from __future__ import annotations

from logitext.theory.protocol import Theory
from logitext.theory.recording.replay import Replay
from logitext.theory.specs import THEORIES, ModelOptions, file_of


@THEORIES.of_file
def make(argument: str | None, _options: ModelOptions) -> Theory:
    file = file_of("replay", argument, "write `replay:FILE`; `--record FILE` makes one")
    return Replay(file)
