"""Where records go: standard output, or files that are written whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from rich.console import Group, RenderableType

from logitext.cli.forms import RECORDS, by_suffix
from logitext.records.frozen import Frozen
from logitext.report.console import to_text
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.write import write_text

RecordT = TypeVar("RecordT", bound=Frozen)


def write_records(
    records: Sequence[RecordT],
    render: Callable[[RecordT], RenderableType],
    *,
    format: str,
    output: Sequence[str],
    quiet: bool,
    others: Mapping[str, Callable[[Sequence[RecordT]], str]] = MappingProxyType({}),
) -> None:
    """Print or write records of any kind, `render` being how a person reads one. InputError if a file cannot be.

    `others` are the formats that only these records have; a name such as `.xml` is what files of it end in.
    """
    for target in output or ("-",):
        path = None if target == "-" else Path(target)
        suffix = "" if path is None else path.suffix.lower()
        form = suffix if suffix in others else by_suffix(RECORDS).get(suffix, format)
        if form in others:
            shown = others[form](records)
        elif form == "text":
            shown = to_text(Group(*(render(one) for one in records)))
        else:
            shown = as_json([one.model_dump(mode="json") for one in records], form)
        if path is not None:
            write_file(path, shown)
        elif not quiet:
            sys.stdout.write(shown)


def as_json(dicts: Sequence[dict[str, Any]], format: str) -> str:
    """JSON for one is its own, for several a list of them; JSON Lines has one a line."""
    if format == "jsonl":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dicts)
    return json.dumps(dicts[0] if len(dicts) == 1 else dicts, ensure_ascii=False, indent=2) + "\n"


def write_file(path: Path, content: str) -> None:
    """Whole or not at all; InputError where that cannot be done."""
    try:
        write_text(path, content)
    except OSError as error:
        raise cannot_write(path, error.strerror or str(error)) from None


def cannot_write(path: Path, why: str) -> InputError:
    """The error about a file that cannot be written."""
    return InputError([Diagnostic("NLT608", f"cannot write {path}: {why}")])
