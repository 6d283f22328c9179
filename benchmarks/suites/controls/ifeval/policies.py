"""A policy for each row: every constraint a clause, and a response followed the prompt if all of them hold.

>>> source = policy_of(["punctuation:no_comma"], [{}])
>>> print(source[source.index("{{let"):])
{{let commas = [[the response has no comma]] where "the response" is response}}.
<BLANKLINE>
{{verdict followed = commas}}
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.suites.controls.ifeval.kinds import KINDS
from logitext.syntax.printing.literals import wording

VERDICT = "followed"
_HEAD = """# What the prompt asks of a response

{{text prompt: "what somebody asked for"
  text response: "the response to the prompt, as a whole"}}

"""


def policy_of(kinds: Sequence[str], arguments: Sequence[Mapping[str, Any]]) -> str:
    """The source of a row's policy. KeyError where a kind has no program, or an argument is missing."""
    said: dict[str, str] = {}
    for kind, given in zip(kinds, arguments, strict=True):
        name, clause = KINDS[kind].name, KINDS[kind].clause(given)
        if clause not in said.values():  # some rows say a thing twice
            number = sum(one.rstrip("_0123456789") == name for one in said)
            said[name if not number else f"{name}_{number + 1}"] = clause
    lets = [f'{{{{let {name} = {wording(one)} where "the response" is response}}}}' for name, one in said.items()]
    listed, both = ",\n".join(lets), " and ".join(said)
    return f"{_HEAD}The prompt is followed if\n{listed}.\n\n{{{{verdict {VERDICT} = {both}}}}}\n"
