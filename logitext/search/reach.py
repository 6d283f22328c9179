"""What the theories of a search can ever say: values of clauses that no text will be read to have.

Nothing is demanded that nobody could confirm, and a goal that cannot be met without it is not tried.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.policy.units import LIST
from logitext.theory.protocol import Question, Theory

BEYOND = 1e6
"""The price of a value that no theory can say: dearer than all others of a policy together."""


class Reach:
    """The values that theories can give clauses.

    >>> from logitext.theory.pattern import Pattern
    >>> reach = Reach([Pattern()], {"a": Question("a", "a", "is bad"), "n": Question("n", "n", "the number")})
    >>> reach.is_beyond("a", True), reach.unheard
    (True, ('a', 'n'))
    """

    def __init__(
        self, theories: Sequence[Theory], questions: Mapping[str, Question], without_list: Collection[str] = ()
    ) -> None:
        """`without_list`: what stands for formulas about lists that are not given, and so stays open."""
        self.without_list = tuple(without_list)
        self._can: dict[str, Collection[Value] | None] = dict.fromkeys(without_list, ())
        for name, question in questions.items():
            if "@" in name:  # it stands for a formula about units, and nobody is asked it
                continue
            if question.fact:  # it is chosen
                continue
            said = [theory.can_say(question) for theory in theories]
            self._can[name] = None if None in said else frozenset().union(*(one for one in said if one is not None))

    @property
    def unheard(self) -> tuple[str, ...]:
        """The clauses of which no theory can say anything."""
        nothing = [name for name, values in self._can.items() if values is not None and not values]
        return tuple([name for name in nothing if name not in self.without_list])

    @property
    def one_sided(self) -> Mapping[str, Value]:
        """The Boolean clauses of which theories can say one value only, and that value."""
        return {
            name: next(iter(values)) for name, values in self._can.items() if values is not None and len(values) == 1
        }

    @property
    def only_values(self) -> Mapping[str, Collection[Value]]:
        """The clauses of which theories can say nothing, or one truth value only, and that value."""
        return {
            name: values
            for name, values in self._can.items()
            if values is not None and (not values or values in ({True}, {False}))
        }

    @property
    def limited(self) -> bool:
        """Whether there is anything that no theory can say."""
        return bool(self.only_values)

    def is_beyond(self, clause: str, value: Value | None) -> bool:
        """Whether no theory can say that a clause has a value (None: any at all)."""
        values = self._can.get(clause)
        if values is None:
            return False
        return not values or (isinstance(value, bool) and value not in values)


def without_list(policy: CheckedPolicy, given: Collection[str] = ()) -> tuple[str, ...]:
    """What stands for the formulas of a policy about lists, without those about lists that are `given`."""
    return tuple(
        [
            name
            for name, clause in policy.clauses.items()
            if any(text.startswith(LIST) and text.removeprefix(LIST) not in given for text in clause.texts)
        ]
    )
