"""Finds out what a server offers and what works, for people who set one up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from logitext.policy.put_as import Manner
from logitext.syntax.diagnostics import Diagnostic, TheoryError
from logitext.theory.allowance import OutOfBudgetError
from logitext.theory.llm import best_manner, controls, measured_manners, pace
from logitext.theory.llm.calling import Caps
from logitext.theory.llm.capabilities import Api, Capabilities
from logitext.theory.llm.endpoint import Endpoint, endpoint
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.measured_manners import MannerScore
from logitext.theory.llm.session import CallMeter, session_of
from logitext.theory.llm.theory import OpenAI
from logitext.theory.llm.work import there
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Texts, Unknown, Usage, Value

if TYPE_CHECKING:
    from logitext.theory.llm.cache.store import Cache


@dataclass(frozen=True, slots=True)
class Offer:
    """The models of a server, by name."""

    endpoint: str
    models: tuple[str, ...]


async def list_models(base_url: str | None, key_variable: str | None, seconds: float) -> Offer:
    """What a server says that it offers. TheoryError where it gives no list."""
    found = endpoint(base_url, None, key_variable)
    try:
        return Offer(found.name, await _models(found, seconds))
    except ModelError as error:
        hint = "is the server running, and the key right? `--base-url` ends in `/v1` for most servers"
        raise TheoryError([Diagnostic("NLT546", f"{found.name} gives no list of models: {error}", hint=hint)]) from None


async def _models(found: Endpoint, seconds: float) -> tuple[str, ...]:
    session = session_of(found, Caps(concurrency=1))
    data = await there(lambda: session.get("/models", seconds))
    names = [one.get(name) for name, listed in _LISTS for one in _listed_in(data, listed) if isinstance(one, Mapping)]
    if not any(isinstance(data, Mapping) and isinstance(data.get(listed), list) for _, listed in _LISTS):
        raise ModelError("wrong shape", "the reply's `data` is no list")
    await there(session.aclose)
    return tuple(sorted({name for name in names if isinstance(name, str)}))


_LISTS = (("id", "data"), ("name", "models"))
"""What a model is called in a list, and what the list is called: by OpenAI, and by servers of System One."""


def _listed_in(data: Any, name: str) -> list[Any]:
    listed = data.get(name) if isinstance(data, Mapping) else None
    return listed if isinstance(listed, list) else []


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """One thing that was looked at: whether it is well (None: it is neither good nor bad), and what was found."""

    what: str
    well: bool | None
    found: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, in the order in which it was looked at; `works` is whether questions can be asked."""

    endpoint: str
    model: str
    findings: tuple[DoctorFinding, ...]
    works: bool
    usage: Usage
    wordings: tuple[MannerScore, ...] = ()
    wording: Manner = "statement"


_ASKED = Question("greeting", "greeting", "the message greets somebody", texts=("message",))
_SAID = "Good morning, Ada! Did you sleep well?"


class Watcher:
    """Hears how far an examination is; does nothing by itself."""

    def looking(self, at: str) -> None:
        """What is looked at from now on."""

    def on_finding(self, finding: DoctorFinding) -> None:
        """What is known from now on."""


async def examine(
    theory: OpenAI, cache: Cache | None = None, watcher: Watcher | None = None, *, wordings: bool = False
) -> Examination:
    """Look at the list of models, find out anew what the server can do, and ask small questions.

    They are one, a dozen whose answers are known, and some more to see how quick the server is. The theory must have no
    cache, as the question would be answered by it the next time. What is found out about the server is remembered in
    `cache`, and with `wordings` in which manner it is asked best. A call that gets no reply in time is not made again:
    the server would work at both.
    """
    watcher = watcher or Watcher()
    findings: list[DoctorFinding] = []

    def tell(*more: DoctorFinding) -> None:
        for finding in more:
            findings.append(finding)
            watcher.on_finding(finding)

    measured: tuple[MannerScore, ...] = ()

    def ended(usage: Usage, *, works: bool) -> Examination:
        manner = _kept_manner(theory, cache)
        return Examination(theory.endpoint.name, theory.model or "", tuple(findings), works, usage, measured, manner)

    watcher.looking("the list of models")
    tell(await _listed(theory))
    meter = CallMeter(theory.money, None)
    theory.session.found.clear()
    theory.session.not_found_out.clear()
    watcher.looking("what the server can do")
    try:
        able = await theory.find_out(meter, lambda number: watcher.looking(f"what the server can do, call {number}"))
    except (ModelError, OutOfBudgetError) as error:
        tell(DoctorFinding("questions", False, _reason(error)))
        if (advice := _advice(error)) is not None:
            tell(DoctorFinding("advice", None, advice))
        return ended(meter.usage, works=False)
    if cache is not None:
        cache.remember(theory.endpoint.name, theory.known_as, able.to_data())
    tell(*_can(able))
    watcher.looking("a question")
    started = time.monotonic()
    reply = await theory.answer([_ASKED], Texts({"message": _SAID}))
    answer = reply.answers[_ASKED.id]
    usage = meter.usage + reply.usage
    seconds = time.monotonic() - started
    tell(_answered(answer, seconds))
    if isinstance(answer, Value):
        usage += await _controls(theory, watcher, tell)
    other: Api | None = None
    if wordings and isinstance(answer, Value | Unknown):  # what it leaves open, it may answer in another manner
        measured, used = await measured_manners.measure(theory, watcher.looking)
        usage += used
        watcher.looking("which endpoint is asked if none is named")
        meter = CallMeter(theory.money, None)
        other = await _remember_manner(theory, cache, measured, meter)
        usage += meter.usage
    tell(*_manners(theory, cache, measured, other))
    if isinstance(answer, Value):
        found, used = await pace.measure(theory, watcher.looking, seconds)
        usage += used
        tell(*_pace(found, theory))
    tell(*_money(theory, usage))
    return ended(usage, works=isinstance(answer, Value))


