"""A compiled policy, as the engine sees it: plain values in, plain values out, from any thread or task.

A `Program` is compiled once and serves any number of documents. All of Z3 happens in the worker thread; methods come
in one form, a coroutine that does not block the event loop.
"""

from __future__ import annotations

import asyncio
import itertools
import weakref
from collections.abc import Mapping, Sequence
from typing import Any

from logitext.logic import worker as workers
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.syntax.diagnostics import Diagnostic, Label, PolicyError

TIMEOUT = 10.0
"""Seconds that one solver call may take; after it the solver has given up, and nothing is concluded."""


class Decision:
    """What answers entail: `conflict`, or for each verdict its value, absent where it is undecided."""

    __slots__ = ("conflict", "values")

    def __init__(self, conflict: bool, values: Mapping[str, Value]) -> None:
        self.conflict = conflict
        self.values = values


class Program:
    """Decides what answers entail. PolicyError at the first use if the assumptions contradict each other."""

    def __init__(self, policy: CheckedPolicy) -> None:
        self.policy = policy
        self._key = next(_keys)
        self._worker: workers.Worker | None = None

    async def _call(self, function: Any, *args: Any) -> Any:
        worker = workers.worker()
        if worker is not self._worker:  # the first call, or the first in a forked child
            self._worker = worker
            weakref.finalize(self, worker.post, _drop, self._key)
        return await asyncio.wrap_future(worker.submit(function, self._key, self.policy, *args))

    async def ready(self) -> None:
        """Compile, if that has not happened yet, and make sure that the assumptions can hold together."""
        core: tuple[str, ...] | None = await self._call(_compile)
        if core is not None:
            raise PolicyError([_contradictory(self.policy, core)])

    async def decide(self, answers: Mapping[str, Value], verdicts: Sequence[str]) -> Decision:
        """What the answers, the assumptions and the definitions entail together."""
        values = await self._call(_decide, answers, tuple(verdicts))
        return Decision(values is None, values or {})

    async def relevant(
        self, answers: Mapping[str, Value], verdicts: Sequence[str], candidates: Sequence[str], *, first: bool = False
    ) -> tuple[str, ...]:
        """The candidates that can still decide one of the (undecided) verdicts, if only candidates are answered.

        In the order given; with `first` at most one.
        """
        found: tuple[str, ...] = await self._call(_relevant, answers, tuple(verdicts), tuple(candidates), first)
        return found

    async def implicant(self, answers: Mapping[str, Value], verdict: str, value: Value) -> tuple[str, ...]:
        """A minimal set of answers that entails that the verdict has the value (which all of them do)."""
        found: tuple[str, ...] = await self._call(_implicant, answers, verdict, value)
        return found

    async def core(self, answers: Mapping[str, Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Of answers that contradict the assumptions, a minimal set of clauses and of assumption ids that do."""
        found: tuple[tuple[str, ...], tuple[str, ...]] = await self._call(_core, answers)
        return found


def _contradictory(policy: CheckedPolicy, core: Sequence[str]) -> Diagnostic:
    places = [a.place for a in policy.assumptions if a.id in core]
    together = "contradict each other" if len(core) > 1 else "cannot hold"
    return Diagnostic(
        "NLT409",
        f"the assumptions {together}: {', '.join(f'`{name}`' for name in core)}",
        places[0].source,
        places[0].span,
        "whatever is answered, they cannot all be true: drop or weaken one of them",
        tuple(Label(place.source, place.span, "and this") for place in places[1:]),
        places[0].heading,
    )


# --- in the worker thread ------------------------------------------------------------------------------------------
# Z3 is imported there, at the first use: `import logitext` and `logitext --help` do without it.

_keys = itertools.count()


class _Entry:
    """What the worker keeps for a program."""

    def __init__(self, policy: CheckedPolicy) -> None:
        from logitext.logic.smt.compiled import Compiled

        self.compiled = Compiled(policy, int(TIMEOUT * 1000))
        self._relevance: Any = None

    @property
    def relevance(self) -> Any:
        if self._relevance is None:
            from logitext.logic.smt.relevance import Relevance

            self._relevance = Relevance(self.compiled, int(TIMEOUT * 1000))
        return self._relevance


def _entry(key: int, policy: CheckedPolicy) -> _Entry:
    kept = workers.worker().kept
    if key not in kept:
        kept[key] = _Entry(policy)
    entry: _Entry = kept[key]
    return entry


def _drop(key: int) -> None:
    workers.worker().kept.pop(key, None)


def _compile(key: int, policy: CheckedPolicy) -> tuple[str, ...] | None:
    compiled = _entry(key, policy).compiled
    core: tuple[str, ...] | None = None if compiled.consistent({}) else compiled.core({})[1]
    return core


def _decide(
    key: int, policy: CheckedPolicy, answers: Mapping[str, Value], verdicts: Sequence[str]
) -> dict[str, Value] | None:
    from logitext.logic.smt.compiled import Undecided

    values = _entry(key, policy).compiled.decide(answers, verdicts)
    if values is None:
        return None
    return {name: value for name, value in values.items() if not isinstance(value, Undecided)}


def _relevant(
    key: int,
    policy: CheckedPolicy,
    answers: Mapping[str, Value],
    verdicts: Sequence[str],
    candidates: Sequence[str],
    first: bool,
) -> tuple[str, ...]:
    relevance = _entry(key, policy).relevance
    if first:
        found = relevance.first(answers, verdicts, candidates)
        return () if found is None else (found,)
    everything: tuple[str, ...] = relevance.all(answers, verdicts, candidates)
    return everything


def _implicant(
    key: int, policy: CheckedPolicy, answers: Mapping[str, Value], verdict: str, value: Value
) -> tuple[str, ...]:
    found: tuple[str, ...] = _entry(key, policy).compiled.implicant(answers, verdict, value)
    return found


def _core(key: int, policy: CheckedPolicy, answers: Mapping[str, Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found: tuple[tuple[str, ...], tuple[str, ...]] = _entry(key, policy).compiled.core(answers)
    return found
