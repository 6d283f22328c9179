"""What the documents of a run are called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from logitext.unicode.normal_form import nfc


class DocumentNames:
    """The names that are those of documents of a run, in one of two spellings that Unicode calls equal.

    With `ids` any name may be one. `texts` are files with a document each, `tables` files with one a line.

    >>> names = DocumentNames(texts=["b.txt"], tables=["a.jsonl"])
    >>> "b.txt" in names, "a.jsonl:17" in names, "c.txt" in names
    (True, True, False)
    """

    def __init__(self, *, ids: bool = False, texts: Sequence[str] = (), tables: Sequence[str] = ()) -> None:
        self._ids = ids
        self._texts = texts
        self._tables = tables

    def __contains__(self, name: object) -> bool:
        if self._ids or not isinstance(name, str):
            return self._ids
        texts, tables = self._files
        return nfc(name) in texts or nfc(name).rpartition(":")[0] in tables

    @cached_property
    def _files(self) -> tuple[frozenset[str], frozenset[str]]:
        return frozenset(map(nfc, self._texts)), frozenset(map(nfc, self._tables))
