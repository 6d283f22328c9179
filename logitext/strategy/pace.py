"""How long a theory's calls take, as they were seen: a line through the number of questions and the seconds of each."""

from __future__ import annotations

import threading
import weakref

from logitext.theory.protocol import Price, Theory

_FORGET = 0.98
"""What each call leaves of the weight of the calls before it."""
_ENOUGH = 4.0
"""From this weight on what was seen counts; before it, what the theory declares."""


class TheoryPace:
    """Weighted sums over the calls of one theory."""

    def __init__(self) -> None:
        self._weight = self._questions = self._squares = self._seconds = self._products = 0.0

    def saw(self, questions: int, seconds: float) -> None:
        """Count a call."""
        self._weight = self._weight * _FORGET + 1.0
        self._questions = self._questions * _FORGET + questions
        self._squares = self._squares * _FORGET + questions * questions
        self._seconds = self._seconds * _FORGET + seconds
        self._products = self._products * _FORGET + questions * seconds

    def price(self, declared: Price) -> Price:
        """Seconds of a call and of each question in it, by least squares; what is declared before enough was seen.

        Where all calls were of one size, the time is shared out as it is declared.
        """
        if self._weight < _ENOUGH:
            return declared
        size, time = self._questions / self._weight, self._seconds / self._weight
        spread = self._squares / self._weight - size * size
        if spread > 0.1:
            question = max((self._products / self._weight - size * time) / spread, 0.0)
        else:
            whole = declared.call + size * declared.question
            question = time * declared.question / whole if whole else 0.0
        return Price(max(time - question * size, 0.0), question)


def saw(theory: Theory, questions: int, seconds: float) -> None:
    """Note how long a theory took for some questions."""
    with _lock:
        if id(theory) not in _paces:
            _paces[id(theory)] = TheoryPace()
            weakref.finalize(theory, _paces.pop, id(theory), None)
        _paces[id(theory)].saw(questions, seconds)


def pace(theory: Theory) -> Price:
    """Seconds of a call of a theory, and of each question in it."""
    with _lock:
        found = _paces.get(id(theory))
        return theory.seconds if found is None else found.price(theory.seconds)


_lock = threading.Lock()
# By identity, as a theory of somebody else's need not have a hash.
_paces: dict[int, TheoryPace] = {}
