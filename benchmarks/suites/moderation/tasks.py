"""All tasks of the suite."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.questions.labelled import FLAGS, POLICIES, hatecheck_clauses
from benchmarks.suites.moderation import alarms
from benchmarks.suites.task import Instance, Task, each, label, required

SUITE = "moderation"
_HATECHECK = "hatecheck/test_suite_cases.csv"
_HATECHECK_SOURCE = (
    "https://github.com/paul-rottger/hatecheck-data, commit d84302298ceeb34f4b0dde2d8a1f4932c2caa612, CC BY 4.0"
)
_OPENAI = "openai-moderation/samples.jsonl"
_OPENAI_SOURCE = (
    "https://github.com/openai/moderation-api-release, commit f4ab51b5edd3bfbcb349a56324274235b674e0e4, MIT"
)


def tasks() -> list[Task]:
    """HateCheck, OpenAI's moderation set, and two sets of false alarms."""
    return [
        Task(
            SUITE,
            "hatecheck",
            "HateCheck: abuse of a protected group, unless it is denied, quoted, reclaimed or meant otherwise",
            POLICIES / "hate.nltc",
            (_HATECHECK,),
            _HATECHECK_SOURCE,
            _hatecheck,
        ),
        Task(
            SUITE,
            "openai",
            "OpenAI's moderation set: eight flags, of which a policy of ours makes verdicts",
            POLICIES / "moderation.nltc",
            (_OPENAI,),
            _OPENAI_SOURCE,
            _openai,
        ),
        *alarms.tasks(SUITE),
    ]


def _hatecheck(data: Path) -> Iterator[Instance]:
    with required(data, _HATECHECK, _HATECHECK_SOURCE).open(encoding="utf-8", newline="") as file:
        yield from each(((row["case_id"], row) for row in csv.DictReader(file)), _case)


def _case(name: str, row: dict[str, str]) -> Instance:
    gold = {"hateful": label(row["label_gold"], {"hateful": True, "non-hateful": False})}
    return Instance(name, {"post": row["test_case"]}, gold, hatecheck_clauses(row))


def _openai(data: Path) -> Iterator[Instance]:
    """Rows in which all flags are given; the verdicts are what the policy makes of them, so that they score clauses."""
    with required(data, _OPENAI, _OPENAI_SOURCE).open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            row = json.loads(line)
            if not all(flag in row for flag in FLAGS.values()):
                continue
            flags = {name: bool(row[flag]) for name, flag in FLAGS.items()}
            remove = (
                flags["minors"]
                or flags["threat"]
                or flags["harm"]
                or (flags["gore"] and (flags["hate"] or flags["harassment"]))
            )
            several = sum(flags[name] for name in ("sexual", "hate", "violence", "harassment")) >= 2
            gold = {"remove": remove, "review": not remove and several}
            yield Instance(str(number), {"post": row["prompt"]}, gold, flags)
