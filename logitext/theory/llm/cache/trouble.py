"""What the file of a cache must be, and how its errors begin."""

from __future__ import annotations

from pathlib import Path

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.theory.llm.cache.schema import APPLICATION, DEFINITIONS, VERSION
from logitext.theory.sqlite_file import Fault, FileKind

KIND = FileKind(
    APPLICATION,
    VERSION,
    DEFINITIONS,
    128 * 1024 * 1024,  # about twice the largest that is written
    cannot_open=Fault("NLT530", "the answer cache cannot be used"),
    cannot_write=Fault("NLT533", "the answer cache cannot be written"),
    foreign=Fault("NLT531", "this is no answer cache"),
    broken=Fault("NLT532", "the answer cache is damaged"),
    tables="a cache",
    repair="delete the file: what it held is asked anew",
)


def no_entry(path: Path | str, message: str, hint: str) -> InputError:
    """A key that stands for no entry, or not for one alone."""
    return InputError([Diagnostic("NLT534", message, Source(str(path), ""), None, hint)])
