"""What the cache knows of questions: everything that can change an answer, and the answer under its hash.

Which other clauses were in the same call is part of it: they stand in the same prompt. So a batch is looked up as the
batch that it is; what is not found of it is looked up again as the smaller batch that would be put.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from logitext.theory.llm.apis import systemone
from logitext.theory.llm.asking import Put
from logitext.theory.llm.cache.call import CallReader
from logitext.theory.llm.cache.entry import CacheEntry
from logitext.theory.llm.cache.row import canonical
from logitext.theory.llm.capabilities import DECIDING, Api, Capabilities
from logitext.theory.llm.once import MOST_KEPT, Once
from logitext.theory.llm.prompt import names_of
from logitext.theory.llm.settings import ModelSettings
from logitext.theory.protocol import Answer, Question, Texts, Unknown, Usage, Value
from logitext.theory.recording import key
from logitext.theory.recording.line import answer_data

if TYPE_CHECKING:
    from logitext.theory.llm.cache.store import Cache


class Template(NamedTuple):
    """A batch, its texts, and what stands around their hashes in the components of each question.

    `texts` has the names, and each as it stands before a hash. `begun` has hashes of what stands before the texts, to
    be gone on with; `after` is what stands behind them. `call` is such a hash of the batch as a whole.
    """

    questions: tuple[Question, ...]
    ids: tuple[str, ...]
    reader: CallReader
    call: Any
    texts: tuple[tuple[str, bytes], ...]
    begun: list[Any]
    after: list[bytes]


@dataclass(frozen=True, slots=True)
class SharedContext:
    """The model that is asked, and how: what questions have in common."""

    endpoint: str
    model: str
    prompt: str
    api: Api
    able: Capabilities
    settings: ModelSettings
    _templates: dict[tuple[Any, ...], Template] = field(default_factory=dict, compare=False, repr=False)

    def keys(self, template: Template, texts: Texts) -> dict[str, Question]:
        """The digests of `components`, each with its question."""
        hashes = b"".join([before + texts.sha256(name).hex().encode() for name, before in template.texts])
        found = {}
        for question, begun, after in zip(template.questions, template.begun, template.after, strict=True):
            whole = begun.copy()
            whole.update(hashes + after)
            found[whole.hexdigest()] = question
        return found

    def call(self, template: Template, texts: Texts) -> bytes:
        """The digest of all `components` of a call together."""
        whole = template.call.copy()
        for name, _ in template.texts:
            whole.update(texts.sha256(name))
        digest: bytes = whole.digest()
        return digest

    def template(self, questions: Sequence[Question], texts: Texts) -> Template:
        """What the texts do not change, which is worked out once."""
        names = tuple(texts)
        batch = names, *map(id, questions)
        template = self._templates.get(batch)
        if template is None:
            if len(self._templates) >= MOST_KEPT:
                self._templates.clear()
            template = self._templates[batch] = self._template(questions, texts)
        return template

    def _template(self, questions: Sequence[Question], texts: Texts) -> Template:
        """Canonical JSON of components before the hashes of their `texts`, and behind them."""
        begun, afters = [], []
        names = sorted(names_of(questions, texts))
        end = b'"}' if names else b"}"
        for parts in self.components(questions, texts).values():
            before = {name: part for name, part in parts.items() if name < "texts"}
            after = {name: part for name, part in parts.items() if name > "texts"}
            begun.append(sha256(canonical(before)[:-1] + b',"texts":{'))
            afters.append(end + (b"," + canonical(after)[1:] if after else b"}"))
        call = sha256(b"".join([*(one.digest() for one in begun), *(sha256(after).digest() for after in afters)]))
        call.update(sha256(canonical({"texts": names})).digest())
        shown = [(name, (b'",' if number else b"") + canonical({name: ""})[1:-2]) for number, name in enumerate(names)]
        ids, reader = tuple([one.id for one in questions]), CallReader([one.sort for one in questions])
        return Template(tuple(questions), ids, reader, call, tuple(shown), begun, afters)

    def components(self, questions: Sequence[Question], texts: Texts) -> dict[str, dict[str, Any]]:
        """Everything that can change the answers to questions of one call, for each of them, by id."""
        shared: dict[str, Any] = {
            "endpoint": self.endpoint,
            "model": self.model,
            "api": self.api,
            "prompt": self.prompt,
            "parameters": self._parameters(),
            "texts": {name: key.text_hash(texts[name]) for name in sorted(names_of(questions, texts))},
        }
        if self.api in DECIDING:  # each question is decided by itself
            return {question.id: shared | {"clause": self._decided(question)} for question in questions}
        shared["texts_first"] = self.settings.texts_come_first(len(questions))
        form = self.settings.form(questions, self.able)
        if form != "reasoned":
            shared["answer"] = form
        clauses = {question.id: _CLAUSE(question) for question in questions}
        if len(questions) > 1:
            shared["alongside"] = key.digest([hash_ for _, hash_ in clauses.values()])
        return {id_: shared | {"clause": clause} for id_, (clause, _) in clauses.items()}

    def _decided(self, question: Question) -> dict[str, Any]:
        clause = _CLAUSE(question)[0]
        return clause | systemone.put_as(question, self.able) if self.api == "systemone" else clause

    def _parameters(self) -> dict[str, Any]:
        """The settings, as far as the server takes them. How long a reply may be does not change one that is whole."""
        if self.api == "decisions":
            return {} if self.able.input == "messages" else {"input": self.able.input}
        if self.api == "systemone":
            mass = self.settings.label_mass
            return {"form": systemone.VERSION} | ({} if mass == ModelSettings().label_mass else {"label_mass": mass})
        settings, able = self.settings, self.able
        bounds = {"bounds": True} if able.bounds else {}
        return bounds | {
            "samples": settings.samples,
            "temperature": settings.heat if able.temperature else None,
            "seed": settings.seed if able.seed else None,
            "effort": settings.effort,
            "schema": able.schema,
            "logprobs": able.logprobs,
            "parts": able.parts,
        }


class BatchesAtHand(NamedTuple):
    """The batches of questions that were looked up before, for the same server and settings."""

    questions: Sequence[Question]
    able: Capabilities
    settings: ModelSettings
    batches: list[tuple[SharedContext, Template] | tuple[None, None]]

    def holds_for(self, questions: Sequence[Question], able: Capabilities, settings: ModelSettings) -> bool:
        """Whether they are the same, as objects."""
        return self.questions is questions and self.able is able and self.settings is settings


class Found(NamedTuple):
    """What a cache has of a batch: answers by id, what they had cost, and the questions that it does not have."""

    answers: dict[str, Answer]
    saved: Usage | None
    missing: tuple[Question, ...]


def look_up(
    cache: Cache,
    asked: SharedContext,
    questions: Sequence[Question],
    texts: Texts,
    template: Template | None = None,
) -> Found:
    """What the cache has of a batch. `template` is that of these questions and texts, where it is known."""
    if template is None:
        template = asked.template(questions, texts)
    if len(questions) > 1:
        together = cache.call(asked.call(template, texts), template.reader)
        if together is not None:
            return Found(dict(zip(template.ids, together.answers, strict=True)), together.usage, ())
    answers: dict[str, Answer] = {}
    used: list[Usage] = []
    missing = tuple(questions)
    while missing:
        if len(missing) < len(questions):
            template = asked.template(missing, texts)
        keys = asked.keys(template, texts)
        found = cache.answers({digest: question.sort for digest, question in keys.items()})
        if not found:
            break
        for digest, question in keys.items():
            if (kept := found.get(digest)) is not None:
                answers[question.id] = kept.answer
                used.append(kept.usage)
        if len(found) == len(keys):
            missing = ()
            break
        missing = tuple([question for question in missing if question.id not in answers])
    return Found(answers, Usage.sum(used) if used else None, missing)


def keep(
    cache: Cache,
    asked: SharedContext,
    questions: Sequence[Question],
    texts: Texts,
    puts: Mapping[str, Put],
    usage: Usage,
) -> None:
    """Keep the answers to a batch; what is no answer is not kept. Each has its share of what the calls have cost."""
    together = asked.components(questions, texts)
    entries = []
    for number, question in enumerate(questions):
        put = puts[question.id]
        if not isinstance(put.outcome, Value | Unknown):
            continue
        alone = put.alone and len(questions) > 1
        components = asked.components([question], texts)[question.id] if alone else together[question.id]
        entries.append(
            CacheEntry(
                key=key.digest(components),
                components=components,
                answer=answer_data(put.outcome),
                usage=_share(usage, number, len(questions)),
                request=put.request,
                reply=put.reply,
                created=time.time(),
            )
        )
    whole = len(questions) > 1 and len(entries) == len(questions) and not any(put.alone for put in puts.values())
    cache.put_many(entries, asked.call(asked.template(questions, texts), texts) if whole else None)


def _clause(question: Question) -> dict[str, Any]:
    """What of a clause stands in the prompt, and its sort."""
    told = key.content(question)
    told = {name: part for name, part in told.items() if name not in ("match", "reject", "read")}
    more = {"texts": list(question.texts), "descriptions": [list(pair) for pair in question.descriptions]}
    return told | {name: part for name, part in more.items() if part}


def _with_hash(question: Question) -> tuple[dict[str, Any], str]:
    clause = _clause(question)
    return clause, key.digest(clause)


_CLAUSE = Once(_with_hash)


def _share(usage: Usage, number: int, count: int) -> dict[str, int | float | None]:
    """One question's share of what a batch has used; all shares together are the whole."""

    def share(amount: int) -> int:
        return amount // count + (1 if number < amount % count else 0)

    return {
        "calls": share(usage.calls),
        "input_tokens": share(usage.input_tokens),
        "output_tokens": share(usage.output_tokens),
        "cached_tokens": share(usage.cached_tokens),
        "cost": None if usage.cost is None else usage.cost / count,
    }
