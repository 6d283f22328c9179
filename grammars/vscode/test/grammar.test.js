// The colours, as the engine of Visual Studio Code gives them, with the grammar of Markdown around ours.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test, before } = require("node:test");

let highlighter;

before(async () => {
  const { createHighlighter } = await import("shiki");
  const ours = JSON.parse(fs.readFileSync(path.join(__dirname, "..", "nltc.tmLanguage.json"), "utf8"));
  highlighter = await createHighlighter({
    themes: ["nord"],
    langs: ["markdown", { ...ours, name: "nltc", embeddedLangs: ["markdown"] }],
  });
});

function scopes(text) {
  const lines = highlighter.codeToTokensBase(text, { lang: "nltc", theme: "nord", includeExplanation: true });
  return lines.flat().flatMap((token) =>
    token.explanation.map((part) => [part.content, part.scopes.map((scope) => scope.scopeName)]),
  );
}

function has(text, content, scope) {
  const found = scopes(text).filter(([words]) => words.trim() === content);
  assert.ok(found.length > 0, `${content} is a token of its own in ${JSON.stringify(scopes(text).map(([one]) => one))}`);
  assert.ok(
    found.some(([, names]) => names.includes(scope)),
    `${content}: ${JSON.stringify(found)} has no ${scope}`,
  );
}

const CLAUSE = 'A post {{let rude = [[insults the "reader"]] match /\\bidiot\\b/i}} is removed.';

test("an annotation in the middle of a paragraph", () => {
  has(CLAUSE, "{{", "punctuation.section.embedded.begin.nltc");
  has(CLAUSE, "let", "keyword.declaration.nltc");
  has(CLAUSE, "rude", "variable.other.nltc");
  has(CLAUSE, 'insults the "reader"', "string.unquoted.clause.nltc");
  has(CLAUSE, "/\\bidiot\\b/i", "string.regexp.nltc");
  has(CLAUSE, "match", "keyword.other.nltc");
});

for (const [where, before] of [["a heading", "## "], ["an item", "- "], ["a quotation", "> "], ["bold", "**so "]]) {
  test(`an annotation in ${where}`, () => has(`${before}{{verdict bad = rude or not kind}}`, "verdict", "keyword.declaration.nltc"));
}

test("words of the language, and names that look like them", () => {
  const formula = "{{verdict bad = a and at least 2 of (b, c.index) unless true # said\n}}";
  has(formula, "and", "keyword.operator.word.nltc");
  has(formula, "at least", "keyword.operator.word.nltc");
  has(formula, "2", "constant.numeric.nltc");
  has(formula, "true", "constant.language.nltc");
  has(formula, "# said", "comment.line.number-sign.nltc");
  has("{{let android: Int = forest}}", "android", "variable.other.nltc");
  has("{{let android: Int = forest}}", "Int", "support.type.nltc");
});

test("prose stays prose", () => {
  for (const text of ["let it be and not", "\\{{let a = [[b]]}}", "```\n{{let a = [[b]]}}\n```"]) {
    const ours = scopes(text).filter(([, names]) => names.includes("keyword.declaration.nltc"));
    assert.deepEqual(ours, [], text);
  }
});

test("each example ends outside of annotations", () => {
  const folder = path.join(__dirname, "..", "..", "..", "examples");
  const files = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".nltc"));
  assert.ok(files.length > 5);
  for (const file of files) {
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    const tokens = scopes(text + "\n\nthe end");
    assert.deepEqual(tokens.at(-1)[1].filter((name) => name.includes("annotation")), [], file);
    assert.ok(tokens.some(([, names]) => names.includes("string.unquoted.clause.nltc")), file);
  }
});
