"""Policies, with what is asked of them, as a run takes them."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logitext.api.arguments import theory_of
from logitext.api.checking.one import prepared
from logitext.run.for_policy import theories_for
from logitext.run.job import GivenAnswers, Job
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.answers import Answers
from logitext.theory.chain import Chain, members_of

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts import KnownFact
    from logitext.check.facts_file import FactsFiles


async def jobs_of(
    policies: Sequence[Checks],
    options: Options,
    given: GivenAnswers | None,
    facts: Sequence[FactsFiles] = (),
    assume: Sequence[str] | None = None,
    documents: Container[str] = (),
) -> list[Job]:
    """The policies with what is asked of them, each under a name of its own. InputError where one cannot be served.

    `documents` has the names that are those of documents.
    """
    checked = [policy.checked for policy in policies]
    names = _names([one.source.name for one in checked])
    members = members_of(theory_of(options.get("theory")))
    jobs = []
    for number, (policy, name) in enumerate(zip(policies, names, strict=True)):
        supposing, assumed = policy._supposing(assume)
        theories = list(theories_for(members, checked, number, documents))
        if given is not None:
            at = next((at for at, one in enumerate(theories) if not isinstance(one, Answers)), len(theories))
            theories = [*theories[:at], given, *theories[at:]]
        request = await prepared(supposing, {**options, "theory": Chain(*theories)})
        talks = [one.name for one in request.theories if one.interactive]
        if talks:
            hint = "write what is undetermined into a file with `--review`, and answer it there"
            raise InputError([Diagnostic("NLT649", f"a run asks no person, and `{talks[0]}` does", hint=hint)])
        own = replace(facts[number], taken=documents) if facts else None
        known = partial(_known, own, assumed) if facts or assumed else None
        jobs.append(Job(name, supposing.program, supposing.expansion, request, known))
    return jobs


def _known(facts: FactsFiles | None, assumed: Mapping[str, bool], label: str | None) -> Mapping[str, KnownFact]:
    """The facts that are known of a document, beside those in the data."""
    return {**assumed, **({} if facts is None else facts.of(label))}


def _names(paths: Sequence[str]) -> list[str]:
    """A short name for each policy: the name of its file, or its path where two files have the same."""
    stems = [Path(path).stem for path in paths]
    return [path if stems.count(stem) > 1 else stem for path, stem in zip(paths, stems, strict=True)]
