"""A verdict's record whose reasons are worked out when they are first read: most are never read.

It is a `VerdictRecord` from the first on, with the same fields, and nothing else as soon as one that is missing was
read, or all of them were (to print, compare, copy or pickle it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel

from logitext.policy.sorts import Value
from logitext.records.result import VerdictRecord

RestOf: TypeAlias = Callable[[str, Value | None], Mapping[str, Any]]
"""The missing fields of a verdict with a value. It gives the same whenever it is called, from any thread."""

_REST, _NAME = "rest of the fields", "name of the verdict"
_set = object.__setattr__
_own_fields = BaseModel.__dict__["__dict__"]
_own: Callable[[Any], dict[str, Any]] = _own_fields.__get__
_FIELDS = frozenset(VerdictRecord.model_fields)
_SLOTS = frozenset({"__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__"})


class _Later(VerdictRecord):
    """A record that is not complete yet."""

    def __getattr__(self, name: str) -> Any:
        if name in _FIELDS:
            return _completed(self)[name]
        if name in _SLOTS:  # filled with the fields
            _completed(self)
            return getattr(self, name)
        return super().__getattr__(name)  # type: ignore[misc]  # pydantic has it, though not for type checkers

    @property
    def __dict__(self) -> dict[str, Any]:  # type: ignore[override]  # what pydantic reads to print, compare and copy
        return _completed(self)


_Later.__name__, _Later.__qualname__ = VerdictRecord.__name__, VerdictRecord.__qualname__


def _completed(record: Any) -> dict[str, Any]:
    """The fields of a record, all of them; from then on it is an ordinary one."""
    fields = _own(record)
    rest = fields.get(_REST)
    if rest is not None:  # it is None where another thread came first
        found = rest(fields[_NAME], fields["value"])
        value = {name: found[name] if name in found else fields[name] for name in VerdictRecord.model_fields}
        _set(record, "__pydantic_fields_set__", set(_FIELDS))
        _set(record, "__pydantic_extra__", None)
        _set(record, "__pydantic_private__", None)
        _own_fields.__set__(record, value)  # first, as another thread may look for a field in between
        _set(record, "__class__", VerdictRecord)
        return value
    return _own(record)


def _of_completed(name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **options: Any) -> Any:
        for one in (self, *args):
            if isinstance(one, _Later):
                _completed(one)
        return getattr(self, name)(*args, **options)

    return method


for _name in ("__copy__", "__deepcopy__", "__eq__", "__getstate__", "__hash__", "__reduce_ex__", "__repr__", "__str__"):
    setattr(_Later, _name, _of_completed(_name))


def later(kind: Literal["verdict", "violation"], name: str, value: Value | None, rest: RestOf) -> VerdictRecord:
    """The record of a verdict; `rest` has its reasons and what is open, and is called when one of them is read."""
    record: VerdictRecord = object.__new__(_Later)
    _own_fields.__set__(record, {"kind": kind, "value": value, _REST: rest, _NAME: name})
    return record
