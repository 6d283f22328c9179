"""The file that a run writes for people, by its lines: read when they are wanted, as it may be larger than memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from logitext.reading.strict_json import decoded
from logitext.records.review import ReviewEntry
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.verify.parsed_result import parsed_result

WRONG = "NLT670"


@dataclass(frozen=True, slots=True)
class _Line:
    at: int
    size: int


class ReviewFile:
    """The entries of such a file. InputError, naming the line, where one of them is none."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._lines: list[_Line] = []
        at = 0
        try:
            with self.path.open("rb") as file:
                for line in file:
                    if line.strip():
                        self._lines.append(_Line(at, len(line)))
                        self._entry(len(self._lines) - 1, line)
                    at += len(line)
        except OSError as error:
            raise self._refused(
                f"it cannot be read: {error.strerror or error}", "write one with `run --review`"
            ) from None

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> ReviewEntry:
        """The entry of this number, from 0. InputError where the file has changed."""
        where = self._lines[number]
        try:
            with self.path.open("rb") as file:
                file.seek(where.at)
                return self._entry(number, file.read(where.size))
        except OSError as error:
            raise self._refused(f"it cannot be read: {error.strerror or error}", None) from None

    def _entry(self, number: int, line: bytes) -> ReviewEntry:
        hint = "write it anew: `logitext run … --review FILE.jsonl`"
        try:
            data = decoded(line)
            if not isinstance(data, dict) or not isinstance(data.get("result"), dict):
                raise ValueError("it is no entry of a review")
            result = parsed_result(data["result"]).result
            return ReviewEntry.model_validate({**data, "result": result})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise self._refused(f"line {number + 1}: `{where}`: {first['msg'].lower()}", hint) from None
        except InputError as error:
            raise self._refused(f"line {number + 1}: {error.diagnostics[0].message}", hint) from None
        except ValueError as error:
            raise self._refused(f"line {number + 1}: {error}", hint) from None

    def _refused(self, message: str, hint: str | None) -> InputError:
        return InputError([Diagnostic(WRONG, message, Source(os.fspath(self.path), ""), None, hint)])