async def _controls(theory: OpenAI, watcher: Watcher, tell: Callable[..., None]) -> Usage:
    """Put the control questions, and tell whether the model tells yes from no."""
    usage = Usage(calls=0)
    told: list[controls.ControlAnswer] = []
    for number, (texts, holds) in enumerate(controls.RIGHT, 1):
        watcher.looking(f"control questions, text {number}")
        reply = await theory.answer(controls.QUESTIONS, texts)
        usage += reply.usage
        told += controls.control_answers(reply.answers, holds)
    score = controls.score(told)
    if score is None:
        tell(DoctorFinding("control questions", False, f"{len(told)} of {2 * len(controls.QUESTIONS)} are answered"))
        return usage
    tell(DoctorFinding("control questions", *controls.in_words(score)))
    if (advice := controls.advice(score)) is not None:
        tell(DoctorFinding("advice", None, advice))
    return usage


async def _remember_manner(
    theory: OpenAI, cache: Cache | None, measured: tuple[MannerScore, ...], meter: CallMeter
) -> Api | None:
    """Remember the best manner for the endpoint that was asked, whether it is named or not.

    Gives the endpoint that is asked if none is named, where that is another one: nothing is remembered of it.
    """
    able = theory.remembered()
    if cache is None or able is None:
        return None
    used, usual = _asked_by(able), None
    names = {theory.known_as, theory.named(used)}
    if theory.settings.api is not None and (usual := await _usual(theory, meter)) == used:
        names.add(theory.named(None))
    best, figures = measured_manners.best(measured), list(map(measured_manners.as_data, measured))
    for name in names:
        best_manner.remember(cache, theory.endpoint.name, name, best, figures)
    return None if usual == used else usual


async def _usual(theory: OpenAI, meter: CallMeter) -> Api | None:
    """The endpoint that is asked whether a clause holds if none is named; None if that cannot be found out."""
    try:
        return _asked_by(await theory.by(None).find_out(meter))
    except (ModelError, OutOfBudgetError):
        return None


def _asked_by(able: Capabilities) -> Api | None:
    """The endpoint that is asked whether a clause holds."""
    return able.decides or able.writes


def _kept_manner(theory: OpenAI, cache: Cache | None) -> Manner:
    return "statement" if cache is None else best_manner.kept(cache, theory.endpoint.name, theory.known_as)


def _manners(
    theory: OpenAI, cache: Cache | None, measured: tuple[MannerScore, ...], other: Api | None
) -> list[DoctorFinding]:
    """What each manner of putting a clause came to, and which one is used from now on.

    `other` is the endpoint that is asked if none is named, where it is not the one that was measured.
    """
    found = [DoctorFinding(f"as a {one.manner}", None, measured_manners.in_words(one)) for one in measured]
    manner = _kept_manner(theory, cache)
    if measured:
        where = "" if other is None else f" with `--api {theory.settings.api}`"
        used = f"clauses are put as a {manner} from now on{where}, unless the policy or `--wording` says otherwise"
        used += "" if other is None else f"; without `--api` the endpoint is `{other}`, which was not measured"
        told = any(one.tells for one in measured)
        used = used if told else f"it tells yes from no in none of these; clauses are put as a {manner}"
        found.append(DoctorFinding("wording", told, used))
    elif manner != "statement":
        found.append(DoctorFinding("wording", None, f"clauses are put as a {manner}, which `--wordings` found best"))
    return found


def _pace(found: pace.ModelPace, theory: OpenAI) -> list[DoctorFinding]:
    fitting = pace.settings(found, theory.retry_policy.timeout, theory.caps.concurrency, theory.settings.prompt_order)
    said = " ".join(fitting) if fitting else "those that are set"
    if theory.remembered() is not None and "--answer brief" in fitting and _decides_alone(theory):
        said = " ".join(one for one in fitting if one != "--answer brief") or "those that are set"
    return [DoctorFinding("speed", True, pace.in_words(found)), DoctorFinding("fitting options", None, said)]


def _decides_alone(theory: OpenAI) -> bool:
    able = theory.remembered()
    return able is not None and able.decides is not None


