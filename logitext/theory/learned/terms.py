"""Texts as rows of numbers: words and characters, weighted by how rare they are (TF-IDF, by scikit-learn)."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.theory.learned.file import Terms

MOST_WORDS, MOST_CHARACTERS = 20_000, 30_000


def needed(package: str) -> Any:
    """A package of the extra `learned`. InputError where it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError:
        message = f"learned theories need the package `{package.partition('.')[0]}`, which is not installed"
        if package.partition(".")[0] in ("numpy", "scipy", "sklearn"):
            hint = "install the extra `learned`: `pip install 'logitext[learned]'`"
        else:
            hint = f"install it: `pip install {package.replace('_', '-')}`"
        raise InputError([Diagnostic("NLT648", message, hint=hint)]) from None


class TermRows:
    """Makes rows of texts. The ways to count are fixed here; what was learned are the terms alone."""

    def __init__(self, words: Any, characters: Any) -> None:
        self._words, self._characters = words, characters
        self._unigrams = words.build_tokenizer()

    @classmethod
    def fitted(cls, texts: Sequence[str]) -> TermRows:
        """With the terms that stand in two of the texts at least. ValueError where there are none."""
        rows = cls(_vectorizer("word", MOST_WORDS), _vectorizer("char_wb", MOST_CHARACTERS))
        rows._words.fit(texts)
        rows._characters.fit(texts)
        return rows

    @classmethod
    def of(cls, words: Terms, characters: Terms) -> TermRows:
        """With the terms of a file."""
        made = []
        for analyzer, terms in (("word", words), ("char_wb", characters)):
            vectorizer = _vectorizer(analyzer, None, {term: number for number, term in enumerate(terms.terms)})
            vectorizer.idf_ = needed("numpy").asarray(terms.idf, dtype=float)
            made.append(vectorizer)
        return cls(*made)

    def terms(self) -> tuple[Terms, Terms]:
        """The terms, in the order of the columns."""
        made = []
        for vectorizer in (self._words, self._characters):
            names = vectorizer.get_feature_names_out().tolist()
            made.append(Terms(terms=tuple(names), idf=tuple(_short(one) for one in vectorizer.idf_)))
        return made[0], made[1]

    def __call__(self, texts: Sequence[str]) -> Any:
        """The rows of texts: a sparse matrix."""
        halves = [self._words.transform(texts), self._characters.transform(texts)]
        return needed("scipy.sparse").hstack(halves).tocsr()

    def cells(self, text: str) -> list[tuple[int, float]]:
        """The columns of a text's row that are not 0, with their numbers."""
        row = self([text])
        return list(zip(row.indices.tolist(), row.data.tolist(), strict=True))

    def unlike(self, known: float, least: float) -> str:
        """In which way a text is unlike the others."""
        return f"of its words it knows {known:.0%}, not {least:.0%}"

    def known(self, text: str) -> float:
        """The share of the words of a text that are among the terms; 0 for a text without words."""
        words = self._unigrams(text.lower())
        return sum(word in self._words.vocabulary_ for word in words) / len(words) if words else 0.0


def _vectorizer(analyzer: str, most: int | None, vocabulary: dict[str, int] | None = None) -> Any:
    return needed("sklearn.feature_extraction.text").TfidfVectorizer(
        analyzer=analyzer,
        ngram_range=(1, 2) if analyzer == "word" else (3, 5),
        min_df=2 if vocabulary is None else 1,
        max_features=most,
        sublinear_tf=True,
        vocabulary=vocabulary,
    )


def _short(number: Any) -> float:
    """A number with as many digits as matter."""
    return float(f"{float(number):.6g}")
