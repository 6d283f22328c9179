"""A world in which everything is known: policies, documents, and models that err about them at given rates.

A model reads a document through noise. Its score for a clause is how far the truth speaks for it, with noise of which a
part stays the same whenever it is asked again, a part is common to all clauses of a document, and the rest is new each
time. From the score come a probability, which is honest, or a bare yes or no.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import NormalDist

import logitext
from benchmarks.questions.formulas import KINDS, VERDICT, Recipe, make
from logitext.certainty.evidence import VERDICT as WHOLE
from logitext.theory.protocol import Price, Question, Reply, Texts, Theory, Thresholds, Usage, Value

_NORMAL = NormalDist()


@dataclass(frozen=True)
class World:
    """What is so in the world. `error` and `strong` are how often a clause is answered wrongly by either model.

    `repeats` is the part of a score's noise that stays when a model is asked again, `common` the part that all clauses
    of a document share. `stretch` above 1 makes probabilities too sure. `told` is the error rate that users believe of
    the first model; None for the right one. `mistaken` is the share of documents in which the policy is not what its
    authors mean. `whole` is how often the strong model is wrong about a whole verdict.
    """

    name: str
    error: float = 0.1
    strong: float = 0.03
    repeats: float = 0.5
    common: float = 0.0
    stretch: float = 1.0
    told: float | None = None
    mistaken: float = 0.0
    whole: float = 0.08


WORLDS = (
    World("10 % of answers wrong"),
    World("20 % of answers wrong", error=0.2, strong=0.06, whole=0.1),
    World("errors of a document go together", common=0.4),
    World("error rates are twice what is believed, probabilities too sure", told=0.05, stretch=2.0),
    World("the policy is wrong about 3 %", mistaken=0.03),
)
CHEAP, STRONG = 1.0, 10.0
"""The price of a question to each model; one about the whole policy costs as much."""


@dataclass(frozen=True)
class Doc:
    """A document: what is true of it, and what its verdict should be."""

    key: str
    truth: Mapping[str, bool]
    right: bool


@dataclass(frozen=True)
class Setting:
    """A policy, with its base rates declared, and documents to decide."""

    policy: logitext.Policy
    docs: Sequence[Doc]
    clauses: tuple[str, ...]


def setting(seed: int, documents: int, world: World) -> Setting:
    """A policy of 8 to 22 clauses with documents."""
    rng = Random(f"trust {seed}")
    made = make(Recipe(KINDS[seed % len(KINDS)], rng.randint(8, 22), seed))
    source = made.source
    for name, prior in made.priors.items():
        source = source.replace(f"[[the post does {name}]]", f"[[the post does {name}]] prior {prior}")
    policy, docs = logitext.loads(source), []
    for number in range(documents):
        truth = made.document(rng)
        right = policy.decide(truth)[VERDICT]
        flip = Random(f"{seed} {number} mistaken").random() < world.mistaken
        docs.append(Doc(f"{seed}/{number}", truth, (right is True) is not flip))
    return Setting(policy, docs, tuple(made.priors))


@dataclass
class Model(Theory):
    """A model of the world. It knows the truth of the documents that it is given, and errs."""

    name: str = "cheap"
    wrong: float = 0.1
    of_whole: float = 0.0
    world: World = WORLDS[0]
    bare: bool = False
    samples: int = 1
    docs: Mapping[str, Doc] = field(default_factory=dict)
    used: float = 0.0

    reconsiders = True

    def __post_init__(self) -> None:
        self.model = "simulated" if self.of_whole else None  # who cannot be asked for whole verdicts is no model
        self.price = Price(0.0, STRONG if self.name == "strong" else CHEAP)
        self.thresholds = Thresholds(0.5 - 1e-9, 0.5)

    def rates(self, questions: Sequence[Question], texts: Texts) -> Price:
        return Price(0.0, self.price.question * self.samples)

    async def answer(self, questions: Sequence[Question], texts: Texts) -> Reply:
        self.used += len(questions) * self.price.question * self.samples
        doc = self.docs[texts["post"]]
        return Reply({one.id: self._said(doc, one) for one in questions}, Usage(calls=1))

    def _said(self, doc: Doc, question: Question) -> Value:
        if self.samples > 1:
            yes = sum(self._chance(doc, question, again) > 0.5 for again in range(self.samples))
            return Value(2 * yes > self.samples)
        chance = self._chance(doc, question, 0)
        if self.bare:
            return Value(chance > 0.5)
        odds = self.world.stretch * math.log(chance / (1 - chance))
        return Value(None, probability=1 / (1 + math.exp(-odds)))

    def _chance(self, doc: Doc, question: Question, again: int) -> float:
        whole = question.id.startswith(WHOLE)
        so = doc.right if whole else doc.truth[question.id]
        distance = -_NORMAL.inv_cdf(self.of_whole if whole else self.wrong)

        def noise(*about: object) -> float:
            return Random(f"{self.name} {doc.key} {about}").gauss(0, 1)

        repeats, common = self.world.repeats, 0.0 if whole else self.world.common
        score = distance * (1 if so else -1)
        score += math.sqrt(common) * noise("document") + math.sqrt((1 - common) * repeats) * noise(question.id)
        score += math.sqrt((1 - common) * (1 - repeats)) * noise(question.id, question.ask, again)
        odds = min(max(2 * distance * score, -30.0), 30.0)
        return 1 / (1 + math.exp(-odds))
