"""The options of a clause, checked: what is wrong with one is reported, and it counts for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from logitext.policy import regex
from logitext.policy.findings import PolicyFindings
from logitext.policy.put_as import MANNERS, MOST_LEVELS, PutAs
from logitext.policy.regex.flags import FOLD
from logitext.policy.sorts import BOOL, INT, NUMERIC, Enumeration, Sort, Value, show_fraction
from logitext.syntax.tree import Chance, Name, Number, Option, Reading, Regex, String, WrittenManner
from logitext.unicode.normal_form import nfc

if TYPE_CHECKING:
    from logitext.policy.regex.mistakes import PatternMistake

_FOR_BOOLEAN = ("yes", "no", "match", "reject", "prior", "as")
_ONCE = ("ask", "prior", "cost", "sure", "fold", "as")


class ClauseOptions:
    """The options of one clause that are sound. `fold`: the file says that all its patterns are folded."""

    def __init__(self, options: Sequence[Option], sort: Sort, findings: PolicyFindings, *, fold: bool = False) -> None:
        self._findings = findings
        self._sort = sort
        self._options: list[Option] = []
        first: dict[str, Option] = {}
        for option in options:
            if option.keyword in _ONCE and option.keyword in first:
                findings.error(
                    "NLT406",
                    f"`{option.keyword}` is given twice",
                    option.span,
                    "keep one of them",
                    [(first[option.keyword].span, "first here")],
                )
            elif self._fits(option) and self._sound(option):
                self._options.append(option)
            first.setdefault(option.keyword, option)
        self._fold = fold or any(option.keyword == "fold" for option in self._options)
        if "fold" in first and not first.keys() & {"match", "reject", "read"}:
            message = "`fold` is for patterns, and the clause has none"
            add = "add a `match` or a `reject`" if sort == BOOL else "add a `read`"
            findings.error("NLT404", message, first["fold"].span, f"{add}, or drop the option")

    def _fits(self, option: Option) -> bool:
        sort = self._sort
        if option.keyword == "sure":
            if isinstance(option.value, tuple) and len(option.value) == (2 if sort == BOOL else 1):
                return True
            if sort == BOOL:
                message = "a clause that holds or does not has two bounds: up to one it is false, from the other true"
                hint = "write `sure 0.2 0.9`"
            else:
                message, hint = f"this clause has a value of sort {sort}, so it has one bound", "write `sure 0.9`"
            self._findings.error("NLT404", message, option.span, hint)
            return False
        if option.keyword == "prior" and sort != BOOL and (isinstance(sort, Enumeration) or sort in NUMERIC):
            if isinstance(option.value, tuple):
                return True
            one = sort.labels[0] if isinstance(sort, Enumeration) else "0"
            said = "this clause has a label" if isinstance(sort, Enumeration) else "this clause has a number"
            message, hint = f"{said}, so a prior says how likely each is", f"write `prior {one}: 0.9`, and what else is"
        elif option.keyword in _FOR_BOOLEAN and sort != BOOL:
            message = f"`{option.keyword}` is for clauses that hold or do not; this one has a value of sort {sort}"
            hint = "drop the option, or ask a yes-or-no clause beside this one"
            if option.keyword in ("match", "reject"):
                hint = "write `read` for a pattern that gives the value, or ask a yes-or-no clause beside this one"
        elif option.keyword == "read" and sort == BOOL:
            message, hint = (
                "`read` is for clauses with a value; this one holds or does not",
                "write `match` or `reject`",
            )
        elif isinstance(option.value, tuple) and sort == BOOL:
            message, hint = "this clause holds or does not, so one number is its prior", "write `prior 0.1`"
        else:
            return True
        self._findings.error("NLT404", message, option.span, hint)
        return False

    def _sound(self, option: Option) -> bool:
        match option.value:
            case Number() as number if option.keyword == "prior":
                return self._is_chance(number)
            case Number(value=value) if value <= 0:
                self._findings.error(
                    "NLT405", "a cost must be greater than 0", option.value.span, "1 is the cost of any other clause"
                )
                return False
            case Regex() as pattern:
                return self._fine(regex.mistakes.in_pattern(pattern))
            case Reading() as reading:
                return self._fine(regex.mistakes.in_reading(reading, self._sort))
            case WrittenManner() as manner:
                return self._is_manner(manner)
            case (Number(), *_) as bounds:
                return self._are_bounds([one for one in bounds if isinstance(one, Number)])
            case (Chance(), *_) as chances:
                return self._are_chances(option, [one for one in chances if isinstance(one, Chance)])
        return True

    def _fine(self, mistake: PatternMistake | None) -> bool:
        if mistake is None:
            return True
        self._findings.error(*mistake)
        return False

    def _is_chance(self, number: Number) -> bool:
        if 0 <= number.value <= 1:
            return True
        self._findings.error("NLT405", "a prior is a probability, from 0 to 1", number.span, "for 2 in 100 write 0.02")
        return False

    def _are_bounds(self, bounds: Sequence[Number]) -> bool:
        """Whether the probabilities are some, and an answer may come to each side of them and between them."""
        for one in bounds:
            if not 0 <= one.value <= 1:
                message = "a bound is a probability, from 0 to 1"
                self._findings.error("NLT405", message, one.span, "write `sure 0.2 0.9`")
                return False
        if len(bounds) > 1 and not float(bounds[0].value) < float(bounds[1].value):
            message = "the bound for false must be below the bound for true"
            self._findings.error("NLT405", message, bounds[1].span, "write the lower one first: `sure 0.2 0.9`")
            return False
        return True

    def _is_manner(self, manner: WrittenManner) -> bool:
        """Whether clauses can be put so, with these levels."""
        name, levels = manner.name.text, [nfc(one.text) for one in manner.levels]
        if name not in MANNERS:
            hint = self._findings.suggest(name, lambda: MANNERS) or f"the ways are {', '.join(MANNERS)}"
            self._findings.error("NLT404", f"a clause cannot be put as `{name}`", manner.name.span, hint)
        elif levels and name != "scale":
            hint = "drop the levels, or write `as scale(…)`"
            self._findings.error("NLT404", "only a scale has levels", manner.levels[0].span, hint)
        elif levels and not (2 <= len(levels) <= MOST_LEVELS and all(levels) and len(set(levels)) == len(levels)):
            message = f"a scale has 2 to {MOST_LEVELS} levels with different words"
            hint = 'name them from what does not hold to what does: `as scale("not at all", "partly", "fully")`'
            self._findings.error("NLT405", message, manner.span, hint)
        else:
            return True
        return False

    def _are_chances(self, option: Option, chances: Sequence[Chance]) -> bool:
        """Whether the values are the clause's own, each there once, and what is said of them adds up."""
        sound = True
        first: dict[Value, Chance] = {}
        for one in chances:
            for found in (self._is_value(one), self._is_chance(one.chance)):
                sound = sound and found
            value = _value(one)
            if value in first:
                message = f"the chance of `{_shown(one)}` is given twice"
                before = [(first[value].span, "first here")]
                self._findings.error("NLT405", message, one.span, "keep one of them", before)
                sound = False
            first.setdefault(value, one)
        total = sum((Fraction(one.chance.value) for one in chances), Fraction(0))
        if sound and total > 1:
            message = f"the chances add up to {show_fraction(total)}, which is more than 1"
            self._findings.error("NLT405", message, option.span, "what is not named shares the rest")
            return False
        if sound and total < 1 and isinstance(self._sort, Enumeration) and len(first) == len(self._sort.labels):
            message = f"the chances of all labels add up to {show_fraction(total)}, not to 1"
            self._findings.error("NLT405", message, option.span, "leave one of them out: it gets the rest")
            return False
        return sound

    def _is_value(self, chance: Chance) -> bool:
        match chance.value, self._sort:
            case Name(text=label), Enumeration(labels=labels):
                if label in labels:
                    return True
                hint = self._findings.suggest(label, lambda: labels) or f"the labels are {', '.join(labels)}"
                self._findings.error("NLT404", f"`{label}` is no label of this clause", chance.value.span, hint)
            case Number(value=value), sort if sort in NUMERIC:
                if sort != INT or value == int(value):
                    return True
                message = f"`{_shown(chance)}` is no value of this clause, which has whole numbers"
                self._findings.error("NLT404", message, chance.value.span, "name whole numbers")
            case _:
                wanted = "a label" if isinstance(self._sort, Enumeration) else "a number"
                message = f"`{_shown(chance)}` is no value of this clause, which has {wanted}"
                self._findings.error("NLT404", message, chance.value.span, f"name {wanted}")
        return False

    # --- what they say

    def strings(self, keyword: str) -> tuple[str, ...]:
        return tuple(nfc(o.value.text) for o in self._options if o.keyword == keyword and isinstance(o.value, String))

    def patterns(self, keyword: str) -> tuple[Regex, ...]:
        """The patterns of a keyword; where they are folded, each has the flag for it."""
        found = (o.value for o in self._options if o.keyword == keyword and isinstance(o.value, Regex))
        return tuple(map(self._normal, found))

    def readings(self) -> tuple[Reading, ...]:
        """What `read` says, each pattern as `patterns` gives it."""
        found = (o.value for o in self._options if isinstance(o.value, Reading))
        return tuple([replace(one, pattern=self._normal(one.pattern)) for one in found])

    def _normal(self, pattern: Regex) -> Regex:
        more = FOLD if self._fold else ""
        flags = pattern.flags if more in pattern.flags else pattern.flags + more
        return replace(pattern, text=nfc(pattern.text), flags=flags)

    def number(self, keyword: str) -> Fraction | None:
        values = (o.value.value for o in self._options if o.keyword == keyword and isinstance(o.value, Number))
        value = next(values, None)
        return None if value is None else Fraction(value)

    def bounds(self) -> tuple[Fraction, ...]:
        """The probabilities of `sure`; empty where it is not given."""
        found = next((o.value for o in self._options if o.keyword == "sure" and isinstance(o.value, tuple)), ())
        return tuple([Fraction(one.value) for one in found if isinstance(one, Number)])

    def put_as(self) -> PutAs | None:
        """How the clause is put to a model; None where it is not said."""
        found = next((o.value for o in self._options if isinstance(o.value, WrittenManner)), None)
        if found is None:
            return None
        manner = next(one for one in MANNERS if one == found.name.text)
        return PutAs(manner, tuple([nfc(one.text) for one in found.levels]))

    def chances(self) -> tuple[tuple[Value, Fraction], ...]:
        found = next((o.value for o in self._options if o.keyword == "prior" and isinstance(o.value, tuple)), ())
        return tuple([(_value(one), Fraction(one.chance.value)) for one in found if isinstance(one, Chance)])


def _value(chance: Chance) -> Value:
    return chance.value.text if isinstance(chance.value, Name) else chance.value.value


def _shown(chance: Chance) -> str:
    value = _value(chance)
    return value if isinstance(value, str) else show_fraction(Fraction(value))  # type: ignore[arg-type]
