"""The usage of a result: it is not derived again, but its numbers must agree with each other and with the answers."""

from __future__ import annotations

from logitext.verify.claim_look import ClaimLook


def verify_usage(look: ClaimLook) -> None:
    """The numbers of the usage."""
    usage = look.result.usage
    clauses = sum(not clause.fact for clause in look.policy.clauses.values())
    inner = {"without_cache": usage.without_cache, "instead": usage.instead}
    counted = usage.model_dump(exclude={*inner, "theories"})
    for name, record in inner.items():
        counted |= {} if record is None else {f"{name}.{key}": n for key, n in record.model_dump().items()}
    for place, theory in enumerate(usage.theories):
        numbers = theory.model_dump(exclude={"theory", "model"})
        counted |= {f"theories.{place}.{key}": number for key, number in numbers.items()}
    for field, value in counted.items():
        if value is not None and value < 0:
            look.add(("usage", field), f"it cannot be {value}, which is less than nothing")
    if usage.questions + usage.skipped != clauses:
        message = f"the policy has {clauses} clauses, and {usage.questions} asked and {usage.skipped} not are"
        look.add(("usage",), f"{message} {usage.questions + usage.skipped}")
    facts = sum(look.policy.clauses[name].fact for name in look.answers)
    answered = len(look.answers) - facts + len(look.result.repaired)
    if usage.questions < answered:
        look.add(("usage", "questions"), f"{answered} clauses were answered, so more than {usage.questions} asked")
    if usage.asked_again > usage.questions:
        look.add(("usage", "asked_again"), "no more can be asked again than were asked")
    if usage.instead is not None and usage.instead.asked > min(usage.instead.everything, usage.questions):
        look.add(("usage", "instead.asked"), "no more can be asked at a price than there are clauses to ask")
