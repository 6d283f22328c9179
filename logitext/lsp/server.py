"""The language server: hears of changes, says what is wrong, and answers what an editor asks."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from logitext.api.without_texts.mistakes import lint_policy
from logitext.lsp import colouring, completing, finding, folding, looking, renaming
from logitext.lsp.analysis import Analysis, analyse
from logitext.lsp.names import Use
from logitext.lsp.positions import Encoding, Positions
from logitext.syntax.diagnostics import Diagnostic, PolicyError
from logitext.syntax.printing.format import UnfaithfulError, format_source
from logitext.syntax.read import read_text
from logitext.syntax.source import Source
from logitext.version import __version__

MOST_FILES = 500
"""How many files of a folder are looked at for uses of a name."""


class EditorServer(LanguageServer):
    """A server of one editor."""

    def __init__(self) -> None:
        # Whole texts: what counts as the end of a line is then ours to say.
        super().__init__("logitext", __version__, types.TextDocumentSyncKind.Full)
        self._analyses: dict[str, tuple[int | None, Analysis]] = {}
        self.pause = 0.0
        """Seconds from a change until it is looked at: as long as the last look took, so that typing is not held up."""

    @property
    def encoding(self) -> Encoding:
        """The units in which the editor counts columns."""
        found = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        return "utf-8" if found == "utf-8" else "utf-32" if found == "utf-32" else "utf-16"

    def analysis(self, uri: str) -> Analysis:
        """What is known of a document, as the editor has it. JsonRpcInvalidParams where it cannot be read."""
        document = self.workspace.get_text_document(uri)
        kept = self._analyses.get(uri)
        if kept is None or kept[0] != document.version or document.version is None:
            name = uris.to_fs_path(uri) if uri.startswith("file:") else uri
            try:
                text = document.source  # as the editor has it; from the disk where it is not open
            except (OSError, ValueError) as error:
                raise JsonRpcInvalidParams(f"the document cannot be read: {uri}") from error
            earlier = None if kept is None else kept[1]
            kept = self._analyses[uri] = (document.version, analyse(Source(name or uri, text), earlier))
        return kept[1]

    def forget(self, uri: str) -> None:
        """Let go of a document that is closed; others may read it from the disk now."""
        self._analyses.clear()

    def places(self, source: Source) -> Positions:
        """The places of a source, as the editor counts them."""
        return Positions(source, self.encoding)

    def use(self, uri: str, position: types.Position) -> tuple[Analysis, Use | None]:
        """The name at a place."""
        analysis = self.analysis(uri)
        return analysis, analysis.at(self.places(analysis.source).offset(position))

    def publish(self, uri: str, more: tuple[Diagnostic, ...] = ()) -> None:
        """Say what is wrong with a document."""
        begun = time.perf_counter()
        analysis = self.analysis(uri)
        places = self.places(analysis.source)
        found = [finding.shown(analysis, one, places) for one in (*analysis.diagnostics, *more)]
        self.pause = min(1.0, time.perf_counter() - begun)
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def others(self, uri: str) -> list[Analysis]:
        """The policies of the editor's folders, and those that are open, but for this one."""
        found = {one: self.analysis(one) for one in list(self.workspace.text_documents) if one != uri}
        for folder in self.workspace.folders.values():
            root = uris.to_fs_path(folder.uri)
            if root is None:
                continue
            for count, path in enumerate(sorted(Path(root).rglob("*.nltc"))):
                address = Positions.uri(str(path))
                if count >= MOST_FILES or address == uri or address in found:
                    continue
                try:
                    found[address] = analyse(Source(str(path), read_text(path)))
                except ValueError:  # it cannot be read
                    continue
        return list(found.values())


