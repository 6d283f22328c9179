"""The file of a learned theory: JSON with words, weights and figures, and nothing that could be run.

It may come from anybody, so everything in it is checked: numbers are finite, lists are as long as they have to be.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source

MOST_BYTES = 256 * 1024 * 1024

FiniteNumber = Annotated[float, Field(allow_inf_nan=False)]
UnitNumber = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Terms(_Strict):
    """The terms of one kind, words or characters, each with how rare it is (`idf`)."""

    terms: tuple[str, ...]
    idf: tuple[FiniteNumber, ...]

    @model_validator(mode="after")
    def _fits(self) -> Terms:
        if len(self.terms) != len(self.idf) or not self.terms or len(set(self.terms)) != len(self.terms):
            raise ValueError("each term has one idf")
        return self


class Figures(_Strict):
    """How a clause did on texts that were held out, in groups that were not learned from.

    `base` is the accuracy of saying always what is more frequent; `auc` is null where only one answer was held out, and
    for a clause with values. `decided` is the share with a probability up to 0.25 or from 0.75, and `right` the share
    of those that is right. For a clause with values, `yes` counts the most frequent one.
    """

    texts: int = Field(ge=0)
    yes: int = Field(ge=0)
    base: UnitNumber
    accuracy: UnitNumber
    balanced: UnitNumber
    auc: UnitNumber | None
    decided: UnitNumber
    right: UnitNumber | None


class LearnedClause(_Strict):
    """The classifier of a clause. `asked` is a hash of its wording; `slope` and `shift` make log-odds of a score."""

    asked: str
    weights: tuple[FiniteNumber, ...]
    bias: FiniteNumber
    slope: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    shift: FiniteNumber
    held_out: Figures


class LearnedValue(_Strict):
    """What tells one value of a clause from all others."""

    weights: tuple[FiniteNumber, ...]
    bias: FiniteNumber
    slope: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    shift: FiniteNumber


class LearnedValues(_Strict):
    """The classifiers of a clause with labels or whole numbers, by value. `asked` is a hash of its wording and sort."""

    asked: str
    values: Mapping[str, LearnedValue] = Field(min_length=2)
    held_out: Figures


class Embedding(_Strict):
    """Which model makes rows of texts: its folder, the SHA-256 of its files, and how many numbers a row has.

    `centres` are rows, of length 1, near which the texts lie that were learned from.
    """

    folder: str
    sha256: str
    size: int = Field(ge=1, le=65_536)
    centres: tuple[tuple[FiniteNumber, ...], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits(self) -> Embedding:
        if any(len(row) != self.size for row in self.centres):
            raise ValueError(f"each centre has {self.size} numbers")
        return self


class LearnedFile(_Strict):
    """Everything that was learned, of words and characters or of an embedding.

    `least_known` is the share of known words that a text must have, or how near to a centre it must be (the cosine).
    """

    kind: Literal["logitext learned"] = "logitext learned"
    format: Literal[1] = 1
    texts: int = Field(ge=1)
    groups: int = Field(ge=1)
    least_known: UnitNumber
    words: Terms | None = None
    characters: Terms | None = None
    embedding: Embedding | None = None
    clauses: Mapping[str, LearnedClause] = Field(default_factory=dict)
    values: Mapping[str, LearnedValues] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _fits(self) -> LearnedFile:
        if self.embedding is not None and self.words is None and self.characters is None:
            wanted, what = self.embedding.size, "number of a row"
        elif self.embedding is None and self.words is not None and self.characters is not None:
            wanted, what = len(self.words.terms) + len(self.characters.terms), "term"
        else:
            raise ValueError("it has words and characters, or an embedding")
        of_values = [(name, one) for name, clause in self.values.items() for one in clause.values.values()]
        sizes = [(name, len(one.weights)) for name, one in self.clauses.items()]
        sizes += [(name, len(one.weights)) for name, one in of_values]
        wrong = [name for name, size in sizes if size != wanted]
        if wrong or not (self.clauses or self.values):
            raise ValueError(f"`{wrong[0]}` has not one weight for each {what}" if wrong else "it has no clause")
        return self

    @property
    def held_out(self) -> dict[str, Figures]:
        """How each clause did on texts that were held out."""
        found = {name: one.held_out for name, one in self.clauses.items()}
        return found | {name: one.held_out for name, one in self.values.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """The clauses that were learned."""
        return (*self.clauses, *self.values)


def save(learned: LearnedFile, path: str | os.PathLike[str]) -> None:
    """Write the file. InputError where that fails."""
    text = json.dumps(learned.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    try:
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        message = f"{os.fspath(path)} cannot be written: {error.strerror or error}"
        raise InputError([Diagnostic("NLT608", message, hint="name another file")]) from None


def load(path: str | os.PathLike[str]) -> tuple[LearnedFile, str]:
    """What a file holds, and the beginning of its SHA-256. InputError where it is none."""
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            _wrong(path, f"it is larger than {MOST_BYTES // 1024 // 1024} MiB")
        raw = Path(path).read_bytes()
    except OSError as error:
        _wrong(path, error.strerror or str(error))
    try:
        return LearnedFile.model_validate_json(raw), hashlib.sha256(raw).hexdigest()[:12]
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        _wrong(path, f"{where}: {first['msg']}" if where else first["msg"])


def _wrong(path: str | os.PathLike[str], why: str) -> NoReturn:
    source = Source(os.fspath(path), "")
    hint = "`logitext learn POLICY CASES -o FILE` makes one"
    raise InputError([Diagnostic("NLT547", f"what was learned cannot be read: {why}", source, hint=hint)])
