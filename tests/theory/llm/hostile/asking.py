"""The clauses that are asked about each text, what is true of them, and the ways in which they are put to a server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import itemgetter
from typing import Any

import logitext
from logitext.policy.sorts import BOOL, Enumeration
from logitext.theory.llm.capabilities import Api
from logitext.theory.llm.theory import OpenAI
from logitext.theory.protocol import Question, Texts
from logitext.theory.validation import CollectedAnswers, ask
from logitext.trail.questions import questions as questions_of
from logitext.unicode.normal_form import nfc
from tests.model_server.config import Config
from tests.model_server.faults import Faults
from tests.model_server.ledger import Record
from tests.model_server.profiles import LLAMA_CPP, OPENAI, PLAIN, TEXT_ONLY, Profile
from tests.model_server.reading import CHAT, DECISIONS, RESPONSES, AskedQuestion
from tests.model_server.run import Server, serving
from tests.model_server.truth import Texts as ServerTexts
from tests.model_server.truth import Truth, random_of
from tests.model_server.truth import Value as ServerValue
from tests.theory.llm.hostile.reading import joined

HARMLESS = "Hello, and thank you for the flowers."

POLICY = logitext.loads("""# Flowers

{{text post: "what somebody has written"}}
We remove what {{let rude = [[is rude]] yes "You fool!" no "Thank you."}} or {{let threat = [[threatens somebody]]}}, or
makes a {{let promise = [[promises something]] ask "Is anything promised?"}}. We count
{{let people: Int = [[the number of people that are named]]}}, and {{let costs: Real = [[the price in euros]]}} at
{{let place: Text = [[the place that it is about]]}}, in a {{let tone: calm | loud | cold = [[the tone]]}} tone.
{{verdict remove = rude or threat
  verdict promised = promise
  verdict crowd = people > 2
  verdict dear = costs >= 100
  verdict home = place == "home"
  verdict angry = tone == loud}}
""")
QUESTIONS = tuple(questions_of(POLICY.checked).values())
DECIDED = tuple([one for one in QUESTIONS if one.sort == BOOL or isinstance(one.sort, Enumeration)])


# --- what is true ------------------------------------------------------------------------------------------------


def _true_of(texts: ServerTexts, question: AskedQuestion) -> ServerValue:
    """Depends on text and clause, so that an answer in another's place is seen; `place` is the text itself."""
    content = texts.get("post", "")  # there is none where it is found out what the server can do
    rng = random_of("truth", content[:2000], len(content), question.id)
    match question.id:
        case "people":
            return rng.randint(0, 10**6)
        case "costs":
            return str(rng.randint(0, 10**6) / 8)
        case "place":
            return sayable(content)[:100]
        case "tone":
            return rng.choice(question.labels)
    return rng.random() < 0.5


def sayable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode("utf-8")


TRUTH = Truth(_true_of)


def wanted(text: str, question: Question) -> object:
    """The value of a question that the server holds for true, as Logitext has it."""
    labels = question.sort.labels if isinstance(question.sort, Enumeration) else ()
    value = _true_of({"post": joined(text)}, AskedQuestion(question.id, question.wording, "bool", labels))
    if isinstance(value, str) and question.id == "place":
        return nfc(value)
    return Fraction(str(value)) if question.id == "costs" else value


# --- asking ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    """A way to put questions: to what server, by which endpoint, in which order, and whether in one call."""

    profile: Profile
    path: str
    texts_first: bool = True
    together: bool = True

    @property
    def questions(self) -> tuple[Question, ...]:
        return DECIDED if self.path == DECISIONS else QUESTIONS

    @property
    def batches(self) -> list[tuple[Question, ...]]:
        """What is put in one call each; by itself, one question of each sort."""
        if self.together:
            return [self.questions]
        return [(one,) for one in {str(one.sort): one for one in self.questions}.values()]

    def theory(self, server: Server) -> OpenAI:
        apis: dict[str, Api] = {CHAT: "chat", RESPONSES: "responses", DECISIONS: "decisions"}
        return theory_of(server, apis[self.path], prompt_order="texts" if self.texts_first else "clauses")


def theory_of(server: Server, api: Api, **settings: Any) -> OpenAI:
    usual: dict[str, Any] = {"api": api, "answer": "reasoned", "retries": 1, "timeout": 600}
    return OpenAI("test-model", base_url=server.base_url, **{**usual, **settings})


# Log-probabilities make a call ten times as slow; they have a test of their own.
FULL = replace(OPENAI, name="full", logprobs="ignored")
STRING = replace(TEXT_ONLY, name="string", logprobs="ignored")
SMALL_SERVER = replace(LLAMA_CPP, name="small", logprobs="ignored", context_length=None, one_at_a_time=False)

WAYS = {
    "chat, texts first": Way(FULL, CHAT),
    "chat, clauses first": Way(FULL, CHAT, texts_first=False),
    "chat, one string, texts first": Way(STRING, CHAT),
    "chat, one string, clauses first": Way(STRING, CHAT, texts_first=False),
    "responses": Way(FULL, RESPONSES),
    "decisions": Way(FULL, DECISIONS),
    "chat, clause by clause": Way(FULL, CHAT, together=False),
    "decisions, clause by clause": Way(FULL, DECISIONS, together=False),
    "chat without a schema": Way(PLAIN, CHAT),
    "chat of a small server": Way(SMALL_SERVER, CHAT),
}


def put(theory: OpenAI, texts: Sequence[str], batches: Sequence[Sequence[Question]]) -> list[CollectedAnswers]:
    """What comes of the batches for each text, all of it at once; in the order of the texts."""

    async def all_at_once() -> list[CollectedAnswers]:
        try:
            return await asyncio.gather(
                *(ask(theory, batch, Texts({"post": text})) for text in texts for batch in batches)
            )
        finally:
            await theory.aclose()

    return asyncio.run(all_at_once())


def config(profile: Profile, faults: Faults | None = None) -> Config:
    return Config(profile, truth=TRUTH, faults=faults or Faults())


@contextmanager
def held(*profiles: Profile, faults: Faults | None = None) -> Iterator[Mapping[str, Server]]:
    """A server of each profile, by its name."""
    with ExitStack() as stack:
        yield {profile.name: stack.enter_context(serving(config(profile, faults))) for profile in profiles}


@dataclass(frozen=True)
class Exchange:
    """What went to and fro for some texts, by their names; answers and requests are in the order of the batches."""

    way: Way
    texts: Mapping[str, str]
    answered: Mapping[str, Sequence[CollectedAnswers]]
    requests: Mapping[str, Sequence[Record]]


def exchanged(servers: Mapping[str, Server], way: Way, texts: Mapping[str, str]) -> Exchange:
    """Put the questions about each text to the server of a way."""
    server = servers[way.profile.name]
    server.reset()
    found = put(way.theory(server), list(texts.values()), way.batches)
    count = len(way.batches)
    answered = {name: found[at * count : (at + 1) * count] for at, name in enumerate(texts)}
    names = {joined(text): name for name, text in texts.items()}
    places = {batch[0].id: at for at, batch in enumerate(way.batches)}
    requests: dict[str, list[tuple[int, Record]]] = {name: [] for name in texts}
    for record in server.requests:
        asked = record.asked
        if asked is not None and "post" in asked.texts:  # no probe
            requests[names[asked.texts["post"]]].append((places[asked.questions[0].id], record))
    in_order = {name: [record for _, record in sorted(pairs, key=itemgetter(0))] for name, pairs in requests.items()}
    return Exchange(way, texts, answered, in_order)
