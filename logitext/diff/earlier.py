"""Earlier results, and recordings, into what both versions of a policy decide of their documents. Nobody is asked.

An answer counts for a version if the clause is put as it was when it was answered; of a clause that was renamed, but
for its name. Whatever is not at hand is missing, and never guessed.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from logitext.check.expansion import Expansion
from logitext.diff.documents import ComparedDocuments, Decided
from logitext.diff.match import Matching, match
from logitext.diff.renamed import without_name
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import Sort, Value, coerce
from logitext.policy.units import UnitCount
from logitext.records.result import Result
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.theory.protocol import Question
from logitext.theory.protocol import Value as Answered
from logitext.theory.recording.file import read_recording
from logitext.theory.recording.key import clause_hash, digest, without_note
from logitext.theory.recording.line import START
from logitext.trail.questions import questions
from logitext.verify.parsed_result import ParsedResult, parsed_results

_CODE = "NLT741"
_TOLD = 20
"""The most results of another policy that are reported one by one."""

EarlierReading: TypeAlias = Callable[[Sort], Value | None]


@dataclass
class EarlierKnown:
    """What is known of a document: each answer with the hash of its clause, the facts, and how many units it has.

    `of` is where it stands. An answer, or a fact, is read once the sort is known: ValueError where it has another.
    """

    label: str
    of: str
    answers: dict[str, tuple[str | None, EarlierReading]] = field(default_factory=dict)
    facts: Mapping[str, EarlierReading] = field(default_factory=dict)
    units: Mapping[str, UnitCount] = field(default_factory=dict)
    policy: str | None = None


@dataclass(frozen=True)
class EarlierVersion:
    """A version of a policy, and how it is fitted to documents."""

    policy: CheckedPolicy
    expansion: Expansion


async def earlier(
    old: EarlierVersion, new: EarlierVersion, paths: Sequence[str], facts: Mapping[str, Value]
) -> Sequence[ComparedDocuments]:
    """Every document of the files, decided by both. InputError with all that is wrong with them.

    `facts` are those of all documents, beside those in results.
    """
    documents: list[EarlierKnown] = []
    wrong: list[Diagnostic] = []
    for path in paths:
        try:
            documents += _read(path)
        except InputError as error:
            wrong += error.diagnostics
    if wrong:
        raise InputError(wrong)
    given: dict[str, EarlierReading] = {name: partial(coerce, value) for name, value in facts.items()}
    found = []
    matched: dict[tuple[int, int], Matching] = {}
    for one in documents:
        known = replace(one, facts={**given, **one.facts})
        programs = [await _program(version, known) for version in (old, new)]
        asked = [questions(program.policy) for program in programs]
        # Clauses about units are known only when their number is.
        key = id(programs[0]), id(programs[1])
        matching = matched.get(key) or matched.setdefault(key, match(programs[0].policy, programs[1].policy))
        names = ({before: name for name, before in matching.same.items()}, matching.same)
        used: set[str] = set()
        was = await _decided(programs[0], known, asked[0], asked[1], names[0], used)
        now = await _decided(programs[1], known, asked[1], asked[0], names[1], used)
        if known.answers and not used:
            message = f"{one.of} is of another policy: neither version asks what it answers, as it was asked"
            hint = "compare it with the version of the policy that it was made with"
            wrong.append(Diagnostic(_CODE, message, hint=hint))
        found.append(ComparedDocuments(one.label, was, now))
    if wrong:
        raise InputError(wrong[:_TOLD])
    return found


async def _program(version: EarlierVersion, known: EarlierKnown) -> Program:
    program = version.expansion.program(
        {str(units): known.units[str(units)] for units in version.policy.units if str(units) in known.units}
    )
    await program.ready()
    return program


async def _decided(
    program: Program,
    known: EarlierKnown,
    own: Mapping[str, Question],
    others: Mapping[str, Question],
    names: Mapping[str, str],
    used: set[str],
) -> Decided:
    """What one version decides. `names` has the names of its clauses in the other version; answers are `used`."""
    values: dict[str, Value] = {}
    for name, question in own.items():
        reading: EarlierReading | None
        if question.fact:
            reading = known.facts.get(name)
        else:
            answered = _answered(known, program.policy, question, others.get(names.get(name, name)))
            reading = None if answered is None else known.answers[answered][1]
            used |= set() if answered is None else {answered}
        try:
            value = None if reading is None else reading(question.sort)
        except ValueError as error:
            raise InputError([Diagnostic(_CODE, f"{known.of}: `{name}`: {error}")]) from None
        if value is not None:
            values[name] = value
    verdicts = tuple(program.policy.verdicts)
    decision = await program.decide(values, verdicts)
    missing: dict[str, Sequence[str]] = {}
    candidates = [name for name in own if name not in values]
    for name in verdicts if not decision.conflict else ():
        if name not in decision.values:
            missing[name] = await program.relevant(values, (name,), candidates)
    return Decided({} if decision.conflict else dict(decision.values), missing)


def _answered(known: EarlierKnown, policy: CheckedPolicy, question: Question, there: Question | None) -> str | None:
    """The name under which a clause was answered: as it is put now, or as the other version puts the same; or None."""
    if _is_of(known, policy, question):
        return question.clause
    if there is not None and without_name(there) == without_name(question) and _is_of(known, None, there):
        return there.clause
    return None


def _is_of(known: EarlierKnown, policy: CheckedPolicy | None, question: Question) -> bool:
    if question.clause not in known.answers:
        return False
    hash_ = known.answers[question.clause][0]
    return hash_ == clause_hash(question) if hash_ else policy is not None and known.policy == policy.sha256


# --- reading -----------------------------------------------------------------------------------------------------


def _read(path: str) -> list[EarlierKnown]:
    """The documents of a file. InputError with what is wrong with it."""
    if is_recording(path):
        return _of_recording(path)
    try:
        text = read_text(Path(path))
    except ValueError as error:
        raise InputError(
            [Diagnostic(_CODE, f"no results can be had from this file: {error}", Source(path, ""))]
        ) from None
    claims = parsed_results(Source(path, text))
    assuming = [claim for claim in claims if claim.result.assumed]
    if assuming:
        message = f"{path}: {_name(assuming[0].result)} was decided under assumptions of its own"
        raise InputError([Diagnostic(_CODE, message, hint="compare results that were decided without `--assume`")])
    return [_of_claim(path, claim) for claim in claims]


def _of_claim(path: str, claim: ParsedResult) -> EarlierKnown:
    result = claim.result
    name = _name(result)
    return EarlierKnown(
        name,
        f"{path}: the result of {name}",
        {one: (result.clauses.get(one), partial(_cell, claim, "answers", one)) for one in result.answers},
        {one: partial(_cell, claim, "facts", one) for one in result.facts},
        result.units,
        result.policy.sha256,
    )


def _cell(claim: ParsedResult, part: str, name: str, sort: Sort) -> Value | None:
    return claim.value((part, name), sort)


def _name(result: Result) -> str:
    return result.document or "the text"


def is_recording(path: str) -> bool:
    """Whether a file is a recording, by how it begins."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(START) + len(BOM_UTF8)).removeprefix(BOM_UTF8).startswith(START)
    except OSError:
        return False


def _of_recording(path: str) -> list[EarlierKnown]:
    """The documents of a recording. What was taken back, or is no value, is no answer."""
    found: dict[str, EarlierKnown] = {}
    texts: dict[tuple[str, str], str | None] = {}
    for line in read_recording(path).lines:
        label = line.document or "the text"
        one = found.setdefault(label, EarlierKnown(label, f"{path}: what was recorded of {label}"))
        for text, hash_ in line.texts.items():
            if texts.setdefault((label, text), hash_) != hash_:
                message = f"{path}: several texts were recorded under the name `{label}`"
                hint = "give the texts as well, so that each answer is taken for its own: `--texts DATA`"
                raise InputError([Diagnostic(_CODE, message, hint=hint)])
        clause = str(line.clause["name"])
        if isinstance(line.answer, Answered) and line.answer.value is not None:
            one.answers[clause] = (digest(without_note(line.clause)), partial(coerce, line.answer.value))
        else:
            one.answers.pop(clause, None)
    return list(found.values())
