// The draft is kept and checked while it is written; only the newest answer counts.
(() => {
"use strict";
const one = (selector) => document.querySelector(selector);
const form = one("#draft");
const text = one("#text");
const checked = one("#checked");
let waiting = 0;
let running = null;

const check = async () => {
  running?.abort();
  running = new AbortController();
  const fields = new URLSearchParams(new FormData(form));
  try {
    const answer = await fetch("/rules/draft", {
      method: "POST", body: fields, headers: { "hx-request": "true" }, signal: running.signal,
    });
    if (answer.status === 401) { one("#signed-out").showModal(); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    checked.innerHTML = await answer.text(); // our own escaped markup
    number();
    for (const button of document.querySelectorAll("form[action='/rules/publish'] button")) button.disabled = true;
  } catch (error) {
    if (error.name !== "AbortError") checked.textContent = checked.dataset.broken;
  }
};
// the numbers of the lines, those with a mistake marked with what is wrong there
const gutter = one("#gutter");
const number = () => {
  const wrong = new Map();
  for (const each of checked.querySelectorAll(".mistakes .goto, .holder .goto")) {
    wrong.set(Number(each.dataset.line), each.closest(".mistakes") ? "wrong" : "doubtful");
  }
  const count = text.value.split("\n").length;
  const lines = Array.from({ length: count }, (_, at) => {
    const line = document.createElement("span");
    line.textContent = `${at + 1}\n`;
    line.className = wrong.get(at + 1) || "";
    return line;
  });
  gutter.replaceChildren(...lines);
  follow();
};
const follow = () => { gutter.scrollTop = text.scrollTop; };
text.addEventListener("scroll", follow);
number();
text.addEventListener("input", () => {
  if (gutter.childElementCount !== text.value.split("\n").length) number();
  clearTimeout(waiting);
  checked.setAttribute("aria-busy", "true");
  waiting = setTimeout(() => check().finally(() => checked.removeAttribute("aria-busy")), 600);
});
const goTo = (place, column) => {
  const lines = text.value.split("\n");
  const line = Math.max(place - 1, 0);
  const start = lines.slice(0, line).join("\n").length + (line ? 1 : 0) + Math.max(column - 1, 0);
  text.focus();
  text.setSelectionRange(start, start + 1);
  text.scrollTop = (text.scrollHeight / lines.length) * Math.max(line - 5, 0);
};
document.addEventListener("click", (event) => {
  const button = event.target.closest(".goto");
  if (button) goTo(Number(button.dataset.line), Number(button.dataset.column));
});
if (text.dataset.line) goTo(Number(text.dataset.line), 1);
// a tab would be a mistake in YAML: it indents by two blanks, and Escape lets the keyboard go on
let leaving = false;
text.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { leaving = true; return; }
  if (event.key === "Tab" && !leaving && !event.shiftKey) {
    event.preventDefault();
    text.setRangeText("  ", text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input"));
  }
  leaving = false;
});
})();
