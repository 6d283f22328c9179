"""The decision tree as lines of text: each path to its end, what was shown before by its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.text import Text
from rich.tree import Tree

from logitext.records.plan import TreeNode
from logitext.report.console import printable
from logitext.report.plan.words import further, outcomes, percent

LEAST = 0.005
"""Paths that fewer documents take are not followed."""


@dataclass(slots=True)
class _Row:
    """A line: what is said of the answer that leads here, and what is found here."""

    answer: str
    said: str
    style: str = ""
    node: str | None = None
    again: str | None = None
    kids: list[_Row] = field(default_factory=list)


def branches(nodes: tuple[TreeNode, ...], depth: int) -> Tree:
    """The tree from its first node; no more than `depth` questions follow each other."""
    made = _Made({node.id: node for node in nodes}, depth)
    root = made.row("", nodes[0], 1.0, 0)
    marks = {node: f"({number})" for number, node in enumerate(_referred(root, made.referred), 1)}
    tree = Tree(_label(root, marks), guide_style="dim")
    _add(tree, root, marks)
    return tree


class _Made:
    def __init__(self, nodes: Mapping[str, TreeNode], depth: int) -> None:
        self._nodes = nodes
        self._depth = depth
        self._met: dict[str, tuple[float, int]] = {}
        self.referred: set[str] = set()

    def row(self, answer: str, node: TreeNode, chance: float, depth: int) -> _Row:
        """The lines from a node on; `chance` is the share of documents that take the path to it."""
        if node.kind == "end":
            return _Row(answer, printable(outcomes(node.verdicts)))
        if node.kind == "cut" or chance < LEAST or depth >= self._depth:
            below = f"{percent(chance)} of documents are asked {further(node.more) or 'more questions'}"
            return _Row(answer, f"… {below}", "dim")
        asked = node.clause or ""
        if len(node.call) > 1:
            asked += f"  in one call with {', '.join(node.call[1:])}"
        elif not node.call:
            asked += "  of the same call"
        if node.id in self._met and self._met[node.id] >= (chance, -depth) and self._questions(node) > 1:
            self.referred.add(node.id)
            return _Row(answer, asked, "", None, node.id)
        self._met[node.id] = max(self._met.get(node.id, (0.0, 0)), (chance, -depth))
        found = _Row(answer, asked, "bold", node.id)
        for one in node.answers:
            told = f"{one.answer} ({percent(one.chance)})"
            found.kids.append(self.row(told, self._nodes[one.to], chance * one.chance, depth + 1))
        return found

    def _questions(self, node: TreeNode) -> int:
        """How many questions a reference saves: 1 is not worth it."""
        return 1 + sum(self._nodes[one.to].kind != "end" for one in node.answers)


def _referred(row: _Row, wanted: set[str]) -> list[str]:
    """The nodes that others refer to, in the order in which they are shown first."""
    found: dict[str, None] = {}
    stack = [row]
    while stack:
        here = stack.pop()
        if here.node in wanted:
            found.setdefault(str(here.node))
        stack.extend(reversed(here.kids))
    return list(found)


def _add(tree: Tree, row: _Row, marks: Mapping[str, str]) -> None:
    for kid in row.kids:
        _add(tree.add(_label(kid, marks)), kid, marks)


def _label(row: _Row, marks: Mapping[str, str]) -> Text:
    label = Text(f"{printable(row.answer)}: " if row.answer else "")
    label.append(row.said, row.style)
    if row.again is not None:
        label.append(f"  as at {marks[row.again]} above", "dim")
    elif row.node in marks:
        label.append(f" {marks[str(row.node)]}", "dim")
    return label
