"""What a verdict can depend on at all: ties of assumptions, cut where a clause is answered."""

from __future__ import annotations

import pytest

import logitext
from logitext.logic.cone_of_influence import ConeOfInfluence

# The assumptions are in an order in which each round of following them finds one clause more.
POLICY = logitext.loads("""{{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]] let f = [[f]]
  let both = e and f
  assume cd: c implies d  assume bc: b implies c  assume ab: a implies b  assume apart: (e or b) and (e or f)
  verdict va = a  verdict vd = d and both  verdict none = true}}""").checked


@pytest.mark.parametrize(
    ("verdict", "answered", "reached"),
    [
        ("va", "", "abcdef"),
        ("va", "e", "abcd"),
        ("va", "b", "a"),
        ("va", "a", "a"),
        ("va", "ce", "ab"),
        ("vd", "", "abcdef"),
        ("vd", "b", "cdef"),
        ("vd", "c", "abdef"),
        ("vd", "bc", "def"),
        ("none", "", ""),
    ],
)
def test_what_a_verdict_may_depend_on(verdict: str, answered: str, reached: str) -> None:
    assert ConeOfInfluence(POLICY).of(verdict, dict.fromkeys(answered, True)) == frozenset(reached)


@pytest.mark.parametrize(
    ("clause", "answered", "tied"),
    [("a", "", "abcdef"), ("a", "e", "abcd"), ("d", "b", "cd"), ("f", "e", "f"), ("e", "b", "ef"), ("c", "bd", "c")],
)
def test_what_is_tied_to_a_clause(clause: str, answered: str, tied: str) -> None:
    assert ConeOfInfluence(POLICY).tied(clause, dict.fromkeys(answered, True)) == frozenset(tied)
