"""Real sets with labels of clauses: their texts as rows of numbers, once, and classifiers that are fitted to a part.

The classifiers are those of `logitext learn`. Only the words of the texts are known beforehand, and no label.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import logitext
from benchmarks.suites.legal.conversations import task as sharc
from benchmarks.suites.moderation.tasks import tasks
from benchmarks.suites.task import Instance
from logitext.certainty.evidence import VERDICT
from logitext.learning.fit import fit
from logitext.policy.sorts import BOOL
from logitext.theory.learned.terms import TermRows
from logitext.theory.protocol import Price, Question, Reply, Texts, Theory, Thresholds, Usage, Value

SETS = {"openai": "remove", "hatecheck": "hateful"}
"""Sets with the labels of clauses, and their verdict."""
HALVES = Thresholds(0.5 - 1e-9, 0.5)
"""This low a bound gives all clauses values: the calibration holds back what is not sure enough."""


@dataclass(frozen=True)
class Labelled:
    """A set: its policy, the verdict that is judged, its texts with their rows, labels and templates."""

    policy: logitext.Policy
    verdict: str
    instances: Sequence[Instance]
    rows: Any
    templates: Sequence[Hashable]

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that have labels."""
        return tuple(self.instances[0].clauses)

    @cached_property
    def folds(self) -> list[int]:
        """The group with which each text is held out while a classifier is fitted: a few dozen groups of templates."""
        return [crc32(str(name).encode()) % _FOLDS for name in self.templates]

    def label(self, at: int, name: str) -> bool:
        """The label of a clause, or of the verdict, of one text."""
        one = self.instances[at]
        return (one.gold if name == self.verdict else one.clauses)[name] is True

    def cases(self, places: Sequence[int]) -> list[dict[str, Any]]:
        """Texts with their labels, as `evaluate` and `calibrate` take them."""
        return [
            {
                "id": (one := self.instances[at]).id,
                **one.texts,
                "group": f"t{self.templates[at]}",
                "right": {self.verdict: one.gold[self.verdict], **one.clauses},
            }
            for at in places
        ]


@lru_cache(maxsize=4)
def labelled(name: str, data: Path) -> Labelled:
    """A set."""
    (task,) = [one for one in tasks() if one.name == name]
    assert task.policy is not None
    instances = list(task.read(data))
    texts = ["\n\n".join(one.texts.values()) for one in instances]
    templates: Sequence[Hashable] = range(len(instances))
    if name == "hatecheck":
        with (data / "hatecheck" / "test_suite_cases.csv").open(encoding="utf-8", newline="") as file:
            templates = [row["templ_id"] for row in csv.DictReader(file)]
    return Labelled(logitext.load(task.policy), SETS[name], instances, TermRows.fitted(texts)(texts), templates)


def too_few(data: Path) -> tuple[int, int, int, int]:
    """ShARC's labelled texts and verdicts, and the most texts that label one verdict, or one clause, both ways.

    Each of its rules is a verdict of its own, so that few texts are about any of them.
    """
    instances = list(sharc().read(data))
    verdicts = Counter(name for one in instances for name in one.gold)
    said: dict[str, Counter[bool]] = {}
    for one in instances:
        for name, so in one.clauses.items():
            said.setdefault(name, Counter())[so is True] += 1
    return (
        len(instances),
        len(verdicts),
        max(verdicts.values()),
        max(min(one[True], one[False]) for one in said.values()),
    )


Said = Mapping[str, Mapping[str, float]]
"""How likely each clause, and the whole verdict, is by each text."""


def said(of: Labelled, learned: Sequence[int], wanted: Sequence[int]) -> Said:
    """What classifiers that were fitted to some texts say of others. A clause of one answer alone is as frequent."""
    found: dict[str, dict[str, float]] = {}
    for name in (*of.clauses, of.verdict):
        truth = [of.label(at, name) for at in learned]
        folds = [of.folds[at] for at in learned]
        few = min(len({fold for fold, so in zip(folds, truth, strict=True) if so is side}) for side in (True, False))
        if few < _FEWEST:
            chances = [(sum(truth) + 1) / (len(truth) + 2)] * len(wanted)
        else:
            made = fit(of.rows[learned], truth, folds, 0)
            chances = made.probabilities(of.rows[wanted])
        found[name] = dict(zip([_key(of.instances[at]) for at in wanted], chances, strict=True))
    return found


_FEWEST = 5
_FOLDS = 60


def _key(instance: Instance) -> str:
    return "\n".join(instance.texts.values())


class Fitted(Theory):
    """Says what classifiers said. It can also be asked for the whole verdict, as a model can."""

    version = "1"
    thresholds = HALVES

    def __init__(self, name: str, said: Said, price: float = 0.0, whole: float | None = None) -> None:
        """`price` is that of a question, `whole` that of the whole policy; None where that is not asked."""
        self.name, self._said, self._whole = name, said, whole
        self.model = None if whole is None else name
        self.price = Price(0.0, price)
        self.used = 0.0

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        return Price(0.0, max((self._price(one) for one in questions), default=0.0))

    def _price(self, question: Question) -> float:
        return (self._whole or 0.0) if question.id.startswith(VERDICT) else self.price.question

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        key, found = "\n".join(texts.values()), {}
        for one in questions:
            assert one.sort == BOOL
            self.used += self._price(one)
            found[one.id] = Value(None, probability=self._said[one.id.removeprefix(VERDICT)][key])
        return Reply(found, Usage(calls=0))