async def _listed(theory: OpenAI) -> DoctorFinding:
    try:
        names = await _models(theory.endpoint, theory.retry_policy.timeout)
    except ModelError as error:
        return DoctorFinding("list of models", None, f"none: {error}")
    if theory.model in names:
        return DoctorFinding("list of models", True, f"{len(names)}, `{theory.model}` among them")
    few = ", ".join(f"`{name}`" for name in names[:5]) + (", …" if len(names) > 5 else "")
    return DoctorFinding("list of models", None, f"`{theory.model}` is not among them: {few or 'none'}")


def _can(able: Capabilities) -> list[DoctorFinding]:
    findings = [DoctorFinding("endpoints", True, ", ".join(able.apis))]
    if able.decides is not None:
        findings.append(DoctorFinding("decisions", True, _decides(able)))
    if able.writes is None:
        return findings
    schema = {
        "json_schema": "enforced by the server",
        "json_object": "enforced by the server, in llama.cpp's form",
        "none": "not enforced, so it is asked for in words and checked strictly",
    }[able.schema]
    findings.append(DoctorFinding("shape of replies", able.schema != "none" or None, schema))
    probability = (
        "from log-probabilities" if able.logprobs else "none; `--samples 5` takes the agreement of five answers"
    )
    if able.decides is not None:
        probability = f"from the endpoint `{able.decides}`"
    findings.append(DoctorFinding("probabilities", (able.decides is not None or able.logprobs) or None, probability))
    taken = [name for name in ("temperature", "seed") if getattr(able, name)]
    findings.append(
        DoctorFinding(
            "settings", None, "takes " + " and ".join(taken) if taken else "takes neither temperature nor seed"
        )
    )
    if not able.parts:
        findings.append(
            DoctorFinding("messages", None, "takes no parts, so clauses and text are two lines of one string")
        )
    return findings


def _decides(able: Capabilities) -> str:
    """What the endpoint that decides takes."""
    takes = [f"up to {able.most_questions} clauses in a call", f"{able.most_options} labels each"]
    if able.decides == "decisions" and able.input == "user":
        takes.append("instructions and text in one message of the user")
    if able.path:
        takes.append(f"at `{able.path}` from the base URL")
    return "takes " + ", ".join(takes)


def _answered(answer: Answer, seconds: float) -> DoctorFinding:
    what = "a question"
    if isinstance(answer, Value):
        sure = "" if answer.probability is None else f", probability {answer.probability:.2f}"
        said = "yes" if answer.value or (answer.probability or 0) >= _HALF else "no"
        expected = "" if said == "yes" else " (a message that says good morning: it should be yes)"
        return DoctorFinding(what, said == "yes" or None, f"is answered in {seconds:.2f} s: {said}{sure}{expected}")
    return DoctorFinding(
        what, False, f"is not answered: {answer.reason if isinstance(answer, Failure | Refusal | Unknown) else answer}"
    )


_HALF = 0.5


def _money(theory: OpenAI, usage: Usage) -> list[DoctorFinding]:
    tokens = f"{usage.input_tokens} tokens in, {usage.output_tokens} out"
    counted = DoctorFinding(
        "tokens", True if usage.input_tokens else None, tokens if usage.input_tokens else "not counted"
    )
    if theory.money is None and usage.cost is not None and usage.calls:
        return [counted, DoctorFinding("price", True, f"told by the server; this examination cost {usage.cost:.6g}")]
    if theory.money is None:
        return [counted, DoctorFinding("price", None, "not known; `--prices FILE` sets it, and `--max-cost` needs it")]
    cost = "not known, as tokens are not counted" if usage.cost is None else f"this examination cost {usage.cost:.6g}"
    return [counted, DoctorFinding("price", True, cost)]


_ADVICE: Mapping[str, str] = {
    "connection": "start the server, or name another one with `--base-url`",
    "timeout": "give it longer with `--timeout`, or look whether the server is still loading the model",
    "not authorised": "set the key in the variable OPENAI_API_KEY, or name another one with `--api-key-env`",
    "forbidden": "ask for access to the model, or name another one with `--model`",
    "not found": "name a model that `logitext models` lists, with `--model`; or the path in `--base-url` is wrong",
}


def _advice(error: BaseException) -> str | None:
    """What to do about a server that answers nothing; None where its error says it."""
    if not isinstance(error, ModelError) or "; " in error.reason:
        return None
    return _ADVICE.get(error.kind)


def _reason(error: BaseException) -> str:
    return error.reason if isinstance(error, ModelError) else str(error)


def as_data(examination: Examination) -> dict[str, Any]:
    """The examination as plain data."""
    return {
        "endpoint": examination.endpoint,
        "model": examination.model,
        "works": examination.works,
        "wording": examination.wording,
        "wordings": [measured_manners.as_data(one) for one in examination.wordings],
        "findings": [{"what": one.what, "well": one.well, "found": one.found} for one in examination.findings],
        "usage": {
            "calls": examination.usage.calls,
            "input_tokens": examination.usage.input_tokens,
            "output_tokens": examination.usage.output_tokens,
            "cost": examination.usage.cost,
        },
    }
