"""What `logitext cache` prints. What comes out of the file is printed so that it cannot command a terminal."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from logitext.policy.sorts import show
from logitext.report.console import printable
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.llm.cache.entry import CacheEntry, Info

_KEY = 12
"""Characters of a key that are listed: two of a million entries share them with a probability of 0.002."""


def info_json(info: Info, exists: bool) -> str:
    """What is in a cache, as JSON."""
    data = {
        "path": str(info.path),
        "exists": exists,
        "size": info.size,
        "entries": info.entries,
        "broken": info.broken,
        "with_texts": info.with_texts,
        "oldest": _time_or_none(info.oldest),
        "newest": _time_or_none(info.newest),
        "models": [{"endpoint": m.endpoint, "model": m.model, "entries": m.entries} for m in info.models],
        "usage": dict(info.usage),
        "cost_unknown": info.cost_unknown,
        "servers": info.servers,
    }
    return json.dumps(data, indent=2)


def info_text(info: Info, exists: bool) -> str:
    """What is in a cache, for a person."""
    if not exists:
        return f"there is no cache at {printable(str(info.path))} yet"
    rows = [
        ("cache", str(info.path)),
        ("size", f"{info.size / 1024:.0f} KiB" if info.size < 1024 * 1024 else f"{info.size / 1024 / 1024:.1f} MiB"),
        ("answers", f"{info.entries}, {info.with_texts} with the texts"),
    ]
    if info.oldest is not None and info.newest is not None:
        rows.append(("from", f"{_time(info.oldest)} to {_time(info.newest)}"))
    rows += [("model", f"{model.model} at {model.endpoint}: {model.entries}") for model in info.models]
    rows += [(name.replace("_", " "), f"{amount:.10g}") for name, amount in info.usage.items()]
    if info.cost_unknown:
        rows.append(("cost", f"not known of {info.cost_unknown}"))
    if info.broken:
        rows.append(("broken", f"{info.broken}; they are not used"))
    return _table(rows)


def listed(entry: CacheEntry) -> dict[str, Any]:
    """What is listed of an entry: no quotation, and nothing of what was sent."""
    answer = {name: part for name, part in entry.answer.items() if name in ("value", "probability")}
    return {
        "key": entry.key,
        "created": _time(entry.created),
        "clause": entry.components["clause"]["name"],
        "answer": answer or {"value": None},
        "model": entry.components["model"],
        "endpoint": entry.components["endpoint"],
    }


def line(one: Mapping[str, Any]) -> str:
    """An entry of a list, for a person."""
    columns = (
        one["key"][:_KEY],
        one["created"],
        f"{printable(one['clause']):20}",
        f"{_answer(one['answer']):16}",
        printable(one["model"]),
    )
    return "  ".join(columns).rstrip()


def exported(entry: CacheEntry, *, full: bool) -> dict[str, Any]:
    """An entry as JSON."""
    data = {
        "logitext_cache": 1,
        "key": entry.key,
        "created": _time(entry.created),
        "components": dict(entry.components),
        "answer": dict(entry.answer),
        "usage": dict(entry.usage),
    }
    return data | {"request": entry.request, "reply": entry.reply} if full else data


def entry_text(entry: CacheEntry) -> str:
    """An entry with everything in it, for a person."""
    rows = [("key", entry.key), ("created", _time(entry.created)), ("answer", _answer(entry.answer))]
    rows += [(name, _short(part)) for name, part in entry.answer.items() if name not in ("value", "probability")]
    rows += [(f"usage.{name}", _short(amount)) for name, amount in entry.usage.items()]
    rows += list(_leaves(entry.components))
    request = None if entry.request is None else json.dumps(entry.request, indent=2, ensure_ascii=False)
    bodies = [_body("request", request), _body("reply", entry.reply)]
    return "\n\n".join([_table(rows), *bodies])


def _body(name: str, body: str | None) -> str:
    if body is None:
        return f"{name}: not kept"
    return f"{name}:\n" + "\n".join(f"  {printable(line)}" for line in body.split("\n"))


def _leaves(data: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    for name, part in data.items():
        if isinstance(part, Mapping) and part:
            yield from _leaves(part, f"{within}{name}.")
        else:
            yield f"{within}{name}", _short(part)


def _short(data: Any) -> str:
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)


def _answer(answer: Mapping[str, Any]) -> str:
    value, probability = answer.get("value"), answer.get("probability")
    shown = "unknown" if value is None else printable(value) if isinstance(value, str) else show(value)
    return shown if probability is None else f"{shown} ({probability:.2f})"


def _table(rows: list[tuple[str, str]]) -> str:
    width = max(len(printable(name)) for name, _ in rows)
    return "\n".join(f"{printable(name):{width}}  {printable(value)}".rstrip() for name, value in rows)


def _time(seconds: float) -> str:
    """In UTC, to the second; the number as it is where it stands for no time that has a date."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def _time_or_none(seconds: float | None) -> str | None:
    return None if seconds is None else _time(seconds)


# --- files -------------------------------------------------------------------------------------------------------


@contextmanager
def writer(output: str) -> Iterator[Callable[[str], object]]:
    """A function that writes: to standard output for `-`, else to a file, which only its owner may read.

    The file is written whole or not at all, however much it is. InputError where it cannot be written.
    """
    if output == "-":
        yield sys.stdout.write
        return
    target = Path(output).resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8") as file:
                yield file.write
            return
        draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123  # no path opens a descriptor
                yield file.write
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"the export cannot be written: {error.strerror or error}"
        raise InputError([Diagnostic("NLT608", message, Source(output, ""), None, "name another file")]) from None
