// The page of runs follows what happens; what somebody has opened stays open.
(() => {
"use strict";
const now = document.querySelector("#now");
let source = null;

const show = async () => {
  const answer = await fetch("/runs/now", { headers: { "hx-request": "true" } });
  if (answer.status === 401) { location.reload(); return; }
  if (!answer.ok) return;
  const opened = new Map([...now.querySelectorAll("details")].map((each) => [each.dataset.number, each.open]));
  now.innerHTML = await answer.text(); // our own escaped markup
  for (const each of now.querySelectorAll("details")) {
    if (opened.has(each.dataset.number)) each.open = opened.get(each.dataset.number);
  }
};
const follow = () => {
  if (source || document.hidden) return;
  source = new EventSource("/runs/events");
  source.addEventListener("changed", show);
  source.addEventListener("ended", () => { leave(); location.reload(); });
};
const leave = () => { source?.close(); source = null; };
// a browser has few connections: a page that nobody sees keeps none
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : follow()));
addEventListener("pagehide", leave);
follow();
})();
