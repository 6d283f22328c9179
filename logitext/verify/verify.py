"""Whether a result holds: everything that the recorded answers settle is derived anew, by Z3 alone.

Nothing of the check that made the result is used: not its diagrams, not its search for reasons. What the answers do
not settle (who gave them, with what evidence, at what cost) is not verified; it must only agree with itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from logitext.check import statements
from logitext.check.expansion import Expansion
from logitext.check.weights import weight_of
from logitext.logic.backend import Decision
from logitext.logic.program import Program
from logitext.policy.derived import value_of
from logitext.policy.lists import element_names
from logitext.policy.model import CheckedPolicy, Place
from logitext.policy.sorts import NUMERIC, TEXT, Sort, Value, coerce, show
from logitext.policy.supposed import ASSUMED, names_of, supposing
from logitext.policy.term import ClauseRef
from logitext.records.frozen import Frozen, SpanRecord
from logitext.records.frozen import ValueField as JSONValue
from logitext.records.result import Because, Conflicting, Open, Repaired, Result, VerdictRecord
from logitext.syntax.diagnostics import InputError
from logitext.theory.given import GIVEN
from logitext.theory.recording.key import clause_hash
from logitext.trail.questions import question
from logitext.verify.parsed_result import ParsedResult, ResultPath, parsed_result, show_path

_LONGEST = 60
"""Characters of a value in a message; `expected` and `found` have all of it."""
_SHA256 = re.compile("[0-9a-f]{64}")


class Difference(Frozen):
    """One difference between a recorded result and what follows from its answers.

    `where` is its path in the JSON of the result. `expected` and `found` are the values in question, where there are
    such; both are null where something is missing or too much, and `message` says what.
    """

    where: str
    message: str
    expected: JSONValue = None
    found: JSONValue = None
    hint: str | None = None


async def verify(policy: CheckedPolicy, result: Result | Mapping[str, Any]) -> tuple[Difference, ...]:
    """The differences between a result (or what its `to_dict()` gives) and what its own answers entail.

    InputError where it has not the shape of a result; PolicyError if the policy contradicts itself.
    """
    (found,) = await verify_claims(policy, [parsed_result(result)])
    return found


async def verify_claims(
    policy: CheckedPolicy, claims: Sequence[ParsedResult], told: Callable[[int], None] = lambda _: None
) -> tuple[tuple[Difference, ...], ...]:
    """The differences of several claims, each verified on its own; `told` hears the number of each before."""
    program = Program(policy, backend="z3")
    await program.ready()
    expansion = Expansion(policy, program, "z3")
    found: list[tuple[Difference, ...]] = []
    for number, claim in enumerate(claims, 1):
        told(number)
        try:
            fitted = _supposed(policy, expansion, claim).program(claim.result.units)
        except InputError as error:
            messages = "; ".join(one.message for one in error.diagnostics)
            found.append((Difference(where="assumed", message=f"the policy cannot be read so: {messages}"),))
            continue
        await fitted.ready()
        found.append(await _Verifier(fitted, claim).differences())
    return tuple(found)


def _supposed(policy: CheckedPolicy, expansion: Expansion, claim: ParsedResult) -> Expansion:
    """The policy with the formulas that a claim says were assumed. InputError where they make no sense."""
    formulas = claim.result.assumed
    if not formulas:
        return expansion
    base = supposing(policy, formulas)
    return Expansion(base, Program(base, "z3"), "z3", lambda counts: supposing(policy, formulas, counts))


class _Verifier:
    """One claim at the bar."""

    def __init__(self, program: Program, claim: ParsedResult) -> None:
        self._program = program
        self._policy = program.policy
        self._claim = claim
        self._result = claim.result
        self._found: list[Difference] = []
        self._answers: dict[str, Value] = {}
        self._told: dict[str, tuple[float | None, str | None, str]] = {}
        self._why_open: dict[str, tuple[str, str | None]] = {}

    async def differences(self) -> tuple[Difference, ...]:
        """All of them, in the order of the result's fields."""
        self._document()
        self._read_answers()
        verdicts = [name for name in self._result.verdicts if name in self._policy.verdicts]
        decision = await self._program.decide(self._answers, verdicts)
        self._status(decision, verdicts)
        for name, record in self._result.verdicts.items():
            if name in self._policy.verdicts:
                await self._verdict(name, record, decision)
            else:
                self._add(("verdicts", name), f"the policy declares no verdict `{name[:60]}`")
        await self._conflict(decision)
        await self._repaired()
        self._usage()
        return tuple(self._found)

    # --- words

    def _add(
        self,
        where: ResultPath,
        message: str,
        expected: JSONValue = None,
        found: JSONValue = None,
        hint: str | None = None,
    ) -> None:
        difference = Difference(where=show_path(where), message=message, expected=expected, found=found, hint=hint)
        self._found.append(difference)

    def _same(self, where: ResultPath, what: str, expected: JSONValue, found: JSONValue) -> None:
        """A field that has one right value."""
        if found != expected:
            self._add(where, f"{what} is {show(expected)}, not {show(found)}", expected, found)

    def _confirm(self, where: ResultPath, outcome: bool | None, wanted: bool, message: str) -> None:
        """What the solver says is what the result needs it to say; that it gave up confirms nothing."""
        if outcome is None:
            self._add(where, "this could not be confirmed, as the solver gave up")
        elif outcome is not wanted:
            self._add(where, message)

    def _value(self, path: ResultPath, sort: Sort) -> tuple[Value | None, bool]:
        """The value at a path, and whether it is one of the sort (or null)."""
        try:
            return self._claim.value(path, sort), True
        except ValueError as error:
            self._add(path, str(error))
            return None, False

    def _shown(self, value: Value | None, sort: Sort) -> str:
        shown = value if isinstance(value, str) and sort != TEXT else show(value)
        return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"

    def _place(self, path: ResultPath, span: SpanRecord, heading: tuple[str, ...], place: Place) -> None:
        right = SpanRecord.of(place)
        if span != right:
            where = f"line {right.line}, column {right.column}, to line {right.end_line}, column {right.end_column}"
            self._add((*path, "span"), f"in the policy it stands at {where}")
        if heading != place.heading:
            self._add((*path, "heading"), f"in the policy it stands under {show(' › '.join(place.heading))}")

    def _probability(self, path: ResultPath, probability: float | None) -> None:
        if probability is not None and not 0 <= probability <= 1:
            self._add((*path, "probability"), f"a probability lies between 0 and 1, and this is {probability}")

    def _told_alike(self, path: ResultPath, clause: str, told: tuple[float | None, str | None, str]) -> None:
        """An answer has the same probability, evidence and author wherever it is a reason."""
        first = self._told.setdefault(clause, told)
        for field, one, other in zip(("probability", "quote", "theory"), first, told, strict=True):
            if one != other:
                self._add((*path, field), f"of `{clause}` it says {show(other)} here, and {show(one)} before")

    # --- the parts of a result

    def _document(self) -> None:
        if self._result.policy.sha256 != self._policy.sha256:
            self._add(
                ("policy", "sha256"),
                "the result is of another policy, or of another version of it",
                self._policy.sha256,
                self._result.policy.sha256,
                f"verify it with the file as it was: `{self._result.policy.path[:200]}`",
            )
        elements = frozenset(element_names(self._policy, self._result.units))
        for name, record in self._result.texts.items():
            if name not in self._policy.texts and name not in elements:
                self._add(("texts", name), f"the policy declares no text `{name[:60]}`")
            if not _SHA256.fullmatch(record.sha256):
                self._add(("texts", name, "sha256"), "this is no SHA-256 of a text")

    def _read_answers(self) -> None:
        for part, noun, none in (("facts", "fact", "fact"), ("answers", "clause", "answer")):
            for name in self._claim.keys(part):
                path = (part, name)
                clause = self._policy.clauses.get(name)
                if clause is None or clause.fact is not (part == "facts") or name.startswith(ASSUMED):
                    self._add(path, f"the policy has no {noun} `{name[:60]}`")
                    continue
                value, fits = self._value(path, clause.sort)
                if value is not None:
                    self._answers[name] = value
                elif fits:
                    self._add(path, f"null is no {none}; a {noun} that has none is left out")
        for name, derived in self._policy.derived:  # those of texts cannot be worked out here
            right = value_of(derived, self._answers, {})
            if right is not None and name in self._answers:
                what = f"`{name[:60]}`, which follows from other facts,"
                self._same(("facts", name), what, right, self._answers[name])
        self._answers |= names_of(self._result.assumed)
        for name, hash_ in self._result.clauses.items():
            clause = self._policy.clauses.get(name)
            if clause is None:
                self._add(("clauses", name), f"the policy has no clause `{name[:60]}`")
            elif hash_ != (right := clause_hash(question(clause))):
                self._add(("clauses", name), f"the policy has `{name[:60]}` in other words", right, hash_)
        # As in a check, so that neither reasons nor differences depend on the order of the file.
        self._answers = {name: self._answers[name] for name in self._policy.clauses if name in self._answers}

    def _status(self, decision: Decision, verdicts: Sequence[str]) -> None:
        held = [name for name, one in (self._result.probability or {}).items() if one.held_back is not None]
        undetermined = any(name not in decision.values or name in held for name in verdicts)
        derived = "conflict" if decision.conflict else "undetermined" if undetermined else "decided"
        if self._result.error is not None:  # a check that failed claims nothing, and so may not claim to have decided
            derived = self._result.status if self._result.status != "decided" else "undetermined"
        self._same(("status",), "the status that the answers entail", derived, self._result.status)

    async def _verdict(self, name: str, record: VerdictRecord, decision: Decision) -> None:
        path: ResultPath = ("verdicts", name)
        verdict = self._policy.verdicts[name]
        self._same((*path, "kind"), f"the kind of `{name}`", verdict.kind, record.kind)
        derived = decision.values.get(name)
        held = (self._result.probability or {}).get(name)
        if held is not None and held.held_back is not None:
            await self._held_back(name, record, derived, held.held_back)
            return
        claimed, fits = self._value((*path, "value"), verdict.sort)
        right = fits and claimed == derived
        if fits and not right and not (claimed is None and self._result.error is not None):
            entailed = "contradict each other" if decision.conflict else "entail no value"
            if derived is not None:
                entailed = f"entail {self._shown(derived, verdict.sort)}"
            says = "has none" if claimed is None else f"says {self._shown(claimed, verdict.sort)}"
            self._add((*path, "value"), f"the answers {entailed}, and the result {says}", derived, claimed)
        reasons = [self._because((*path, "because", at), reason) for at, reason in enumerate(record.because)]
        self._once((*path, "because"), [reason.clause for reason in record.because])
        if right and claimed is not None and all(reasons):
            await self._entailed(name, claimed, tuple(dict.fromkeys(reason.clause for reason in record.because)))
        elif claimed is None and fits and record.because:
            self._add((*path, "because"), "a verdict without a value has no reasons")
        await self._open(name, record, settled=claimed is not None or decision.conflict, compared=right)

    def _because(self, path: ResultPath, reason: Because) -> bool:
        """Whether a reason is a recorded answer."""
        clause = self._policy.clauses.get(reason.clause)
        if clause is None:
            self._add((*path, "clause"), f"the policy has no clause `{reason.clause[:60]}`")
            return False
        self._place(path, reason.span, reason.heading, clause.place)
        self._probability(path, reason.probability)
        self._told_alike(path, clause.name, (reason.probability, reason.quote, reason.theory))
        if clause.fact:
            self._same((*path, "probability"), "the probability of a fact", None, reason.probability)
            self._same((*path, "quote"), "the quotation of a fact", None, reason.quote)
            self._same((*path, "quote_dropped"), "whether a fact had a quotation", False, reason.quote_dropped)
            self._same((*path, "theory"), "who gives a fact", GIVEN.name, reason.theory)
        if clause.name not in self._answers:
            among = "the facts" if clause.fact else "the answers"
            self._add((*path, "clause"), f"`{clause.name}` is not among {among}")
            return False
        answer = self._answers[clause.name]
        value, fits = self._value((*path, "value"), clause.sort)
        if fits and value != answer:
            shown, other = self._shown(answer, clause.sort), self._shown(value, clause.sort)
            message = f"the recorded answer to `{clause.name}` is {shown}, not {other}"
            self._add((*path, "value"), message, answer, value)
        return fits and value == answer

    async def _held_back(self, name: str, record: VerdictRecord, derived: Value | None, held: Value) -> None:
        """A value that the answers entail and that is not given; how likely it is, is not derived again."""
        path: ResultPath = ("probability", name, "held_back")
        sort = self._policy.verdicts[name].sort
        try:
            claimed = coerce(Fraction(held) if sort in NUMERIC and isinstance(held, str) else held, sort)
        except ValueError as error:
            self._add(path, str(error))
            return
        if claimed != derived:
            entailed = "no value" if derived is None else self._shown(derived, sort)
            self._add(path, f"the answers entail {entailed}, and {self._shown(claimed, sort)} is held back")
        if record.value is not None or record.because or record.open:
            self._add(("verdicts", name), "a value that is held back has no value, no reasons, and nothing open")

    async def _entailed(self, name: str, value: Value, clauses: tuple[str, ...]) -> None:
        """The reasons entail the value, and none of them can be left out."""
        where: ResultPath = ("verdicts", name, "because")
        reasons = {clause: self._answers[clause] for clause in clauses}
        enough = await self._program.entails(reasons, name, value)
        self._confirm(where, enough, True, f"these answers do not entail the value of `{name}`")
        if enough is not True:
            return
        for at, clause in enumerate(clauses):
            rest = {other: answer for other, answer in reasons.items() if other != clause}
            without = await self._program.entails(rest, name, value)
            message = f"`{clause}` can be left out: the others entail the value of `{name}` without it"
            self._confirm((*where, at), without, False, message)

    async def _open(self, name: str, record: VerdictRecord, *, settled: bool, compared: bool) -> None:
        path: ResultPath = ("verdicts", name, "open")
        if settled:
            if record.open:
                self._add(path, f"no clause is open for `{name}`, which has a value or a conflict")
            return
        repaired = {item.clause for item in self._result.repaired}
        for at, item in enumerate(record.open):
            self._open_clause((*path, at), item, repaired)
        listed = [item.clause for item in record.open]
        self._once(path, listed)
        if not compared or self._result.error is not None:
            return
        unanswered = [clause for clause in self._policy.clauses if clause not in self._answers]
        relevant = await self._program.relevant(self._answers, [name], unanswered)
        for clause in relevant:
            if clause not in listed:
                self._add(path, f"`{clause}` could still decide `{name}`, and is not listed")
        for at, clause in enumerate(listed):
            if clause in unanswered and clause not in relevant:
                self._add((*path, at), f"`{clause}` can no longer decide `{name}`")

    def _open_clause(self, path: ResultPath, item: Open, repaired: Iterable[str]) -> None:
        if item.clause not in self._policy.clauses:
            self._add((*path, "clause"), f"the policy has no clause `{item.clause[:60]}`")
        elif item.clause in self._answers:
            self._add((*path, "clause"), f"`{item.clause}` is answered, so it is not open")
        if (item.clause in repaired) is not (item.reason == "repaired"):
            self._add((*path, "reason"), "a clause is open as `repaired` if its answer was set aside, and only then")
        first = self._why_open.setdefault(item.clause, (item.reason, item.detail))
        for field, one, other in zip(("reason", "detail"), first, (item.reason, item.detail), strict=True):
            if one != other:
                self._add((*path, field), f"of `{item.clause[:60]}` it says {show(other)} here, and {show(one)} before")

    async def _conflict(self, decision: Decision) -> None:
        items = self._result.conflict
        if not decision.conflict:
            if items:
                self._add(("conflict",), "the answers agree with the assumptions")
            return
        if self._result.error is not None and not items:
            return
        known = [self._conflicting(("conflict", at), item) for at, item in enumerate(items)]
        self._once(("conflict",), [f"{item.kind} {item.name}" for item in items])
        if not all(known):
            return
        clauses = [item.name for item in items if item.kind == "answer"]
        assumptions = [item.name for item in items if item.kind == "assumption"]
        answers = {name: self._answers[name] for name in clauses}
        enough = await self._program.contradicts(answers, assumptions)
        self._confirm(("conflict",), enough, True, "these do not contradict each other")
        if enough is not True:
            return
        for at, item in enumerate(items):
            fewer = {name: value for name, value in answers.items() if (item.kind, item.name) != ("answer", name)}
            others = [name for name in assumptions if (item.kind, item.name) != ("assumption", name)]
            message = f"`{item.name}` can be left out: the others contradict each other without it"
            self._confirm(("conflict", at), await self._program.contradicts(fewer, others), False, message)

    def _conflicting(self, path: ResultPath, item: Conflicting) -> bool:
        """Whether a member of a conflict is an answer or an assumption that there is."""
        if item.kind == "assumption":
            assumption = next((a for a in self._policy.assumptions if a.id == item.name), None)
            if assumption is None:
                self._add((*path, "name"), f"the policy has no assumption `{item.name[:60]}`")
                return False
            place, statement = assumption.place, statements.of_assumption(assumption)
        elif item.name not in self._answers:
            self._add((*path, "name"), f"`{item.name[:60]}` is not among the answers")
            return False
        else:
            place = self._policy.clauses[item.name].place
            statement = statements.of_answer(self._policy, item.name, self._answers[item.name])
        self._same((*path, "statement"), "the statement", statement, item.statement)
        self._place(path, item.span, item.heading, place)
        if (item.theory is None) is not (item.kind == "assumption"):
            self._add((*path, "theory"), "an answer comes from a theory, an assumption from none")
        return True

    async def _repaired(self) -> None:
        items = self._result.repaired
        known = [item for at, item in enumerate(items) if self._set_aside(("repaired", at), item)]
        self._once(("repaired",), [item.clause for item in items])
        if [item.weight for item in items] != sorted(item.weight for item in items):
            self._add(("repaired",), "the weakest come first")
        refs = [ClauseRef(item.clause, self._policy.clauses[item.clause].sort) for item in known]
        now = dict(zip([ref.name for ref in refs], await self._program.entailed(self._answers, refs), strict=True))
        for at, item in enumerate(items):
            if item not in known:
                continue
            path: ResultPath = ("repaired", at)
            sort = self._policy.clauses[item.clause].sort
            derived = now[item.clause]
            claimed, fits = self._value((*path, "now"), sort)
            if fits and claimed != derived:
                shown = "no value" if derived is None else self._shown(derived, sort)
                self._add((*path, "now"), f"the other answers entail {shown} for `{item.clause}`", derived, claimed)
            was, fits = self._value((*path, "was"), sort)
            if was is None:
                if fits:
                    self._add((*path, "was"), "null is no answer, so there was nothing to set aside")
            elif self._result.status != "conflict":
                every = [assumption.id for assumption in self._policy.assumptions]
                clash = await self._program.contradicts({**self._answers, item.clause: was}, every)
                message = f"`{item.clause}` need not be set aside: it contradicts nothing"
                self._confirm((*path, "was"), clash, True, message)

    def _set_aside(self, path: ResultPath, item: Repaired) -> bool:
        """Whether what was set aside is a clause without an answer."""
        clause = self._policy.clauses.get(item.clause)
        if clause is None:
            self._add((*path, "clause"), f"the policy has no clause `{item.clause[:60]}`")
            return False
        self._place(path, item.span, item.heading, clause.place)
        self._probability(path, item.probability)
        if item.probability is None or 0 <= item.probability <= 1:
            was = self._raw_was(path)
            right = weight_of(was, item.probability)
            if not math.isclose(right, item.weight, abs_tol=1e-6):
                message = f"the weight of an answer like this is {right}, not {item.weight}"
                self._add((*path, "weight"), message, right, item.weight)
        if clause.name in self._answers:
            self._add((*path, "clause"), f"`{clause.name}` was set aside, so it cannot be among the answers")
            return False
        return True

    def _raw_was(self, path: ResultPath) -> Value | None:
        name = self._result.repaired[int(path[1])].clause
        try:
            return self._claim.value((*path, "was"), self._policy.clauses[name].sort)
        except ValueError:
            return None  # told where it is read for good

    def _usage(self) -> None:
        usage = self._result.usage
        clauses = sum(not clause.fact for clause in self._policy.clauses.values())
        inner = {"without_cache": usage.without_cache, "instead": usage.instead}
        counted = usage.model_dump(exclude={*inner, "theories"})
        for name, record in inner.items():
            counted |= {} if record is None else {f"{name}.{key}": n for key, n in record.model_dump().items()}
        for place, theory in enumerate(usage.theories):
            numbers = theory.model_dump(exclude={"theory", "model"})
            counted |= {f"theories.{place}.{key}": number for key, number in numbers.items()}
        for field, value in counted.items():
            if value is not None and value < 0:
                self._add(("usage", field), f"it cannot be {value}, which is less than nothing")
        if usage.questions + usage.skipped != clauses:
            message = f"the policy has {clauses} clauses, and {usage.questions} asked and {usage.skipped} not are"
            self._add(("usage",), f"{message} {usage.questions + usage.skipped}")
        facts = sum(self._policy.clauses[name].fact for name in self._answers)
        answered = len(self._answers) - facts + len(self._result.repaired)
        if usage.questions < answered:
            self._add(("usage", "questions"), f"{answered} clauses were answered, so more than {usage.questions} asked")
        if usage.asked_again > usage.questions:
            self._add(("usage", "asked_again"), "no more can be asked again than were asked")
        if usage.instead is not None and usage.instead.asked > min(usage.instead.everything, usage.questions):
            self._add(("usage", "instead.asked"), "no more can be asked at a price than there are clauses to ask")

    def _once(self, path: ResultPath, names: Sequence[str]) -> None:
        seen: set[str] = set()
        for at, name in enumerate(names):
            if name in seen:
                self._add((*path, at), f"`{name[:60]}` is listed twice")
            seen.add(name)
