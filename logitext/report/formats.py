"""The formats of a report: each is a file, and the name of the file is the name of the format.

Files that a command writes choose a format by how their names end, which is the same for all reports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from logitext.registry import Registry

F = TypeVar("F")

_USUAL = {"text": ".txt", "junit": ".xml", "mermaid": ".mmd", "markdown": ".md"}
"""How the name of a file ends that is not called as its format is."""

_ALSO = {".sarif.json": "sarif", ".gv": "dot", ".htm": "html", ".info": "lcov"}
"""Other endings of names."""


class MoreFormats(NamedTuple):
    """The formats of something else, and how one of them becomes a format of the report."""

    formats: Formats[Any]
    adapted: Callable[[Any], Any]


class Formats(Registry[F], Generic[F]):
    """The formats of a report, by name. `more` are formats of what the report can be turned into, such as a picture.

    >>> from logitext.report.graph.formats import GRAPH_FORMATS
    >>> GRAPH_FORMATS.names()
    ('dot', 'html', 'json', 'mermaid', 'svg')
    """

    def __init__(self, what: str, package: str, more: MoreFormats | None = None) -> None:
        super().__init__(what, package)
        self._more = more

    def names(self) -> tuple[str, ...]:
        """The names, in the order of the alphabet."""
        return tuple(sorted({*super().names(), *(() if self._more is None else self._more.formats.names())}))

    def get(self, name: str) -> F:
        """The format of this name. UnknownNameError."""
        if self._more is not None and name not in super().names() and name in self._more.formats.names():
            made: F = self._more.adapted(self._more.formats.get(name))
            return made
        return super().get(name)

    def usual_endings(self) -> tuple[str, ...]:
        """The ending of each format, for help texts."""
        return tuple([_USUAL.get(name, f".{name}") for name in self.names()])

    def endings(self) -> dict[str, str]:
        """The format that each ending of a name chooses."""
        names = self.names()
        others = {ending: name for name, ending in _USUAL.items()} | _ALSO
        return {f".{name}": name for name in names} | {end: name for end, name in others.items() if name in names}

    def named_by(self, file: str) -> str | None:
        """The format that the name of a file chooses, if it does.

        >>> from logitext.report.findings.formats import FINDINGS_FORMATS
        >>> [FINDINGS_FORMATS.named_by(name) for name in ("out/findings.SARIF", "findings", "a.sarif.json", "a.txt")]
        ['sarif', None, 'sarif', 'text']
        """
        endings, name = self.endings(), file.lower()
        longest_first = sorted(endings, key=len, reverse=True)
        return next((endings[ending] for ending in longest_first if name.endswith(ending)), None)
