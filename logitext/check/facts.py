"""Facts that a caller gives as Python values, as elements of their sorts."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from typing import Any, TypeAlias

from logitext.check.lists import of_python
from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy, Elements
from logitext.policy.sorts import Sort, Value, coerce
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.unicode.names import normal

KnownFact: TypeAlias = Value | Elements
"""The value of a fact, or the elements of a list."""


def facts_of(policy: CheckedPolicy, given: Mapping[str, Any] | None) -> dict[str, KnownFact]:
    """The facts, by name, and lists; one that is None is not known, and left out. InputError with all that is wrong.

    ArgumentError where they are no mapping.
    """
    if given is None or given == {}:
        return {}
    if not isinstance(given, Mapping):
        raise _no_mapping(given)
    sorts = sorts_of(policy)
    found: dict[str, KnownFact] = {}
    seen: set[str] = set()
    wrong: list[Diagnostic] = []
    for written, value in given.items():
        name = normal(written) if isinstance(written, str) else written
        if name in seen:
            hint = "its two names are one, spelled in two ways"
            wrong.append(Diagnostic("NLT629", f"the fact `{name}` is given twice", hint=hint))
        elif name in policy.lists and isinstance(value, Elements):
            found[name] = value
        elif name in policy.lists and value is not None:
            elements, problems = of_python(policy.lists[name], value)
            found[name] = elements
            wrong += problems
        elif name in policy.lists:
            pass
        elif name not in sorts:
            wrong.append(Diagnostic("NLT627", f"the policy declares no fact `{name}`", hint=why_none(policy, name)))
        elif value is not None:
            try:
                found[name] = coerce(value, sorts[name])
            except ValueError as error:
                wrong.append(Diagnostic("NLT628", f"the fact `{name}`: {error}"))
        seen.add(name)
    if wrong:
        raise InputError(wrong)
    return found


def sorts_of(policy: CheckedPolicy) -> Mapping[str, Sort]:
    """The sorts of the facts of a policy, in file order."""
    found = _sorts.get(id(policy))
    if found is None:
        found = _sorts[id(policy)] = {
            one.name: one.sort for one in policy.clauses.values() if one.fact and one.derived is None
        }
        weakref.finalize(policy, _sorts.pop, id(policy), None)
    return found


def why_none(policy: CheckedPolicy, name: Any) -> str:
    """What to do about a name that is no fact."""
    if name in dict(policy.derived):
        return f"`{name}` is worked out from what is given"
    if name in policy.clauses:
        return f"`{name}` is a clause, which a theory answers: `--set {name}=…`, or `theory.Answers({{…}})`"
    if name in policy.texts:
        return f"`{name}` is a text, which is given as one"
    if name in policy.definitions or name in policy.verdicts:
        return f"`{name}` is defined by the policy; to suppose a formula about it, use `assume`"
    known = [*sorts_of(policy), *policy.lists]
    declared = f"it declares {', '.join(f'`{one}`' for one in known[:8]) or 'none'}"
    return did_you_mean(str(name), known) or declared


def _no_mapping(given: object) -> ArgumentError:
    message = f"`facts` is a mapping from names to values, not {type(given).__name__}"
    return ArgumentError([Diagnostic("NLT623", message, hint='write `facts={"account_days": 3}`')])


_sorts: dict[int, Mapping[str, Sort]] = {}
"""By identity, as a policy cannot be hashed."""
