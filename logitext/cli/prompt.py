"""`logitext prompt`: what a model is sent for a policy and a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from logitext.cli import exits, policies
from logitext.cli.documents import documents
from logitext.cli.failure import tell_of_document
from logitext.policy.findings import did_you_mean
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.llm.requests import requests
from logitext.theory.protocol import Texts
from logitext.trail.questions import questions
from logitext.trail.unasked import unasked

if TYPE_CHECKING:
    from logitext.policy.put_as import Manner
    from logitext.theory.llm.capabilities import Api
    from logitext.theory.llm.forms import Form, PromptOrder
    from logitext.theory.protocol import Question


def command(
    policy: str,
    texts: tuple[str, ...],
    clauses: tuple[str, ...],
    reads: str,
    batch: int,
    api: Api,
    answer: Form | None,
    wording: Manner | None,
    prompt_order: PromptOrder | None,
    prompt: str | None,
    format: str,
) -> int:
    loaded = policies.load(policy)
    found, statuses = documents(texts, loaded.checked, reads), set[int]()
    for document in found:
        try:
            fitted = loaded.expansion.fit(Texts(document.read(), document.label))
        except InputError as error:
            if len(found) == 1:
                raise
            statuses.add(tell_of_document(error, document.label))
            continue
        given, asked = fitted.texts, questions(fitted.program.policy)
        _check(clauses, list(asked))
        wanted = [question for name, question in asked.items() if not clauses or name in clauses]
        silent = unasked(fitted.program.policy)
        wanted = [question for question in wanted if question.id not in silent]
        askable = [question for question in wanted if all(name in given for name in question.texts)]
        _say_what_is_missing(wanted, askable)
        for name, one in silent.items():
            click.echo(f"not asked: {name}: {one.why(given.facts)[1]}", err=True)
        how: dict[str, Any] = {"api": api, "batch": batch, "prompt": prompt, "answer": answer, "wording": wording}
        how["prompt_order"] = prompt_order
        for body in requests(askable, given, **how):
            click.echo(json.dumps(body, ensure_ascii=False) if format == "json" else _shown(body))
    return exits.gravest(statuses)


def _check(clauses: tuple[str, ...], known: list[str]) -> None:
    wrong = [name for name in clauses if name not in known]
    if wrong:
        hints = {name: did_you_mean(name, known) or f"the clauses are {', '.join(known)}" for name in wrong}
        raise InputError(
            [Diagnostic("NLT606", f"the policy has no clause `{name}`", hint=hint) for name, hint in hints.items()]
        )


def _say_what_is_missing(wanted: list[Question], askable: list[Question]) -> None:
    missing = [question.clause for question in wanted if question not in askable]
    if missing:
        click.echo(f"not asked, as a text that they are about is not given: {', '.join(missing)}", err=True)


def _shown(body: dict[str, Any]) -> str:
    """A request for a person: the pieces under headings, each as it is sent."""
    parts = []
    if "instructions" in body:
        parts.append(("instructions", body["instructions"]))
    for message in body.get("messages", body.get("input", ())):
        content = message["content"]
        pieces = [content] if isinstance(content, str) else [part["text"] for part in content]
        parts += [(message["role"], piece) for piece in pieces]
    if "state" in body:
        parts.append(("state", json.dumps(body["state"], ensure_ascii=False)))
    asked = body.get("questions", ())
    listed = [{"name": name, **one} for name, one in asked.items()] if isinstance(asked, dict) else asked
    for one in listed:
        parts.append((f"question {one['name']} ({one['type']})", one["instructions"]))
        if one.get("criteria"):
            parts.append((f"criteria of {one['name']}", json.dumps(one["criteria"], ensure_ascii=False)))
    return "".join(f"--- {name}\n{text}\n" for name, text in parts)
