// Recordings are sent in pieces: what breaks off goes on where it stopped, and the page may be closed after.
(() => {
"use strict";
const one = (selector) => document.querySelector(selector);
const WORDS = JSON.parse(one("#words").textContent);
const say = (key, values = {}) => WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const drop = one("#drop");
const list = one("#sending");
const AT_ONCE = 2;
const LONGEST_WAIT_S = 60;
const waiting = [];
let sending = 0;

const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
class Refused extends Error {}

// an answer of the console; a connection that is gone is tried again, a refusal is not
const ask = async (row, path, options) => {
  for (let wait = 1; ; wait = Math.min(wait * 2, LONGEST_WAIT_S)) {
    try {
      const answer = await fetch(path, { headers: { "hx-request": "true" }, ...options });
      if (answer.status === 401) throw new Refused(say("signedOut"));
      if (answer.ok) return answer;
      if (answer.status < 500 || answer.status === 507) {
        const said = await answer.json().catch(() => ({ told: say("failed") }));
        throw new Refused(said.told);
      }
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    row.tell(say("broken", { seconds: wait }));
    await pause(wait);
    if (options.method === "PUT") return null; // how much came is asked before the next piece
  }
};

const rowOf = (name) => {
  const item = document.createElement("li");
  item.className = "job sending";
  const [label, state, bar] = ["span", "span", "progress"].map((kind) => document.createElement(kind));
  label.className = "job-name";
  label.textContent = name;
  state.className = "job-state";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  item.append(label, state, bar);
  list.append(item);
  return {
    tell: (text) => { state.textContent = text; },
    at: (share) => { bar.value = share; state.textContent = say("sending", { percent: Math.floor(share * 100) }); },
    fail: (text) => { bar.remove(); item.classList.add("failed"); state.textContent = text; },
    done: () => item.remove(),
  };
};

const send = async ({ file, place, row, fields }) => {
  fields.set("name", file.name);
  fields.set("size", file.size);
  fields.set("key", `${place}|${file.size}|${file.lastModified}`);
  const begun = await (await ask(row, "/studio/uploads", { method: "POST", body: fields })).json();
  const path = `/studio/uploads/${begun.job}`;
  let here = begun.received;
  refresh();
  while (here < file.size) {
    row.at(here / file.size);
    const piece = file.slice(here, here + begun.piece);
    const answer = await ask(row, `${path}?offset=${here}`, { method: "PUT", body: piece });
    if (answer) here = (await answer.json()).received;
    else here = Number((await ask(row, path, { method: "HEAD" })).headers.get("upload-offset"));
  }
  row.done();
};
const next = async () => {
  if (sending >= AT_ONCE || !waiting.length) return;
  sending += 1;
  const chosen = waiting.shift();
  try {
    await send(chosen);
  } catch (error) {
    chosen.row.fail(error instanceof Refused ? error.message : say("failed"));
  } finally {
    sending -= 1;
    refresh();
    next();
  }
};
const add = (file, place) => {
  if (file.name.startsWith(".")) return; // what systems leave in folders
  const row = rowOf(place);
  row.tell(say("waits"));
  // as it is chosen now: what is changed later is for later files
  waiting.push({ file, place, row, fields: new URLSearchParams(new FormData(one("#choices"))) });
  next();
};
addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

for (const id of ["files", "folder"]) {
  one(`#${id}`).addEventListener("change", (event) => {
    for (const file of event.target.files) add(file, file.webkitRelativePath || file.name);
    event.target.value = "";
  });
}
const walk = async (entry, place) => {
  if (entry.isFile) {
    const file = await new Promise((done, failed) => { entry.file(done, failed); });
    add(file, place + file.name);
    return;
  }
  const reader = entry.createReader();
  for (;;) { // a hundred at a time
    const found = await new Promise((done, failed) => { reader.readEntries(done, failed); });
    if (!found.length) return;
    for (const each of found) await walk(each, `${place}${entry.name}/`);
  }
};
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  for (const entry of entries) walk(entry, "");
});

// how everything stands; asked for often only while something is being done and somebody looks
const SOON_MS = 1000;
const LATER_MS = 15000;
let timer = 0;
let latest = 0;
const refresh = async () => {
  clearTimeout(timer);
  const number = (latest += 1);
  try {
    const answer = await fetch("/studio/jobs", { headers: { "hx-request": "true" } });
    const text = answer.ok ? await answer.text() : "";
    const busy = document.activeElement?.closest("#jobs"); // no button is taken from under a finger
    if (text && number === latest && !busy) {
      const template = document.createElement("template");
      template.innerHTML = text; // our own escaped markup
      one("#jobs").replaceChildren(template.content);
    }
  } catch { /* the console is away: the next time */ }
  if (number !== latest) return;
  const isPending = one("#standing").dataset.pending === "1";
  if (!document.hidden) timer = setTimeout(refresh, isPending || sending ? SOON_MS : LATER_MS);
};
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
refresh();
})();
