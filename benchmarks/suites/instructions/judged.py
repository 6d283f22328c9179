"""Tasks that take judgement: what an output says of the verdict, and of the clauses where it leaves no choice.

Of "yes, both" the label says that each clause is true; of "no" it does not say which is false. Only a task whose
outputs tell all that its verdict needs can be scored with the set's own labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.suites.instructions.rows import POLICIES, SOURCE, SUITE, Row, file_of, instances, number_of, unknown
from benchmarks.suites.task import Instance, Task
from logitext.policy.sorts import Value

Clauses = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judged:
    """A task: the file's name, a title, the verdict for each output, and the clauses that an output settles."""

    name: str
    title: str
    outputs: Mapping[str, Value]
    clauses: Mapping[str, Clauses] = field(default_factory=dict)


_KINDS: Mapping[str, tuple[str, str]] = {
    "Abbreviation": ("abbreviated", "abbreviation"),
    "Person": ("someone", "person"),
    "Location": ("somewhere", "place"),
    "Quantity": ("amount", "quantity"),
    "Entity": ("thing", "entity"),
    "Description": ("described", ""),
}
"""For task 1289: the label of the verdict, and the clause that is true; a question has one kind."""

_YES = {"yes": True, "no": False}

_STEREOTYPES = {"stereotype": "stereotype", "anti-stereotype": "anti_stereotype", "unrelated": "unrelated"}
_STEREOTYPE_CLAUSES: Mapping[str, Clauses] = {
    "stereotype": {"related": True, "fits": True},
    "anti-stereotype": {"related": True, "fits": False},
    "unrelated": {"related": False},
}

JUDGED = (
    Judged("task021_mctaco_grammatical_logical", "A question that is sound", _YES),
    Judged("task022_cosmosqa_passage_inappropriate_binary", "A passage that is indecent or makes no sense", _YES),
    Judged("task108_contextualabusedetection_classification", "Abuse of somebody, or speech against it", _YES),
    Judged(
        "task290_tellmewhy_question_answerability",
        "Whether a story answers a question",
        {"answerable": True, "not answerable": False},
    ),
    Judged("task318_stereoset_classification_gender", "Stereotypes of the sexes", _STEREOTYPES, _STEREOTYPE_CLAUSES),
    Judged("task321_stereoset_classification_religion", "Stereotypes of religions", _STEREOTYPES, _STEREOTYPE_CLAUSES),
    Judged(
        "task329_gap_classification",
        "Whom a pronoun means",
        {"a": "a", "b": "b", "both": "both", "neither": "neither"},
        {
            "a": {"means_a": True, "means_b": False},
            "b": {"means_a": False, "means_b": True},
            "both": {"means_a": True, "means_b": True},
            "neither": {"means_a": False, "means_b": False},
        },
    ),
    Judged(
        "task333_hateeval_classification_hate_en",
        "Hate of women and of immigrants",
        {"hateful": True, "non-hateful": False},
    ),
    Judged("task361_spolin_yesand_prompt_response_classification", "Responses of the kind 'yes, and'", _YES),
    Judged("task457_matres_conditional_classification", "A verb for what might be, or would be on a condition", _YES),
    Judged("task459_matres_static_classification", "A verb for what stays or recurs", _YES),
    Judged("task607_sbic_intentional_offense_binary_classification", "What is meant to offend", _YES),
    Judged(
        "task1289_trec_classification",
        "What a question asks for",
        {output.lower(): label for output, (label, _) in _KINDS.items()},
        {
            output.lower(): {own: own == clause for _, own in _KINDS.values() if own}
            for output, (_, clause) in _KINDS.items()
        },
    ),
)


def tasks() -> list[Task]:
    """All of them."""
    return [_task(one) for one in JUDGED]


def plain(output: str) -> str:
    """An output without its full stop, in small letters: the set writes `Yes.`, `yes` and `Yes`."""
    return output.strip().rstrip(".").lower()


def _task(task: Judged) -> Task:
    number = number_of(task.name)
    read = partial(_read, task=task)
    return Task(SUITE, number, task.title, POLICIES / f"{number}.nltc", (file_of(task.name),), SOURCE, read)


def _read(data: Path, task: Judged) -> Iterator[Instance]:
    def instance(row: Row) -> Instance:
        output = plain(row.outputs[0])
        if output not in task.outputs:
            raise unknown(row.outputs[0])
        gold = {"output": task.outputs[output]}
        return Instance(row.id, {"input": row.input}, gold, task.clauses.get(output, {}))

    return instances(data, task.name, instance)
