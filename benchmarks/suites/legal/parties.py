"""Takes a lawsuit of LegalBench's diversity tasks apart: who sues whom, and for what. Only whole texts are read.

What the parts say, the states and the amounts, the policy's own patterns read.

>>> suit = lists("Ann is from Ohio. Bob is from Utah. Ann sues Bob for trespass for $9,000 and libel for $80,000.")
>>> suit["plaintiffs"], [claim["claim"] for claim in suit["claims"]]
([{'name': 'Ann', 'party': 'Ann is from Ohio.'}], ['trespass for $9,000', 'libel for $80,000'])
>>> lists("Ann (from Ohio) and Cy (from New York) each sue Bob (from Utah) for libel for $9,000.")["plaintiffs"][1]
{'name': 'Cy', 'party': 'Cy (from New York)'}
>>> lists("Ann sues Bob for libel for $9,000, and Cy for nothing.")
"""

from __future__ import annotations

import re
from typing import Any

_HOME = re.compile(r"([A-Z]\w*) is from [A-Z][A-Za-z ]*\. ?")
_PARTY = re.compile(r"([A-Z]\w*)(?: \(from [A-Z][A-Za-z ]*\))?")
_SUIT = re.compile(r"(?P<who>[^.]+?) (?:(?:each|both) )?sues? (?P<whom>[^.]+?),?(?: each)? for (?P<what>.+)\.")
_CLAIM = re.compile(r"[a-z ]+ for \$[\d,.]*\d")


def lists(text: str) -> dict[str, list[dict[str, Any]]] | None:
    """The lists of policies/diversity-facts.nltc; None for a lawsuit in another form."""
    homes = {found[1]: found[0].strip() for found in _HOME.finditer(text)}
    suit = _SUIT.fullmatch(_HOME.sub("", text).strip())
    if suit is None:
        return None
    plaintiffs, defendants = (_parties(suit[side], homes) for side in ("who", "whom"))
    claims = re.split(r" and (?:for )?", suit["what"])
    if plaintiffs is None or defendants is None or not all(_CLAIM.fullmatch(claim) for claim in claims):
        return None
    pairs = [(one["name"], other["name"]) for one in plaintiffs for other in defendants]
    made = [{"plaintiff": one, "defendant": other, "claim": claim} for one, other in pairs for claim in claims]
    return {"plaintiffs": plaintiffs, "defendants": defendants, "claims": made}


def _parties(listed: str, homes: dict[str, str]) -> list[dict[str, Any]] | None:
    """Names, and the words that say where each is from; None where something else stands among them."""
    found = [_PARTY.fullmatch(one) for one in re.split(r", | and ", listed)]
    parties = [one for one in found if one is not None]
    if len(parties) < len(found):
        return None
    return [{"name": one[1], "party": homes.get(one[1], one[0])} for one in parties]
