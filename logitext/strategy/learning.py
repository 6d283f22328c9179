"""Learning how likely answers are, from whatever holds answers: a recording, results of checks, a cache.

What a file is shows in its first bytes. Results do not hold the words of the clauses, so their policy is needed too,
to the letter: what they say of clauses that have changed since is worth nothing.
"""

from __future__ import annotations

import json
import re
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from logitext.policy.load import expanded
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import NUMERIC, Sort, Value, coerce
from logitext.policy.units import UnitCount, text_of
from logitext.records.result import SCHEMA_VERSION
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import MAX_BYTES
from logitext.syntax.source import Source
from logitext.theory.priors.sources import NOT_COUNTED, from_cache, from_recording
from logitext.theory.priors.subject import PriorsSubject, Subject, document, subject
from logitext.theory.priors.tally import PriorsTally
from logitext.theory.recording.key import content
from logitext.theory.recording.line import START
from logitext.trail.questions import questions

STDIN = "-"
_SQLITE = b"SQLite format 3\0"
_NAMED = "learn from a recording (`--record`), from results (`--format json` or `jsonl`), or from a cache"
_RATIO = re.compile("-?[0-9]+/[0-9]+")


def collect(name: str, tally: PriorsTally, policy: CheckedPolicy | None = None) -> tuple[str, ...]:
    """Count the answers in a file, or from standard input where it is `-`; notes for people on what was passed over.

    InputError where it cannot be read, or holds nothing that can be learned from.
    """
    if name == STDIN:
        if sys.stdin is None:
            _refuse(name, "standard input is closed")
        return _results(name, sys.stdin.buffer, tally, policy)
    with _opened(name) as file:
        begins = file.read(len(BOM_UTF8 + START)).removeprefix(BOM_UTF8)
        if not begins.startswith((_SQLITE, START)):
            file.seek(0)
            return _results(name, file, tally, policy)
    if begins.startswith(START):
        return from_recording(name, tally)
    from_cache(Path(name), tally)
    return ()


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            _refuse(name, "it is no regular file")
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        _refuse(name, "there is no such file")
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        _refuse(name, f"it cannot be read: {getattr(error, 'strerror', None) or error}")


def _refuse(name: str, message: str, hint: str = _NAMED) -> NoReturn:
    source = Source("<stdin>" if name == STDIN else name, "")
    raise InputError([Diagnostic("NLT537", f"nothing can be learned from this file: {message}", source, None, hint)])


# --- results -----------------------------------------------------------------------------------------------------


class _NoResultError(ValueError):
    """What was read is no result."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What a result tells of a document: answers, whose they are where it says so, and which texts it is."""

    policy: str
    hashes: Mapping[str, str]
    units: Mapping[str, UnitCount]
    answers: Mapping[str, Any]
    theories: Mapping[str, str]


def _results(name: str, file: IO[bytes], tally: PriorsTally, policy: CheckedPolicy | None) -> tuple[str, ...]:
    reader: _Reader | None = None
    others = read = 0
    for number, data in _objects(name, file):
        try:
            told = _told(data)
            if policy is None:
                hint = "results do not hold the words of the clauses: say `--policy FILE`"
                _refuse(name, "it holds results, and it is not said of which policy", hint)
            reader = reader or _Reader(policy, tally)
            read += 1
            if told.policy == policy.sha256:
                reader.read(told)
            else:
                others += 1
        except _NoResultError as error:
            _refuse(name, f"{f'line {number}' if number else 'it'} is no result: {error}")
    if not read:
        _refuse(name, "it is empty")
    if others == read:
        assert policy is not None
        _refuse(
            name,
            f"its results are not of {policy.source.name}",
            "a result says by a hash which policy it is of; learn with that version of it",
        )
    return (f"{others} of {read} results in {name} are of another policy, and are passed over",) if others else ()


