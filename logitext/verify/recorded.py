"""What a result records: its policy, its texts, and the answers that everything else follows from."""

from __future__ import annotations

import re

from logitext.policy.derived import value_of
from logitext.policy.lists import element_names
from logitext.policy.supposed import ASSUMED, names_of
from logitext.theory.recording.key import clause_hash
from logitext.trail.questions import question
from logitext.verify.claim_look import ClaimLook

_SHA256 = re.compile("[0-9a-f]{64}")


def verify_document(look: ClaimLook) -> None:
    """The result is of this policy, and its texts are the policy's."""
    if look.result.policy.sha256 != look.policy.sha256:
        look.add(
            ("policy", "sha256"),
            "the result is of another policy, or of another version of it",
            look.policy.sha256,
            look.result.policy.sha256,
            f"verify it with the file as it was: `{look.result.policy.path[:200]}`",
        )
    elements = frozenset(element_names(look.policy, look.result.units))
    for name, record in look.result.texts.items():
        if name not in look.policy.texts and name not in elements:
            look.add(("texts", name), f"the policy declares no text `{name[:60]}`")
        if not _SHA256.fullmatch(record.sha256):
            look.add(("texts", name, "sha256"), "this is no SHA-256 of a text")


def read_answers(look: ClaimLook) -> None:
    """Read the facts and the answers that the policy has, in the policy's order."""
    for part, noun, none in (("facts", "fact", "fact"), ("answers", "clause", "answer")):
        for name in look.claim.keys(part):
            path = (part, name)
            clause = look.policy.clauses.get(name)
            if clause is None or clause.fact is not (part == "facts") or name.startswith(ASSUMED):
                look.add(path, f"the policy has no {noun} `{name[:60]}`")
                continue
            value, fits = look.value(path, clause.sort)
            if value is not None:
                look.answers[name] = value
            elif fits:
                look.add(path, f"null is no {none}; a {noun} that has none is left out")
    for name, derived in look.policy.derived:  # those of texts cannot be worked out here
        right = value_of(derived, look.answers, {})
        if right is not None and name in look.answers:
            what = f"`{name[:60]}`, which follows from other facts,"
            look.same(("facts", name), what, right, look.answers[name])
    look.answers |= names_of(look.result.assumed)
    for name, hash_ in look.result.clauses.items():
        clause = look.policy.clauses.get(name)
        if clause is None:
            look.add(("clauses", name), f"the policy has no clause `{name[:60]}`")
        elif hash_ != (right := clause_hash(question(clause))):
            look.add(("clauses", name), f"the policy has `{name[:60]}` in other words", right, hash_)
    # As in a check, so that neither reasons nor differences depend on the order of the file.
    look.answers = {name: look.answers[name] for name in look.policy.clauses if name in look.answers}
