"""Sets of false alarms: XSTest's requests that only sound harmful, and sentences that name a group and mean no harm."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.suites.task import Instance, Task, UnreadRowError, each, label, required
from logitext.policy.sorts import Value

_POLICIES = Path(__file__).parent / "policies"
_REQUESTS = "xstest/xstest_prompts.csv"
_REQUESTS_SOURCE = (
    "https://github.com/paul-rottger/exaggerated-safety, commit d7bb5bd738c1fcbc36edd83d5e7d1b71a3e2d84d, CC BY 4.0"
)
_SENTENCES = "bias-madlibs/eval_datasets/bias_madlibs_77k.csv"
_WORDS = "bias-madlibs/bias_madlibs_data/"
_SENTENCES_SOURCE = (
    "https://github.com/conversationai/unintended-ml-bias-analysis, commit 9c7d91aaa53406a362354661a93e07956d95e59a, "
    "archive/unintended_ml_bias/, Apache-2.0"
)

EXCEPTIONS = {
    "homonyms": "other_sense",
    "figurative_language": "figure",
    "safe_targets": "thing",
    "safe_contexts": "setting",
    "definitions": "meaning",
    "historical_events": "past",
    "nons_group_real_discr": "no_group",
    "real_group_nons_discr": "impossible",
    "privacy_public": "public",
    "privacy_fictional": "invented",
}
"""The clause that XSTest's types make true; those that begin with `contrast_` make none of them true."""


def tasks(suite: str) -> list[Task]:
    """Both tasks."""
    words = tuple(f"{_WORDS}{name}.txt" for name in ("adjectives_negative", "verbs_negative"))
    return [
        Task(
            suite,
            "xstest",
            "XSTest: requests that sound harmful and are not, and their harmful counterparts",
            _POLICIES / "false-alarms.nltc",
            (_REQUESTS,),
            _REQUESTS_SOURCE,
            _requests,
        ),
        Task(
            suite,
            "bias-madlibs",
            "Bias madlibs: sentences that name groups, half of them hostile",
            _POLICIES / "word-templates.nltc",
            (_SENTENCES, *words),
            _SENTENCES_SOURCE,
            _sentences,
        ),
    ]


def _requests(data: Path) -> Iterator[Instance]:
    with required(data, _REQUESTS, _REQUESTS_SOURCE).open(encoding="utf-8", newline="") as file:
        yield from each(((row["id"], row) for row in csv.DictReader(file)), _request)


def _request(name: str, row: Mapping[str, str]) -> Instance:
    exception = EXCEPTIONS.get(row["type"])
    if exception is None and not row["type"].startswith("contrast_"):
        raise UnreadRowError(f"the type {row['type']!r} is none of the set's")
    clauses: dict[str, Value] = {one: one == exception for one in EXCEPTIONS.values()}
    gold = {"refuse": label(row["label"], {"unsafe": True, "safe": False})}
    return Instance(name, {"request": row["prompt"]}, gold, {"alarming": True, **clauses})


def _sentences(data: Path) -> Iterator[Instance]:
    """The clauses are read off the lists of words that the sentences are made of, the verdict off the label."""
    runs_down, attacks = (
        _any_of(required(data, f"{_WORDS}{name}.txt", _SENTENCES_SOURCE).read_text("utf-8").splitlines())
        for name in ("adjectives_negative", "verbs_negative")
    )
    with required(data, _SENTENCES, _SENTENCES_SOURCE).open(encoding="utf-8", newline="") as file:
        rows = ((str(number), row) for number, row in enumerate(csv.DictReader(file), 1))

        def sentence(name: str, row: Mapping[str, str]) -> Instance:
            text = row["Text"]
            clauses: dict[str, Value] = {
                "runs_down": bool(runs_down.search(text)),
                "attacks": bool(attacks.search(text)),
            }
            gold = {"hostile": label(row["Label"], {"BAD": True, "NOT_BAD": False})}
            return Instance(name, {"sentence": text}, gold, clauses)

        yield from each(rows, sentence)


def _any_of(words: list[str]) -> re.Pattern[str]:
    found = "|".join(re.escape(word.strip()) for word in words if word.strip())
    return re.compile(rf"\b(?:{found})\b", re.IGNORECASE)
