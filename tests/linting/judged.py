"""What findings must be, by going through all worlds: each rule is said a second time, slowly and plainly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tests.judge.cases import Case
from tests.judge.evaluate import Judge
from tests.judge.model import Apply, Assumption, names_in


class Judged:
    """The judge of the findings of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.judge = case.judge
        self.policy = case.judge.policy
        self.ids = [one.id for one in case.checked.assumptions]

    def clauses_of(self, name: str) -> set[str]:
        """The clauses that a definition or a verdict speaks of."""
        mentioned, waiting = set[str](), [name]
        terms = {named.name: named.term for named in self.policy.defined}
        while waiting:
            here = waiting.pop()
            if here not in mentioned:
                mentioned.add(here)
                waiting += names_in(terms[here]) if here in terms else []
        return mentioned - terms.keys()

    def constant(self) -> set[str]:
        """The definitions and verdicts that have one value."""
        return {
            named.name
            for named in self.policy.defined
            if (self.clauses_of(named.name) or named.name in self.policy.verdicts)
            and len({world[named.name] for world in self.judge.worlds}) == 1
        }

    def dead(self) -> set[str]:
        """The clauses that can decide no verdict."""
        names = [clause.name for clause in self.policy.clauses]
        return set(names) - set(self.judge.relevant({}, self.policy.verdicts, names))

    def is_core(self, ids: Sequence[str]) -> bool:
        """Whether these assumptions contradict each other, and no fewer of them do."""
        return self.judge.is_core({}, (), [self.ids.index(id) for id in ids])

    def implied(self, id: str, others: Sequence[str]) -> bool | None:
        """Whether an assumption follows from others; None where no end of numbers would have to be tried."""
        assumed = self.policy.assumptions[self.ids.index(id)]
        rest = [self.policy.assumptions[self.ids.index(other)] for other in others]
        broken = Assumption(Apply("not", (assumed.term,)))
        possible = Judge(replace(self.policy, assumptions=(*rest, broken))).satisfiable({}, range(len(rest) + 1))
        return None if possible is None else not possible
