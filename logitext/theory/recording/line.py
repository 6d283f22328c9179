"""One line of a recording: an answer, with all that it hangs on.

| key | what it holds |
| --- | --- |
| `logitext_recording` | the version of this format |
| `theory`, `version`, `model`, `prompt` | whose answer it is |
| `clause` | the clause as it was put: name, wording, sort, and what else the policy's author gave |
| `texts` | the SHA-256 of each text that it is about, null for one that was not given; never the text itself |
| `document` | the name of the document, for people |
| `answer` | `value` with `probability` and `quote`, or `unknown`, `refusal` or `failure` with the reason |
| `key` | the SHA-256 of what can change the answer: all of the above but the document and the answer |

A number is written exactly: `"1/3"` for a real, and a string for a whole number that other readers of JSON would round.
An answer that its theory took back is followed by a line with `"answer": {"withdrawn": true}`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from logitext.policy.findings import did_you_mean
from logitext.policy.sorts import INT, REAL, Sort, coerce
from logitext.policy.sorts import Value as SortValue
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Retract, Stop, Texts, Theory, Unknown, Value
from logitext.theory.recording import key

FORMAT = 1
START = b'{"logitext_recording": '
"""How every line begins."""

Recorded: TypeAlias = Value | Unknown | Refusal | Failure

_EXACT_ELSEWHERE = 2**53
_DECIMAL_BITS = 14_000
"""A whole number of more bits is written in hexadecimal: Python converts no more than 4300 decimal digits."""


class BrokenLineError(ValueError):
    """A line is none of a recording. The message is for people; `at` is the place in the line, where it is known."""

    def __init__(self, message: str, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class RecordingLine:
    """A line. `answer` is None where the theory took back what it answered last to the same."""

    identity: Mapping[str, str | None]
    clause: Mapping[str, Any]
    texts: Mapping[str, str | None]
    document: str | None
    answer: Recorded | None

    @property
    def key(self) -> str:
        """The hash of what can change the answer."""
        return key.digest({**self.identity, "clause": self.clause, "texts": self.texts})


def line_of(theory: Theory, question: Question, texts: Texts, answer: Answer) -> RecordingLine | None:
    """An answer as a line; None for Retract and Stop, which say nothing about the clause."""
    if isinstance(answer, Retract | Stop):
        return None
    return RecordingLine(key.identity(theory), key.content(question), key.hashes(question, texts), texts.label, answer)


# --- writing -----------------------------------------------------------------------------------------------------


def encode(line: RecordingLine) -> bytes:
    """A line in UTF-8, with its line end.

    >>> from logitext.theory.protocol import Question, Texts, Theory
    >>> line = line_of(Theory(), Question("q", "rude", "is rude"), Texts({"post": "hi"}), Value(True, 0.9))
    >>> decode(encode(line)) == line
    True
    """
    data = {
        "logitext_recording": FORMAT,
        **line.identity,
        "clause": dict(line.clause),
        "texts": dict(line.texts),
        "document": line.document,
        "answer": {"withdrawn": True} if line.answer is None else answer_data(line.answer),
        "key": line.key,
    }
    try:
        return json.dumps(data, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    except UnicodeEncodeError:  # half of a surrogate pair, which only an escape can carry
        return json.dumps(data, allow_nan=False).encode() + b"\n"


def answer_data(answer: Recorded) -> dict[str, Any]:
    """An answer as plain data, which :func:`read_answer` reads."""
    match answer:
        case Value(value, probability, quote):
            data = {"value": _value_data(value), "probability": probability, "quote": quote}
            kept = {name: part for name, part in data.items() if part is not None or name == "value"}
            return kept | ({"quote_dropped": True} if answer.quote_dropped is True else {})
        case Unknown(reason, probability):
            return {"unknown": reason} | ({} if probability is None else {"probability": probability})
        case Refusal(reason):
            return {"refusal": reason}
        case Failure(reason, error):
            return {"failure": reason} | ({"over_budget": True} if isinstance(error, OutOfBudgetError) else {})


def _value_data(value: SortValue | None) -> bool | int | str | None:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return value if abs(value) < _EXACT_ELSEWHERE else _digits(value)
        case date():
            return value.isoformat()
        case Fraction():
            return f"{_digits(value.numerator)}/{_digits(value.denominator)}"


def _digits(number: int) -> str:
    return str(number) if number.bit_length() <= _DECIMAL_BITS else hex(number)


# --- reading -----------------------------------------------------------------------------------------------------


def decode(raw: bytes) -> RecordingLine:
    """The line that stands in a file. BrokenLineError where it is none."""
    data = _object(raw)
    version = data.get("logitext_recording")
    if isinstance(version, bool) or not isinstance(version, int):
        raise BrokenLineError("it is no line of a recording: it does not say `logitext_recording`")
    if version != FORMAT:
        raise BrokenLineError(f"it has the format {version}, and this version of Logitext reads {FORMAT}")
    _only(data, _PARTS, "a line")
    names = {"theory": _text(data, "theory"), "version": _text(data, "version")}
    identity = {**names, "model": _text_or_null(data, "model"), "prompt": _text_or_null(data, "prompt")}
    clause, sort = _clause(data.get("clause"))
    line = RecordingLine(
        identity,
        clause,
        _texts(data.get("texts")),
        _text_or_null(data, "document"),
        read_answer(data.get("answer"), sort),
    )
    if data.get("key") != line.key:
        raise BrokenLineError("its `key` does not fit the rest: something in it was changed")
    return line


_PARTS = ("logitext_recording", "theory", "version", "model", "prompt", "clause", "texts", "document", "answer", "key")
_ANSWER = {
    "withdrawn": (),
    "value": ("probability", "quote", "quote_dropped"),
    "unknown": ("probability",),
    "refusal": (),
    "failure": ("over_budget",),
}
"""The parts of each kind of answer, beside the one that says its kind."""


def _only(data: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    """BrokenLineError for a part that is none: what a misspelt one says would be passed over."""
    for name in data:
        if name not in known:
            hint = did_you_mean(name, known) or f"its parts are {', '.join(known)}"
            raise BrokenLineError(f"{what} has no part `{name[:80]}`: {hint}")


def _object(raw: bytes) -> dict[str, Any]:
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BrokenLineError("it is not UTF-8", len(raw[: error.start].decode("utf-8", "replace"))) from None
    except json.JSONDecodeError as error:
        raise BrokenLineError(
            f"it is not well-formed JSON: {error.msg[:1].lower()}{error.msg[1:]}", error.pos
        ) from None
    except RecursionError:
        raise BrokenLineError("it nests too deep") from None
    except ValueError as error:  # a number that is no JSON, or of too many digits
        raise BrokenLineError(f"it is not well-formed JSON: {error}") from None
    if not isinstance(data, dict):
        raise BrokenLineError("it is no line of a recording: it holds no object")
    return data


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _text(data: Mapping[str, Any], name: str) -> str:
    if not isinstance(data.get(name), str):
        raise BrokenLineError(f"its `{name}` must be a text")
    return str(data[name])


def _text_or_null(data: Mapping[str, Any], name: str) -> str | None:
    return None if data.get(name) is None else _text(data, name)


def _clause(data: Any) -> tuple[dict[str, Any], Sort]:
    if not isinstance(data, dict) or not all(isinstance(data.get(part), str) for part in ("name", "wording")):
        raise BrokenLineError("its `clause` must have a name and a wording")
    try:
        return data, key.sort_of(data.get("sort"))
    except ValueError as error:
        raise BrokenLineError(f"the sort of its clause cannot be used: {error}") from None


def _texts(data: Any) -> dict[str, str | None]:
    if not isinstance(data, dict) or not all(hash_ is None or isinstance(hash_, str) for hash_ in data.values()):
        raise BrokenLineError("its `texts` must hold a hash for each text")
    return data


def read_answer(data: Any, sort: Sort) -> Recorded | None:
    """The answer that data stand for, to a clause of a sort; None for one that was taken back."""
    if isinstance(data, dict):
        kind = next((kind for kind in _ANSWER if kind in data), None)
        if kind is not None:
            _only(data, (kind, *_ANSWER[kind]), "an answer")
        if data.get("withdrawn") is True:
            return None
        if "value" in data:
            quote = _text_or_null(data, "quote")
            dropped = data.get("quote_dropped") is True
            return Value(_value(data["value"], sort), _probability(data.get("probability")), quote, dropped)
        if isinstance(reason := data.get("unknown"), str):
            return Unknown(reason, _probability(data.get("probability")))
        if isinstance(reason := data.get("refusal"), str):
            return Refusal(reason)
        if isinstance(reason := data.get("failure"), str):
            return Failure(reason, OutOfBudgetError(reason) if data.get("over_budget") is True else None)
    raise BrokenLineError("its `answer` holds neither a value nor a reason why there is none")


def _value(data: Any, sort: Sort) -> SortValue | None:
    if data is None:
        return None
    try:
        if sort == REAL and isinstance(data, str):
            numerator, _, denominator = data.partition("/")
            return Fraction(int(numerator, 0), int(denominator or "1", 0))
        return coerce(int(data, 0) if sort == INT and isinstance(data, str) else data, sort)
    except (ValueError, ZeroDivisionError) as error:
        raise BrokenLineError(f"its value cannot be used: {error}") from None


def _probability(data: Any) -> float | None:
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int | float) or not 0 <= data <= 1 or math.isnan(data):
        raise BrokenLineError("its `probability` must be a number from 0 to 1")
    return float(data)
