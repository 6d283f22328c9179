"""The policies that this process has loaded and somebody holds, for results that name theirs by its hash."""

from __future__ import annotations

import weakref

from logitext.policy.model import CheckedPolicy

_known: weakref.WeakValueDictionary[str, CheckedPolicy] = weakref.WeakValueDictionary()


def know(policy: CheckedPolicy) -> None:
    """Remember a policy."""
    _known[policy.sha256] = policy


def known(sha256: str) -> CheckedPolicy | None:
    """The policy with this hash; None where it is not here."""
    return _known.get(sha256)


def known_at(path: str) -> CheckedPolicy | None:
    """A policy that was loaded from a file of this name; None where it is not here."""
    return next((policy for policy in list(_known.values()) if policy.source.name == path), None)
