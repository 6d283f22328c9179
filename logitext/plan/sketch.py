"""The part of a decision tree that is shown: what enough documents come by, and not too deep."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from logitext.plan.tree import PlanState, PlanStep, Tree
from logitext.records.plan import AnswerRecord, TreeNode

LEAST = 0.005
"""What fewer documents come by is not shown."""
MOST = 300
"""The most questions that are shown. The tree ends in nodes of the kind `cut` then, as where it gets too deep."""


async def sketch(tree: Tree, depth: int, more: Mapping[PlanState, float]) -> tuple[TreeNode, ...]:
    """The nodes, from the root on. `depth` is the most questions that follow each other.

    Questions that leave the same to decide are one node; each has ends of its own. `more` has the expected number of
    further questions, where that is known.
    """
    shown, reach = await _shown(tree, depth)
    numbers = {state: f"q{number}" for number, state in enumerate(shown, 1)}
    nodes: list[TreeNode] = []
    for state, step in shown.items():
        here = numbers[state]
        nodes.append(
            TreeNode(
                id=here,
                kind="question",
                reach=reach[state],
                more=more.get(state),
                clause=step.clause,
                call=step.call,
                answers=tuple(
                    AnswerRecord(
                        answer=branch.answer,
                        chance=branch.chance,
                        to=numbers.get(branch.to, f"{here}.{place}"),
                    )
                    for place, branch in enumerate(step.branches, 1)
                ),
            )
        )
        for place, branch in enumerate(step.branches, 1):
            if branch.to in numbers:
                continue
            decided = tree.decided(branch.to)
            nodes.append(
                TreeNode(
                    id=f"{here}.{place}",
                    kind="end" if decided else "cut",
                    reach=reach[state] * branch.chance,
                    more=0.0 if decided else more.get(branch.to),
                    verdicts=tree.verdicts(branch.to) if decided else {},
                )
            )
    if not shown:
        nodes.append(TreeNode(id="q1", kind="end", reach=1.0, more=0.0, verdicts=tree.verdicts(tree.root)))
    return tuple(nodes)


async def _shown(tree: Tree, depth: int) -> tuple[dict[PlanState, PlanStep], dict[PlanState, float]]:
    """The states that are shown, each after those before it, and how many documents come by each."""
    reach, depths = {tree.root: 1.0}, {tree.root: 0}
    queue = [(-tree.left(tree.root), 0, tree.root)]
    shown: dict[PlanState, PlanStep] = {}
    while queue and len(shown) < MOST:
        _, _, state = heapq.heappop(queue)
        if reach[state] < LEAST or depths[state] >= depth:
            continue
        step = await tree.step(state)
        if step is None:
            continue
        shown[state] = step
        for branch in step.branches:
            if branch.to not in reach:
                reach[branch.to], depths[branch.to] = 0.0, depths[state] + 1
                heapq.heappush(queue, (-tree.left(branch.to), len(reach), branch.to))
            reach[branch.to] += reach[state] * branch.chance
            depths[branch.to] = min(depths[branch.to], depths[state] + 1)
    return shown, reach
