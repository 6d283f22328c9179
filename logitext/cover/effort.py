"""How hard a cover tries to meet its goals."""

from __future__ import annotations

from dataclasses import dataclass

from logitext.declared import DeclaredOptions, option


@dataclass(frozen=True, slots=True)
class CoverEffort(DeclaredOptions):
    """How hard goals are tried, and how many texts that may take.

    `tries`: texts that are written for a goal, and several times as many for one that is not met easily. `wishes`: how
    much more than a goal needs is demanded of a text at most, where nothing has been tried for it before. `proposals`:
    texts a call. `limit`: the most texts, and of `all` the most goals. `alike`: the likeness at which a text is left
    out because it is too like another one.
    """

    limit: int = option(200, "Read at most N texts, and list at most N goals of `all`.", metavar="N", least=1)
    tries: int = option(
        6, "Write at most N texts for a goal, or up to four times as many for a difficult one.", metavar="N", least=1
    )
    wishes: int = option(
        12, "Demand at most N further values of a text, so that it meets other goals too.", metavar="N", least=0
    )
    proposals: int = option(1, "Ask for K texts in a call.", metavar="K", least=1)
    alike: float = option(
        0.9,
        "Leave out a text that shares at least this part of its words with another one.",
        metavar="X",
        above=0,
        most=1,
    )


COVER = CoverEffort()
"""Where the user wants nothing in particular."""
