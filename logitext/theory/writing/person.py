r"""The writer `ask`: a person at the terminal, who sees at once which clauses resist.

>>> import asyncio, io
>>> from logitext.theory.protocol import Question
>>> screen = io.StringIO()
>>> person = Person(reader=io.StringIO("You fool!\n\n"), writer=screen)
>>> rude = Demand(Question("rude", "rude", "is rude"), "true", bool, True)
>>> asyncio.run(person.propose(Goal((TextWanted("post", "a message"),), (rude,)), ())).texts
[{'post': 'You fool!'}]
>>> person.heard({"post": "You fool!"}, [Unmet(rude, False)])
>>> print(screen.getvalue().strip())
write post (a message) of which
    rude is true  “is rude”
  an empty line ends it; `:q` quits
| |   not met: rude is true, but it was read as false
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

from logitext.policy.sorts import show
from logitext.theory.protocol import Price, Usage
from logitext.theory.terminal import Terminal
from logitext.theory.writing.protocol import Demand, Goal, Miss, Proposals, TextWanted, Unmet, Writer

__all__ = ["Demand", "Person", "TextWanted"]


class Person(Writer):
    """Asks a person to write. An empty line ends a text; `:q` or the end of the input ends the search.

    One proposal a call: the person sees what was read of it before the next. `reader` and `writer` are text streams,
    by default standard input and standard error.
    """

    name = "ask"
    interactive = True
    price = Price(call=1.0)

    def __init__(self, reader: TextIO | None = None, writer: TextIO | None = None) -> None:
        self._terminal = Terminal(reader, writer)

    async def propose(self, goal: Goal, misses: Sequence[Miss]) -> Proposals:
        texts = {}
        for wanted in goal.write:
            self._show(wanted, goal)
            text = self._text()
            if text is None:
                return Proposals((), Usage(calls=0), (), "the person stopped")
            texts[wanted.name] = text
        return Proposals([texts] if all(text.strip() for text in texts.values()) else [])

    def heard(self, texts: Mapping[str, str], unmet: Sequence[Unmet]) -> None:
        for one in unmet:
            read = "it could not be judged" if one.value is None else f"it was read as {_shown(one.value)}"
            quote = "" if one.quote is None else f": {show(one.quote)}"
            self._terminal.say(f"  not met: {one.demand}, but {read}{quote}")
        if not unmet:
            self._terminal.say("  all of that is met")

    def _show(self, wanted: TextWanted, goal: Goal) -> None:
        say = self._terminal.say
        say()
        about = f" ({wanted.description})" if wanted.description else ""
        say(f"write {wanted.name}{about} of which" if goal.demands else f"write {wanted.name}{about}")
        for one in goal.demands:
            say(f"    {one}  “{one.question.wording}”")
        say("  an empty line ends it; `:q` quits")

    def _text(self) -> str | None:
        """Lines until an empty one; None where the person quits, or the input ends before anything is written."""
        lines: list[str] = []
        while True:
            try:
                line = self._terminal.hear("| ")
            except ValueError as error:
                self._terminal.say(f"  {error}")
                continue
            if line is None:
                return "\n".join(lines) if lines else None
            if line.strip() == ":q":
                return None
            if not line.strip():
                if lines:
                    return "\n".join(lines)
                continue
            lines.append(line)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else show(value)
