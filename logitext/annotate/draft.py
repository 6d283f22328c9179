"""A draft: what a model proposes to mark in some prose. It is data from outside, and is believed in nothing.

>>> draft = read_draft({"text": {"name": "post"}, "clauses": [{"name": "rude", "words": "is rude"}], "statements": []})
>>> draft.clauses[0].opening
'let rude = '
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST = 500
"""The most clauses, and the most statements, of a draft."""

AnswerSort = Literal["true or false", "whole number", "number", "date", "text", "label"]

_SORTS = {"true or false": "", "whole number": ": Int", "number": ": Real", "date": ": Date", "text": ": Text"}

Short = Annotated[str, Field(max_length=200)]


class DraftError(ValueError):
    """What is wrong with a draft, in words that its drafter can act on."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class DraftText(_Part):
    """The text that the policy is about."""

    name: Short
    about: Short | None = None


class DraftClause(_Part):
    """Some words of the prose that are one judgement: what it is called, and what the answer is."""

    name: Short
    words: Annotated[str, Field(min_length=1, max_length=2_000)]
    answer: AnswerSort = "true or false"
    labels: tuple[Short, ...] | None = None

    @property
    def opening(self) -> str:
        """What stands before the words in an annotation."""
        sort = f": {' | '.join(self.labels or ())}" if self.answer == "label" else _SORTS[self.answer]
        return f"let {self.name}{sort} = "


class Draft(_Part):
    """What is to be marked, and the statements that follow from it: definitions, assumptions, verdicts."""

    text: DraftText
    clauses: Annotated[tuple[DraftClause, ...], Field(max_length=MOST)]
    statements: Annotated[tuple[Annotated[str, Field(max_length=4_000)], ...], Field(max_length=MOST)]


def read_draft(data: Any) -> Draft:
    """The draft in a reply. DraftError with everything that does not have the shape."""
    try:
        return Draft.model_validate(data, strict=False)
    except ValidationError as error:
        raise DraftError(
            [f"`{'.'.join(map(str, one['loc'])) or 'the reply'}`: {one['msg'].lower()}" for one in error.errors()]
        ) from None
