"""Checks of the arguments of the Python API; each error says what to write instead."""

from __future__ import annotations

import os
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from logitext.check.facts import facts_of
from logitext.policy.findings import did_you_mean
from logitext.policy.model import CheckedPolicy
from logitext.registry import Registry, UnknownNameError
from logitext.syntax.diagnostics import ArgumentError, Diagnostic, InputError
from logitext.theory.function import Function, FunctionResult
from logitext.theory.protocol import Question, Texts, Theory
from logitext.theory.spec import from_spec, offline_theory
from logitext.unicode.names import normal

if TYPE_CHECKING:
    pass

T = TypeVar("T")

TextInput: TypeAlias = str | Mapping[str, str] | None
"""A text where the policy declares one, or texts by their names; None for none."""
TheoryInput: TypeAlias = Theory | str | Callable[[Question, Texts], FunctionResult | Awaitable[FunctionResult]] | None
"""A theory, a spec, or a function of a question and the texts; None for the policy's own patterns."""


def input_error(code: str, message: str, hint: str) -> InputError:
    """An error about an argument of the right kind that does not fit the policy."""
    return InputError([Diagnostic(code, message, hint=hint)])


def wrong_kind(message: str, hint: str) -> ArgumentError:
    return ArgumentError([Diagnostic("NLT623", message, hint=hint)])


def kind_of(value: object) -> str:
    return "None" if value is None else type(value).__name__


def theory_of(given: TheoryInput) -> Theory:
    """The theory that is meant. ArgumentError where none can be."""
    if given is None:
        return offline_theory()
    if isinstance(given, str):
        return from_spec(given)
    if isinstance(given, Theory):
        return given
    if isinstance(given, type):
        raise wrong_kind(f"`theory` is the class `{given.__name__}`", f"make a theory of it: `{given.__name__}(…)`")
    if callable(given):
        return Function(given)
    hint = "give a theory, a spec such as `pattern,answers:FILE`, or a function of a question and the texts"
    if isinstance(given, Mapping):
        hint = "answers in a mapping are `theory.Answers({…})`"
    elif isinstance(given, list | tuple):
        hint = "several theories are asked one after the other by `theory.Chain(first, second)`"
    raise wrong_kind(f"`theory` cannot be of type {kind_of(given)}", hint)


def texts_of(
    policy: CheckedPolicy,
    given: TextInput,
    label: str | None,
    facts: Mapping[str, Any] | None = None,
    assumed: Mapping[str, bool] | None = None,
) -> Texts:
    """The texts of a check, with its facts. InputError where they do not fit the policy.

    `facts` are those beside the ones that `given` has of its own; a fact that both have is an error. `assumed` are
    those that say which formulas are assumed.
    """
    texts = _texts_of(policy, given, label)
    if not texts.facts and not assumed and (facts is None or facts == {}):
        return texts
    own, more = facts_of(policy, texts.facts), facts_of(policy, facts)
    twice = [name for name in own if name in more]
    if twice:
        hint = "a document has it already: leave it out of the facts that are given for all"
        raise input_error("NLT629", f"the fact `{twice[0]}` is given twice", hint)
    return Texts(texts, texts.label, {**own, **more, **(assumed or {})})


def _texts_of(policy: CheckedPolicy, given: TextInput, label: str | None) -> Texts:
    declared = policy.texts
    if isinstance(given, str):
        if len(declared) != 1:
            names = ", ".join(f"`{name}`" for name in declared) or "none"
            raise input_error(
                "NLT603",
                f"the policy declares {len(declared)} texts ({names}), so which of them this is must be said",
                'give a mapping: `{"name": "the text"}`' if declared else 'declare one: `{{text post: "…"}}`',
            )
        return Texts({next(iter(declared)): given}, label)
    if given is None:
        return Texts({}, label)
    if not isinstance(given, Mapping):
        raise wrong_kind(f"a text must be a str, not {kind_of(given)}", _as_text("text", given))
    if isinstance(given, Texts) and label is None and _fits_as_it_is(declared, given):
        return given  # the usual case in a batch
    contents = _by_name(given)
    for name, content in contents.items():
        if name not in declared:
            known = f"it declares {', '.join(f'`{one}`' for one in declared) or 'none'}"
            hint = did_you_mean(str(name), declared) or known
            raise input_error("NLT602", f"the policy declares no text `{name}`", hint)
        if not isinstance(content, str):
            raise wrong_kind(f"the text `{name}` must be a str, not {kind_of(content)}", _as_text(name, content))
    if isinstance(given, Texts):
        return Texts(contents, given.label if label is None else label, given.facts)
    return Texts(contents, label)


