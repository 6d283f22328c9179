"""What a check is doing, on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from logitext.check.events import Answered, Asking, Ended, Noted, Spared, Started
from logitext.policy.sorts import TEXT, show
from logitext.report.console import printable
from logitext.theory.protocol import Answer, Failure, Question, Refusal, Retract, Stop, Texts, Unknown, Value

if TYPE_CHECKING:
    from logitext.check.events import Event, Listener
    from logitext.strategy.choice import Choice


def narrator(label: str | None) -> Listener:
    """A listener that says each step in a line: whom is asked, what came back."""
    where = f"{printable(label)}: " if label else ""
    plan = ""

    def narrate(event: Event) -> None:
        nonlocal plan
        match event:
            case Started(backend=backend):
                line = f"decided by {printable(backend)}"
            case Asking(round=number, theory=theory, questions=questions, choice=choice):
                if choice is not None and choice.plan not in ("", plan):
                    plan = choice.plan
                    click.echo(f"{where}planned by {printable(plan)}", err=True)
                names = ", ".join(_expected(question.clause, choice) for question in questions)
                rule = f" by {choice.rule}" if choice is not None and choice.gain else ""
                line = f"round {number}: {theory.name} is asked {names}{rule}"
            case Spared(clauses=clauses):
                more = f" and {len(clauses) - _NAMED} more" if len(clauses) > _NAMED else ""
                line = f"  not needed any more: {', '.join(clauses[:_NAMED])}{more}"
            case Answered(question=question, answer=answer):
                line = f"  {question.clause}: {_answer(answer, question)}"
                if (raw := _raw(answer)) is not None:
                    line += f"\n    the reply was: {printable(raw)}"
            case Noted(theory=theory, note=note):
                line = f"  note on {theory.name}: {printable(note)}"
            case Ended():  # the result is shown as such
                return
        click.echo(where + line, err=True)

    return narrate


_NAMED = 12
"""How many clauses that are not needed any more are named."""


def cache_narrator(label: str | None, texts: Texts) -> Listener:
    """A listener that says of each question that a cache could not answer what differs from the nearest entry."""
    where = f"{printable(label)}: " if label else ""

    from logitext.theory.llm.theory import OpenAI  # noqa: PLC0415  # only `--cache-debug` asks a model why

    def narrate(event: Event) -> None:
        if isinstance(event, Asking) and isinstance(event.theory, OpenAI):
            for clause, why in event.theory.why_not_cached(event.questions, texts).items():
                click.echo(f"{where}{clause}: {printable(why)}", err=True)

    return narrate


def _expected(clause: str, choice: Choice | None) -> str:
    """A clause, with the bits that it was expected to tell of the verdicts where that is known."""
    gain = None if choice is None else choice.gain.get(clause)
    return clause if gain is None else f"{clause} ({gain:.2f} bits)"


def _raw(answer: Answer) -> str | None:
    """What a model had said that was no answer, where a failure keeps it."""
    raw = getattr(answer.error, "raw", None) if isinstance(answer, Failure) else None
    return raw if isinstance(raw, str) else None


def _answer(answer: Answer, question: Question) -> str:
    match answer:
        case Value(value=value, probability=probability, quote=quote):
            shown = value if isinstance(value, str) and question.sort != TEXT else show(value)
            sure = "" if probability is None else f", probability {probability:.2f}"
            return printable(f"{shown}{sure}" + (f', "{quote}"' if quote else ""))
        case Unknown(reason=reason):
            return f"not known: {printable(reason)}"
        case Refusal(reason=reason):
            return f"refused: {printable(reason)}"
        case Failure(reason=reason):
            return f"failed: {printable(reason)}"
        case Stop(reason=reason):
            return f"stopped: {printable(reason)}"
        case Retract():
            return "takes the last answer back"
