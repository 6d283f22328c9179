"""`--set clause=value`, `--what-if clause=value`: answers on the command line, read as those of an answers file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from logitext.syntax.source import Source, Span
from logitext.theory.answers import Answers
from logitext.theory.files.entries import Entries, FileEntry
from logitext.theory.files.nodes import Scalar
from logitext.theory.files.problems import Problems
from logitext.unicode.names import normal

_NAME = re.compile(r"""(?:[^="]|"[^"]*"?)*""")


def parted(setting: str) -> tuple[str, str, str]:
    """The name, the `=` and the value of a setting; the key of an element may hold a `=`.

    >>> parted('threat(messages["a=b"])=true'), parted("threat")
    (('threat(messages["a=b"])', '=', 'true'), ('threat', '', ''))
    """
    found = _NAME.match(setting)
    end = found.end() if found else 0
    return setting[:end], setting[end : end + 1], setting[end + 1 :]


def parse_settings(settings: Sequence[str], option: str = "--set") -> Answers:
    """The theory that gives these answers. InputError for what is no `clause=value`, or a clause set twice."""
    source = Source(option, "\n".join(settings))
    problems = Problems(source)
    entries: dict[str, FileEntry] = {}
    start = 0
    for setting in settings:
        name, equals, value = parted(setting)
        at = start + len(name) + len(equals)
        key = Span(start, start + len(name))
        if not equals or not name.strip():
            whole = Span(start, start + len(setting))
            problems.error("NLT606", "expected `clause=value`", whole, f"for example `{option} threat=true`")
        elif (clause := normal(name.strip())) in entries:
            problems.error("NLT606", f"`{clause}` is set twice", key, "keep one of them")
        else:
            scalar = Scalar(value.strip(), plain=True, span=Span(at, at + len(value)))
            entries[clause] = FileEntry(clause, None, key, scalar)
        start += len(setting) + 1
    problems.raise_any()
    return Answers.of_entries(Entries(general=entries), source, name=option)
