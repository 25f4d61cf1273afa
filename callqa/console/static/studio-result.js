// A turn is corrected where it stands; what stood there before is kept.
(() => {
"use strict";
const one = (selector, root = document) => root.querySelector(selector);
const WORDS = JSON.parse(one("#studio-words").textContent);
const known = JSON.parse(one("#turns").textContent);
const button = (text, act, main = false) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (main) made.className = "main";
  made.addEventListener("click", act);
  return made;
};
const placeOf = (line) => Number(line.id.slice(line.id.lastIndexOf("t") + 1)) - 1;

const save = async (place, text, told) => {
  const view = known.spoken ? "spoken" : "";
  const fields = new URLSearchParams({ turn: place, seen: known.seen, text, view });
  const answer = await fetch(known.action, { method: "POST", body: fields, headers: { "hx-request": "true" } });
  if (answer.status === 401) { one("#signed-out").showModal(); return; }
  if (!answer.ok) { told.value = await answer.text(); return; }
  const address = new URL(await answer.text(), location.href);
  const isHere = address.pathname + address.search === location.pathname + location.search;
  location.href = address.href;
  if (isHere) location.reload();
};
const edit = (line) => {
  const place = placeOf(line);
  const form = document.createElement("div");
  form.className = "edit-turn";
  const text = document.createElement("textarea");
  const told = document.createElement("output");
  text.value = known.texts[place];
  text.rows = Math.min(Math.ceil(text.value.length / 30) + 1, 8);
  const close = () => { form.remove(); line.classList.remove("edited"); };
  const keep = () => save(place, text.value, told);
  text.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
  });
  form.append(text, button(WORDS.save, keep, true), button(WORDS.cancel, close), told);
  line.classList.add("edited");
  line.append(form);
  text.focus();
};
for (const line of document.querySelectorAll(".talk .line")) {
  const open = button(WORDS.edit, (event) => {
    event.stopPropagation();
    if (!one(".edit-turn", line)) edit(line);
  });
  open.className = "edit-open";
  line.append(open);
}
})();
