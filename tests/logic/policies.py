"""A policy with a clause of every sort, for tests that say the rest of it."""

from __future__ import annotations

from logitext.logic.backend_name import BackendName
from logitext.logic.program import Program
from logitext.policy.load import check_policy
from logitext.syntax.source import Source


def compiled(source: str, backend: BackendName) -> Program:
    """The program of a policy, with clauses a to e (Bool), n and m (Int), x (Real), city and home (Text), grade."""
    clauses = """{{let a = [[a]] let b = [[b]] let c = [[c]] let d = [[d]] let e = [[e]]
    let n: Int = [[n]] let m: Int = [[m]] let x: Real = [[x]] let city: Text = [[city]] let home: Text = [[home]]
    let grade: low | middle | high = [[grade]] let other: low | middle | high = [[grade]]}}"""
    return Program(check_policy(Source("policy.nltc", f"{clauses}\n\n{source}")), backend)
