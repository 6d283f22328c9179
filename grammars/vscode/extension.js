// Starts `logitext lsp` and hands it to the editor. All that is known about policies is known by the server.
"use strict";

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

async function start() {
  const command = vscode.workspace.getConfiguration("logitext").get("command", "logitext");
  client = new LanguageClient(
    "logitext",
    "Logitext",
    { command, args: ["lsp"] },
    { documentSelector: [{ language: "nltc" }] },
  );
  try {
    await client.start();
  } catch (problem) {
    client = undefined;
    vscode.window.showErrorMessage(
      `Logitext: cannot run \`${command} lsp\` (${problem.message}). ` +
        "Install it by `pip install 'logitext[lsp]'`, or set `logitext.command` to where it is.",
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("logitext.restart", async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("logitext.command")) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
