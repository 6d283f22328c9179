"""A classifier for each clause: logistic regression over TF-IDF, and Platt's line from scores to probabilities.

Whatever is told of it was seen on groups of texts that it had not learned from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from logitext.theory.learned.file import Figures, LearnedClause, LearnedValue, LearnedValues
from logitext.theory.learned.terms import TermRows, _short, needed
from logitext.theory.learned.theory import of_chances, sigmoid

FOLDS = 5
FEWEST = 5
"""Groups of texts that must have each of the two answers."""

_STRENGTH = 4.0
_SURE_NO, _SURE_YES = 0.25, 0.75
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class FittedClassifier:
    """A linear classifier, and the line that makes log-odds of its score."""

    weights: Any
    bias: float
    slope: float
    shift: float

    def probabilities(self, rows: Any) -> list[float]:
        """How likely the clause holds of each row."""
        scores = rows @ self.weights + self.bias
        return [sigmoid(self.slope * float(score) + self.shift) for score in scores]


def enough(labels: Sequence[bool], groups: Sequence[int]) -> str | None:
    """Why a clause cannot be learned; None if it can."""
    for answer in (True, False):
        there = len({group for label, group in zip(labels, groups, strict=True) if label is answer})
        if there < FEWEST:
            word = "holds" if answer else "does not hold"
            return f"it {word} in {there} group{'' if there == 1 else 's'} of texts, and {FEWEST} are the least"
    return None


def fit(rows: Any, labels: Sequence[bool], groups: Sequence[int], seed: int) -> FittedClassifier:
    """A classifier of rows, with its probabilities fitted to scores of rows that it had not learned from."""
    selection, numpy = needed("sklearn.model_selection"), needed("numpy")
    truth = numpy.asarray(labels, dtype=int)
    folds = selection.StratifiedGroupKFold(_folds(labels, groups), shuffle=True, random_state=seed)
    scores = selection.cross_val_predict(
        _regression(_STRENGTH), rows, truth, groups=groups, cv=folds, method="decision_function"
    )
    platt = _logistic(C=1e3).fit(scores.reshape(-1, 1), truth)
    slope, shift = float(platt.coef_[0][0]), float(platt.intercept_[0])
    if slope <= 0:  # it cannot tell, so it says how frequent yes is
        share = float(truth.mean())
        slope, shift = 0.0, float(numpy.log(share / (1 - share)))
    whole = _regression(_STRENGTH).fit(rows, truth)
    return FittedClassifier(whole.coef_[0], float(whole.intercept_[0]), slope, shift)


def fit_values(rows: Any, right: Sequence[str], groups: Sequence[int], seed: int) -> dict[str, FittedClassifier]:
    """A classifier for each value that is there in enough groups: it against all others."""
    found = {}
    for value in sorted(set(right)):
        labels = [one == value for one in right]
        if enough(labels, groups) is None:
            found[value] = fit(rows, labels, groups, seed)
    return found


def enough_values(right: Sequence[str], groups: Sequence[int]) -> str | None:
    """Why a clause with values cannot be learned; None if it can."""
    known = [value for value in set(right) if enough([one == value for one in right], groups) is None]
    if len(known) >= 2:
        return None
    return f"{len(known) or 'none'} of its values stands in {FEWEST} groups of texts and not in as many; two must"


def values_of(asked: str, fitted: Mapping[str, FittedClassifier], held_out: Figures) -> LearnedValues:
    """The classifiers of a clause with values as they stand in a file."""
    return LearnedValues(
        asked=asked,
        values={
            value: LearnedValue(
                weights=tuple(map(_short, one.weights)),
                bias=_short(one.bias),
                slope=_short(one.slope),
                shift=_short(one.shift),
            )
            for value, one in fitted.items()
        },
        held_out=held_out,
    )


def learned(fitted: FittedClassifier, asked: str, held_out: Figures) -> LearnedClause:
    """A classifier as it stands in a file."""
    return LearnedClause(
        asked=asked,
        weights=tuple(map(_short, fitted.weights)),
        bias=_short(fitted.bias),
        slope=_short(fitted.slope),
        shift=_short(fitted.shift),
        held_out=held_out,
    )


def held_out(
    texts: Sequence[str],
    labels: Mapping[str, Mapping[int, bool]],
    groups: Sequence[int],
    seed: int,
    values: Mapping[str, Mapping[int, str]] | None = None,
    fitted: Callable[[Sequence[str]], Any] = TermRows.fitted,
) -> dict[str, Figures]:
    """How each clause does on groups that are not learned from, each group held out once.

    `labels` has the right answers of a clause by the number of the text, and `values` those of clauses with values.
    `fitted` gives what makes rows of texts, from those that are learned from.
    """
    selection = needed("sklearn.model_selection")
    count = min(FOLDS, len(set(groups)))
    folds = selection.GroupKFold(count, shuffle=True, random_state=seed)
    said: dict[str, list[tuple[bool, float]]] = {name: [] for name in labels}
    told: dict[str, list[tuple[str, str | None, float]]] = {name: [] for name in values or {}}
    for train, test in folds.split(texts, groups=groups):
        rows = fitted([texts[at] for at in train])
        known, asked = rows([texts[at] for at in train]), rows([texts[at] for at in test])
        place = {int(at): number for number, at in enumerate(train)}
        tested = {int(at): number for number, at in enumerate(test)}
        for name, right in labels.items():
            at = [one for one in right if one in place]
            truth, of = [right[one] for one in at], [groups[one] for one in at]
            left = [one for one in right if one in tested]
            if not left or not truth:
                continue
            if len({*truth}) == 1 or _folds(truth, of) < 2:  # nothing to be told apart
                chances = [sum(truth) / len(truth)] * len(left)
            else:
                made = fit(known[[place[one] for one in at]], truth, of, seed)
                chances = made.probabilities(asked[[tested[one] for one in left]])
            said[name] += [(right[one], chance) for one, chance in zip(left, chances, strict=True)]
        for name, given in (values or {}).items():
            at, left = [one for one in given if one in place], [one for one in given if one in tested]
            if not at or not left:
                continue
            right_values, of = [given[one] for one in at], [groups[one] for one in at]
            by_value = fit_values(known[[place[one] for one in at]], right_values, of, seed)
            chosen = likeliest(by_value, asked[[tested[one] for one in left]])
            told[name] += [(given[one], value, chance) for one, (value, chance) in zip(left, chosen, strict=True)]
    return {name: figures(pairs) for name, pairs in said.items()} | {
        name: figures_of_values(triples) for name, triples in told.items()
    }


def likeliest(fitted: Mapping[str, FittedClassifier], rows: Any) -> list[tuple[str | None, float]]:
    """The likeliest value of each row, and how likely it is; None where nothing was fitted."""
    columns = {value: one.probabilities(rows) for value, one in fitted.items()}
    return [
        of_chances({value: chances[number] for value, chances in columns.items()}) for number in range(rows.shape[0])
    ]


def figures_of_values(told: Sequence[tuple[str, str | None, float]]) -> Figures:
    """The figures of right values, the values that were told, and how likely these were.

    >>> figures_of_values([("a", "a", 0.9), ("a", "b", 0.5), ("b", "b", 0.8)]).balanced
    0.75
    """
    counts = Counter(right for right, _, _ in told)
    hits = Counter(right for right, value, _ in told if right == value)
    sure = [right == value for right, value, chance in told if chance >= _SURE_YES]
    total = len(told)
    return Figures(
        texts=total,
        yes=max(counts.values(), default=0),
        base=max(counts.values(), default=0) / total if total else 0.0,
        accuracy=sum(hits.values()) / total if total else 0.0,
        balanced=sum(hits[value] / count for value, count in counts.items()) / len(counts) if counts else 0.0,
        auc=None,
        decided=len(sure) / total if total else 0.0,
        right=sum(sure) / len(sure) if sure else None,
    )


def figures(said: Sequence[tuple[bool, float]]) -> Figures:
    """The figures of right answers and probabilities.

    >>> figures([(True, 0.9), (True, 0.6), (False, 0.1), (False, 0.7)]).accuracy
    0.75
    """
    yes, no = [one for right, one in said if right], [one for right, one in said if not right]
    right_yes, right_no = sum(one >= _HALF for one in yes), sum(one < _HALF for one in no)
    sure = [(right, one >= _HALF) for right, one in said if one <= _SURE_NO or one >= _SURE_YES]
    halves = [hit / len(part) for hit, part in ((right_yes, yes), (right_no, no)) if part]
    auc = float(needed("sklearn.metrics").roc_auc_score(*zip(*said, strict=True))) if yes and no else None
    return Figures(
        texts=len(said),
        yes=len(yes),
        base=max(len(yes), len(no)) / len(said) if said else 0.0,
        accuracy=(right_yes + right_no) / len(said) if said else 0.0,
        balanced=sum(halves) / len(halves) if halves else 0.0,
        auc=auc,
        decided=len(sure) / len(said) if said else 0.0,
        right=sum(right == one for right, one in sure) / len(sure) if sure else None,
    )


def _folds(labels: Sequence[bool], groups: Sequence[int]) -> int:
    """How many folds have both answers in each, at most."""
    counts = [
        len({group for label, group in zip(labels, groups, strict=True) if label is answer}) for answer in (True, False)
    ]
    return max(2, min(FOLDS, *counts)) if min(counts) >= 2 else 1


def _regression(strength: float) -> Any:
    # Of a few rows with thousands of columns this solver is done in a tenth of the time.
    return _logistic(C=strength, solver="liblinear", random_state=0)


def _logistic(**settings: Any) -> Any:
    return needed("sklearn.linear_model").LogisticRegression(max_iter=2000, **settings)
