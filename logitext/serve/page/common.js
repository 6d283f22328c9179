"use strict";
// What the pages of a service share: they ask it, and show what it refuses.

const by = (id) => document.getElementById(id);

function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function ask(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (by("key").value) headers["Authorization"] = `Bearer ${by("key").value}`;
  const options = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
  const answer = await fetch(path, options);
  if (answer.status === 401) by("key").closest("[hidden]")?.removeAttribute("hidden");
  return answer;
}

async function tell(answer) {
  let lines = [`the service answers with the status ${answer.status}`];
  try {
    const said = await answer.json();
    if (said.errors) lines = said.errors.map((one) => `${one.code}: ${one.message}${one.hint ? ` (${one.hint})` : ""}`);
  } catch { /* no JSON */ }
  by("errors").replaceChildren(...lines.map((line) => made("p", { textContent: line })));
}

function value(written, sort) {
  if (sort === "Bool") return written === "true" ? true : written === "false" ? false : written;
  const number = Number(written);
  return (sort === "Int" || sort === "Real") && Number.isFinite(number) ? number : written;
}