def _objects(name: str, file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    """What stands in a file: a result a line, with the line's number; or all of it, a result or a list of them."""
    first = file.readline(MAX_BYTES + 1)
    try:
        yield from _each(1, _json(first))
    except _NoResultError as error:
        rest = file.read(MAX_BYTES + 1 - min(len(first), MAX_BYTES))
        if len(first) + len(rest) > MAX_BYTES:
            _refuse(name, f"it is larger than {MAX_BYTES // (1024 * 1024)} MiB and has no result in a line")
        if not rest.strip():
            if first.strip():
                _refuse(name, f"it is no result: {error}")
            return
        try:
            yield from _each(0, _json(first + rest))
        except _NoResultError as whole:
            _refuse(name, f"it is no result: {whole}")
        return
    number = 1
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if line.strip():
            try:
                yield from _each(number, _json(line))
            except _NoResultError as error:
                _refuse(name, f"line {number} is no result: {error}")


def _each(number: int, data: Any) -> Iterator[tuple[int, Any]]:
    yield from ((number, one) for one in (data if isinstance(data, list) else [data]))


def _json(raw: bytes) -> Any:
    """JSON with exact numbers."""
    try:
        return json.loads(raw.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _NoResultError(f"it is not well-formed JSON: {error.msg[:1].lower()}{error.msg[1:]}") from None
    except (ValueError, RecursionError) as error:
        raise _NoResultError(f"it cannot be read as JSON: {error}") from None


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _told(data: Any) -> _Told:
    """A result, as far as it is learned from."""
    if not isinstance(data, dict) or "schema_version" not in data:
        raise _NoResultError("it does not say `schema_version`")
    if data["schema_version"] != SCHEMA_VERSION:
        raise _NoResultError(f"it has another version than {SCHEMA_VERSION}")
    texts = _mapping(data, "texts")
    hashes = {name: str(one.get("sha256")) for name, one in texts.items() if isinstance(one, dict)}
    units = data.get("units", {})
    if isinstance(units, dict):
        units = {name: tuple(keys) if isinstance(keys, list) else keys for name, keys in units.items()}
    theories: dict[str, str] = {}
    for verdict in _mapping(data, "verdicts").values():
        because = verdict.get("because") if isinstance(verdict, dict) else None
        for one in because if isinstance(because, list) else ():
            if isinstance(one, dict):
                theories[str(one.get("clause"))] = str(one.get("theory"))
    if not isinstance(units, dict) or not all(map(_is_count, units.values())):
        raise _NoResultError("its `units` must be whole numbers, or the keys of elements")
    if len(hashes) < len(texts):
        raise _NoResultError("its `texts` must have a `sha256` each")
    return _Told(str(_mapping(data, "policy").get("sha256")), hashes, units, _mapping(data, "answers"), theories)


def _is_count(counted: Any) -> bool:
    if isinstance(counted, tuple):
        return all(type(key) in (int, str) for key in counted)
    return type(counted) is int and counted >= 0


def _mapping(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name)
    if not isinstance(found, dict):
        raise _NoResultError(f"its `{name}` must be an object")
    return found


class _Clause(NamedTuple):
    """What counting an answer needs to know of its clause."""

    subject: Subject
    texts: tuple[str, ...]


class _Reader:
    """Counts what results of one policy say."""

    def __init__(self, policy: CheckedPolicy, tally: PriorsTally) -> None:
        self._policy = policy
        self._tally = tally
        self._fitted: dict[tuple[tuple[str, UnitCount], ...], Mapping[str, _Clause]] = {}

    def read(self, told: _Told) -> None:
        clauses = self._clauses(told.units)
        for name, given in told.answers.items():
            clause = clauses.get(name)
            if clause is None:
                raise _NoResultError(f"it answers `{name[:60]}`, a clause that its policy does not have")
            if told.theories.get(name) == NOT_COUNTED:
                continue
            names = clause.texts or told.hashes
            hashes = [_hash(text, told.hashes) for text in names if text_of(text) in told.hashes]
            value = _value(name, given, clause.subject.sort)
            # A result does not say of every answer whose it is.
            self._tally.add(PriorsSubject(), clause.subject, document(hashes), value)

    def _clauses(self, units: Mapping[str, UnitCount]) -> Mapping[str, _Clause]:
        """The clauses of the policy for texts with so many units."""
        key = tuple(sorted(units.items()))
        found = self._fitted.get(key)
        if found is None:
            policy = expanded(self._policy, dict(units)) if units else self._policy
            asked = questions(policy)
            found = {name: _Clause(subject(content(question)), question.texts) for name, question in asked.items()}
            if len(self._fitted) >= _KEPT:
                self._fitted.clear()
            self._fitted[key] = found
        return found


_KEPT = 64
"""Policies for different numbers of units that are kept."""


def _hash(name: str, hashes: Mapping[str, str]) -> str:
    """The hash of a text; a name of its own for a unit of a text, as results have no hash of it."""
    text = text_of(name)
    return f"{hashes[text]}{name.removeprefix(text)}"


def _value(name: str, given: Any, sort: Sort) -> Value:
    try:
        if sort in NUMERIC and isinstance(given, str) and _RATIO.fullmatch(given):
            return coerce(Fraction(given), sort)
        return coerce(given, sort)
    except (ValueError, ZeroDivisionError) as error:
        raise _NoResultError(f"its answer to `{name[:60]}` is none: {error}") from None
