"""The giver of facts, never asked. Facts are on the trail of a check from its beginning, as answers of `GIVEN`."""

from __future__ import annotations

from logitext.theory.protocol import Theory


class _Given(Theory):
    """The caller, as far as a trail needs somebody to name."""

    name = "given"
    needs_texts = False


GIVEN = _Given()
"""The one whose answers facts are; it is never asked."""
