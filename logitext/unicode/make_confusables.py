"""Makes `confusables.py` from Unicode's table of look-alikes.

    python -m logitext.unicode.make_confusables confusables.txt > logitext/unicode/confusables.py

The table is https://www.unicode.org/Public/security/latest/confusables.txt (UTS #39). Kept is what looks like ASCII:

- ASCII characters stay as they are: `1` is no `l`, and `m` is no `rn`.
- The two cases of a letter become the same, so that folding does not depend on case: Cyrillic в looks like no Latin
  letter, В looks like B, and both become b. Where the two look like different letters, the small one's counts.
- Digits count as what they mean and marks as themselves, so neither is in the table.
- Symbols stand for symbols only: × in `2×zorp` is no letter, and hides no beginning of a word.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

_OF_ASCII = (("rn", "m"), ("''", '"'), ("\u00ba/\u2080", "%"))
"""What Unicode's table takes ASCII characters for, and which they are."""


def table(source: str) -> dict[str, str]:
    r"""The characters that look like others, each with what it becomes.

    >>> table("0432 ;\t0299 ;\tMA\n0412 ;\t0042 ;\tMA\n00D7 ;\t0078 ;\tMA\n0441 ;\t0063 ;\tMA")
    {'в': 'b', 'с': 'c'}
    """
    rows = {}
    for line in source.splitlines():
        fields = line.partition("#")[0].split(";")
        if len(fields) >= 3:
            rows[_text(fields[0])] = _text(fields[1])
    small = {_small(char) for char in rows}
    looks = {char: _looks(char, rows) for char in sorted(small) if len(char) == 1 and not char.isascii()}
    return {char: other for char, other in looks.items() if other is not None and other != char}


def _text(code_points: str) -> str:
    return "".join([chr(int(one, 16)) for one in code_points.split()])


def _small(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _looks(char: str, rows: Mapping[str, str]) -> str | None:
    """What a small letter or another character becomes; None where that is not for this table."""
    kind = unicodedata.category(char)
    if kind[0] in "MZC" or kind == "Nd" or unicodedata.normalize("NFD", char) != char:  # its parts are looked up
        return None
    for same in (char, char.upper()):
        other = rows.get(same)
        if other is None or not _is_ascii_with_marks(other.replace(_OF_ASCII[-1][0], "%")):
            continue
        for taken_for, ascii_char in _OF_ASCII:
            other = other.replace(taken_for, ascii_char)
        other = unicodedata.normalize("NFC", _small(other))
        if kind[0] in "LN" or not any(one.isalnum() for one in other):
            return other
    return None


def _is_ascii_with_marks(text: str) -> bool:
    parts = unicodedata.normalize("NFD", text)
    return text.strip() != "" and all(part.isascii() or unicodedata.category(part)[0] == "M" for part in parts)


def written(source: str) -> str:
    """The module."""
    version = re.search(r"^# Version: (\S+)", source, re.MULTILINE)
    rows = [
        f"    {_literal(char)}: {_literal(other)},  # {unicodedata.name(char, '?')}"
        for char, other in table(source).items()
    ]
    return _HEAD.format(version=version[1] if version else "unknown") + "\n".join(rows) + "\n}\n"


def _literal(text: str) -> str:
    return '"' + "".join([_escaped(char) for char in text]) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isascii():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


_HEAD = '''"""Characters that look like those of ASCII. Made by `make_confusables.py`; not to be edited.

From Unicode's confusables.txt, version {version}. Copyright (c) Unicode, Inc., under the Unicode licence
(https://www.unicode.org/license.txt).
"""

CONFUSABLES = {{
'''

if __name__ == "__main__":
    sys.stdout.write(written(Path(sys.argv[1]).read_text("utf-8-sig")))