def made() -> EditorServer:
    """A server with all that it answers."""
    server = EditorServer()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await looked_through(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        server._analyses.clear()  # other files may use this one
        await looked_through(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        await asyncio.sleep(server.pause)
        if server.workspace.get_text_document(uri).version == params.text_document.version:  # nothing came since
            server.publish(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))

    async def looked_through(uri: str) -> None:
        """Say what is wrong at once, and what logic finds as soon as it is known."""
        server.publish(uri)
        analysis = server.analysis(uri)
        if analysis.diagnostics or analysis.policy is None:
            return
        found = await asyncio.to_thread(lint_policy, analysis.policy)
        if found and server.analysis(uri) is analysis:  # it was not changed meanwhile
            server.publish(uri, tuple(found))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        analysis, use = server.use(params.text_document.uri, params.position)
        said = None if use is None else looking.hover(analysis, use)
        if use is None or said is None:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, said)
        return types.Hover(content, server.places(analysis.source).range(use.span))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def definition(params: types.DefinitionParams) -> types.Location | None:
        analysis, use = server.use(params.text_document.uri, params.position)
        found = None if use is None else looking.definition(analysis, use)
        if found is None:
            return None
        source, span = found
        return types.Location(Positions.uri(source.name), server.places(source).range(span))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def references(params: types.ReferenceParams) -> list[types.Location]:
        analysis, use = server.use(params.text_document.uri, params.position)
        if use is None:
            return []
        return [
            types.Location(Positions.uri(source.name), server.places(source).range(one.span))
            for source, one in looking.references(analysis, use)
            if params.context.include_declaration or not one.declares
        ]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare_rename(params: types.PrepareRenameParams) -> types.Range | None:
        analysis, use = server.use(params.text_document.uri, params.position)
        if use is None or not renaming.can_be_renamed(analysis, use):
            return None
        return server.places(analysis.source).range(use.span)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        analysis, use = server.use(params.text_document.uri, params.position)
        if use is None:
            return None
        try:
            edits = renaming.rename(analysis, server.others(params.text_document.uri), use, params.new_name)
        except renaming.RenameRefusedError as error:
            raise JsonRpcInvalidParams(str(error)) from None
        changes: dict[str, list[types.TextEdit]] = {}
        for source, span, new in edits:
            edit = types.TextEdit(server.places(source).range(span), new)
            changes.setdefault(Positions.uri(source.name), []).append(edit)
        return types.WorkspaceEdit(changes)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION)
    def completion(params: types.CompletionParams) -> list[types.CompletionItem]:
        analysis = server.analysis(params.text_document.uri)
        return list(completing.completions(analysis, server.places(analysis.source).offset(params.position)))

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatting(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        analysis = server.analysis(params.text_document.uri)
        try:
            new = format_source(analysis.source)
        except (PolicyError, UnfaithfulError):  # what is wrong is said already, and stays as it is
            return None
        if new == analysis.source.text:
            return []
        places = server.places(analysis.source)
        whole = types.Range(types.Position(0, 0), places.position(len(analysis.source.text)))
        return [types.TextEdit(whole, new)]

    legend = types.SemanticTokensLegend(list(colouring.TYPES), [])

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, legend)
    def colours(params: types.SemanticTokensParams) -> types.SemanticTokens:
        analysis = server.analysis(params.text_document.uri)
        return types.SemanticTokens(colouring.encoded(analysis, server.places(analysis.source)))

    kinds = types.CodeActionOptions([types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        places = server.places(analysis.source)
        span = places.span(params.range)
        return [
            types.CodeAction(
                f"Write `{word}`",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[finding.shown(analysis, found, places)],
                edit=types.WorkspaceEdit({uri: [types.TextEdit(places.range(found.span), word)]}),
            )
            for found, word in finding.fixes(analysis, span)
            if found.span is not None
        ]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folds(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        return list(folding.folds(server.analysis(params.text_document.uri)))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        analysis = server.analysis(params.text_document.uri)
        places = server.places(analysis.source)
        return [
            types.DocumentSymbol(
                name,
                types.SymbolKind.Event if kind in ("verdict", "violation") else types.SymbolKind.Field,
                places.range(declared.statement.span),
                places.range(declared.span),
                detail=kind,
            )
            for name, declared in analysis.declared.items()
            if declared.source is analysis.source and (kind := looking.kind_of(declared, name)) != "label"
        ]

    return server
