r"""Words with gaps, filled and read back. What a gap takes its name says.

| gap | what it takes |
| --- | --- |
| `{n}`, `{nth}` | a whole number |
| `{how}` | `at least` or `less than` |
| `{words}` | strings as JSON writes them, one or more |
| any other | such a string |

>>> said = say("has {how} {n} of {words}", {"how": "at least", "n": 2, "words": ["a b", 'c"']})
>>> said
'has at least 2 of "a b", "c\\""'
>>> read("has {how} {n} of {words}", said)
{'how': 'at least', 'n': 2, 'words': ['a b', 'c"']}
>>> read("has {how} {n} of {words}", "has nothing")
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from typing import Any

HOW = ("at least", "less than")
"""The comparisons that a constraint makes."""

_GAP = re.compile(r"\{(\w+)\}")
_STRING = r'"(?:[^"\\]|\\.)*"'
_TAKES = {"n": r"\d+", "nth": r"\d+", "how": "|".join(HOW), "words": f"{_STRING}(?:, {_STRING})*"}


def say(words: str, gaps: Mapping[str, Any]) -> str:
    """The words with their gaps filled. ValueError where something does not fit its gap."""
    return _GAP.sub(lambda gap: _filled(gap[1], gaps[gap[1]]), words)


def read(words: str, said: str) -> dict[str, Any] | None:
    """What fills the gaps of the words in what was said; None where these are other words."""
    found = _pattern(words).fullmatch(said)
    return None if found is None else {gap: _value(gap, text) for gap, text in found.groupdict().items()}


def _filled(gap: str, value: Any) -> str:
    if gap in ("n", "nth"):
        text = str(value)
    elif gap == "how":
        text = value
    else:
        text = ", ".join(_quoted(one) for one in (value if gap == "words" else [value]))
    if re.fullmatch(_takes(gap), text) is None:
        raise ValueError(f"{value!r} does not fit the gap {gap}")
    return text


def _quoted(text: str) -> str:
    """As JSON. White space other than plain spaces is spelt out, as a clause would fold it."""
    return re.sub(r"[^\S ]", lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def _value(gap: str, text: str) -> Any:
    if gap in ("n", "nth"):
        return int(text)
    if gap == "how":
        return text
    strings = [json.loads(one) for one in re.findall(_STRING, text)]
    return strings if gap == "words" else strings[0]


def _takes(gap: str) -> str:
    return _TAKES.get(gap, _STRING)


@functools.cache
def _pattern(words: str) -> re.Pattern[str]:
    # `split` gives what is between the gaps and their names in turn.
    parts = _GAP.split(words)
    return re.compile(
        "".join(f"(?P<{part}>{_takes(part)})" if number % 2 else re.escape(part) for number, part in enumerate(parts))
    )
