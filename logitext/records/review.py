"""A document that people should look at: what is known of it, and what would settle it."""

from __future__ import annotations

from collections.abc import Mapping

from logitext.records.frozen import Frozen
from logitext.records.result import Result


class ReviewEntry(Frozen):
    """What one policy left undetermined of one document.

    `number` counts the documents of the data from 0. `policy` is the name of the policy in the run. `questions` are the
    clauses that would settle it, those that may do so alone first. `facts` were not given, and nobody is asked for
    them. `texts` has the texts of the document whole, and those of the elements of its lists.
    """

    number: int
    document: str
    policy: str
    questions: tuple[str, ...]
    facts: tuple[str, ...]
    texts: Mapping[str, str]
    result: Result
