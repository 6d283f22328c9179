"""`logitext diff OLD NEW`: which decisions change between two versions of a policy."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from logitext.api.measures.changed import by_texts
from logitext.check.facts_file import read_facts
from logitext.cli import exits, model_options
from logitext.cli import policies as reading
from logitext.cli import without_effect as none
from logitext.cli.commands.diff import KINDS
from logitext.cli.output import write_view
from logitext.cli.revision import of_revision
from logitext.cli.run import maps_of, theory_of
from logitext.policy.findings import did_you_mean
from logitext.report.diff.formats import DIFFERENCE_FORMATS
from logitext.report.diff.view import DifferenceView
from logitext.sync import run
from logitext.syntax.diagnostics import Diagnostic, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from logitext.api import Policy
    from logitext.check.facts_file import FactsFiles
    from logitext.records.difference import PolicyDifference


def command(
    policies: tuple[str, ...],
    revision: str | None,
    format: str,
    output: tuple[str, ...],
    every: bool,
    fail_on: tuple[str, ...],
    results: tuple[str, ...],
    texts: tuple[str, ...],
    **given: Any,
) -> int:
    if len(policies) != (2 if revision is None else 1):
        wanted = "two policies, OLD and NEW" if revision is None else "one policy with --git"
        raise click.UsageError(f"give {wanted}")
    earlier: Any = nullcontext(policies[0]) if revision is None else of_revision(revision, policies[0])
    with earlier as old:
        before, after = reading.load(old), reading.load(policies[-1])
        _known(fail_on, {*before.verdicts, *after.verdicts})
        found = _compared(before, after, every, results, texts, given)
    if revision is not None:
        found = found.model_copy(update={"old": f"{revision}:{policies[0]}"})
    write_view(DIFFERENCE_FORMATS, DifferenceView(found, every), format=format, output=output)
    return exits.VIOLATION if _fails(found, fail_on) else exits.DONE


def _compared(
    old: Policy, new: Policy, every: bool, results: Sequence[str], texts: Sequence[str], given: dict[str, Any]
) -> PolicyDifference:
    """The difference, with real documents where some are named."""
    settings, files = given.pop("fact_settings"), given.pop("facts_files")
    if texts:
        return _with_texts(old, new, old.diff(new, every=every), results, texts, settings, files, given)
    none.say(
        (True, ("theory", "answers", "ask", "maps", "id_", "data_format", "reads"), "--texts is not given"),
        (not results, ("fact_settings", "facts_files"), "neither --results nor --texts is given"),
        none.no_model(None),
    )
    facts: Mapping[str, Any] = _facts(old, new, settings, files)[1].general if results else {}
    return old.diff(new, every=every, results=results, facts=facts)


def _with_texts(
    old: Policy,
    new: Policy,
    found: PolicyDifference,
    results: Sequence[str],
    texts: Sequence[str],
    settings: Sequence[str],
    files: Sequence[str],
    given: dict[str, Any],
) -> PolicyDifference:
    told = {name: given.pop(name) for name in ("theory", "answers", "ask", "maps", "id_", "data_format", "reads")}
    model = model_options.model_options(given)
    asked = theory_of(told["theory"] or "pattern", told["answers"], (), model)
    none.say(none.no_model(asked), none.no_price(asked))
    return run(
        by_texts(
            old,
            new,
            found,
            texts,
            {"theory": asked},
            results=results,
            columns=maps_of(told["maps"]),
            id=told["id_"],
            facts=_facts(old, new, settings, files),
            format=told["data_format"],
            reads=None if told["reads"] == "auto" else told["reads"],
            ask=told["ask"],
        )
    )


def _facts(old: Policy, new: Policy, settings: Sequence[str], files: Sequence[str]) -> list[FactsFiles]:
    """The facts for each version: those of the new one, and for the old one those of them that it has as well."""
    given = read_facts(new.checked, settings, files)
    known = {*old.facts, *old.checked.lists}
    earlier = replace(
        given,
        general={name: value for name, value in given.general.items() if name in known},
        documents={
            label: {name: value for name, value in facts.items() if name in known}
            for label, facts in given.documents.items()
        },
    )
    return [earlier, given]


def _known(fail_on: Sequence[str], verdicts: set[str]) -> None:
    for one in fail_on:
        name = one.rpartition(":")[0]
        if name and name not in verdicts:
            message = f"neither version declares a verdict `{name}`"
            raise InputError([Diagnostic("NLT604", message, hint=did_you_mean(name, sorted(verdicts)))])


def _fails(found: PolicyDifference, fail_on: Sequence[str]) -> bool:
    """Whether something changes that is not to."""
    for one in fail_on or ("any",):
        verdict, _, kind = one.rpartition(":")
        for name, change in found.verdicts.items():
            meant = verdict in ("", name) and change.relation in KINDS.get(kind, (change.relation,))
            if meant and change.relation != "equivalent":
                return True
    return False
