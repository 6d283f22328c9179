"""Tasks that take judgement: what an output says of the verdict, and of the clauses where it leaves no choice.

Of "yes, both" the label says that each clause is true; of "no" it does not say which is false. Only a task whose
outputs tell all that its verdict needs can be scored with the set's own labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from logitext.policy.sorts import Value

Clauses = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Judged:
    """A task: the file's name, a title, the verdict for each output, and the clauses that an output settles."""

    file: str
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
"""Of task 1289: the label of the verdict, and the clause that is true; a question has one kind."""

_YES = {"yes": True, "no": False}

JUDGED = (
    Judged("task021_mctaco_grammatical_logical", "A question that is sound", _YES),
    Judged("task022_cosmosqa_passage_inappropriate_binary", "A passage that is indecent or makes no sense", _YES),
    Judged(
        "task290_tellmewhy_question_answerability",
        "Whether a story answers a question",
        {"answerable": True, "not answerable": False},
    ),
    Judged(
        "task318_stereoset_classification_gender",
        "Stereotypes of the sexes",
        {"stereotype": "stereotype", "anti-stereotype": "anti_stereotype", "unrelated": "unrelated"},
        {
            "stereotype": {"related": True, "fits": True},
            "anti-stereotype": {"related": True, "fits": False},
            "unrelated": {"related": False},
        },
    ),
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


def plain(output: str) -> str:
    """An output without its full stop, in small letters: the set writes `Yes.`, `yes` and `Yes`."""
    return output.strip().rstrip(".").lower()
