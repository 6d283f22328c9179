"""Ways to come to verdicts with the same two models, each with its price and how likely it holds its verdicts."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from benchmarks.questions.formulas import VERDICT
from benchmarks.trust.world import Doc, Model, Setting, World
from logitext.check.until_sure import whole_verdict
from logitext.theory.chain import Chain
from logitext.theory.protocol import Reply, Texts, Theory, Thresholds, Unknown, Value
from logitext.trail.wordings import other_wordings


@dataclass(frozen=True)
class Outcome:
    """What came of a document: the verdict, how likely it is said to be, and the price."""

    right: bool
    sure: float
    price: float


Arm: TypeAlias = Callable[["Case"], Coroutine[Any, Any, Outcome]]


@dataclass(frozen=True)
class Case:
    """A document to decide, by whom."""

    setting: Setting
    doc: Doc
    world: World
    bare: bool

    def model(self, name: str, **more: Any) -> Model:
        """One of the models of the world."""
        strong = name == "strong"
        wrong = self.world.strong if strong else self.world.error
        whole = self.world.whole if strong else 0.0
        docs = {self.doc.key: self.doc}
        return Model(name, wrong, whole, self.world, self.bare, docs=docs, **more)

    def rates(self, *, whole: bool = False) -> dict[str, float]:
        """What users believe of errors; where there are probabilities, these say it of clauses."""
        believed = self.world.error if self.world.told is None else self.world.told
        rates = {} if not self.bare else {"cheap": believed, "strong": self.world.strong * believed / self.world.error}
        return rates | ({VERDICT: self.world.whole if self.bare else 1e-6} if whole else {})


async def _check(case: Case, theory: Theory, used: Sequence[Model], **more: Any) -> Outcome:
    asked = {name for model in used for name in (model.name,)}
    rates = {name: rate for name, rate in case.rates(**more.pop("of", {})).items() if name in asked | {VERDICT}}
    result = await case.setting.policy.acheck(
        case.doc.key, theory=theory, probability=True, error_rates=rates or None, **more
    )
    value, chances = result.verdicts[VERDICT].value, result.probability
    assert chances is not None
    soft = "confidence" in more or value is None
    found = chances[VERDICT].values[0].value if soft and chances[VERDICT].values else value
    sure = chances[VERDICT].of(found) if found is not None else 0.5
    return Outcome((found is True) is case.doc.right, sure, sum(model.used for model in used))


async def lazy(case: Case) -> Outcome:
    """The fewest questions to the cheap model, and what its answers entail."""
    cheap = case.model("cheap")
    return await _check(case, cheap, [cheap])


async def majority(case: Case) -> Outcome:
    """The cheap model decides each clause by the majority of three answers."""
    cheap = case.model("cheap", samples=3)
    return await _check(case, cheap, [cheap])


async def cascade(case: Case) -> Outcome:
    """Clause by clause: what the cheap model is not sure of is asked of the strong one."""
    cheap, strong = case.model("cheap"), case.model("strong")
    if case.bare:
        return await _check(case, Chain(_Agreeing(cheap), strong), [cheap, strong])
    cheap.thresholds = Thresholds(0.1, 0.9)
    return await _check(case, Chain(cheap, strong), [cheap, strong])


async def strong(case: Case) -> Outcome:
    """The fewest questions to the strong model."""
    model = case.model("strong")
    return await _check(case, model, [model])


async def holistic(case: Case) -> Outcome:
    """The whole policy as one question to the strong model."""
    model = case.model("strong")
    question = whole_verdict(case.setting.policy.checked, VERDICT)
    assert question is not None
    answer = (await model.answer([question], Texts({"post": case.doc.key}))).answers[question.id]
    assert isinstance(answer, Value)
    chance = answer.probability if answer.probability is not None else float(answer.value is True)
    sure = max(chance, 1 - chance) if answer.probability is not None else 1 - case.world.whole
    return Outcome((chance > 0.5) is case.doc.right, sure, model.used)


def surer(confidence: float, *, whole: bool = True) -> Arm:
    """Logitext, until a verdict is as likely as this; the whole policy may be asked too."""

    async def arm(case: Case) -> Outcome:
        cheap, strong = case.model("cheap"), case.model("strong")
        return await _check(case, Chain(cheap, strong), [cheap, strong], confidence=confidence, of={"whole": whole})

    return arm


class _Agreeing(Theory):
    """Asks a model twice, and knows only what it says both times."""

    def __init__(self, model: Model) -> None:
        self.name, self.price, self._model = model.name, model.price, model

    async def answer(self, questions: Any, texts: Texts) -> Any:
        first = (await self._model.answer(questions, texts)).answers
        again = (await self._model.answer([other_wordings(one)[0] for one in questions], texts)).answers
        return Reply({name: one if one == again[name] else Unknown() for name, one in first.items()})


ARMS: dict[str, Arm] = {
    "lazy, hard": lazy,
    "majority of 3": majority,
    "cascade a clause": cascade,
    "strong, hard": strong,
    "whole policy, strong": holistic,
    "--confidence 0.8": surer(0.8),
    "--confidence 0.9": surer(0.9),
    "--confidence 0.95": surer(0.95),
    "--confidence 0.99": surer(0.99),
    "0.95, clauses alone": surer(0.95, whole=False),
}
