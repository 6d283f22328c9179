"""Policies, with what is asked of them, as a run takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Value
from logitext.run.job import Given, Job
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.answers import Answers
from logitext.theory.files.entries import Entries
from logitext.theory.protocol import Theory

if TYPE_CHECKING:
    from logitext.api.checks import Checks
    from logitext.api.options import Options
    from logitext.check.facts_file import Facts


async def jobs_of(
    policies: Sequence[Checks],
    options: Options,
    given: Given | None,
    facts: Sequence[Facts] = (),
    assume: Sequence[str] | None = None,
) -> list[Job]:
    """The policies with what is asked of them, each under a name of its own. InputError where one cannot be served."""
    names = _names([policy.checked.source.name for policy in policies])
    several = len(policies) > 1
    every = {name for policy in policies for name in policy.checked.clauses}
    jobs = []
    for number, (policy, name) in enumerate(zip(policies, names, strict=True)):
        theory = options.get("theory")
        if several and isinstance(theory, Theory):
            theory = _for_policy(theory, policy.checked, every, first=number == 0)
        supposing, assumed = policy._supposing(assume)
        request = await supposing._prepared({**options, "theory": theory})
        talks = [one.name for one in request.theories if one.interactive]
        if talks:
            hint = "write what is undetermined into a file with `--review`, and answer it there"
            raise InputError([Diagnostic("NLT649", f"a run asks no person, and `{talks[0]}` does", hint=hint)])
        if given is not None:
            theories = list(request.theories)
            at = next((at for at, one in enumerate(theories) if not isinstance(one, Answers)), len(theories))
            request = replace(request, theories=[*theories[:at], given, *theories[at:]])
        known = partial(_known, facts[number] if facts else None, assumed) if facts or assumed else None
        jobs.append(Job(name, supposing.program, supposing.expansion, request, known))
    return jobs


def _known(facts: Facts | None, assumed: Mapping[str, bool], label: str | None) -> Mapping[str, Value]:
    """The facts that are known of a document, beside those in the data."""
    return {**assumed, **({} if facts is None else facts.of(label))}


def _names(paths: Sequence[str]) -> list[str]:
    """A short name for each policy: the name of its file, or its path where two files have the same."""
    stems = [Path(path).stem for path in paths]
    return [path if stems.count(stem) > 1 else stem for path, stem in zip(paths, stems, strict=True)]


def _for_policy(theory: Theory, policy: CheckedPolicy, every: set[str], *, first: bool) -> Theory:
    """A theory for one of several policies: of answers, only those to its clauses.

    What no policy has is left to the first, which says so.
    """
    from logitext.theory.chain import Chain, members_of

    def fits(clause: str) -> bool:
        name = clause.partition("(")[0]
        return name in policy.clauses or (first and name not in every)

    def of(member: Theory) -> Theory:
        if not isinstance(member, Answers):
            return member
        entries = member.entries
        general = {name: entry for name, entry in entries.general.items() if fits(name)}
        documents = {
            label: {name: entry for name, entry in section.items() if fits(name)}
            for label, section in entries.documents.items()
        }
        kept = Entries(general, documents, entries.record, entries.places)
        made = Answers.__new__(Answers)
        made._take(kept, member.source, member.name)
        return made

    return Chain(*map(of, members_of(theory)))
