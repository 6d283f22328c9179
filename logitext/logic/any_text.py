"""The text that stands for any that nobody names."""

from __future__ import annotations

import itertools
from collections.abc import Container

ANY_TEXT = "something else"


def any_text(named: Container[object]) -> str:
    """A text that stands for any that neither the policy nor an answer names.

    >>> any_text(["Rome"]), any_text(["something else"])
    ('something else', 'something else 2')
    """
    words = itertools.chain([ANY_TEXT], (f"{ANY_TEXT} {number}" for number in itertools.count(2)))
    return next(word for word in words if word not in named)
