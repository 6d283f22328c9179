"""`/v1/decisions`: a probability for each clause that holds or does not, and for each label of an enumeration.

Shapes as in the package `openai` 3.57, `openai/types/decision.py` and `decision_create_params.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from logitext.policy.sorts import BOOL, Enumeration, sayable, show
from logitext.theory.llm.apis.completion import field
from logitext.theory.llm.capabilities import Capabilities
from logitext.theory.llm.encode import line
from logitext.theory.llm.faults import ModelError
from logitext.theory.llm.manners import of_shares, of_truth, options, worded
from logitext.theory.llm.once import Once
from logitext.theory.llm.prompt import Prompt, texts_line
from logitext.theory.protocol import Answer, Question, Refusal, Texts, Value

if TYPE_CHECKING:
    from openai.types.decision_create_params import DecisionCreateParams
    from openai.types.decision_create_params import InputUnionMember1 as MessageParam
    from openai.types.decision_create_params import Question as QuestionParam
    from openai.types.decision_create_params import QuestionQuestionParamChoiceChoice as ChoiceParam
    from openai.types.decision_input_text_param import DecisionInputTextParam

PATH = "/decisions"

_ABOUT = 0.02
"""How much two numbers that mean the same may differ, as servers round them."""

MOST = 400
"""Questions in one call of OpenAI's own server; others take fewer."""


def can_decide(question: Question, able: Capabilities) -> bool:
    """Whether the endpoint has a kind of question for this clause."""
    sort = question.sort
    return sort == BOOL or (isinstance(sort, Enumeration) and 2 <= len(sort.labels) <= able.most_options)


def shown(questions: Sequence[Question], texts: Texts) -> str:
    """The texts as they are sent."""
    return texts_line(questions, texts)


def body(
    model: str, prompt: Prompt, questions: Sequence[Question], shown: str, able: Capabilities
) -> DecisionCreateParams:
    """The request: the instructions, the texts (`shown`), and each clause a question.

    Instructions and texts are a message each; where the server takes only what a user says, two lines of one message.
    """
    return {
        "model": model,
        "input": _input(prompt, shown, able),
        "questions": [_question(question) for question in questions],
    }


def _input(prompt: Prompt, shown: str, able: Capabilities) -> list[MessageParam]:
    if able.input == "user":
        return [{"role": "user", "content": f"{prompt.decisions}\n\n{shown}"}]
    part: DecisionInputTextParam = {"type": "input_text", "text": shown}
    if able.marks:
        part["prompt_cache_breakpoint"] = {"mode": "explicit"}
    return [
        {"role": "developer", "type": "message", "content": prompt.decisions},
        {"role": "user", "type": "message", "content": [part]},
    ]


def instructions(question: Question) -> str:
    """The clause in words, with what its author gave beside it.

    >>> print(instructions(Question("rude", "rude", "is rude", texts=("post",), yes=("You fool!",))))
    The text `post`: is rude
    This is so, for example: You fool!
    """
    texts = ", ".join(f"`{name}`" for name in question.texts)
    about = f"The text{'s' if len(question.texts) > 1 else ''} {texts}: " if texts else ""
    question = worded(question)
    more = words(question)
    note = [more.pop()] if question.note else []
    return sayable("\n".join([about + question.wording, *more, *examples(question), *note]))


def words(question: Question) -> list[str]:
    """What the author says about the words of the clause, and why it is put again."""
    lines = [f"“{one.phrase}” means " + (one.means or f"the text `{one.text}`.") for one in question.phrases]
    lines += [f"As a question: {question.ask}"] if question.ask else []
    lines += [f"Look again, and change the answer only if it is wrong: {line(question.note)}"] if question.note else []
    return lines


def examples(question: Question) -> list[str]:
    """The author's examples, a line each."""
    lines = [f"This is so, for example: {example}" for example in question.yes]
    return lines + [f"This is not so, for example: {example}" for example in question.no]


def size(prompt: Prompt, questions: Sequence[Question], shown: str) -> int:
    """The bytes of a prompt."""
    said = (prompt.decisions, shown, *(_WORDING(question) for question in questions))
    return sum(len(piece.encode("utf-8", "surrogatepass")) for piece in said)


_WORDING = Once(instructions)


