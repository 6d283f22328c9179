"""What a document costs beside its answers: 20 clauses, answers at hand, beside deciding alone."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from collections.abc import Callable, Iterator

import logitext
from benchmarks.engine.cliffs.measure import Row, measured
from benchmarks.engine.policies import answers, source
from benchmarks.llm.filling import cached
from logitext import theory
from logitext.policy.sorts import Value
from logitext.theory import Question, Texts
from logitext.theory.llm.cache.store import Cache

CLAUSES = 20
DOCUMENTS = 2000
CACHED = 2000
"""Documents that a model is asked about, whose answers come from its cache."""


def rows() -> Iterator[Row]:
    """Each row is the cost of one document of many; the first is that of following the diagrams."""
    text = source(CLAUSES, 1)
    for index in range(CLAUSES):
        text = text.replace(f"thing c{index}]]", f"thing c{index}]] match /\\bc{index}\\b/")
    policy = logitext.loads(text)
    names = list(policy.clauses)
    made = itertools.islice(answers(names, 1, sorts=dict.fromkeys(names, True)), DOCUMENTS)
    known = {str(number): document for number, document in enumerate(made)}
    texts = [Texts({"post": " ".join([name for name in names if known[label][name]])}, label) for label in known]

    def read(question: Question, texts: Texts) -> Value:
        return known[str(texts.label)][question.clause]

    theories: dict[str, theory.Theory | str] = {
        "Function": theory.Function(read),
        "Answers": theory.Answers({"texts": known}),
        "pattern": "pattern:complete",
    }
    asyncio.run(policy.program.ready())
    decider = policy.program.at_once
    assert decider is not None
    verdicts = policy.verdicts

    def walk() -> None:
        for document in known.values():
            decider.decide(document, verdicts)

    def decide() -> None:
        for document in known.values():
            policy.decide(document)

    yield _row("walk", "following the diagrams of two verdicts", walk)
    yield _row("decide", "`policy.decide`, verdicts alone", decide)
    for name, by in theories.items():

        def check(by: theory.Theory | str = by, listener: Callable[[object], None] | None = None) -> None:
            for result in policy.check_many(texts, theory=by, listener=listener):
                _ = result.verdicts["remove"].value

        def ordinary(check: Callable[..., None] = check) -> None:
            check(listener=lambda _: None)

        yield _row(name, f"`check_many` with {name}, its verdicts read", check)
        yield _row(f"{name}, listened to", f"`check_many` with {name} and a listener", ordinary)
    yield from _cached(policy, known, "cache", sure=False)
    yield from _cached(policy, known, "cache, probabilities", sure=True)


def _cached(policy: logitext.Policy, known: dict[str, dict[str, Value]], name: str, sure: bool) -> Iterator[Row]:
    """A model whose answers are all in its cache: rounds are planned, and each looks its questions up."""
    some = dict(itertools.islice(known.items(), CACHED))
    with tempfile.TemporaryDirectory() as folder, Cache(f"{folder}/answers.sqlite3") as cache:
        filling, model = cached(cache, some, sure)

        def check(by: theory.Theory) -> None:
            for result in policy.check_many(list(some), theory=by):
                assert result.decided

        check(filling)
        what = "`check_many` with a model whose answers are in its cache" + (", with probabilities" if sure else "")
        yield _row(name, what, lambda: check(model), each=CACHED)


def _row(name: str, what: str, work: Callable[[], None], each: int = DOCUMENTS) -> Row:
    work()  # the first documents also pay for what is worked out once
    return measured(f"document, {name}", what, work, each=each)
