"""Another name for what a policy declares, everywhere at once; refused where that would change what is meant."""

from __future__ import annotations

from collections.abc import Sequence

from logitext.lsp.analysis import Analysis, NameDeclaration
from logitext.lsp.looking import references
from logitext.lsp.names import Use
from logitext.syntax.printing import literals
from logitext.syntax.source import Source, Span
from logitext.unicode.names import normal


class RenameRefusedError(ValueError):
    """Raised where a name cannot be given; the message is for people."""


RenameEdit = tuple[Source, Span, str]


def rename(analysis: Analysis, others: Sequence[Analysis], use: Use, new: str) -> list[RenameEdit]:
    """What to write where, so that a name is `new`; of `old.rude` it is the last part.

    `others` are further policies that may use the same file.

    RenameRefusedError where `new` is no name, or names something else already.
    """
    wanted = normal(new.strip())
    try:
        literals.name(wanted, in_formula=True)
    except ValueError:
        raise RenameRefusedError(f"`{new.strip()[:60]}` cannot be a name here") from None
    if use.binder is not None:
        inside = [one for one in analysis.uses if one.binder == use.binder]
        if wanted in _near(analysis, use.binder) or wanted in analysis.declared:
            raise RenameRefusedError(f"`{wanted}` names something else already")
        return [(analysis.source, one.span, wanted) for one in inside]
    declared = analysis.declared.get(use.name)
    if declared is None:
        raise RenameRefusedError(f"nothing declares `{use.name}`")
    if declared.span.start == declared.span.end:
        raise RenameRefusedError(f"`{use.name}` is made by `when`: rename it in each version")
    if (longer := _begins(use.name, (analysis, *others))) is not None:
        raise RenameRefusedError(f"other names begin with `{use.name}`, such as `{longer}`: rename it by hand")
    found: dict[tuple[str, Span], RenameEdit] = {}
    for one in (analysis, *others):
        for name in _called(one, declared):
            whole = ".".join([*name.split(".")[:-1], wanted])
            if whole in one.declared or any(each.name == whole for each in one.uses):
                raise RenameRefusedError(f"`{whole}` names something else already, in {one.source.name}")
            for source, each in references(one, Use(name, use.span, declares=False)):
                found[source.name, each.span] = (source, each.span, wanted)
    return list(found.values())


def _begins(name: str, analyses: Sequence[Analysis]) -> str | None:
    """A name that is written with this one before it, that of a file, a section or a choice."""
    last = f"{name.rpartition('.')[2]}."
    for one in analyses:
        for each in one.uses:
            if (
                each.name.startswith(f"{name}.")
                and last in one.source.text[each.span.start - len(each.name) : each.span.start]
            ):
                return each.name
    return None


def _called(analysis: Analysis, declared: NameDeclaration) -> list[str]:
    """What something is called in a policy: a file may be used under several names."""
    place = (declared.source.name, declared.span)
    return [name for name, one in analysis.declared.items() if (one.source.name, one.span) == place]


def can_be_renamed(analysis: Analysis, use: Use) -> bool:
    """Whether something declares the name."""
    return use.binder is not None or use.name in analysis.declared


def _near(analysis: Analysis, binder: int) -> set[str]:
    """The names in the statement in which a variable is declared."""
    within = next(one.span for one in analysis.document.statements if one.span.start <= binder < one.span.end)
    return {one.name for one in analysis.uses if within.start <= one.span.start < within.end}
