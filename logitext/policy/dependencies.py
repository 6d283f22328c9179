"""What depends on what in a checked policy, as a graph to be drawn, searched or exported.

A node is a text, a clause, a fact, a definition, an assumption or a verdict, named as in the policy. An edge `a -> b`
says that `a` is used by `b`, so a graph reads from what is asked of a text to what is decided about it. An edge has the
attribute `against`: whether `a` only counts against `b` in its formula, as an exception after `unless` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import networkx as nx

from logitext.policy.load import expanded
from logitext.policy.model import Assumption, CheckedPolicy, Clause, Definition, Place, TextVariable, Verdict
from logitext.policy.term import Apply, ClauseRef, Connective, DefinitionRef
from logitext.policy.units import text_of

if TYPE_CHECKING:
    from logitext.policy.term import Term

NodeKind: TypeAlias = Literal["text", "clause", "fact", "definition", "assumption", "verdict", "violation"]
Graph: TypeAlias = "nx.DiGraph[str]"

_FIRST_UNIT = re.compile(r"(?<=\w)\[1\]")
_UNIT = re.compile(r"(?<=\w)\[\d+\]")
_SEVERAL = 12
"""How many units formulas are spelt out for to see all that they use."""
_STRING_OR_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|#[^\r\n]*', re.DOTALL)


@dataclass(frozen=True, slots=True)
class DependencyNode:
    """What is known of a node; its fields are the attributes that networkx keeps.

    `label` is the name that people know it by. `sort` is None for a text. `wording` is what it says, in one line: a
    clause's words, a text's description, the formula of everything else as it is written. `source` is the name of the
    file that it stands in.
    """

    kind: NodeKind
    label: str
    sort: str | None
    wording: str
    source: str
    line: int


def node(graph: Graph, name: str) -> DependencyNode:
    """What is known of a node of `dependencies`."""
    return DependencyNode(**graph.nodes[name])


def dependencies(policy: CheckedPolicy, *, texts: bool = False) -> Graph:
    """The dependency graph of a policy, without circles; `texts` adds the texts that clauses are about.

    Nodes are in file order within their kind: texts, clauses and facts, definitions, assumptions, verdicts. What is
    asked of each unit of a text stands there once, for one of them: `threat(post.sentences[i])`.
    """
    spelt_out = expanded(policy, {str(units): 1 for units in policy.units}) if policy.units else policy
    graph: Graph = nx.DiGraph()
    for text in policy.texts.values() if texts else ():
        _add(graph, text.name, "text", text, None, text.description or "")
    for clause in spelt_out.clauses.values():
        _add(graph, clause.name, "fact" if clause.fact else "clause", clause, str(clause.sort), clause.wording)
        whole = dict.fromkeys(map(text_of, clause.texts))
        graph.add_edges_from((name, clause.name) for name in whole if texts and name in policy.texts)
    for definition in {**spelt_out.definitions, **policy.definitions}.values():
        _add(graph, definition.name, "definition", definition, str(definition.term.sort), _formula(definition))
    for assumption in policy.assumptions:
        _add(graph, assumption.id, "assumption", assumption, str(assumption.term.sort), _formula(assumption))
    for verdict in policy.verdicts.values():
        _add(graph, verdict.name, verdict.kind, verdict, str(verdict.sort), _formula(verdict))
    for name, term in _bodies(spelt_out):
        for used, signs in _mentioned(term).items():
            if used in graph:
                graph.add_edge(used, name, against=signs == {-1})
    if policy.units:
        _add_uses_of_several(graph, policy)
    return graph


def _add_uses_of_several(graph: Graph, policy: CheckedPolicy) -> None:
    """Add what formulas about units use only where there are several: `at least 2 of` one unit is always false."""
    about_units = {name for name, term in _bodies(policy) if any("@" in used for used in _mentioned(term))}
    for name, term in _bodies(expanded(policy, {str(units): _SEVERAL for units in policy.units})):
        if name in about_units:
            for used, signs in _mentioned(term).items():
                first = _UNIT.sub("[1]", used)
                if first in graph and not graph.has_edge(first, name):
                    graph.add_edge(first, name, against=signs == {-1})


def counts_against(graph: Graph, source: str, target: str) -> bool:
    """Whether the source of an edge is an exception for its target."""
    return bool(graph.edges[source, target].get("against", False))


def in_file_order(graph: Graph) -> list[str]:
    """The nodes as a reader of the policy meets them, whatever their kind."""
    files = {source: place for place, source in enumerate(dict.fromkeys(graph.nodes[one]["source"] for one in graph))}
    return sorted(graph, key=lambda one: (files[graph.nodes[one]["source"]], graph.nodes[one]["line"]))


def behind(graph: Graph, names: Iterable[str]) -> Graph:
    """The part of a graph that has a say in the named nodes.

    That is what they use, directly or not, and each assumption about one of these clauses: it may settle the clause by
    what is known of others, so that these belong to it as well.
    """
    kept = _with_ancestors(graph, names)
    assumptions = {one: _with_ancestors(graph, [one]) for one in graph if graph.nodes[one]["kind"] == "assumption"}
    grown = True
    while grown:
        clauses = {name for name in kept if graph.nodes[name]["kind"] in ("clause", "fact")}
        joined = [one for one, needs in assumptions.items() if one not in kept and not clauses.isdisjoint(needs)]
        kept.update(*(assumptions[one] for one in joined))
        grown = bool(joined)
    return _part(graph, kept)


def without_clauses(graph: Graph) -> Graph:
    """The graph without clauses and facts, and without texts, as these are used by clauses alone."""
    return _part(graph, {name for name in graph if graph.nodes[name]["kind"] not in ("clause", "fact", "text")})


def _part(graph: Graph, kept: set[str]) -> Graph:
    """These nodes and the edges between them, in the graph's order, which networkx's own subgraphs do not keep."""
    part: Graph = nx.DiGraph()
    part.add_nodes_from((name, known) for name, known in graph.nodes(data=True) if name in kept)
    part.add_edges_from(edge for edge in graph.edges(data=True) if edge[0] in kept and edge[1] in kept)
    return part


def _with_ancestors(graph: Graph, names: Iterable[str]) -> set[str]:
    found = set(names)
    return found.union(*(nx.ancestors(graph, name) for name in list(found)))


def _bodies(policy: CheckedPolicy) -> Iterable[tuple[str, Term]]:
    yield from ((one.name, one.term) for one in policy.definitions.values())
    yield from ((one.id, one.term) for one in policy.assumptions)
    yield from ((one.name, one.term) for one in policy.verdicts.values())


def _mentioned(term: Term) -> dict[str, set[int]]:
    """The names in a term, left to right, and what each does there: 1 counts for it, -1 against it, 0 is neither."""
    found: dict[str, set[int]] = {}
    stack = [(term, 1)]
    while stack:
        here, sign = stack.pop()
        if isinstance(here, ClauseRef | DefinitionRef):
            found.setdefault(here.name, set()).add(sign)
        elif isinstance(here, Apply):
            stack.extend(reversed([(part, sign * way) for part, way in zip(here.args, _ways(here), strict=True)]))
    return found


def _ways(term: Apply) -> Iterable[int]:
    """Whether each argument counts for the term, against it, or neither."""
    match term.op:
        case Connective.NOT:
            # `a >= b` was written, and is `not a < b`.
            return (1 if _is_order(term.args[0]) else -1,)
        case Connective.AND if term.surface == "unless":
            # Here each `not` is of the exception, also where that is a comparison.
            return (1, *(-1 if _is_negated_order(part) else 1 for part in term.args[1:]))
        case Connective.IMPLIES:
            return (-1, 1)
        case Connective.ITE:
            return (0, 1, 1)
        case Connective.XOR:
            return (0,) * len(term.args)
        case Connective.COUNT:
            least, most = term.bounds or (0, 0)
            up, down = least > 0, most < len(term.args)
            return (0 if up and down else -1 if down else 1,) * len(term.args)
        case _:
            return (1,) * len(term.args)


def _is_order(term: Term) -> bool:
    return isinstance(term, Apply) and term.op in (Connective.LT, Connective.LE)


def _is_negated_order(term: Term) -> bool:
    return isinstance(term, Apply) and term.op is Connective.NOT and _is_order(term.args[0])


_Statement: TypeAlias = TextVariable | Clause | Definition | Assumption | Verdict


def _add(graph: Graph, name: str, kind: NodeKind, statement: _Statement, sort: str | None, wording: str) -> None:
    place = statement.place
    line = place.source.position(place.span.start).line
    label = _FIRST_UNIT.sub("[i]", name) if kind in ("clause", "definition", "fact") else name
    graph.add_node(
        name, **asdict(DependencyNode(kind, label, sort, " ".join(wording.split()), place.source.name, line))
    )


def _formula(statement: Definition | Assumption | Verdict) -> str:
    """A formula as it is written, without comments; empty where its text is not inside the statement's."""
    place: Place = statement.place
    span = statement.term.span
    if not place.span.start <= span.start < span.end <= place.span.end:
        return ""
    return _STRING_OR_COMMENT.sub(lambda found: found[1] or " ", place.source[span])
