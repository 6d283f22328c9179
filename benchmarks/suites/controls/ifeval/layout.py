r"""Constraints on how a response is laid out: paragraphs, lists, marks, and what it begins and ends with.

>>> highlights("* one *two* and **three**"), bullets("* one\n- two\n* * *", 2)
(2, True)
"""

from __future__ import annotations

import json
import re

_DIVIDER = re.compile(r"^[ \t]*(?:\*\*\*|\* \* \*)[ \t]*$", re.MULTILINE)
_BLANK = re.compile(r"\n\s*\n")
_BULLET = re.compile(r"^[ \t]*[*-][ \t]+(?!\*[ \t]*\*[ \t]*$)\S", re.MULTILINE)
_HIGHLIGHT = re.compile(r"(?<!\*)(\*{1,3})(?=[^\s*])[^*\n]*(?<=\S)\1(?!\*)")
_TITLE = re.compile(r"<<[^<>\n]*[^<>\s][^<>\n]*>>")
_PLACEHOLDER = re.compile(r"\[[^\[\]]*[^\[\]\s][^\[\]]*\]")
_SEPARATOR = re.compile(r"(?<!\*)\*{6}(?!\*)")
_FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*)\n```", re.DOTALL | re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”"}
ANSWERS = ("My answer is yes.", "My answer is no.", "My answer is maybe.")
"""What the answer is to be chosen from."""


def paragraphs(text: str, n: int) -> bool:
    """Whether lines of `***` part the text into n paragraphs, none of them empty."""
    parts = _DIVIDER.split(text)
    return len(parts) == n and all(part.strip() for part in parts)


def first_word(text: str, n: int, nth: int, word: str) -> bool:
    """Whether blank lines part the text into n paragraphs, and the nth begins with a word."""
    parts = [part for part in _BLANK.split(text) if part.strip()]
    if len(parts) != n or not 1 <= nth <= n:
        return False
    return re.match(rf"[\W_]*{re.escape(word)}(?!\w)", parts[nth - 1], re.IGNORECASE) is not None


def bullets(text: str, n: int) -> bool:
    """Whether n lines are bullet points: `*` or `-`, a space, and something after it that makes no divider."""
    return len(_BULLET.findall(text)) == n


def highlights(text: str) -> int:
    """How many passages of a line stand between asterisks, without white space inside beside these."""
    return sum(1 for _ in _HIGHLIGHT.finditer(text))


def highlighted(text: str, n: int) -> bool:
    """Whether at least n passages are highlighted."""
    return highlights(text) >= n


def sections(text: str, mark: str, n: int) -> bool:
    """Whether n lines begin with the mark and a number, a Roman numeral or a capital letter; signs may precede it."""
    start = rf"^[\W_]*{re.escape(mark)}[ \t]+(?:\d+|[IVXLC]+|[A-Z])\b"
    return len(re.findall(start, text, re.MULTILINE | re.IGNORECASE)) == n


def title(text: str) -> bool:
    """Whether something stands in double angular brackets."""
    return _TITLE.search(text) is not None


def placeholders(text: str, n: int) -> bool:
    """Whether at least n times something stands in square brackets."""
    return len(_PLACEHOLDER.findall(text)) >= n


def postscript(text: str, mark: str) -> bool:
    """Whether a line begins with the mark, and says something after it."""
    return re.search(rf"^[ \t]*{re.escape(mark)}[.:]?[ \t]*\w", text, re.MULTILINE | re.IGNORECASE) is not None


def is_json(text: str) -> bool:
    """Whether the whole is JSON, or one fenced block of it."""
    fenced = _FENCED.fullmatch(text.strip())
    try:
        json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return False
    return True


def one_answer(text: str) -> bool:
    """Whether one of the three answers is in it, and only one."""
    return sum(answer in text for answer in ANSWERS) == 1


def two_responses(text: str) -> bool:
    """Whether six asterisks part it into two, neither of them empty, and different."""
    parts = [" ".join(part.split()) for part in _SEPARATOR.split(text)]
    return len(parts) == 2 and all(parts) and parts[0] != parts[1]


def repeats(text: str, phrase: str) -> bool:
    """Whether it begins with these words, and goes on. White space may differ."""
    whole, said = " ".join(text.split()), " ".join(phrase.split())
    return whole.startswith(said) and len(whole) > len(said)


def ends(text: str, phrase: str) -> bool:
    """Whether it ends with these words; a closing quotation mark may follow."""
    return text.rstrip().rstrip('"”').rstrip().lower().endswith(phrase.strip().lower())


def quoted(text: str) -> bool:
    """Whether double quotation marks stand around the whole."""
    whole = text.strip()
    return len(whole) > 2 and _QUOTES.get(whole[0]) == whole[-1]
