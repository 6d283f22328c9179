"""Changes one answer in an answers file and leaves the rest as somebody wrote it: order, layout and comments.

The text is patched where the answer stands (see `patch`). Then it is read again; if it does not say exactly what it
should, for a layout that nobody thought of, the whole file is written anew, without its comments.
"""

from __future__ import annotations

from logitext.policy.sorts import Value as SortValue
from logitext.syntax.source import Source
from logitext.theory.basis import Basis
from logitext.theory.files.answers_file import parse
from logitext.theory.files.nodes import List, Map, Node, Scalar, is_null
from logitext.theory.files.patch import PatchPath, PlainData, PlainWord, patched, spelled_data, spelled_key, word_of
from logitext.theory.files.problems import Problems


def with_answer(
    source: Source, document: str | None, clause: str, value: SortValue | None, basis: Basis | None = None
) -> str:
    r"""The text of an answers file with the answer to a clause put in, or in place of the one that is there.

    `basis` is what the answer was given to, where it is to stand beside it.

    InputError where the file is not well-formed.

    >>> print(with_answer(Source("a.yaml", "# mine\nrude: yes  # sure\n"), None, "kind", False), end="")
    # mine
    rude: yes  # sure
    kind: false
    """
    root = _parsed(source)
    word: PlainData = word_of(value, quoted=isinstance(root, Map) and root.flow)
    return _edited(source, root, _path(document, clause), word if basis is None else _given_to(word, basis))


def without_answer(source: Source, document: str | None, clause: str) -> str:
    r"""The text of an answers file with the answer to a clause taken out, if it is there.

    >>> without_answer(Source("a.yaml", "rude: yes\nkind: no\n"), None, "rude")
    'kind: no\n'
    """
    return _edited(source, _parsed(source), _path(document, clause), None)


def _given_to(word: PlainData, basis: Basis) -> PlainData:
    """The word with what was answered, as the parts of an entry; nothing that the basis does not know."""
    data: dict[str, PlainData] = {"value": word}
    if basis.clause is not None:
        data["clause"] = PlainWord(basis.clause, False)
    if basis.texts:
        data["texts"] = {name: PlainWord(hash_ or "", hash_ is None) for name, hash_ in basis.texts.items()}
    return data


def _path(document: str | None, clause: str) -> PatchPath:
    return (clause,) if document is None else ("texts", document, clause)


def _edited(source: Source, root: Node, path: PatchPath, word: PlainData | None) -> str:
    before = _data(root)
    wanted = _changed(before if isinstance(before, dict) else {}, path, word)
    if wanted == before:
        return source.text
    text = patched(source.text, root, path, word)
    if text is not None and _says(Source(source.name, text), wanted):
        return text
    return _written(wanted, isinstance(root, Map) and root.flow)


def _says(source: Source, wanted: PlainData) -> bool:
    try:
        return _data(_parsed(source)) == wanted
    except ValueError:  # InputError is one: the patch broke the file
        return False


def _parsed(source: Source) -> Node:
    problems = Problems(source)
    root = parse(source, problems)
    problems.raise_any()
    assert root is not None
    return root


def _data(node: Node) -> PlainData:
    match node:
        case Map(pairs):
            return {key.text: _data(value) for key, value in pairs}
        case List(items):
            return tuple(_data(item) for item in items)
        case Scalar(text, plain, _):
            return PlainWord("", True) if is_null(node) else PlainWord(text, plain)
    raise AssertionError(node)


def _changed(data: dict[str, PlainData], path: PatchPath, word: PlainData | None) -> dict[str, PlainData]:
    """The data with others at the path, or with nothing there; what is left empty by that goes too."""
    first, *rest = path
    changed = dict(data)
    if rest:
        below = data.get(first)
        if word is None and not isinstance(below, dict):
            return data
        inner = _changed(below if isinstance(below, dict) else {}, tuple(rest), word)
        if inner or inner == below:
            changed[first] = inner
        else:
            del changed[first]
    elif word is not None:
        changed[first] = word
    else:
        changed.pop(first, None)
    return changed


def _written(data: PlainData, flow: bool) -> str:
    """The file anew."""
    if flow or not data:
        return spelled_data(data, flow=True) + "\n"
    return _in_block(data, "")


def _in_block(data: PlainData, indent: str) -> str:
    assert isinstance(data, dict)
    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            lines.append(f"{indent}{spelled_key(key, False)}:\n{_in_block(value, indent + '  ')}")
        else:
            shown = spelled_data(value, flow=True)
            lines.append(f"{indent}{spelled_key(key, False)}: {shown}\n")
    return "".join(lines)
