"""Stories of people who move a thing (ToM-bAbI, as task 151 has them): who was in the room when, and where it lay.

>>> story = read("Ann entered the hall. Bob entered the hall. The pear is in the red_box. Bob exited the hall. "
...              "Ann moved the pear to the green_bag. Where will Bob look for the pear?")
>>> story["question"], story["first_place"], story["last_place"], story["saw"]
('looks', 'red_box', 'green_bag', False)
"""

from __future__ import annotations

import re

from logitext.policy.sorts import Value

_STEP = re.compile(r"(\w+) (entered|exited|moved) the \w+(?: to the (\w+))?\.|The \w+ is in the (\w+)\.")
_ASKED = {
    "really": re.compile(r"Where is the \w+ really\?"),
    "beginning": re.compile(r"Where was the \w+ at the beginning\?"),
    "looks": re.compile(r"Where will (\w+) look for the \w+\?"),
    "thinks": re.compile(r"Where does (\w+) think that (\w+) searches for the \w+\?"),
}


def read(text: str) -> dict[str, Value]:
    """The clauses of policies/task151.nltc. None of them where the story has another form."""
    asked = {kind: found.groups() for kind, pattern in _ASKED.items() if (found := pattern.search(text))}
    left = _STEP.sub("", text)
    for pattern in _ASKED.values():
        left = pattern.sub("", left)
    if len(asked) != 1 or left.strip():
        return {}
    ((kind, people),) = asked.items()
    first = last = ""
    moved = False
    inside: set[str] = set()
    seen: set[frozenset[str]] = set()
    for who, what, to, at in _STEP.findall(text):
        if at:
            first = last = at
        elif what == "entered":
            inside.add(who)
        elif what == "exited":
            inside.discard(who)
        else:
            last, moved = to, True
        if moved:
            seen |= {frozenset((one, other)) for one in inside for other in inside}
    looker = people[-1] if people else ""
    return {
        "question": kind,
        "first_place": first,
        "last_place": last,
        "saw": frozenset((looker,)) in seen,
        "together": frozenset(people) in seen,
    }
