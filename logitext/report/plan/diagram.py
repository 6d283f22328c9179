"""A decision tree as a diagram from top to bottom.

What looks the same from a question on is drawn once. An outcome is a small mark with a letter, which the key explains;
below it stands how many documents end there. A line is as thick as many documents take it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from logitext.report.console import printable
from logitext.report.drawing.diagram import Diagram, DrawnNode, Edge, KeyEntry, NodeLook
from logitext.report.plan.parts import fitting, shared
from logitext.report.plan.words import further, outcomes, percent

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.records.plan import AnswerRecord, PlanOutline, TreeNode

_WIDTH = 168.0
_LINES = 2
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CUT = "…"


def diagram(plan: PlanOutline, policy: CheckedPolicy) -> Diagram:
    """The diagram of a plan's tree."""
    tree = shared(fitting(plan.tree))
    shares: defaultdict[str, float] = defaultdict(float)
    for node in tree:
        if node.kind == "end":
            shares[outcomes(node.verdicts)] += node.reach
    ranked = sorted(shares, key=lambda outcome: -shares[outcome])
    marks = {outcome: _LETTERS[place] if len(ranked) <= len(_LETTERS) else str(place + 1)
             for place, outcome in enumerate(ranked)}  # fmt: skip
    looks = {outcomes(node.verdicts): _look(node, policy) for node in tree if node.kind == "end"}
    key = [KeyEntry(looks[name], f"{name}: {percent(shares[name])} of documents", marks[name]) for name in ranked]
    if any(node.kind == "cut" for node in tree):
        key.append(KeyEntry("rest", "more questions, which are not shown", _CUT))
    return Diagram(
        "plan",
        f"What is asked, by {plan.policy.path}",
        tuple([_node(node, policy, marks) for node in tree]),
        tuple([_edge(node, answer) for node in tree for answer in node.answers]),
        tuple(key),
        "TB",
        _WIDTH,
        _LINES,
    )


def _look(node: TreeNode, policy: CheckedPolicy) -> NodeLook:
    violates = any(value is True and policy.verdicts[name].violation for name, value in node.verdicts.items())
    return "violation" if violates else "verdict"


def _node(node: TreeNode, policy: CheckedPolicy, marks: Mapping[str, str]) -> DrawnNode:
    share = percent(node.reach)
    documents = f"{share} of documents"
    match node.kind:
        case "question":
            clause = policy.clauses[node.clause or ""]
            wording = f"“{' '.join(clause.wording.split())}”"
            after = "" if node.more is None else f"; {further(node.more)} from here on"
            title = printable(f"{clause.name}: {wording}{after}")
            return DrawnNode(node.id, "clause", clause.name, documents, _call(node.call), "", wording, title=title)
        case "end":
            shown = outcomes(node.verdicts)
            title = f"{shown}: {documents}"
            return DrawnNode(node.id, _look(node, policy), wording=shown, caption=share, mark=marks[shown], title=title)
        case "cut":
            rest = further(node.more) or "more questions"
            title = f"{documents} are asked {rest}"
            return DrawnNode(node.id, "rest", wording=f"… {rest}", caption=share, mark=_CUT, title=title)


def _call(call: Sequence[str]) -> str:
    """What the call of a question is about beside it."""
    if not call:
        return "of the same call"
    return f"one call, with {', '.join(call[1:])}" if len(call) > 1 else ""


def _edge(node: TreeNode, answer: AnswerRecord) -> Edge:
    share = node.reach * answer.chance
    title = f"{node.clause}: {answer.answer}, {percent(share)} of documents"
    return Edge(node.id, answer.to, "for", f"{answer.answer} ({percent(answer.chance)})", title, share)
