"""Arms that put the whole policy into one question for each verdict.

Whatever is text, of an example or of a model, is given as a text beside the document, never inside of the question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.suites.arms.outcome import Case, Outcome
from benchmarks.suites.truth import VERDICT
from logitext.policy.model import CheckedPolicy
from logitext.policy.sorts import BOOL, TEXT
from logitext.syntax.tree import ClauseStatement, Prose
from logitext.theory.protocol import Question, Texts

PROMPTS = Path(__file__).parents[1] / "prompts"
THOUGHT = "line_of_thought"


async def holistic_arm(case: Case) -> Outcome:
    """The policy's prose in one question for each verdict, its formulas left out but for the verdict's own."""
    case, outcome = replace(case, texts=case.shown), Outcome({})
    for name in case.verdicts:
        await _verdict(case, outcome, name, prompt("holistic.md", case, name))
    return outcome


async def few_shot_arm(case: Case) -> Outcome:
    """Asks the whole policy with labelled examples beside the text."""
    case, outcome = replace(case, texts=case.shown), Outcome({})
    for name in case.verdicts:
        shown = [one for one in case.examples if one.gold.get(name) is not None]
        texts, told = dict(case.texts), []
        for number, one in enumerate(shown, 1):
            own = {f"example_{number}_{text}": words for text, words in one.texts.items()}
            texts |= own
            told.append(f"{', '.join(f'`{text}`' for text in own)}: {_said(one.gold[name])}")
        words = prompt("few-shot.md", case, name).replace("{examples}", "\n".join(told))
        await _verdict(_with(case, texts), outcome, name, words)
    return outcome


async def chain_of_thought_arm(case: Case) -> Outcome:
    """First a line of thought about the text, then the verdict with that in view.

    In two calls, as in T. Kojima et al., "Large language models are zero-shot reasoners", 2022.
    """
    case, outcome = replace(case, texts=case.shown), Outcome({})
    for name in case.verdicts:
        words = prompt("chain-of-thought.md", case, name)
        thinking = Question(f"thought:{name}", "thought", words, TEXT, tuple(case.texts))
        await outcome.ask(case, (thinking,))
        thought = outcome.answers.pop(thinking.id, None)
        if not isinstance(thought, str):
            outcome.verdicts[name] = None
            continue
        words = prompt("after-thought.md", case, name).replace("{thought}", THOUGHT)
        await _verdict(_with(case, {**case.texts, THOUGHT: thought}), outcome, name, words)
    return outcome


async def spelled_out_arm(case: Case) -> Outcome:
    """The policy with its annotations, so that the model has the logic before it."""
    case, outcome = replace(case, texts=case.shown), Outcome({})
    for name in case.verdicts:
        await _verdict(case, outcome, name, prompt("spelled-out.md", case, name))
    return outcome


def prompt(file: str, case: Case, verdict: str) -> str:
    """A prompt of the folder with a policy and a verdict in it."""
    checked = case.policy.checked
    parts: Mapping[str, str] = {
        "{verdict}": _written(checked, verdict),
        "{policy}": prose(checked),
        "{source}": "\n\n".join(document.source.text for document in checked.documents),
    }
    words = (PROMPTS / file).read_text("utf-8")
    for mark, part in parts.items():
        before, found, after = words.partition(mark)
        words = before + part + after if found else words
    return words


async def _verdict(case: Case, outcome: Outcome, name: str, words: str) -> None:
    question = Question(f"{VERDICT}{name}", name, words, case.policy.checked.verdicts[name].sort, tuple(case.texts))
    await outcome.ask(case, (question,))
    value = outcome.verdicts[name] = outcome.answers.pop(question.id, None)
    chance = outcome.probabilities.pop(question.id, None)
    if chance is None:
        return
    boolean = question.sort == BOOL
    if boolean:
        outcome.chances[name] = chance
    if value is not None:
        outcome.certain[name] = 1 - chance if boolean and value is False else chance


def _with(case: Case, texts: Mapping[str, str]) -> Case:
    return replace(case, texts=Texts(texts, case.texts.label))


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def prose(policy: CheckedPolicy) -> str:
    """The policy's own words: its prose, with the words of the clauses where they stand, and no formulas."""
    found: list[str] = []
    for document in policy.documents:
        for part in document.parts:
            if isinstance(part, Prose):
                found.append(part.text)
            else:
                clauses = [one for one in part.statements if isinstance(one, ClauseStatement)]
                found += [one.wording.text for one in clauses]
        found.append("\n\n")
    return "".join(found).strip()


def _written(policy: CheckedPolicy, verdict: str) -> str:
    """A verdict as it is written, in one line."""
    place = policy.place(verdict)
    return " ".join(place.source[place.span].split())
