"""How learned theories do on texts that they have not seen: `python -m benchmarks.learned --data DIR`.

Two public sets in five parts; each part is judged by classifiers that are fitted to the four others, as `logitext
learn` fits them: over words and pieces of words, and with `--embedding FOLDER` over what a model of sentences makes of
a text. The texts of a template stand in one part together. Intervals are of 95 %, by drawing templates.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from benchmarks.trust.fitted import SETS, Fitted, Labelled, Said, labelled, said
from logitext.theory.learned.embedding import EmbeddingRows
from logitext.theory.learned.terms import needed
from logitext.theory.protocol import Thresholds

PARTS = 5
DRAWS = 1000
USUAL = Thresholds()


@dataclass(frozen=True)
class LearnedFigures:
    """Means over the clauses, and what the policy makes of them: the likeliest verdict, and those that logic entails.

    `accuracy` and `balanced` are of the likeliest verdict, and have the ends of their intervals; `decided` is the share
    of texts whose verdict follows from clauses that are sure enough, and `right` the share of these that is right.
    """

    clauses: float
    auc: float
    accuracy: tuple[float, float, float]
    balanced: tuple[float, float, float]
    decided: float
    right: float | None


def held_out(of: Labelled) -> dict[str, list[float]]:
    """How likely each clause is by each text, from classifiers that learned from other templates."""
    found: dict[str, list[float]] = {name: [0.0] * len(of.instances) for name in of.clauses}
    for part in range(PARTS):
        wanted = [at for at, fold in enumerate(of.folds) if fold % PARTS == part]
        others = [at for at, fold in enumerate(of.folds) if fold % PARTS != part]
        by_text = said(of, others, wanted)
        for name in of.clauses:
            for at in wanted:
                found[name][at] = by_text[name]["\n".join(of.instances[at].texts.values())]
    return found


def figures(of: Labelled, likely: Mapping[str, Sequence[float]]) -> LearnedFigures:
    """What probabilities of clauses come to."""
    area = needed("sklearn.metrics").roc_auc_score
    truths = {name: [of.label(at, name) for at in range(len(of.instances))] for name in of.clauses}
    accuracies = [
        fmean((one >= 0.5) is true for one, true in zip(likely[name], truths[name], strict=True)) for name in truths
    ]
    aucs = [float(area(truths[name], likely[name])) for name in truths if len(set(truths[name])) == 2]
    texts = ["\n".join(one.texts.values()) for one in of.instances]
    by_text: Said = {name: dict(zip(texts, likely[name], strict=True)) for name in of.clauses}
    theory = Fitted("learned", by_text)
    theory.thresholds = USUAL
    right = [of.label(at, of.verdict) for at in range(len(texts))]
    likeliest: list[bool] = []
    entailed: list[bool] = []
    given = [dict(one.texts) for one in of.instances]
    for result, true in zip(
        of.policy.check_many(given, theory=theory, verdicts=[of.verdict], probability=True), right, strict=True
    ):
        assert result.probability is not None
        likeliest.append((result.probability[of.verdict].of(True) >= 0.5) is true)
        if (verdict := result.verdicts[of.verdict].value) is not None:
            entailed.append(verdict is true)
    return LearnedFigures(
        fmean(accuracies),
        fmean(aucs),
        drawn(of.templates, likeliest, right, lambda hits, _: fmean(hits)),
        drawn(of.templates, likeliest, right, balanced),
        len(entailed) / len(texts),
        fmean(entailed) if entailed else None,
    )


def balanced(hits: Sequence[bool], right: Sequence[bool]) -> float:
    """The mean of the shares that are right among yes and among no."""
    sides = [[hit for hit, true in zip(hits, right, strict=True) if true is side] for side in (True, False)]
    return fmean(fmean(side) for side in sides if side)


def drawn(
    templates: Sequence[Hashable],
    hits: Sequence[bool],
    right: Sequence[bool],
    share: Callable[[Sequence[bool], Sequence[bool]], float],
) -> tuple[float, float, float]:
    """A share, and where 95 of 100 lie of those of as many templates, drawn with repetition."""
    places: dict[Hashable, list[int]] = defaultdict(list)
    for at, name in enumerate(templates):
        places[name].append(at)
    groups, random = list(places.values()), Random(0)
    found = []
    for _ in range(DRAWS):
        chosen = [at for group in random.choices(groups, k=len(groups)) for at in group]
        found.append(share([hits[at] for at in chosen], [right[at] for at in chosen]))
    found.sort()
    return share(hits, right), found[round(0.025 * (DRAWS - 1))], found[round(0.975 * (DRAWS - 1))]


def ways(of: Labelled, embedding: Path | None) -> dict[str, Labelled]:
    """The set with rows by words, and by a model of sentences where one is named."""
    found = {"words (TF-IDF)": of}
    if embedding is not None:
        model = EmbeddingRows.in_folder(embedding)
        rows = model(["\n\n".join(one.texts.values()) for one in of.instances])
        found[embedding.name] = replace(of, rows=rows)
    return found


def lines(name: str, data: Path, embedding: Path | None) -> list[str]:
    """The table of a set."""
    of = labelled(name, data)
    right = [of.label(at, of.verdict) for at in range(len(of.instances))]
    shares = [fmean(of.label(at, clause) for at in range(len(right))) for clause in of.clauses]
    usual = fmean(max(share, 1 - share) for share in shares), max(fmean(right), 1 - fmean(right))
    found = [
        f"{name}: {len(right)} texts of {len(set(of.templates))} templates, {len(of.clauses)} clauses, `{of.verdict}`",
        f"{'':<22} {'clauses':>7} {'AUC':>5}  {'verdict':<19} {'balanced':<19} {'decided':>7} {'right':>6}",
        f"{'always the usual one':<22} {usual[0]:>7.3f} {0.5:>5.2f}  {usual[1]:<19.3f} {0.5:<19.3f}",
    ]
    for way, rows in ways(of, embedding).items():
        one = figures(rows, held_out(rows))
        shown = "" if one.right is None else f"{one.right:.3f}"
        found.append(
            f"{way:<22} {one.clauses:>7.3f} {one.auc:>5.2f}  {_shown(one.accuracy):<19} {_shown(one.balanced):<19} "
            f"{one.decided:>7.3f} {shown:>6}"
        )
    return found


def _shown(share: tuple[float, float, float]) -> str:
    return "{:.3f} ({:.3f}–{:.3f})".format(*share)


def main(arguments: Any = None) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Measure learned theories on texts of templates that were held out.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with the sets")
    parser.add_argument("--embedding", type=Path, help="the folder of a model of sentences, as `learn` takes it")
    parser.add_argument("--set", dest="sets", action="append", choices=list(SETS), help="only this set")
    given = parser.parse_args(arguments)
    for name in given.sets or SETS:
        print("\n".join(lines(name, given.data, given.embedding)), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
