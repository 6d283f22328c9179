"""Learned counts at work: loaded once, looked up for each policy and theory, loaded anew when the file has changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

from logitext.policy.sorts import Value
from logitext.theory.priors.place import default_path
from logitext.theory.priors.store import DEFAULT, AnswerCounts, CountsFilter, counts
from logitext.theory.priors.subject import PriorsSubject
from logitext.theory.protocol import Theory


class LearnedPriors:
    """The counts of one collection. `path` is their file; what is in it was read when this was made."""

    def __init__(self, path: Path, collection: str, stamp: Hashable, found: Sequence[AnswerCounts]) -> None:
        self.path = path
        self.collection = collection
        self._stamp = stamp
        self._by_clause: dict[str, list[AnswerCounts]] = {}
        for one in found:
            self._by_clause.setdefault(one.subject.key, []).append(one)
        self._askers = {one.asked for one in found}

    def __len__(self) -> int:
        """How many clauses something was learned of."""
        return len(self._by_clause)

    def counts(self, clause: str) -> Sequence[AnswerCounts]:
        """What was learned of the clause with this key, for each who answered."""
        return self._by_clause.get(clause, ())

    def own(self, clause: str, asked: PriorsSubject | None) -> tuple[Mapping[Value, int], Mapping[Value, int]]:
        """How often each value was the answer to a clause: given by this theory, and by all others together."""
        mine: Mapping[Value, int] = {}
        others: dict[Value, int] = {}
        for one in self.counts(clause):
            if asked is not None and one.asked == asked:
                mine = one.values
                continue
            for value, number in one.values.items():
                others[value] = others.get(value, 0) + number
        return mine, others

    def key(self, theory: Theory | PriorsSubject | None) -> Hashable:
        """What priors from here hang on: two with the same key are the same for every policy."""
        asked = PriorsSubject.of(theory) if isinstance(theory, Theory) else theory
        # Of theories without counts of their own all say the same.
        return str(self.path), self.collection, self._stamp, asked if asked in self._askers else None


def learned(collection: str = DEFAULT, path: str | os.PathLike[str] | None = None) -> LearnedPriors:
    """What was learned from a collection, by the file that is named or the usual one; no counts where there is none.

    A few microseconds as long as the file is the same. InputError where it is something else, or damaged.
    """
    file = Path(os.path.abspath(path if path is not None else default_path()))  # noqa: PTH100  # the quicker of the two
    key = (str(file), collection)
    stamp = _stamp(file)
    with _lock:
        found = _loaded.get(key)
    if found is None or found._stamp != stamp:
        found = LearnedPriors(file, collection, stamp, counts(file, CountsFilter(collection)))
        with _lock:
            if len(_loaded) >= _MOST:
                _loaded.clear()
            _loaded[key] = found
    return found


def _stamp(path: Path) -> Hashable:
    """What changes whenever the file does."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


_MOST = 64
_loaded: dict[tuple[str, str], LearnedPriors] = {}
_lock = threading.Lock()
