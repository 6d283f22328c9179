"""Where results go: standard output, or files that are written whole or not at all."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from rich.console import Group, RenderableType

from logitext.engine.frozen import Frozen
from logitext.engine.result import Result
from logitext.policy.model import CheckedPolicy
from logitext.report import text
from logitext.report.console import console, to_text
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.write import write_text

Record = TypeVar("Record", bound=Frozen)

_BY_SUFFIX = {".json": "json", ".jsonl": "jsonl", ".txt": "text"}


def write(results: Sequence[Result], policy: CheckedPolicy, *, format: str, output: Sequence[str], quiet: bool) -> None:
    """Print or write the results of a check. InputError where a file cannot be written."""
    for target in output or ("-",):
        if target == "-":
            if not quiet:
                _print(results, policy, format)
        else:
            path = Path(target)
            write_file(path, _render(results, policy, _BY_SUFFIX.get(path.suffix.lower(), format)))


def write_records(
    records: Sequence[Record],
    render: Callable[[Record], RenderableType],
    *,
    format: str,
    output: Sequence[str],
    quiet: bool,
    others: Mapping[str, Callable[[Sequence[Record]], str]] = MappingProxyType({}),
) -> None:
    """Print or write records of any kind, `render` being how a person reads one. InputError if a file cannot be.

    `others` are the formats that only these records have; a name such as `.xml` is what files of it end in.
    """
    for target in output or ("-",):
        path = None if target == "-" else Path(target)
        suffix = "" if path is None else path.suffix.lower()
        form = suffix if suffix in others else _BY_SUFFIX.get(suffix, format)
        if form in others:
            shown = others[form](records)
        elif form == "text":
            shown = to_text(Group(*(render(one) for one in records)))
        else:
            shown = _json([one.model_dump(mode="json") for one in records], form)
        if path is not None:
            write_file(path, shown)
        elif not quiet:
            sys.stdout.write(shown)


def _print(results: Sequence[Result], policy: CheckedPolicy, format: str) -> None:
    if format == "text" and sys.stdout.isatty():
        console().print(_text(results, policy))
    else:
        sys.stdout.write(_render(results, policy, format))


def _text(results: Sequence[Result], policy: CheckedPolicy) -> RenderableType:
    parts: list[RenderableType] = []
    for result in results:
        parts.extend(["", text.render(result, policy)] if parts else [text.render(result, policy)])
    return Group(*parts)


def _render(results: Sequence[Result], policy: CheckedPolicy, format: str) -> str:
    """JSON for one document is its result, for several a list of them; JSON Lines has a result a line."""
    if format == "text":
        return to_text(_text(results, policy))
    return _json([result.to_dict() for result in results], format)


def _json(dicts: Sequence[dict[str, Any]], format: str) -> str:
    if format == "jsonl":
        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in dicts)
    return json.dumps(dicts[0] if len(dicts) == 1 else dicts, ensure_ascii=False, indent=2) + "\n"


def write_file(path: Path, content: str) -> None:
    """Whole or not at all; InputError where that cannot be done."""
    try:
        write_text(path, content)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise InputError([Diagnostic("NLT608", message)]) from None
