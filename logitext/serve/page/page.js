"use strict";
// Whatever comes from the service is put in as text, but for what /page/… gives, which is HTML that the service has escaped.

const policies = new Map();
let byHand = {};
let turn = 0;

async function load() {
  const answer = await ask("v1/policies");
  if (!answer.ok) return tell(answer);
  by("errors").replaceChildren();
  for (const one of (await answer.json()).policies) policies.set(one.name, one);
  by("policy").replaceChildren(...[...policies.keys()].map((name) => made("option", { textContent: name })));
  choose();
}

function choose() {
  const policy = policies.get(by("policy").value);
  byHand = {};
  look();
  by("decision").replaceChildren();
  by("texts").replaceChildren(...policy.texts.map((text) => {
    const area = made("textarea", { spellcheck: false });
    area.dataset.text = text.name;
    return made("label", {}, text.description ?? text.name, area);
  }));
  by("facts").replaceChildren(...policy.facts.map((fact) => {
    const input = made("input", { placeholder: fact.sort, size: 12 });
    input.dataset.fact = fact.name;
    input.dataset.sort = fact.sort;
    return made("label", {}, fact.description ?? fact.name, input);
  }));
  by("lists").replaceChildren(...policy.lists.map((list) => {
    const fields = Object.entries(list.fields).map(([name, sort]) => `"${name}": ${sort}`).join(", ");
    const area = made("textarea", { spellcheck: false, placeholder: `[{${fields}}, …]` });
    area.dataset.list = list.name;
    return made("label", {}, `${list.description ?? list.name}, as JSON`, area);
  }));
}

async function decide() {
  const texts = {}, facts = {};
  for (const area of by("texts").querySelectorAll("textarea")) {
    if (area.value) texts[area.dataset.text] = area.value;
  }
  for (const input of by("facts").querySelectorAll("input")) {
    if (input.value.trim()) facts[input.dataset.fact] = value(input.value.trim(), input.dataset.sort);
  }
  for (const area of by("lists").querySelectorAll("textarea")) {
    if (!area.value.trim()) continue;
    try {
      facts[area.dataset.list] = JSON.parse(area.value);
    } catch (error) {
      by("decision").replaceChildren();
      by("errors").replaceChildren(made("p", { textContent: `${area.dataset.list}: this is no JSON: ${error.message}` }));
      return;
    }
  }
  const mine = ++turn;
  by("busy").textContent = "deciding …";
  try {
    const answer = await ask("page/decision", { policy: by("policy").value, texts, facts, answers: byHand });
    if (mine !== turn) return;
    if (!answer.ok) { by("decision").replaceChildren(); return await tell(answer); }
    by("errors").replaceChildren();
    const open = [...by("decision").querySelectorAll("details[open] summary b")].map((name) => name.textContent);
    by("decision").innerHTML = await answer.text();
    for (const name of by("decision").querySelectorAll("details summary b")) {
      if (open.includes(name.textContent)) name.closest("details").open = true;
    }
    for (const control of by("decision").querySelectorAll("[data-set]")) {
      if (control.dataset.set in byHand) control.value = String(byHand[control.dataset.set]);
    }
  } catch {
    by("errors").replaceChildren(made("p", { textContent: "the service cannot be reached" }));
  } finally {
    if (mine === turn) by("busy").textContent = "";
  }
}

async function look() {
  const panel = by("logic"), shown = panel.querySelector("div");
  if (!panel.open || !policies.size) return;
  const name = by("policy").value;
  shown.replaceChildren(made("p", { className: "soft", textContent: "looking …" }));
  try {
    const answer = await ask(`page/policy?name=${encodeURIComponent(name)}`);
    if (name !== by("policy").value) return;
    if (!answer.ok) { shown.replaceChildren(); return await tell(answer); }
    shown.innerHTML = await answer.text();
  } catch {
    shown.replaceChildren(made("p", { className: "bad", textContent: "the service cannot be reached" }));
  }
}

by("logic").addEventListener("toggle", look);
by("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (policies.size) decide(); else load();
});
by("policy").addEventListener("change", choose);
by("key").addEventListener("change", () => { if (!policies.size) load(); });
by("decision").addEventListener("change", (event) => {
  const name = event.target.dataset.set;
  if (name === undefined) return;
  if (event.target.value.trim()) byHand[name] = value(event.target.value.trim(), event.target.dataset.sort);
  else delete byHand[name];
  decide();
});
load();
