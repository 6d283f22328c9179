// The server, spoken to by the library that the editor's own client is built on.
"use strict";

const assert = require("node:assert/strict");
const { spawn } = require("node:child_process");
const { test } = require("node:test");
const protocol = require("vscode-languageserver-protocol/node");

const COMMAND = process.env.LOGITEXT_COMMAND || "logitext";
const URI = "file:///nowhere/policy.nltc";

test("what an editor does with a policy", { timeout: 60_000 }, async () => {
  const server = spawn(COMMAND, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
  const client = protocol.createProtocolConnection(
    new protocol.StreamMessageReader(server.stdout),
    new protocol.StreamMessageWriter(server.stdin),
  );
  const waiting = [];
  const seen = [];
  client.onNotification(protocol.PublishDiagnosticsNotification.type, (told) => {
    const next = waiting.shift();
    if (next) next(told);
    else seen.push(told);
  });
  const diagnostics = () => (seen.length ? Promise.resolve(seen.shift()) : new Promise((done) => waiting.push(done)));
  client.listen();
  const { capabilities } = await client.sendRequest(protocol.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
  });
  assert.ok(capabilities.hoverProvider);
  await client.sendNotification(protocol.InitializedNotification.type, {});

  const text = "{{let rude = [[is rude]]}}\n\n{{verdict bad = rude or rdue}}\n";
  await client.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
    textDocument: { uri: URI, languageId: "nltc", version: 1, text },
  });
  const told = await diagnostics();
  assert.equal(told.uri, URI);
  assert.ok(told.diagnostics.some((one) => one.range.start.line === 2 && /rdue/.test(one.message)), JSON.stringify(told));

  await client.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ text: text.replace(" or rdue", "") }],
  });
  let after = await diagnostics();
  while (after.diagnostics.some((one) => one.severity === 1)) after = await diagnostics();

  const textDocument = { uri: URI };
  const hover = await client.sendRequest(protocol.HoverRequest.type, { textDocument, position: { line: 2, character: 16 } });
  assert.match(hover.contents.value, /is rude/);
  const definition = await client.sendRequest(protocol.DefinitionRequest.type, { textDocument, position: { line: 2, character: 16 } });
  assert.equal([definition].flat()[0].range.start.line, 0);

  await client.sendRequest(protocol.ShutdownRequest.type);
  await client.sendNotification(protocol.ExitNotification.type);
  assert.equal(await new Promise((done) => server.on("exit", done)), 0);
});