def _fits_as_it_is(declared: Mapping[str, object], given: Texts) -> bool:
    """Whether texts have declared names, spelled as in the policy, and nothing but texts in them."""
    return (
        given.__class__ is Texts
        and declared.keys() >= given.keys()
        and all(content.__class__ is str for content in given.values())
    )


def _by_name(given: Mapping[str, str]) -> dict[str, str]:
    """Texts by the normal form of their names."""
    contents: dict[str, str] = {}
    for name, content in given.items():
        kept = normal(name) if isinstance(name, str) else name
        if kept in contents:
            hint = "its two names are one, spelled in two ways"
            raise input_error("NLT603", f"the text `{kept}` is given twice", hint)
        contents[kept] = content
    return contents


def _as_text(name: str, given: object) -> str:
    """How something becomes a text."""
    if isinstance(given, bytes | bytearray):
        return f'decode it: `{name}.decode("utf-8")`'
    if isinstance(given, os.PathLike):
        return f'read the file: `{name}.read_text("utf-8")`'
    if given is None:
        return f"leave `{name}` out where it is not known"
    if isinstance(given, Iterable):
        return "several texts are checked by `check_many`"
    return 'give a str, or a mapping from the names of texts: `{"post": "…"}`'


def many_of(given: Any) -> Any:
    """Several texts as they are given. ArgumentError where they are one text, or nothing that can be gone through."""
    if isinstance(given, str | bytes | bytearray | Mapping):
        raise wrong_kind("`check_many` takes several texts, and this is one", "give `[text]`, or use `check`")
    if not isinstance(given, Iterable | AsyncIterable):
        raise wrong_kind(f"`check_many` takes several texts, not {kind_of(given)}", "give a list, or any iterable")
    return given


def chosen(registry: Registry[T], name: str) -> T:
    """What a registry has under a name. ArgumentError where it has nothing."""
    try:
        return registry.get(name)
    except UnknownNameError as error:
        raise ArgumentError([Diagnostic("NLT623", str(error))]) from None


def names_of(what: str, given: Iterable[T]) -> list[T]:
    """Names in a list. ArgumentError where there is a single one, or something else."""
    if isinstance(given, str):
        raise wrong_kind(f"`{what}` is a list of names, not a str", f'write `{what}=["{given}"]`')
    if not isinstance(given, Iterable):
        raise wrong_kind(f"`{what}` is a list of names, not {kind_of(given)}", f'write `{what}=["name"]`')
    return list(given)


def formulas_of(given: Iterable[str]) -> list[str]:
    """Formulas to assume. ArgumentError where they are no list of texts."""
    if isinstance(given, str):
        raise wrong_kind("`assume` is a list of formulas, not a str", f'write `assume=["{given[:60]}"]`')
    found = list(given) if isinstance(given, Iterable) else [given]
    if not all(isinstance(one, str) for one in found):
        raise wrong_kind("`assume` is a list of formulas", 'write `assume=["rude and not quoted"]`')
    return found


def verdicts_of(policy: CheckedPolicy, given: Sequence[str] | None) -> tuple[str, ...]:
    """The verdicts that are meant; all where none is named. InputError where the policy does not declare one."""
    declared = policy.verdicts
    if not declared:
        raise input_error(
            "NLT605",
            f"{policy.source.name} declares no verdict, so there is nothing to check",
            "say what the policy decides: `{{verdict name = formula}}` or `{{violation name = formula}}`",
        )
    if given is None:
        return tuple(declared)
    names = [normal(name) if isinstance(name, str) else name for name in names_of("verdicts", given)]
    for name in names:
        if name not in declared:
            hint = did_you_mean(str(name), declared) or f"it declares {', '.join(f'`{one}`' for one in declared)}"
            raise input_error("NLT604", f"the policy declares no verdict `{name}`", hint)
    return tuple(dict.fromkeys(names))
