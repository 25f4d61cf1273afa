// Verdicts are stored at once; a verdict that could not be stored says so, and what was typed stays.
(() => {
"use strict";
const one = (selector, root = document) => root.querySelector(selector);
const queue = one("article.queue");
let busy = false;

const send = async (form, verdict) => {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("verdict", verdict);
  const answer = await fetch(form.action, { method: "POST", body: fields, headers: { "hx-request": "true" } });
  if (answer.status === 401) { one("#signed-out").showModal(); return ""; }
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
};
const replace = (panel, text) => {
  const template = document.createElement("template");
  template.innerHTML = text; // our own escaped markup
  const fresh = template.content.firstElementChild;
  panel.replaceWith(fresh);
  return fresh;
};
const judge = async (form, verdict) => {
  if (busy) return;
  busy = true;
  try {
    const text = await send(form, verdict);
    if (!text) return;
    const fresh = replace(form.closest(".verdicts"), text);
    // a contradiction is read before the next hit comes
    const told = one(".problem", fresh) || one(".verdict-said .disputed", fresh);
    if (queue && verdict !== "pending" && !told) location.href = queue.dataset.next;
    else one(`[value="${verdict}"]`, fresh)?.focus();
  } catch {
    const said = one("output", form);
    said.value = said.dataset.broken;
  } finally {
    busy = false;
  }
};
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form.judge");
  if (!form) return;
  event.preventDefault();
  const pressed = one("[aria-pressed=true]", form);
  // Enter in the note keeps the verdict; a note alone is one that is still open
  judge(form, event.submitter?.value && document.activeElement?.name !== "note" ? event.submitter.value : pressed?.value || "pending");
});

const undo = async () => {
  const link = one("#undo");
  const form = one("form.judge");
  if (!link || busy) return;
  const fields = new URLSearchParams({ hit: link.dataset.hit, verdict: "pending", seen: "0", note: "" });
  const action = form ? form.action : `${location.pathname}/hit`;
  const answer = await fetch(action, { method: "POST", body: fields, headers: { "hx-request": "true" } });
  if (answer.status === 401) one("#signed-out").showModal();
  else if (answer.ok) location.href = link.href;
};
document.addEventListener("click", (event) => {
  if (!event.target.closest("#undo")) return;
  event.preventDefault();
  undo();
});

const formNow = () => {
  if (queue) return one("form.judge");
  const hit = document.activeElement?.closest(".hit, .verdict-place") || one(".hit");
  const place = hit?.matches(".verdict-place") ? hit : hit?.nextElementSibling;
  return place && one("form.judge", place);
};
const CHOICES = { 1: "true", 2: "false", 3: "pending" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.target.matches("input, select, textarea, audio")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const form = formNow();
  if (form && event.key in CHOICES) judge(form, CHOICES[event.key]);
  else if (form && event.key === "n") one("[name=note]", form).focus();
  else if (queue && event.key === "j") one("#after")?.click();
  else if (queue && event.key === "k") one("#before")?.click();
  else if (event.key === "u") undo();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
})();
