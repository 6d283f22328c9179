"""The language server, started by a real client as an editor starts it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient

WRONG = "{{text post let rude = [[is \U0001f600 rude]]}}\n\U0001f600 {{violation v = rud}}\n"
RIGHT = "{{text post   let rude = [[is rude]] let idle = [[is idle]]  violation v = rude}}\n"


class Editor:
    """An editor with one document."""

    def __init__(self, client: LanguageClient, uri: str) -> None:
        self.client = client
        self.document = types.TextDocumentIdentifier(uri)
        self.version = 0
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

    def at(self, line: int, character: int) -> dict[str, Any]:
        return {"text_document": self.document, "position": types.Position(line, character)}

    def open(self, text: str) -> None:
        self.version += 1
        item = types.TextDocumentItem(self.document.uri, "nltc", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, text: str) -> None:
        self.version += 1
        version = types.VersionedTextDocumentIdentifier(uri=self.document.uri, version=self.version)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(version, [change]))

    async def codes(self, version: int | None = None) -> list[str]:
        """The codes that are told next, of this version of the document."""
        while True:
            told = await self.told.get()
            if told.version == (version or self.version):
                return [str(one.code) for one in told.diagnostics]


@asynccontextmanager
async def editor(folder: Path) -> AsyncIterator[Editor]:
    client = LanguageClient("tests", "1")
    found = Editor(client, (folder / "p.nltc").as_uri())

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]  # of pygls
    def told(params: types.PublishDiagnosticsParams) -> None:
        found.told.put_nowait(params)

    await client.start_io(sys.executable, "-m", "logitext", "lsp")
    folders = [types.WorkspaceFolder(folder.as_uri(), "tests")]
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), workspace_folders=folders))
    client.initialized(types.InitializedParams())
    try:
        yield found
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        server = client._server
        await client.stop()  # type: ignore[no-untyped-call]  # of pygls
        assert server is not None
        assert await server.wait() == 0


def test_an_editor(tmp_path: Path) -> None:
    (tmp_path / "other.nltc").write_text('{{text t  use "p.nltc"  verdict w = rude}}')

    async def work() -> None:
        async with editor(tmp_path) as one:
            client = one.client
            one.open(WRONG)
            told = await one.told.get()
            (wrong,) = told.diagnostics
            assert (wrong.code, wrong.range.start, wrong.range.end) == (
                "NLT201",
                types.Position(1, 19),
                types.Position(1, 22),
            )
            context = types.CodeActionContext([wrong])
            action = types.CodeActionParams(one.document, wrong.range, context)
            (fix,) = await client.text_document_code_action_async(action) or ()
            assert fix.title == "Write `rude`"
            one.change(RIGHT)
            assert await one.codes() == []
            (tmp_path / "p.nltc").write_text(RIGHT)
            client.text_document_did_save(types.DidSaveTextDocumentParams(one.document))
            assert await one.codes() == []
            assert "NLT702" in await one.codes()  # what logic finds: a clause that decides nothing
            hover = await client.text_document_hover_async(types.HoverParams(**one.at(0, 77)))
            assert hover is not None
            assert "clause `rude`: Bool" in str(hover.contents)
            place = await client.text_document_definition_async(types.DefinitionParams(**one.at(0, 77)))
            assert isinstance(place, types.Location)
            assert place.range.start == types.Position(0, 18)
            every = types.ReferenceParams(**one.at(0, 77), context=types.ReferenceContext(include_declaration=False))
            assert len(await client.text_document_references_async(every) or ()) == 1
            new = types.RenameParams(**one.at(0, 77), new_name="coarse")
            edit = await client.text_document_rename_async(new)
            assert edit is not None
            assert edit.changes is not None
            assert {Path(uri).name: len(edits) for uri, edits in edit.changes.items()} == {"p.nltc": 2, "other.nltc": 1}
            nowhere = types.TextDocumentIdentifier((tmp_path / "none.nltc").as_uri())
            with pytest.raises(JsonRpcException, match="the document cannot be read"):
                await client.text_document_hover_async(types.HoverParams(nowhere, types.Position(0, 0)))
            with pytest.raises(JsonRpcException, match="names something else already"):
                await client.text_document_rename_async(types.RenameParams(**one.at(0, 77), new_name="idle"))
            listed = await client.text_document_completion_async(types.CompletionParams(**one.at(0, 77)))
            assert isinstance(listed, list)
            assert "idle" in {item.label for item in listed}
            options = types.FormattingOptions(tab_size=2, insert_spaces=True)
            form = types.DocumentFormattingParams(one.document, options)
            (written,) = await client.text_document_formatting_async(form) or ()
            assert written.new_text.startswith("{{text post")
            assert "post   let" not in written.new_text
            colours = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(one.document))
            assert colours is not None
            assert len(colours.data) % 5 == 0
            symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(one.document))
            assert [symbol.name for symbol in symbols or ()] == ["post", "rude", "idle", "v"]
            one.change("# A\n\none\n\n## B\n\n{{text t\n  let a = [[b]]}}\n\n# C\n")
            folded = await client.text_document_folding_range_async(types.FoldingRangeParams(one.document))
            assert [(fold.start_line, fold.end_line) for fold in folded or ()] == [(0, 7), (4, 7), (6, 7)]
            client.text_document_did_close(types.DidCloseTextDocumentParams(one.document))

    asyncio.run(asyncio.wait_for(work(), 600))
