"""Records that a person looks at: printed, they show what the command prints. None of them is a truth value."""

from __future__ import annotations

from typing import ClassVar, Protocol

from logitext.records.frozen import Frozen


class Painter(Protocol):
    """Shows records. A record knows none; `paint_with` names one."""

    def text(self, record: Shown) -> str:
        """The record as the command prints it."""

    def html(self, record: Shown) -> str:
        """A record as HTML, for a notebook."""


_painters: list[Painter] = []


def paint_with(painter: Painter) -> None:
    """Have records shown by this painter from now on."""
    _painters[:] = [painter]


class Ambiguous(Frozen):
    """A record that may be neither true nor false, and so is no condition: `instead` says what to write."""

    instead: ClassVar[str]

    def __bool__(self) -> bool:
        name = type(self).__name__
        raise TypeError(f"{'an' if name[0] in 'AEIO' else 'a'} {name} is neither true nor false; {self.instead}")


class Shown(Ambiguous):
    """A record that `print`, and a notebook, show as the command prints it."""

    def __str__(self) -> str:
        return _painters[0].text(self) if _painters else super().__str__()

    def _repr_html_(self) -> str:
        return _painters[0].html(self) if _painters else f"<pre>{len(type(self).model_fields)} fields</pre>"
