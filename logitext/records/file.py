"""A record that stands in a file of JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from logitext.records.frozen import Frozen
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import MAX_BYTES, read_bytes

R = TypeVar("R", bound=Frozen)


def read_record(path: str, kind: type[R], what: str, code: str, hint: str) -> R:
    """The record in a file. InputError with this code, what it should hold and the hint where it holds none."""
    try:
        data = read_bytes(Path(path))
        if len(data) > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES // 2**20} MiB")
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        message = f"{path} holds no {what}: {f'`{where}`: ' if where else ''}{first['msg'].lower()}"
        raise InputError([Diagnostic(code, message, hint=hint)]) from None
    except ValueError as error:
        raise InputError([Diagnostic(code, f"cannot read {path}: {error}", hint=hint)]) from None
