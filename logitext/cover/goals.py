"""The goals of a cover: those that are feasible, and why others are not."""

from __future__ import annotations

from dataclasses import dataclass, field

from logitext.logic.worlds.space import Aim


@dataclass(frozen=True, slots=True)
class CoverGoal:
    """One thing to cover. `name` says it in words; `clause` and `verdict` are those that it is about, if it is."""

    name: str
    aim: Aim
    clause: str | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Infeasible:
    """A goal that no allowed world meets, with what forbids it in words; a finding about the policy."""

    name: str
    because: tuple[str, ...]
    clause: str | None = None


@dataclass(slots=True)
class Goals:
    """The goals of a criterion. `feasible` is how many there are in all, where `goals` lists only some of them."""

    criterion: str
    goals: list[CoverGoal] = field(default_factory=list)
    infeasible: list[Infeasible] = field(default_factory=list)
    feasible: int = 0
    notes: list[str] = field(default_factory=list)
