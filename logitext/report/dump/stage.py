"""What a stage of a policy is, and which there are. Each is a file of `stages/`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from logitext.registry import Registry
from logitext.syntax.diagnostics import PolicyError
from logitext.syntax.parser import parse

if TYPE_CHECKING:
    from logitext.policy.model import CheckedPolicy
    from logitext.syntax.source import Source
    from logitext.syntax.tree import Document


@dataclass(frozen=True)
class PolicyStages:
    """A policy at each of its stages, worked out when it is looked at. PolicyError where the policy is wrong."""

    source: Source
    load: Callable[[], CheckedPolicy]

    @cached_property
    def document(self) -> Document:
        """The syntax tree."""
        document, errors = parse(self.source)
        if errors:
            raise PolicyError(errors)
        return document

    @cached_property
    def policy(self) -> CheckedPolicy:
        """The checked policy."""
        return self.load()


class Stage:
    """A stage: give it a summary, and override `text`, and `data` if it has data beside the text."""

    summary: ClassVar[str]
    """What it prints, for help texts."""

    has_data: ClassVar[bool] = True

    def text(self, stages: PolicyStages) -> str:
        """The stage for a person; it ends with a line end. PolicyError."""
        raise NotImplementedError

    def data(self, stages: PolicyStages) -> Any:
        """The stage as plain data. PolicyError."""
        raise NotImplementedError


STAGES: Registry[Stage] = Registry("stage", "logitext.report.dump.stages")

S = TypeVar("S", bound=type[Stage])


def register(stage: S) -> S:
    """Register a stage under the name of its file. To be written above the class."""
    STAGES.add_of_file(stage, stage())
    return stage
