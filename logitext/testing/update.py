"""Writes into files of cases what is decided now, in place of what the cases expect; all else stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from logitext.policy.model import CheckedPolicy, PolicyTest
from logitext.policy.sorts import Value
from logitext.records.frozen import SpanRecord
from logitext.records.tests import CaseUpdate
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.source import Source
from logitext.syntax.write import write_text
from logitext.testing.case_file import UNDETERMINED, CaseFile, cases_in
from logitext.testing.run import RanTest, written
from logitext.theory.files.nodes import Map
from logitext.theory.files.patch import PlainData, PlainWord, patched, word_of


def update(
    policy: CheckedPolicy, files: Sequence[CaseFile], run: Sequence[RanTest]
) -> tuple[tuple[CaseUpdate, ...], Sequence[RanTest]]:
    """Write what was decided into the files. What changed, and what was run as it stands there now.

    Cases that were not run stay as they are. InputError, and no file is written, where a case could not be decided, or
    stands in a layout that cannot be changed with certainty.
    """
    ran = {id(case.test): case for case in run}
    texts: list[tuple[CaseFile, str]] = []
    wrong: list[Diagnostic] = []
    updates: list[CaseUpdate] = []
    for file in files:
        changes = [(node, ran[id(test)]) for test, node in file.cases if id(test) in ran]
        open_ = [case for _, case in changes if case.record.outcome in ("error", "unanswered")]
        for case in open_:
            message = f"`{case.test.title}` could not be decided: {case.record.error}"
            hint = "mend what it gives; no file of cases was written"
            wrong.append(Diagnostic("NLT635", message, file.source, case.test.place.span, hint))
        if open_:
            continue
        text = _written(file.source, changes)
        texts.append((file, text))
        updates += [one for _, case in changes for one in _updates(case)]
        for (before, _), (now, _) in zip(file.cases, _again(policy, file, text, changes), strict=True):
            if id(before) in ran:
                ran[id(before)] = _as_updated(ran[id(before)], now)
    if wrong:
        raise InputError(wrong)
    for file, text in texts:
        if text != file.source.text:
            try:
                write_text(Path(file.source.name), text)
            except OSError as error:
                message = f"cannot write {file.source.name}: {error.strerror or error}"
                raise InputError([Diagnostic("NLT608", message)]) from None
    return tuple(updates), [ran[id(case.test)] for case in run]


def _updates(case: RanTest) -> Iterator[CaseUpdate]:
    """What is written into a case."""
    for one, record in zip(case.test.expected, case.record.expectations, strict=False):  # wished reasons follow
        if one.about is not None and (one.open or not record.holds):
            yield CaseUpdate(file=case.record.file, title=case.record.title, name=one.about.name, value=record.found)


def _as_updated(case: RanTest, test: PolicyTest) -> RanTest:
    """A case that was run, as it stands in its file now."""
    if case.test is test:
        return case
    expected = [
        record.model_copy(update={"holds": True, "expected": written(one), "span": SpanRecord.of(one.place)})
        for one, record in zip(test.expected, case.record.expectations, strict=False)  # wished reasons follow
    ]
    found = (*expected, *case.record.expectations[len(expected) :])
    outcome = "passed" if all(one.holds for one in found) else "failed"
    more = {"expectations": found, "outcome": outcome, "span": SpanRecord.of(test.place)}
    return replace(case, test=test, record=case.record.model_copy(update=more))


def _written(source: Source, changes: Sequence[tuple[Map, RanTest]]) -> str:
    """The text of a file with what was decided. InputError where that cannot be put into its layout."""
    text = source.text
    quoted = text.lstrip()[:1] in ("{", "[")  # as JSON has it
    for node, case in reversed(changes):  # from the end, so that places before it stay
        new = _changed(text, node, case, quoted=quoted)
        if new is None:
            raise _no_layout(source, case.test)
        text = new
    return text


def _again(
    policy: CheckedPolicy, file: CaseFile, text: str, changes: Sequence[tuple[Map, RanTest]]
) -> Sequence[tuple[PolicyTest, Map]]:
    """The cases of the new text. InputError where it does not say what it should."""
    if text == file.source.text:
        return file.cases
    try:
        again = cases_in(policy, Source(file.source.name, text), {}, open_=True).cases
    except InputError:
        raise _no_layout(file.source, changes[0][1].test) from None
    decided = {id(case.test): case.decided for _, case in changes}
    for number, (test, _) in enumerate(file.cases):
        if len(again) != len(file.cases) or not _same(test, again[number][0], decided.get(id(test))):
            raise _no_layout(file.source, test)
    return again


def _changed(text: str, node: Map, case: RanTest, *, quoted: bool) -> str | None:
    """The text with what was decided of a case; None where its layout is not understood."""
    values = node.get("expect")
    if not isinstance(values, Map) or not values.pairs:
        words: dict[str, PlainData] = {name: _word(value, quoted) for name, value in case.decided.items()}
        return patched(text, node, ("expect",), words)
    found: str | None = text
    together = zip(values.pairs, case.test.expected, case.record.expectations, strict=False)  # wished reasons follow
    for (key, _), one, record in reversed(list(together)):
        if found is not None and one.about is not None and (one.open or not record.holds):
            found = patched(found, node, ("expect", key.text), _word(case.decided[one.about.name], quoted))
    return found


def _word(value: Value | None, quoted: bool) -> PlainWord:
    return PlainWord(UNDETERMINED, not quoted) if value is None else word_of(value, quoted)


def _same(test: PolicyTest, now: PolicyTest, decided: Mapping[str, Value | None] | None) -> bool:
    """Whether a case that was read again gives the same, and expects what was decided, or the same where it did not."""
    given = [
        (one.title, one.answers, one.texts, one.lists, [(w.verdict, w.clauses) for w in one.reasons])
        for one in (test, now)
    ]
    if given[0] != given[1]:
        return False
    if decided is None:
        return [(one.about, one.undetermined, one.term) for one in test.expected] == [
            (one.about, one.undetermined, one.term) for one in now.expected
        ]
    return {one.about.name: one.value for one in now.expected if one.about} == decided


def _no_layout(source: Source, test: PolicyTest) -> InputError:
    message = f"the layout of `{test.title}` is not one that can be changed with certainty"
    hint = "write what it expects as `expect: {verdict: value}`; no file of cases was written"
    return InputError([Diagnostic("NLT635", message, source, test.place.span, hint)])
