"use strict";
// What /page/review gives is HTML that the service has escaped. Keys do what a click on the button beside them does.

const given = [];  // what was said here, to be taken back
let busy = false;

async function show(path, body) {
  if (busy) return;
  busy = true;
  try {
    const answer = await ask(path, body);
    if (!answer.ok) return await tell(answer);
    by("errors").replaceChildren();
    by("decision").innerHTML = await answer.text();
    first()?.querySelector("input")?.focus();
    window.scrollTo(0, 0);
    return true;
  } catch {
    by("errors").replaceChildren(made("p", { textContent: "the service cannot be reached" }));
  } finally {
    busy = false;
  }
}

const at = () => by("item")?.dataset ?? {};
const open = (number) => show(`page/review/${number}`);

async function say(clause, said) {
  const number = Number(at().number);
  if (!await show(`page/review/${number}`, { clause, ...said })) return;
  if (!said.forget) given.push([number, clause]);
  if (!first() && !said.forget && at().next !== undefined) await open(at().next);
}

async function back() {
  const last = given.pop();
  if (last === undefined) return;
  const [number, clause] = last;
  if (!await show(`page/review/${number}`, { clause, forget: true })) given.push(last);
}

function step(by_) {
  const { number, total } = at();
  if (number === undefined) return open(by_ > 0 ? 0 : Math.max(0, Number(total) - 1));
  const next = Number(number) + by_;
  if (next >= 0 && next < Number(total)) return open(next);
}

function clicked(target) {
  const button = target.closest("button");
  if (button === null) return;
  const question = button.closest(".question"), data = button.dataset;
  if (data.go === "previous") return step(-1);
  if (data.go === "following") return step(1);
  if (data.forget !== undefined) return say(data.forget, { forget: true });
  if (question === null) return;
  const { clause, sort } = question.dataset;
  if (data.unknown !== undefined) return say(clause, { value: null });
  if (data.sayWritten !== undefined) {
    const written = question.querySelector("input").value.trim();
    return written ? say(clause, { value: value(written, sort) }) : undefined;
  }
  if (data.say !== undefined) return say(clause, { value: value(data.say, sort) });
}

const first = () => document.querySelector(".question");  // keys answer this one, never one below it
const press = (selector) => first()?.querySelector(selector)?.click();
const KEYS = {
  y: () => press("[data-say=true]"),
  n: () => press("[data-say=false]"),
  u: () => press("[data-unknown]"),
  z: back,
  j: () => step(1),
  k: () => step(-1),
  g: () => at().next !== undefined ? open(at().next) : undefined,
};

document.addEventListener("click", (event) => clicked(event.target));
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const writing = event.target.matches("input, select, textarea");
  if (writing && event.key === "Escape") return event.target.blur();
  if (writing) {
    const question = event.target.closest(".question");
    if (event.key === "Enter") question?.querySelector("[data-say-written]").click();
    if (!(question && question.dataset.sort !== "Text" && event.key in KEYS)) return;
    event.preventDefault();  // no number and no date has such a letter
  }
  if (/^[1-9]$/.test(event.key)) {
    return first()?.dataset.sort === "Bool" ? undefined : first()?.querySelectorAll("[data-say]")[event.key - 1]?.click();
  }
  KEYS[event.key]?.();
});
by("form").addEventListener("submit", (event) => { event.preventDefault(); show("page/review"); });
show("page/review");
