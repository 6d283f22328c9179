"""`logitext lint --fix`: what is safe is mended, and the difference shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from logitext.cli import policies as reading
from logitext.cli.unified import show_diff
from logitext.linting.fix import fix
from logitext.policy.load import load_policy
from logitext.sync import run
from logitext.syntax.diagnostics import Diagnostic, InputError, LogitextError
from logitext.syntax.write import write_text

if TYPE_CHECKING:
    from logitext.linting.rule import Rule
    from logitext.policy.model import CheckedPolicy

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MOST = 1000
"""The most files of a folder that are looked at for policies that use another."""


def mend(policies: Sequence[CheckedPolicy], rules: Sequence[Rule], *, write: bool, quiet: bool) -> int:
    """Mend the files of policies, one after the other, and show what changes; how many findings that mends.

    Without `write` the files stay as they are. InputError where one cannot be written.
    """
    mended = 0
    for one in policies:
        name = one.source.name
        # One that was mended before may be used by it.
        policy = load_policy(name, delimiters=reading.given()) if mended and write else one
        users = list(_users(Path(name), policies))
        found = run(fix(policy, rules, users))
        if not found.done:
            continue
        mended += len(found.done)
        if not quiet:
            show_diff(name, policy.source.text, found.text)
        if write:
            _write(Path(name), found.text)
    return mended


def _users(path: Path, policies: Sequence[CheckedPolicy]) -> Iterator[CheckedPolicy]:
    """The policies that use a file: of those that are given, and of all beside it and below."""
    real = os.path.realpath(path)
    named = [Path(one.source.name) for one in policies if one.source.name != os.fspath(path)]
    found: dict[str, Path] = {os.path.realpath(one): one for one in (*named, *_beside(path))}
    for place, file in found.items():
        try:
            if place == real or path.name not in file.read_text("utf-8"):
                continue
            policy = load_policy(file, tests=False, delimiters=reading.given())
        except (LogitextError, OSError, ValueError):
            continue  # what does not load now is not made worse
        if any(os.path.realpath(one.source.name) == real for one in policy.documents):
            yield policy


def _beside(path: Path) -> list[Path]:
    found: list[Path] = []
    for here, folders, files in os.walk(path.parent or "."):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        found += [Path(here, file) for file in sorted(files) if file.endswith(".nltc")]
        if len(found) > _MOST:
            break
    return found[:_MOST]


def _write(path: Path, text: str) -> None:
    try:
        with path.open("rb") as file:
            marked = file.read(3) == _BYTE_ORDER_MARK
        write_text(path, ("\ufeff" if marked else "") + text)
    except OSError as error:
        message = f"cannot write {path}: {error.strerror or error}"
        raise InputError([Diagnostic("NLT608", message)]) from None
