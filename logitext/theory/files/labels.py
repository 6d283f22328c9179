"""The names of documents: which name in a file stands for a document of a check."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator

from logitext.policy.findings import did_you_mean
from logitext.unicode.normal_form import nfc


class DocumentLabels:
    """The names in a file, found by the names that a check gives its documents.

    A name fits one that is the same, or else the only one that is the same path cut short: `a.txt` here fits
    `texts/a.txt`, and the other way round; `x/a.txt` does not fit `y/a.txt`. Equal spellings (NFC, NFD) are one.
    A name that is `taken` is that of another document, and fits only the same one.

    >>> nested = DocumentLabels(["x/a.txt"])
    >>> DocumentLabels(["a.txt"]).find("texts/a.txt"), nested.find("a.txt"), nested.find("y/a.txt")
    ('a.txt', 'x/a.txt', None)
    >>> DocumentLabels(["a.txt"], taken=["a.txt"]).find("texts/a.txt")
    """

    def __init__(self, names: Iterable[str], taken: Container[str] = ()) -> None:
        self._names = {nfc(name): name for name in names}
        self._taken = taken
        self._by_end: dict[str, list[str]] = {}
        for name in self._names:
            self._by_end.setdefault(_path(name)[-1], []).append(name)

    def find(self, label: str) -> str | None:
        """The name here that stands for a document, as it is written here. ValueError where several fit."""
        wanted = nfc(label)
        if wanted in self._names:
            return self._names[wanted]
        path = _path(wanted)
        ending = self._by_end.get(path[-1], ())
        fitting = [name for name in ending if _same_end(_path(name), path) and name not in self._taken]
        if len(fitting) > 1:
            names = ", ".join(f"`{self._names[name]}`" for name in fitting)
            raise ValueError(f"the answers for `{label}` may be any of {names}; give the document's path in full")
        return self._names[fitting[0]] if fitting else None

    def idle(self, labels: Iterable[str]) -> Iterator[tuple[str, str | None]]:
        """The names here that fit none of the documents, each with a hint if a document without answers is near.

        None where each of the documents has answers of its own: a file may serve more documents than are checked now.

        >>> list(DocumentLabels(["post.TXT", "b.txt"]).idle(["post.txt", "b.txt"]))
        [('post.TXT', 'did you mean `post.txt`?')]
        >>> list(DocumentLabels(["post.TXT", "b.txt"]).idle(["b.txt"]))
        []
        """
        fitting: set[str] = set()
        bare: list[str] = []
        for label in labels:
            try:
                name = self.find(label)
            except ValueError:  # the check says so of the document's clauses
                wanted = _path(nfc(label))
                fitting |= {self._names[one] for one in self._by_end[wanted[-1]] if _same_end(_path(one), wanted)}
                continue
            if name is None:
                bare.append(label)
            else:
                fitting.add(name)
        if fitting and not bare:
            return
        loose = {_loose(label): label for label in bare}
        hints = 0
        for name in self._names.values():
            if name in fitting:
                continue
            alike = loose.get(_loose(name))
            if alike is not None:
                yield name, f"did you mean `{alike}`?"
                continue
            hints += 1  # comparing with every document is slow
            yield name, did_you_mean(name, bare[:_COMPARED]) if hints <= _COMPARED else None


_COMPARED = 100


def _loose(label: str) -> str:
    return unicodedata.normalize("NFKC", _path(label)[-1]).strip().casefold()


def _path(label: str) -> list[str]:
    return [part for part in re.split(r"[/\\]", label) if part not in ("", ".")] or [""]


def _same_end(one: list[str], other: list[str]) -> bool:
    shorter = min(len(one), len(other))
    return one != [""] != other and one[-shorter:] == other[-shorter:]
