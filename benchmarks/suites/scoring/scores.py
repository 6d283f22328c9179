"""The scores of a run: for each task, verdict and arm, and for each pair of arms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from logitext.evaluate.statistics import mcnemar, paired, wilson

Outcome = Mapping[str, Any]
"""A line of `results.jsonl`."""


@dataclass(frozen=True, slots=True)
class Score:
    """An arm's score in a verdict. `right` of `counted` are as labelled, `open` of them undetermined.

    `balanced` is the mean of the shares that are right of each label. `given` is how many of those that are not open
    are right. `questions`, `calls`, `tokens`, `cost` and `seconds` are means a document; `cost` None where not known.
    """

    task: str
    verdict: str
    arm: str
    counted: int
    right: int
    open: int
    given: int
    balanced: float
    questions: float
    calls: float
    tokens: float
    cost: float | None
    seconds: float

    @property
    def accuracy(self) -> float:
        return self.right / self.counted

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the accuracy."""
        return wilson(self.right, self.counted)

    @property
    def selective(self) -> float | None:
        """The accuracy of what was decided; None where nothing was."""
        decided = self.counted - self.open
        return self.given / decided if decided else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two arms on the same `counted` instances: how often only one of them was right, and McNemar's exact p."""

    task: str
    verdict: str
    one: str
    other: str
    only_one: int
    only_other: int
    counted: int

    @property
    def delta(self) -> float:
        """By how much the first is more accurate than the second, from -1 to 1."""
        return (self.only_one - self.only_other) / self.counted if self.counted else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of that. It agrees with `p`."""
        return paired(self.only_one, self.only_other, self.counted)

    @property
    def p(self) -> float:
        return mcnemar(self.only_one, self.only_other)


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """One for each task, verdict and arm, in the order in which they come."""
    found = []
    for (task, verdict, arm), own in _grouped(outcomes).items():
        labels = Counter(repr(one["gold"][verdict]) for one in own)
        rights = Counter(repr(one["gold"][verdict]) for one in own if right(one, verdict))
        open_ = [one for one in own if one["verdicts"].get(verdict) is None]
        costs = [one["cost"] for one in own]
        n = len(own)
        found.append(
            Score(
                task,
                verdict,
                arm,
                n,
                sum(rights.values()),
                len(open_),
                sum(rights.values()) - sum(right(one, verdict) for one in open_),
                sum(rights[label] / number for label, number in labels.items()) / len(labels),
                sum(one["questions"] for one in own) / n,
                sum(one["calls"] for one in own) / n,
                sum(one["input_tokens"] + one["output_tokens"] for one in own) / n,
                None if None in costs else sum(costs) / n,
                sum(one["seconds"] for one in own) / n,
            )
        )
    return found


def pairs(outcomes: Sequence[Outcome]) -> list[Pair]:
    """Logitext against every other arm, and `every` against `holistic`, on the instances that both had.

    Of several runs, arms of all of them.
    """
    found = []
    for (task, verdict), arms in by_verdict(outcomes).items():
        right_of = {arm: _right(own, verdict) for arm, own in arms.items()}
        for one, other in permutations(arms, 2):
            if _compared(one, other, list(arms)):
                ours, theirs = right_of[one], right_of[other]
                shared = ours.keys() & theirs.keys()
                only = sum(ours[name] and not theirs[name] for name in shared)
                only_other = sum(theirs[name] and not ours[name] for name in shared)
                found.append(Pair(task, verdict, one, other, only, only_other, len(shared)))
    return found


def _compared(one: str, other: str, arms: Sequence[str]) -> bool:
    """Whether two arms are compared, in this order; what follows ` @ ` names the run."""
    (mine, _, run), (yours, _, another) = one.partition(" @ "), other.partition(" @ ")
    if mine == "logitext":
        return yours != mine or arms.index(one) < arms.index(other)
    return (mine, yours) == ("every", "holistic") and run == another


def curves(outcomes: Sequence[Outcome]) -> dict[str, list[tuple[float, float]]]:
    """For each arm that can tell how likely its verdicts are: risk against coverage, over all tasks.

    A point for every number of verdicts given, the most certain first: the share of all verdicts that these are, and
    the share of these that is wrong (El-Yaniv and Wiener, "On the foundations of noise-free selective classification",
    2010). Of a verdict that holds or not the likelier side is given, also where the arm leaves it open. Other verdicts
    that are left open are never given.
    """
    given: dict[str, list[tuple[float, bool]]] = {}
    asked: Counter[str] = Counter()
    for one in outcomes:
        for verdict, gold in one["gold"].items():
            asked[one["arm"]] += 1
            chance, value = one.get("chances", {}).get(verdict), one["verdicts"].get(verdict)
            if chance is not None and isinstance(gold, bool):
                given.setdefault(one["arm"], []).append((max(chance, 1 - chance), (chance >= _HALF) is not gold))
            elif value is not None and verdict in one.get("certain", {}):
                given.setdefault(one["arm"], []).append((one["certain"][verdict], not right(one, verdict)))
    found = {}
    for arm, verdicts in given.items():
        wrong, points = 0, []
        for number, (_, missed_) in enumerate(sorted(verdicts, key=lambda one: -one[0]), 1):
            wrong += missed_
            points.append((number / asked[arm], wrong / number))
        found[arm] = points
    return found


_HALF = 0.5


def risk(points: Sequence[tuple[float, float]], coverage: float) -> float | None:
    """The share that is wrong where at least this share is given; None where the arm gives fewer."""
    return next((wrong for share, wrong in points if share >= coverage - 1e-9), None)


def blamed(outcomes: Sequence[Outcome]) -> list[tuple[str, str, int, int]]:
    """Clauses by the wrong verdicts that they had a part in: task, clause, wrong verdicts, wrong answers in all."""
    wrong: Counter[tuple[str, str]] = Counter()
    answers: Counter[tuple[str, str]] = Counter()
    for one in outcomes:
        missed = any(not right(one, name) for name in one["gold"])
        for clause in one["wrong_clauses"]:
            answers[one["task"], clause] += 1
            wrong[one["task"], clause] += missed
    return [(task, clause, wrong[task, clause], number) for (task, clause), number in answers.most_common()]


def missed(outcomes: Sequence[Outcome]) -> list[tuple[str, str, str, str]]:
    """The instances that were not decided as labelled: task, instance, arm, and in what."""
    found = []
    for one in outcomes:
        wrong = [
            f"{name} is {_shown(one['verdicts'].get(name))}, labelled {_shown(gold)}"
            for name, gold in one["gold"].items()
            if not right(one, name)
        ]
        if wrong:
            why = f" ({one['contradiction']})" if one.get("contradiction") else ""
            found.append((one["task"], one["instance"], one["arm"], "; ".join(wrong) + why))
    return found


def right(one: Outcome, verdict: str) -> bool:
    """Whether a verdict is as labelled; true is not 1.

    Where the label says that it is open, so it has to be, and not because a call failed.
    """
    gold, value = one["gold"][verdict], one["verdicts"].get(verdict)
    if gold is None and one.get("failed"):
        return False
    return bool(value == gold and isinstance(value, bool) is isinstance(gold, bool))


def _shown(value: Any) -> str:
    return "undetermined" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _right(own: Iterable[Outcome], verdict: str) -> dict[str, bool]:
    return {one["instance"]: right(one, verdict) for one in own}


def _grouped(outcomes: Sequence[Outcome]) -> dict[tuple[str, str, str], list[Outcome]]:
    """By task, verdict and arm; the arms of a verdict stand together."""
    judged = by_verdict(outcomes).items()
    return {(task, verdict, arm): own for (task, verdict), arms in judged for arm, own in arms.items()}


def _as_one(one: Outcome) -> Outcome:
    """An outcome whose verdicts are one answer: the list of them, open where any is."""
    name = one.get("as_one")
    if name is None:
        return one
    values = [one["verdicts"].get(verdict) for verdict in one["gold"]]
    whole = None if None in values else values
    return {**one, "gold": {name: list(one["gold"].values())}, "verdicts": {name: whole}}


def by_verdict(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], dict[str, list[Outcome]]]:
    """By task and verdict, then by arm."""
    found: dict[tuple[str, str], dict[str, list[Outcome]]] = {}
    for one in map(_as_one, outcomes):
        for verdict in one["gold"]:
            found.setdefault((one["task"], verdict), {}).setdefault(one["arm"], []).append(one)
    return found
