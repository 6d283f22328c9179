"""What makes rows of numbers of texts: words and characters, or an embedding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from logitext.theory.learned.embedding import EmbeddingRows
from logitext.theory.learned.file import LearnedFile
from logitext.theory.learned.terms import TermRows


class TextRows(Protocol):
    """Makes rows of texts, and says how like they are to those that were learned from."""

    def __call__(self, texts: Sequence[str]) -> Any:
        """A row for each text: a matrix, sparse or not."""

    def cells(self, text: str) -> Sequence[tuple[int, float]]:
        """The columns of a text's row that are not 0, with their numbers."""

    def known(self, text: str) -> float:
        """How like a text is to those that were learned from, from 0 to 1."""

    def unlike(self, known: float, least: float) -> str:
        """In which way a text is unlike the others."""


def rows_of(learned: LearnedFile) -> TextRows:
    """What makes rows as in a file. InputError where a package or the embedding's folder is missing."""
    if learned.embedding is not None:
        return EmbeddingRows.of(learned.embedding)
    assert learned.words is not None
    assert learned.characters is not None
    return TermRows.of(learned.words, learned.characters)
