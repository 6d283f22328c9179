"""The part of a decision tree that a picture shows, and what it shows once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from logitext.records.plan import AnswerRecord, TreeNode
from logitext.report.plan.words import further, outcomes, percent

MOST = 40
"""The most questions of a picture."""


def fitting(nodes: Sequence[TreeNode], most: int = MOST) -> tuple[TreeNode, ...]:
    """The tree without the questions that the fewest documents come by, so that at most so many are left.

    What is left out becomes a `cut` below each question that led there.
    """
    questions = [node for node in nodes if node.kind == "question"]
    # Of those as rare as each other the first: a question is never kept without one that leads to it.
    wanted = {node.id for node in sorted(questions, key=lambda node: -node.reach)[:most]}
    by_id = {node.id: node for node in nodes}
    kept: dict[str, TreeNode] = {}
    stack = [nodes[0]]
    while stack:
        here = stack.pop()
        if here.id in kept:
            continue
        answers = []
        for place, one in enumerate(here.answers, 1):
            target = by_id[one.to]
            if target.kind == "question" and target.id not in wanted:
                target = TreeNode(id=f"{here.id}.{place}", kind="cut", reach=here.reach * one.chance, more=target.more)
            answers.append(AnswerRecord(answer=one.answer, chance=one.chance, to=target.id))
            stack.append(target)
        kept[here.id] = here.model_copy(update={"answers": tuple(answers)})
    order = [node.id for node in nodes if node.id in kept]
    return tuple([kept[name] for name in dict.fromkeys([*order, *kept])])


def shared(nodes: Sequence[TreeNode]) -> tuple[TreeNode, ...]:
    """The tree with each part that looks the same drawn once, for all the documents that come by.

    That is where a question has the same answers, with the same chances as they are shown, that lead to what looks the
    same. Ends stay apart: each belongs to its question. The nodes come in the order in which one who takes the first
    answers first meets them.
    """
    by_id = {node.id: node for node in nodes}
    looks: dict[tuple[object, ...], str] = {}
    same: dict[str, str] = {}
    look_of: dict[str, tuple[object, ...]] = {}

    def settle(name: str) -> tuple[object, ...]:
        if name in look_of:
            return look_of[name]
        node = by_id[name]
        below = tuple([(one.answer, percent(one.chance), settle(one.to)) for one in node.answers])
        told = outcomes(node.verdicts) if node.kind == "end" else further(node.more) if node.kind == "cut" else ""
        # A number stands for what looks the same below, lest looks grow with the depth of the tree.
        whole = (node.kind, node.clause, node.call, told, below)
        same[name] = looks.setdefault(whole, name) if node.kind == "question" else name
        look_of[name] = (looks[whole],) if node.kind == "question" else whole
        return look_of[name]

    settle(nodes[0].id)
    reach: dict[str, float] = {}
    for name, first in same.items():
        reach[first] = reach.get(first, 0.0) + by_id[name].reach
    return tuple(_walked(nodes[0].id, by_id, same, reach))


def _walked(
    root: str, by_id: Mapping[str, TreeNode], same: Mapping[str, str], reach: Mapping[str, float]
) -> Iterator[TreeNode]:
    """What can be reached from the root, each node once, after the first question that leads to it."""
    met: set[str] = set()
    stack = [(root, reach[root])]
    while stack:
        name, share = stack.pop()
        if name in met:
            continue
        met.add(name)
        here = by_id[name]
        answers = _joined([one.model_copy(update={"to": same[one.to]}) for one in here.answers])
        share = reach[name] if here.kind == "question" else share
        yield here.model_copy(update={"answers": answers, "reach": share})
        stack.extend((one.to, share * one.chance) for one in reversed(answers))


def _joined(answers: Sequence[AnswerRecord]) -> tuple[AnswerRecord, ...]:
    """The answers, those that lead to one node as one."""
    found: dict[str, AnswerRecord] = {}
    for one in answers:
        other = found.get(one.to, one)
        both = (
            one
            if other is one
            else AnswerRecord(answer=f"{other.answer} or {one.answer}", chance=other.chance + one.chance, to=one.to)
        )
        found[one.to] = both
    return tuple(found.values())
