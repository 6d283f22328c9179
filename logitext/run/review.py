"""What people should look at: undetermined documents, each with the fewest questions that would settle it.

While a run goes on they are kept as JSON Lines; in the end they become an answers file that waits to be filled in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from logitext.explain.explain import answers_of
from logitext.explain.settling import settling
from logitext.logic.program import Program
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, Enumeration
from logitext.records.result import Result
from logitext.run.job import Job, JobOutcome
from logitext.sync import run
from logitext.theory.files.answers_file import MAX_CHARACTERS
from logitext.theory.files.entries import BASIS
from logitext.theory.recording.key import clause_hash, text_hash
from logitext.trail.questions import questions as questions_of

_KEPT = 4096
_EXCERPT = 300
"""Characters of a text that are shown."""
_MOST = MAX_CHARACTERS - 1024 * 1024
"""Characters of the file: no more than an answers file may have."""


class RunReview:
    """Finds the questions that would settle undetermined documents."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self.jobs = jobs
        self._settling: dict[Any, tuple[str, ...]] = {}
        self._several = _differing([job.program.policy for job in jobs])

    def entries(self, outcome: JobOutcome) -> Iterator[dict[str, Any]]:
        """What is to be kept of a document; nothing of one that is decided, or that a back end failed."""
        if outcome.failed or outcome.over:
            return
        questions: dict[str, Any] = {}
        facts: dict[str, None] = {}
        verdicts: list[str] = []
        for job, result in zip(self.jobs, outcome.results, strict=False):
            if result.status == "undetermined":
                verdicts += [name for name, one in result.verdicts.items() if one.value is None]
                program = job.expansion.program(result.units)
                for clause in self.questions(job, program, result):
                    if program.policy.clauses[clause].fact:
                        facts[clause] = None
                    elif clause not in questions:
                        questions[clause] = _question(program.policy, clause)
                        if clause.partition("(")[0] in self._several:
                            questions[clause] |= _basis(program.policy, clause, outcome.document.texts)
        if questions or facts:
            document = outcome.document
            texts = {name: _excerpt(text) for name, text in document.texts.items()}
            yield {
                "number": document.number,
                "document": document.label,
                "verdicts": verdicts,
                "questions": questions,
                "facts": list(facts),
                "texts": texts,
            }

    def questions(self, job: Job, program: Program, result: Result) -> Iterator[str]:
        """The clauses, and the facts, that would settle an undetermined result; some may come twice."""
        known = answers_of(program.policy, result)
        for name, verdict in result.verdicts.items():
            chances = (result.probability or {}).get(name)
            if chances is not None and chances.held_back is not None:
                yield from [one.clause for one in chances.carried_by]  # a better answer to these makes it surer
            elif verdict.value is None:
                key = (job.name, name, tuple(sorted(result.units.items())), tuple(known.items()))
                found = self._settling.get(key)
                if found is None:
                    if len(self._settling) >= _KEPT:
                        self._settling.clear()
                    found = self._settling[key] = run(settling(program, known, name))
                yield from found or [one.clause for one in verdict.open]


def _differing(policies: Sequence[CheckedPolicy]) -> frozenset[str]:
    """The clauses that are not the same in all policies: an answer to one of them is none to the others."""
    known: dict[str, set[Any]] = {}
    for policy in policies if len(policies) > 1 else ():
        for name, question in questions_of(policy).items():
            known.setdefault(name, set()).add((clause_hash(question), question.texts))
    return frozenset([name for name, of in known.items() if len(of) > 1])


def _question(policy: CheckedPolicy, name: str) -> dict[str, Any]:
    clause = policy.clauses[name]
    if clause.sort == BOOL:
        answers = "yes or no"
    elif isinstance(clause.sort, Enumeration):
        answers = " or ".join(clause.sort.labels)
    else:
        answers = str(clause.sort)
    return {"asks": clause.ask or clause.wording, "answers": answers}


def _basis(policy: CheckedPolicy, name: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The clause and the texts that an answer is about, as hashes."""
    about = {text: text_hash(texts[text]) if text in texts else None for text in policy.texts}
    return {"clause": clause_hash(questions_of(policy)[name]), "texts": about}


def _excerpt(text: str) -> str:
    shown = "".join([sign if sign.isprintable() else " " for sign in text[: 2 * _EXCERPT]])
    words = " ".join(shown.split())
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"


# --- in the end --------------------------------------------------------------------------------------------------


def as_answers(kept: Path, name: str) -> Iterator[str]:
    """The answers file, in pieces: what takes the fewest questions first, and what asks the same ones together."""
    places = sorted(places_in(kept))
    yield f"# {len(places)} {'document is' if len(places) == 1 else 'documents are'} undetermined.\n"
    yield "# Put an answer in the place of each `unknown`; the first ones of a document may settle it alone.\n"
    yield f"# Then run the same command with another output, and `--answers {name}`.\n"
    yield "texts:\n" if places else "texts: {}\n"
    size = 0
    with kept.open("rb") as file:
        for done, (_, _, _, at) in enumerate(places):
            file.seek(at)
            piece = _piece(json.loads(file.readline()))
            size += len(piece)
            if size > _MOST:
                yield f"# {len(places) - done} more do not fit into this file: answer these first.\n"
                return
            yield piece


def places_in(kept: Path) -> Iterator[tuple[int, tuple[str, ...], int, int]]:
    """How many questions each document takes, which, its number, and where it stands in the file."""
    with kept.open("rb") as file:
        at = 0
        for line in file:
            data = json.loads(line)
            yield len(data["questions"]), tuple(data["questions"]), data["number"], at
            at += len(line)


def _piece(data: dict[str, Any]) -> str:
    verdicts = ", ".join(data["verdicts"])
    lines = [f"  # undetermined: {verdicts}"]
    lines += [f"  # {name}: {text}" for name, text in data["texts"].items()]
    if data["facts"]:
        lines.append(f"  # not given, and only in the data or with --facts: {', '.join(data['facts'])}")
    lines.append(f"  {_quoted(data['document'])}:")
    for clause, question in data["questions"].items():
        asks, basis = _excerpt(question["asks"]), {name: question[name] for name in BASIS if name in question}
        lines.append(f"    {_quoted(clause)}: unknown  # {asks} ({question['answers']})")
        if basis:
            lines[-1] = f"    # {asks} ({question['answers']})"
            lines.append(f'    {_quoted(clause)}: {{"value": unknown, {json.dumps(basis)[1:-1]}}}')
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """A word as a key of YAML."""
    return json.dumps(word, ensure_ascii=not word.isprintable())


def numbers_in(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Kept lines with the number of the document that each is about."""
    for line in lines:
        yield json.loads(line)["number"], line
