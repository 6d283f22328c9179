"""What depends on what: nodes, edges, and the part that has a say in a verdict."""

from __future__ import annotations

import networkx as nx
import pytest

from logitext.policy.dependencies import behind, counts_against, dependencies, node, without_clauses
from logitext.policy.load import check_policy
from logitext.policy.model import CheckedPolicy
from logitext.policy.term import ClauseRef, DefinitionRef, walk
from logitext.syntax.source import Source
from tests.judge.cases import case

POLICY = check_policy(
    Source(
        "chat.nltc",
        """# Chat

{{text post: "a post" text profile}}
{{let insult = [[the post   insults
somebody]] where "the post" is post}}
{{let threat = [[threatens somebody]] where "somebody" is profile}}
{{let harm: low | mid | high = [[the harm]] where "harm" is post}}
{{let age: Int = [[the age]] where "age" is profile let alone = [[alone]] where "alone" is post}}

{{let rude = insult or  # not "insult"
  threat
  let unused = alone
  let always = true}}
{{assume harm == high implies threat}}
{{assume grown: age >= 18 or alone}}
{{verdict warn = (rude and insult) or rude
  violation ban = warn and harm >= mid
  verdict level: Int = if alone then age else 2}}
""",
    )
)


def test_nodes_are_in_file_order_within_their_kind() -> None:
    graph = dependencies(POLICY, texts=True)
    texts, clauses = ["post", "profile"], ["insult", "threat", "harm", "age", "alone"]
    others = ["rude", "unused", "always", "assume@14", "grown", "warn", "ban", "level"]
    assert list(graph) == texts + clauses + others
    kinds = ["text"] * 2 + ["clause"] * 5 + ["definition"] * 3 + ["assumption"] * 2
    assert [node(graph, name).kind for name in graph] == [*kinds, "verdict", "violation", "verdict"]


def test_what_is_known_of_a_node() -> None:
    graph = dependencies(POLICY, texts=True)
    known = {name: node(graph, name) for name in graph}
    assert graph.nodes["insult"] == {
        "kind": "clause",
        "label": "insult",
        "sort": "Bool",
        "wording": "the post insults somebody",
        "source": "chat.nltc",
        "line": 4,
    }
    assert known["post"].sort is None
    assert known["profile"].wording == ""
    assert known["harm"].sort == "low | mid | high"
    assert known["rude"].wording == "insult or threat"
    assert known["always"].wording == "true"
    assert known["assume@14"].wording == "harm == high implies threat"
    assert known["level"].sort == "Int"


def test_edges_lead_to_what_uses_a_node() -> None:
    graph = dependencies(POLICY)
    assert set(graph.predecessors("warn")) == {"rude", "insult"}
    assert set(graph.predecessors("ban")) == {"warn", "harm"}
    assert set(graph.predecessors("assume@14")) == {"harm", "threat"}
    assert not list(graph.predecessors("insult"))
    assert set(dependencies(POLICY, texts=True).successors("post")) >= {"insult"}


@pytest.mark.parametrize(
    ("verdicts", "wanted"),
    [
        # The assumption may settle `threat` by what is known of `harm`.
        (["warn"], ["insult", "threat", "harm", "rude", "assume@14", "warn"]),
        (["level"], ["age", "alone", "grown", "level"]),
        (["ban"], ["insult", "threat", "harm", "rude", "assume@14", "warn", "ban"]),
    ],
    ids=["warn", "level", "ban"],
)
def test_behind(verdicts: list[str], wanted: list[str]) -> None:
    assert list(behind(dependencies(POLICY), verdicts)) == wanted


def test_behind_several() -> None:
    both = behind(dependencies(POLICY), ["warn", "level"])
    assert set(both) == set(dependencies(POLICY)) - {"ban", "unused", "always"}
    assert all(graph_edge in dependencies(POLICY).edges for graph_edge in both.edges)


def test_texts_do_not_join_assumptions_to_a_verdict() -> None:
    assert "grown" not in behind(dependencies(POLICY, texts=True), ["warn"])


def test_without_clauses() -> None:
    graph = without_clauses(dependencies(POLICY, texts=True))
    assert {node(graph, name).kind for name in graph} == {"definition", "assumption", "verdict", "violation"}
    assert set(graph.edges) == {("rude", "warn"), ("warn", "ban")}


def mentions(policy: CheckedPolicy, name: str) -> set[str]:
    return {part.name for part in walk(policy.body(name)) if isinstance(part, ClauseRef | DefinitionRef)}


def test_random_policies() -> None:
    for seed in range(60):
        policy = case(seed).checked
        graph = dependencies(policy, texts=True)
        assert nx.is_directed_acyclic_graph(graph)
        for name in [*policy.definitions, *policy.verdicts]:
            assert set(graph.predecessors(name)) == mentions(policy, name)
            assert " ".join(node(graph, name).wording.split()) == node(graph, name).wording != ""
        for verdict in policy.verdicts:
            part = behind(graph, [verdict])
            assert nx.ancestors(graph, verdict) | {verdict} <= set(part)
            assert behind(part, [verdict]).edges == part.edges


def test_what_is_asked_of_each_unit_stands_there_once() -> None:
    policy = check_policy(
        Source(
            "units.nltc",
            """{{text post text reply}} {{let rude(s) = [[s is rude]] let echo(s, r) = [[s repeats r]]
            let some_rude = forsome s in sentences(post): rude(s)
            verdict v = some_rude and (forall l in lines(reply): forsome s in sentences(post): echo(s, l))}}""",
        )
    )
    graph = dependencies(policy, texts=True)
    assert list(graph) == [
        "post",
        "reply",
        "rude(post.sentences[1])",
        "echo(post.sentences[1], reply.lines[1])",
        "some_rude",
        "v",
    ]
    assert node(graph, "rude(post.sentences[1])").label == "rude(post.sentences[i])"
    assert node(graph, "some_rude").wording == "forsome s in sentences(post): rude(s)"
    assert set(graph.edges) == {
        ("post", "rude(post.sentences[1])"),
        ("post", "echo(post.sentences[1], reply.lines[1])"),
        ("reply", "echo(post.sentences[1], reply.lines[1])"),
        ("rude(post.sentences[1])", "some_rude"),
        ("some_rude", "v"),
        ("echo(post.sentences[1], reply.lines[1])", "v"),
    }


def test_what_counts_of_several_elements_is_used() -> None:
    source = """{{list rows of {n: Int, body: text}  let rude(r) = [[r is rude]]  let many(r) = r.n > 3
      verdict often = at least 2 of (r in rows: many(r))  verdict grade = (count r in rows: rude(r)) > 2
      verdict both = (at least 3 of (r in rows: rude(r))) and not (at least 2 of (r in rows: r.n > 1))}}"""
    graph = dependencies(check_policy(Source("policy.nltc", source)))
    assert set(graph.edges) == {
        ("rows[1].n", "many(rows[1])"),
        ("many(rows[1])", "often"),
        ("rude(rows[1])", "grade"),
        ("rude(rows[1])", "both"),
        ("rows[1].n", "both"),
    }
    assert counts_against(graph, "rows[1].n", "both")
