"""Which clauses still matter on a diagram with many assumptions, against brute force over all further answers."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import TypeAlias

import pytest

from logitext.logic.diagram import relevance
from logitext.logic.diagram.build import diagrams
from logitext.logic.diagram.decider import DiagramDecider
from logitext.policy.load import check_policy
from logitext.syntax.source import Source

Partial: TypeAlias = Mapping[str, bool]
NAMES = "abcdef"


def made(source: str) -> DiagramDecider:
    return DiagramDecider(diagrams(check_policy(Source("policy.nltc", source))))


def formula(rng: Random, names: Sequence[str], depth: int = 2) -> str:
    if depth == 0 or rng.random() < 0.2:
        return rng.choice(("", "not ")) + rng.choice(names)
    one, other = formula(rng, names, depth - 1), formula(rng, names, depth - 1)
    return f"({one}) {rng.choice(('and', 'or', 'xor', 'implies'))} ({other})"


def worlds_of(source: str, names: Sequence[str], verdict: str) -> Sequence[tuple[Partial, bool]]:
    """The worlds that the assumptions allow, and what the verdict is in each; decided one complete world at a time."""
    decider = made(source)
    found: list[tuple[Partial, bool]] = []
    for values in itertools.product((False, True), repeat=len(names)):
        world = dict(zip(names, values, strict=True))
        decision = decider.decide(world, [verdict])
        if not decision.conflict:
            found.append((world, bool(decision.values[verdict])))
    return found


def brute_force(
    worlds: Sequence[tuple[Partial, bool]], answers: Partial, askable: Collection[str], clause: str
) -> bool:
    """Whether some further answers leave the verdict open and an answer to the clause on top of them settles it."""
    others = [name for name in askable if name != clause]
    for values in itertools.product((None, False, True), repeat=len(others)):
        known = dict(answers) | {n: v for n, v in zip(others, values, strict=True) if v is not None}
        left = [(world, value) for world, value in worlds if all(world[n] == v for n, v in known.items())]
        if len({value for _, value in left}) == 2:
            for answer in (False, True):
                if len({value for world, value in left if world[clause] == answer}) == 1:
                    return True
    return False


@pytest.mark.parametrize("seed", [*range(40), 191, 229, 346])
def test_what_matters_under_assumptions_is_what_brute_force_says(seed: int) -> None:
    rng = Random(seed)
    names = NAMES[: rng.randint(4, 6)]
    parts = [f"let {name} = [[{name}]]" for name in names]
    parts += [f"assume {formula(rng, names)}" for _ in range(rng.randint(1, 4))]
    parts += [f"verdict {verdict} = {formula(rng, names, 3)}" for verdict in ("v", "w")]
    source = "{{" + "  ".join(parts) + "}}"
    decider = made(source)
    if decider.contradictory():
        return
    tables = {verdict: worlds_of(source, names, verdict) for verdict in ("v", "w")}
    for _ in range(4):
        answers = {name: rng.random() < 0.5 for name in names if rng.random() < 0.2}
        if decider.decide(answers, ()).conflict:
            continue
        askable = [name for name in names if name not in answers and rng.random() < 0.8]
        for verdicts in (["v"], ["v", "w"]):
            found, hard = decider.relevant(answers, verdicts, askable, askable, first=False)
            right = [n for n in askable if any(brute_force(tables[v], answers, askable, n) for v in verdicts)]
            assert (list(found), hard) == (right, ()), (source, answers, askable, verdicts)


def tangled(number: int) -> str:
    """Each clause implies one of the next two, and the first and the last are not alike."""
    parts = [f"let p{n} = [[p{n}]]" for n in range(number)]
    parts += [f"assume p{n} implies p{n + 1} or p{n + 2}" for n in range(number - 2)]
    parts += [f"assume p0 xor p{number - 1}"]
    parts += ["verdict v = " + " or ".join(f"p{n} and p{(n * 7 + 3) % number}" for n in range(number))]
    return "{{" + "  ".join(parts) + "}}"


def steps(source: str, wanted: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """How many steps the search for what matters takes."""
    decider = made(source)
    counted = 0
    spend = relevance._Rest.spend

    def counting(self: relevance._Rest, number: int = 1) -> None:
        nonlocal counted
        counted += number
        spend(self, number)

    with monkeypatch.context() as patched:
        patched.setattr(relevance._Rest, "spend", counting)
        names = list(decider.diagrams.clauses)
        found, hard = decider.relevant({}, ["v"], names, wanted, first=False)
    assert not hard
    assert found == tuple(wanted)
    return counted


def test_many_tied_clauses_are_no_longer_left_to_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """With sets of nodes for states, 24 of 25 were."""
    names = [f"p{number}" for number in range(25)]
    assert steps(tangled(25), names, monkeypatch) < relevance.MAX_STEPS / 4


def test_what_is_hopeless_for_one_clause_is_not_looked_at_again_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"p{number}" for number in range(40)]
    parts = [*(f"let {name} = [[{name}]]" for name in names), f"assume exactly 1 of ({', '.join(names)})"]
    source = "{{" + "  ".join([*parts, f"verdict v = {' or '.join(names[::3])}"]) + "}}"
    together = steps(source, names, monkeypatch)
    apart = sum(steps(source, [name], monkeypatch) for name in names)
    assert together < apart / 2
