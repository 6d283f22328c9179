"""Results whose reasons nobody has read yet: from outside they are results as any other."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest

import logitext
from logitext import theory
from logitext.records.result import Result, VerdictRecord
from logitext.theory import Question, Texts

POLICY = logitext.loads("""{{text post}}
{{let insult = [[insults somebody]]}} {{let quoted = [[quotes]]}} {{let kind: mild | grave = [[how bad]]}}
{{violation remove = insult unless quoted}} {{verdict tell = kind == grave and insult}}""")
KNOWN = theory.Answers({"insult": True, "quoted": False, "kind": "mild"})


def unread() -> Result:
    (result,) = POLICY.check_many([Texts({"post": "you idiot"}, "d")], theory=KNOWN)
    return result


def ordinary() -> Result:
    (result,) = POLICY.check_many([Texts({"post": "you idiot"}, "d")], theory=KNOWN, listener=lambda _: None)
    return result


def test_a_record_is_an_ordinary_one_once_it_was_read() -> None:
    record = unread().verdicts["remove"]
    assert isinstance(record, VerdictRecord)
    assert (record.kind, record.value, type(record).__name__) == ("violation", True, "VerdictRecord")
    assert type(record) is not VerdictRecord
    assert [reason.clause for reason in record.because] == ["insult", "quoted"]
    assert type(record) is VerdictRecord


READ: dict[str, Callable[[Any], Any]] = {
    "itself": lambda record: record,
    "repr": repr,
    "str": str,
    "dict": dict,
    "vars": vars,
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
    "pickled": lambda record: pickle.loads(pickle.dumps(record)),
    "dumped": lambda record: record.model_dump(),
    "as JSON": lambda record: record.model_dump_json(),
    "what is set": lambda record: record.model_dump(exclude_unset=True),
    "changed": lambda record: record.model_copy(update={"value": None}),
    "set fields": lambda record: record.model_fields_set,
    "because": lambda record: record.because,
    "open": lambda record: record.open,
    "validated": VerdictRecord.model_validate,
    "equals an ordinary one": lambda record: record == ordinary().verdicts["remove"],
    "is equalled by an ordinary one": lambda record: ordinary().verdicts["remove"] == record,
    "equals another unread one": lambda record: record == unread().verdicts["remove"],
    "differs": lambda record: record != unread().verdicts["tell"],
}


@pytest.mark.parametrize("read", READ.values(), ids=READ)
def test_whichever_way_it_is_read_it_is_the_same(read: Callable[[Any], Any]) -> None:
    assert read(unread().verdicts["remove"]) == read(ordinary().verdicts["remove"])


def test_there_is_nothing_else_in_it() -> None:
    record = unread().verdicts["remove"]
    with pytest.raises(AttributeError, match="'VerdictRecord' object has no attribute 'becauze'"):
        _ = record.becauze  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="frozen"):
        record.value = False
    assert hash(type(record))


READ_WHOLE: dict[str, Callable[[Result], Any]] = {
    "dumped": lambda result: result.model_dump(mode="json")["verdicts"],
    "as JSON": lambda result: json.loads(result.model_dump_json())["verdicts"],
    "copied deeply": lambda result: copy.deepcopy(result).verdicts,
    "pickled": lambda result: pickle.loads(pickle.dumps(result)).verdicts,
    "read again": lambda result: Result.model_validate(result.model_dump()).verdicts,
    "changed": lambda result: result.model_copy(update={"document": "e"}).verdicts,
    "printed": lambda result: re.sub("seconds=[^)]*", "", str(result)),
}


@pytest.mark.parametrize("read", READ_WHOLE.values(), ids=READ_WHOLE)
def test_results_are_read_in_every_way(read: Callable[[Result], Any]) -> None:
    assert read(unread()) == read(ordinary())


def test_the_fields_that_count_as_set_are_the_same() -> None:
    one, other = unread(), ordinary()
    assert one.model_fields_set == other.model_fields_set
    assert one.usage.model_fields_set == other.usage.model_fields_set
    assert one.texts["post"].model_fields_set == other.texts["post"].model_fields_set
    assert list(vars(one)) == list(vars(other)) == list(Result.model_fields)
    assert list(vars(one.usage)) == list(vars(other.usage))


def test_reasons_are_of_the_answers_as_they_were() -> None:
    """Whatever becomes of the result's dictionaries and of the theory until somebody reads them."""
    answers = theory.Answers({"insult": True, "quoted": False, "kind": "mild"}, "before")
    result = POLICY.check("x", theory=answers)
    result.answers.clear()  # type: ignore[attr-defined]
    vars(answers).update(name="after", needs_texts=True)
    reasons = result.verdicts["remove"].because
    assert [(one.clause, one.value, one.theory) for one in reasons] == [
        ("insult", True, "before"),
        ("quoted", False, "before"),
    ]


def test_many_threads_read_the_same() -> None:
    for _ in range(50):
        result = unread()
        found: list[Any] = []
        start = threading.Barrier(4)

        def read(result: Result = result, found: list[Any] = found, start: threading.Barrier = start) -> None:
            start.wait()
            found.append(result.verdicts["remove"].because)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 4
        assert all(one == found[0] for one in found)


def test_nothing_that_was_raised_is_kept() -> None:
    class LargeError(Exception):
        pass

    def fail(question: Question, texts: Texts) -> bool:
        raise LargeError

    results = list(POLICY.check_many(["x"], theory=theory.Function(fail)))
    gc.collect()
    assert [one for one in gc.get_objects() if type(one) is LargeError] == []
    assert results[0].verdicts["remove"].open[0].detail == "fail: LargeError"