def answers(
    data: Any, questions: Sequence[Question], raw: str, _label_mass: float = 0.5
) -> dict[str, Answer | ModelError]:
    """The answers, by id; a question that the reply leaves out has no entry. ModelError where none can be used.

    Answers come in the order of the questions. Where they do not, names and answers may have got mixed up.
    """
    asked = {question.id: question for question in questions}
    following = iter(asked)
    found: dict[str, Answer | ModelError] = {}
    for item in field(data, "answers", list, raw):
        name = item.get("name") if isinstance(item, Mapping) else None
        if not isinstance(name, str) or name not in asked:
            raise ModelError("wrong ids", f"it answers what it was not asked: {show(name)}", raw=raw)
        if name in found:
            raise ModelError("wrong ids", f"{show(name)} is answered twice", raw=raw)
        if name not in following:  # which goes on behind the name that it finds
            raise ModelError("wrong ids", f"{show(name)} is not answered in its turn", raw=raw)
        found[name] = _answer(item, asked[name], raw)
    return found


def _question(question: Question) -> QuestionParam:
    name, wording = question.id, _WORDING(question)
    if given := options(question):
        words: list[ChoiceParam] = [{"value": one.words} for one in given]
        return {"type": "choice", "name": name, "instructions": wording, "choices": words}
    if isinstance(question.sort, Enumeration):
        choices: list[ChoiceParam] = [{"value": label} for label in question.sort.labels]
        return {"type": "choice", "name": name, "instructions": wording, "choices": choices}
    return {"type": "predicate", "name": name, "instructions": wording}


def _answer(item: Mapping[str, Any], question: Question, raw: str) -> Answer | ModelError:
    kind = item.get("type")
    if kind == "refusal":
        return Refusal("the model declined to answer")
    if kind == "choice" and (given := tuple([one.words for one in options(question)])):
        return _of_options(item, question, given, raw)
    if kind == "predicate" and question.sort == BOOL and not options(question):
        probability = _probability(item.get("probability"))
        if probability is None:
            shown = show(item.get("probability"))
            return ModelError("wrong value", f"expected a probability from 0 to 1, not {shown}", raw=raw)
        return of_truth(question, Value(None, probability))
    if kind == "choice" and isinstance(question.sort, Enumeration):
        return _choice(item, question.sort, raw)
    return ModelError("wrong shape", f"an answer of type {show(kind)} to a question of another", raw=raw)


def _of_options(item: Mapping[str, Any], question: Question, words: Sequence[str], raw: str) -> Answer | ModelError:
    """What an answer says of a clause that holds or does not, and that was put with these answers to choose from."""
    listed = item.get("probabilities")
    shares: dict[str, float] = {}
    for one in listed if isinstance(listed, list) else []:
        value = one.get("value") if isinstance(one, Mapping) else None
        share = _probability(one.get("probability")) if isinstance(one, Mapping) else None
        if not isinstance(value, str) or value not in words or share is None or value in shares:
            return ModelError("wrong value", f"{show(value)} has no single probability from 0 to 1", raw=raw)
        shares[value] = share
    choice = item.get("choice")
    if not isinstance(choice, str) or choice not in shares:
        return ModelError("wrong value", f"expected one of {', '.join(words)}, not {show(choice)}", raw=raw)
    if sum(shares.values()) > 1 + _ABOUT * len(shares) or max(shares.values()) > shares[choice] + _ABOUT:
        return ModelError("wrong value", "the probabilities do not fit the choice", raw=raw)
    return of_shares(question, shares)


def _choice(item: Mapping[str, Any], sort: Enumeration, raw: str) -> Answer | ModelError:
    choice, listed = item.get("choice"), item.get("probabilities")
    if not isinstance(choice, str) or choice not in sort.labels:
        return ModelError("wrong value", f"expected one of {', '.join(sort.labels)}, not {show(choice)}", raw=raw)
    shares = [
        _probability(one.get("probability"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping) and one.get("value") == choice
    ]
    if len(shares) > 1:
        return ModelError("wrong value", f"{show(choice)} has {len(shares)} probabilities", raw=raw)
    probability = shares[0] if shares else None
    if probability is None:
        return ModelError("wrong value", f"{show(choice)} has no probability from 0 to 1", raw=raw)
    return Value(choice, probability)


def _probability(given: Any) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float):
        return None
    return float(given) if 0 <= given <= 1 else None  # not so for a NaN
