"""Policies by names of their own, as commands that serve several of them take them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from logitext.syntax.diagnostics import Diagnostic, InputError

CANNOT_START = "NLT664"


def named(policies: Sequence[str]) -> dict[str, str]:
    """The files by the names of their policies: `NAME=FILE`, or the file's name without its suffix. InputError.

    >>> named(["rules/chat.nltc", "post=rules/v2.nltc"])
    {'chat': 'rules/chat.nltc', 'post': 'rules/v2.nltc'}
    """
    found: dict[str, str] = {}
    wrong = []
    for written in policies:
        name, equals, file = written.partition("=")
        if not equals or "/" in name or os.sep in name:
            name, file = Path(written).stem, written
        if name in found:
            message = f"two policies are called `{name}`: {found[name]} and {file}"
            wrong.append(Diagnostic(CANNOT_START, message, hint=f"give one another name: `NAME={file}`"))
        elif not name or not name.isprintable() or any(sign in name for sign in "/:\\"):
            wrong.append(Diagnostic(CANNOT_START, f"`{name}` cannot be a policy's name", hint="write `NAME=FILE`"))
        found.setdefault(name, file)
    if wrong:
        raise InputError(wrong)
    return found
