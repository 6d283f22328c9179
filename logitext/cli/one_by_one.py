"""The documents of a command line, checked one after the other: a single one, or those that a person is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import click

from logitext.check.events import together
from logitext.cli.documents import DocumentFiles
from logitext.cli.explaining import ExplanationParts
from logitext.cli.outcomes import Checking, DocumentOutcome
from logitext.cli.resume import AnswerKeeper
from logitext.records.result import Result
from logitext.theory.protocol import Texts


def one_by_one(
    checking: Checking,
    documents: Sequence[DocumentFiles],
    wanted: ExplanationParts,
    put: Callable[[DocumentOutcome], None],
) -> int:
    """Check the documents and put what came of each, as it is known. How many were put.

    A document that cannot be read or checked costs the others nothing; a single one raises. Where Ctrl-C comes, what
    was found out of the document in work is put too.
    """
    if checking.several:  # what is wrong for all of them is raised, and once
        checking.policy.prepare(assume=checking.assume, **checking.options)
    for number, document in enumerate(documents, 1):
        given = AnswerKeeper()
        texts: Mapping[str, str] = {}
        try:
            texts = document.read()
            listener = together([given, *checking.listeners(document.label, texts)])
            result = checking.policy.check(
                texts,
                label=document.label,
                facts=checking.facts.of(document.label),
                assume=checking.assume,
                **checking.options | {"listener": listener},
            )
            outcome = DocumentOutcome(result, texts=Texts(texts, document.label, checking.facts.of(document.label)))
        except Exception as error:  # whatever it is, it must not cost the other documents' results
            if not checking.several:
                raise
            outcome = checking.failed(document.label, texts, error)
        outcome = checking.explained(outcome, wanted)
        if outcome.result.interrupted:
            click.echo(err=True)  # the terminal stands behind `^C`, or in the middle of a question
        if _left(outcome.result) and given.options():
            where = f" for {document.label}" if checking.several else ""
            outcome = replace(outcome, to_go_on=f"to go on from here{where}, add: {given.options()}")
        put(outcome)
        if outcome.result.interrupted:
            return number
    return len(documents)


def _left(result: Result) -> bool:
    """Whether a person ended the check before it was done."""
    return any(open_.reason == "stopped" for record in result.verdicts.values() for open_ in record.open)
