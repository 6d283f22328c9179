"""`logitext fmt FILE…`: bring the annotations of policies into the one layout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from logitext.api.without_texts.layout import formatted
from logitext.cli import exits, policies
from logitext.cli.documents import STDIN
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.read import MAX_BYTES, decode, read_text
from logitext.syntax.source import Source

_BYTE_ORDER_MARK = "\ufeff"


def command(files: tuple[str, ...], check: bool, diff: bool, line_length: int) -> int:
    problems: list[Diagnostic] = []
    changed = 0
    for path in _paths(files, problems):
        try:
            changed += _format(path, line_length, check=check, diff=diff)
        except PolicyError as error:
            problems += error.diagnostics
    if problems:
        raise PolicyError(problems)
    return exits.VIOLATION if changed and (check or diff) else exits.DONE


def _paths(arguments: tuple[str, ...], problems: list[Diagnostic]) -> Iterator[Path | None]:
    """The files to format, each once; None is standard input. Hidden folders are not looked into."""
    seen: set[Path | None] = set()
    for argument in arguments:
        path = Path(argument)
        found: list[Path | None] = [None] if argument == STDIN else [path]
        if argument != STDIN and path.is_dir():
            inside = sorted(path.rglob("*.nltc"))
            found = [one for one in inside if one.is_file() and not _hidden(one.relative_to(path))]
            if not found:
                message, hint = "there is no policy in this folder", "name files, or a folder with `.nltc` files"
                problems.append(Diagnostic("NLT001", message, Source(argument, ""), hint=hint))
        yield from (one for one in found if one not in seen)
        seen.update(found)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _format(path: Path | None, line_length: int, *, check: bool, diff: bool) -> bool:
    """Format a file, or standard input; whether that changes, or would change, it. PolicyError with what is wrong."""
    name = "<stdin>" if path is None else str(path)
    text = _read(path, name)
    new = formatted(text, name, line_length, policies.given())
    changed = new != text
    if changed and diff:
        from logitext.cli.unified import show_diff  # noqa: PLC0415  # rich, which only `--diff` needs

        show_diff(name, text, new)
    if path is None:
        if not (check or diff):
            sys.stdout.buffer.write(new.encode())
    elif changed and not (check or diff):
        _write(path, name, new)
    if changed and (check or path is not None):
        click.echo(f"{'would format' if check or diff else 'formatted'} {name}", err=True)
    return changed


def _read(path: Path | None, name: str) -> str:
    """The text of a file, with its byte-order mark. PolicyError where it cannot be read."""
    try:
        if path is None:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
            text = decode(data)
            marked = data.startswith(_BYTE_ORDER_MARK.encode())
        else:
            text = read_text(path)
            with path.open("rb") as file:
                marked = file.read(3) == _BYTE_ORDER_MARK.encode()
    except ValueError as error:
        raise PolicyError([Diagnostic("NLT001", str(error), Source(name, ""))]) from None
    return _BYTE_ORDER_MARK + text if marked else text


def _write(path: Path, name: str, text: str) -> None:
    """Write a formatted file, as a whole or not at all. PolicyError where that cannot be done."""
    from logitext.syntax.write import write_text  # noqa: PLC0415  # secrets, which a file that is in order needs not

    try:
        write_text(path, text)
    except OSError as error:
        message = f"it cannot be written: {error.strerror or error}"
        raise PolicyError([Diagnostic("NLT001", message, Source(name, ""))]) from None
