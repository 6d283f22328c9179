"""IFEval as a task of writing: prompts with what they demand of a response, and programs that decide it.

The set has no responses, so that it is no task of `run`: a text is asked for, `followed` is the verdict that it is to
have, and the programs say whether it has it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.suites.controls.ifeval.kinds import LANGUAGE, decide
from benchmarks.suites.controls.ifeval.policies import VERDICT, policy_of
from benchmarks.suites.task import Instance, Task, required
from logitext.theory import Function, Question, Texts
from logitext.theory.protocol import Theory

FILE = "ifeval/instruction_following_eval/data/input_data.jsonl"
SOURCE = (
    "https://github.com/josejg/instruction_following_eval, commit 0c495b2f95155e8b10acb919ae283bfb4d5be6e2, a copy of "
    "google-research/instruction_following_eval, Apache-2.0"
)

_CONTRADICTIONS = dict.fromkeys(
    ("374", "1627", "3369", "3371", "3718"),
    ("the response has to begin with words that hold what it must not have, or not so often"),
)
"""Rows that demand both a repetition of the request and something that the request itself is against."""


def tasks() -> list[Task]:
    """The one task."""
    title = "IFEval: responses that do what their prompt demands of their form"
    return [Task("controls", "ifeval", title, None, (FILE,), SOURCE, _read, checkers, _CONTRADICTIONS)]


def checkers() -> Theory:
    """The programs, as a theory: it reads any clause that has the words of a kind, about the one text it is about."""
    return Function(_answer, name="ifeval", needs_texts=True)


def _answer(question: Question, texts: Texts) -> bool | None:
    (about,) = question.texts
    return decide(question.wording, texts[about])


def _read(data: Path) -> Iterator[Instance]:
    """The rows but for those that demand a language."""
    for line in required(data, FILE, SOURCE).read_text("utf-8").splitlines():
        row = json.loads(line)
        kinds = row["instruction_id_list"]
        if LANGUAGE not in kinds:
            source = policy_of(kinds, row["kwargs"])
            yield Instance(str(row["key"]), {"prompt": row["prompt"]}, {VERDICT: True}, {}, source)
