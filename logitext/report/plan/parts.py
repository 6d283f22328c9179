"""What pictures of a decision tree share: the part that fits into one, and its lines from node to node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from logitext.records.plan import AnswerRecord, TreeNode

MOST = 40
"""The most questions of a picture."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of a picture: some answers to a question, and their chance at it."""

    source: TreeNode
    target: TreeNode
    answer: str
    chance: float

    @property
    def share(self) -> float:
        """The share of documents that take it."""
        return self.source.reach * self.chance


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


def edges(nodes: Sequence[TreeNode]) -> Iterator[Edge]:
    """The lines, in the order of the answers."""
    by_id = {node.id: node for node in nodes}
    for node in nodes:
        for one in node.answers:
            yield Edge(node, by_id[one.to], one.answer, one.chance)
