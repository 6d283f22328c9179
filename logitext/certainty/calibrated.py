"""A calibration, read and held against who is asked; and verdicts that it holds back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from logitext.certainty.curve import applied
from logitext.policy.model import CheckedPolicy
from logitext.records.calibration import Calibration
from logitext.records.evaluation import Asked
from logitext.records.file import read_record
from logitext.records.result import Result
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.protocol import Theory

_ROUNDING = 1e-9
_ANEW = "calibrate anew with `logitext calibrate`: a calibration holds for no other model, prompt or policy"


def read_calibration(path: str) -> Calibration:
    """The calibration in a file. InputError where it holds none."""
    hint = "`logitext calibrate POLICY CASES -o FILE.json` writes one"
    return read_record(path, Calibration, "calibration", "NLT656", hint)


def asked(theory: Theory) -> Asked:
    """The identity of a theory, as far as calibrations depend on it."""
    return Asked(
        theory=theory.name,
        version=theory.version,
        model=theory.model,
        prompt=theory.prompt,
        thresholds=(theory.thresholds.false, theory.thresholds.true),
    )


def require_same(
    one: Calibration,
    policy: CheckedPolicy,
    theories: Sequence[Theory],
    verdicts: Sequence[str],
    asking: Mapping[str, Any],
) -> None:
    """InputError where a calibration is of another policy, of others who answer, or of other options of asking."""
    problems = []
    if one.policy.sha256 != policy.sha256:
        message = f"the calibration is of another policy, or another version of {one.policy.path}"
        problems.append(Diagnostic("NLT657", message, hint=_ANEW))
    now = tuple(map(asked, theories))
    if one.theories != now:
        message = f"the calibration is of answers by {_listed(one.theories)}, and asked are {_listed(now)}"
        problems.append(Diagnostic("NLT657", message, hint=_ANEW))
    differing = [name for name in asking if one.asking.get(name) != asking[name]]
    if differing:
        name = differing[0]
        before, now_asked = one.asking.get(name), asking[name]
        message = f"the calibration is of checks {_with(name, before)}, and now they are {_with(name, now_asked)}"
        problems.append(Diagnostic("NLT657", message, hint=_same_option(name, before, now_asked)))
    lacking = [name for name in verdicts if name in policy.verdicts and name not in one.verdicts]
    if lacking and not problems:
        names = ", ".join(f"`{name}`" for name in lacking)
        hint = "label cases of it and calibrate anew, or decide other verdicts: `--verdict NAME`"
        problems.append(Diagnostic("NLT657", f"the calibration says nothing about {names}", hint=hint))
    if problems:
        raise InputError(problems)


def _with(name: str, value: object) -> str:
    return f"without `{name}`" if value is None else f"with `{name}` {value}"


def _same_option(name: str, before: object, now: object) -> str:
    if name != "confidence":
        return "give the same options, or calibrate anew"
    same = "leave out `confidence`" if before is None else f"give `confidence` {before}"
    anew = "without `--ask-until`" if now is None else f"with `--ask-until {now}`"
    return f"{same}, or calibrate anew {anew}"


def _listed(theories: Sequence[Asked]) -> str:
    shown = []
    for one in theories:
        more = [part for part in (one.model, one.prompt and f"prompt {one.prompt}") if part]
        shown.append(f"{one.theory} ({', '.join(more)})" if more else one.theory)
    return ", ".join(f"`{name}`" for name in shown) or "nobody"


def held_back(result: Result, one: Calibration) -> Result:
    """The result without the values that are not sure enough: these verdicts are undetermined, and say so.

    Each value that the answers entail gets how likely it is right by the calibration.
    """
    assert result.probability is not None
    verdicts, probability, status = dict(result.verdicts), dict(result.probability), result.status
    for name, record in result.verdicts.items():
        if record.value is None:
            continue
        of, chances = one.verdicts[name], probability[name]
        sure = chances.of(record.value) if chances.values else None
        more: dict[str, Any] = {}
        if sure is not None and of.curve is not None:
            more["right"] = applied(of.curve, sure)
        if of.threshold is None or sure is None or sure < of.threshold - _ROUNDING:
            more |= {"held_back": record.value, "threshold": of.threshold}
            verdicts[name] = record.model_copy(update={"value": None, "because": (), "open": ()})
            status = "undetermined"
        probability[name] = chances.model_copy(update=more)
    return result.model_copy(update={"verdicts": verdicts, "probability": probability, "status": status})
