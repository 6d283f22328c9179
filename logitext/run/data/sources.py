"""The data of a run: names of files, folders and patterns into readers, and their records one after the other."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from zlib import crc32

from logitext.reading.format import ReadingFormat as TextFormat
from logitext.run.data.arrow import Columnar
from logitext.run.data.formats import BY_SUFFIX, DataFormat
from logitext.run.data.json_lines import JsonLines
from logitext.run.data.opening import STDIN, file_system, is_url, opened
from logitext.run.data.record import DataReader, DataRecord, unreadable
from logitext.run.data.separated import Separated
from logitext.run.data.text_files import TextFiles
from logitext.run.names import DocumentNames
from logitext.syntax.diagnostics import Diagnostic, InputError
from logitext.syntax.read import MAX_BYTES, read_bytes

_MAGIC = "*?["


class Data:
    """All records of the data, in its order. `mark` is the checksum of all that were given so far."""

    def __init__(self, readers: Sequence[DataReader]) -> None:
        self.readers = readers
        self.mark = 0
        self._at = 0

    def columns(self) -> dict[str, Sequence[str] | None]:
        """The columns by the name of what has them; None where they are not known before it is read."""
        return {reader.name: reader.columns() for reader in self.readers}

    def names(self, *, ids: bool) -> DocumentNames:
        """What documents are called; with `ids`, by a column of the data."""
        texts = [file for one in self.readers if isinstance(one, TextFiles) for file in one.files]
        tables = [one.name for one in self.readers if not isinstance(one, TextFiles)]
        return DocumentNames(ids=ids, texts=texts, tables=tables)

    def records(self, wanted: Sequence[str] | None = None) -> Iterator[DataRecord]:
        """Each record, its `mark` that of all records up to it."""
        self.mark = 0
        for at, reader in enumerate(self.readers):
            self._at = at
            for record in reader.records(wanted):
                self.mark = record.mark = crc32(record.mark.to_bytes(4, "big"), self.mark)
                yield record
        self._at = len(self.readers)

    def share(self) -> float | None:
        """Which share of the data has been read; None where that is not known."""
        if self._at >= len(self.readers):
            return 1.0
        share = self.readers[self._at].share()
        return None if share is None else (self._at + share) / len(self.readers)


def data_of(names: Sequence[str], format: DataFormat | None = None, reads: TextFormat | None = None) -> Data:
    """The data in files, folders and patterns. InputError with all that is wrong with the names.

    `format` is that of all files, where their names do not say it; `reads` says how text files are read.
    """
    problems: list[Diagnostic] = []
    files: list[tuple[str, DataFormat]] = []
    for name in names:
        try:
            found = _expanded(name)
            files += [(file, format or _format_of(file)) for file in found]
            if format is None:
                problems += [_no_data(file) for file in found if _suffix(file) in _OTHER]
        except InputError as error:
            problems += error.diagnostics
    texts = [file for file, kind in files if kind == "text"]
    if texts and len(texts) < len(files):
        table = next(file for file, kind in files if kind != "text")
        message = f"the data mixes tables ({table}) and texts ({texts[0]})"
        problems.append(Diagnostic("NLT640", message, hint="run them apart, or name the one format that all have"))
    if problems:
        raise InputError(problems)
    if texts:
        if texts == [STDIN]:
            return Data([TextFiles("standard input", texts, _read_stdin, reads)])
        return Data([TextFiles(names[0] if len(names) == 1 else f"{len(texts)} files", texts, _read_text, reads)])
    return Data([_reader(file, kind) for file, kind in files])


def reads_file(name: str, path: Path) -> bool:
    """Whether a name of data stands for this file, or will once the file is written."""
    if name == STDIN or is_url(name):
        return False
    place = Path(name)
    if place.is_dir():
        within = path.absolute().parent.resolve()
        return within.is_relative_to(place.resolve()) and not _hidden(str(within), str(place.resolve()))
    if any(map(name.count, _MAGIC)) and not place.exists():
        pattern, file = str(place.absolute()), path.absolute()
        return fnmatch(str(file), pattern.replace("**/", "*")) if "**" in name else file.match(pattern)
    return path.exists() and place.exists() and place.samefile(path)


def looks_like_data(name: str) -> bool:
    """Whether a name on a command line is surely data: a table, a folder, a pattern, a URL or standard input."""
    return (
        name == STDIN
        or is_url(name)
        or _suffix(name) in BY_SUFFIX
        or Path(name).is_dir()
        or any(map(name.count, _MAGIC))
    )


def _reader(file: str, format: DataFormat) -> DataReader:
    source = opened(file)
    match format:
        case "jsonl":
            return JsonLines(source)
        case "csv":
            return Separated(source, ",")
        case "tsv":
            return Separated(source, "\t")
        case _:
            return Columnar(source, parquet=format == "parquet")


def _suffix(name: str) -> str:
    lower = name.lower()
    return Path(lower.removesuffix(".gz")).suffix


def _format_of(name: str) -> DataFormat:
    return "jsonl" if name == STDIN else BY_SUFFIX.get(_suffix(name), "text")


_SHEET = "save the sheet as CSV, in UTF-8"
_OTHER = {
    ".json": "JSON Lines have a record a line: `jq -c '.[]' FILE > records.jsonl` writes them; where each file is one "
    "text, name the format `text`",
    ".xlsx": _SHEET,
    ".xls": _SHEET,
    ".ods": _SHEET,
}
"""The ends of names of what holds records, and is no format of data."""


def _no_data(name: str) -> Diagnostic:
    suffix = _suffix(name)
    return Diagnostic("NLT640", f"cannot read {name}: `{suffix}` is no format of data", hint=_OTHER[suffix])


def _expanded(name: str) -> list[str]:
    """The files that a name stands for. InputError where there are none."""
    if name == STDIN:
        return [name]
    if is_url(name):
        files, path = file_system(name)
        found = sorted(map(files.unstrip_protocol, files.glob(path))) if any(map(name.count, _MAGIC)) else [name]
        if not found or not files.exists(path if found == [name] else found[0]):
            raise unreadable(name, "there is no such file")
        if found == [name] and files.isdir(path):
            return _shown(name, sorted(map(files.unstrip_protocol, files.find(path))))
        return found
    place = Path(name)
    if place.is_dir():
        found = [
            os.path.join(folder, file)  # noqa: PTH118  # names stay as they are given
            for folder, folders, inside in os.walk(name)
            for file in inside
            if not folders.sort() and not _hidden(folder, name)
        ]
        return _shown(name, sorted(found))
    if any(map(name.count, _MAGIC)) and not place.exists():
        return _shown(name, sorted(file for file in glob.glob(name, recursive=True) if Path(file).is_file()))  # noqa: PTH207  # likewise
    if not place.exists():
        raise unreadable(name, "there is no such file")
    return [name]


def _shown(name: str, files: Sequence[str]) -> list[str]:
    """The files that count: none that is hidden, or says that a job is done (`_SUCCESS`)."""
    found = [file for file in files if not Path(file).name.startswith((".", "_"))]
    if not found:
        raise unreadable(name, "no file is there")
    return found


def _hidden(folder: str, within: str) -> bool:
    return any(part.startswith(".") for part in Path(folder).relative_to(within).parts)


def _read_text(name: str) -> bytes:
    if not is_url(name):
        return read_bytes(Path(name))
    files, path = file_system(name)
    with files.open(path, "rb") as file:
        data: bytes = file.read(MAX_BYTES + 1)
    return data


def _read_stdin(_name: str) -> bytes:
    with opened(STDIN).open() as file:
        return file.read(MAX_BYTES + 1)
