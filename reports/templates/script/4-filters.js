const form = one("#filters");
const field = (name) => one("#filter-" + name);
const spokenText = (call) => {
  const later = one("details.whole > noscript", call);
  if (!later) return call.textContent;
  const folded = later.textContent.replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
  return one("header", call).textContent + all(".hit", call).map((hit) => hit.textContent).join(" ") + folded;
};
const calls = all(".call").map((node, place) => ({
  node,
  place,
  ...node.dataset,
  hits: all(".hit", node),
  text: null,
}));
// groups of calls: one that is not on the screen is not laid out, and keeps the room of its calls
const groups = new Map();
const regroup = () => {
  groups.clear();
  for (const call of calls) {
    const group = call.node.parentNode;
    if (groups.has(group)) groups.get(group).push(call);
    else groups.set(group, [call]);
  }
};
regroup();
const fitGroups = () => {
  for (const [group, own] of groups) {
    const shown = own.filter((call) => !call.node.hidden).length;
    hide(group, !shown);
    if (shown) group.style.setProperty("--calls", shown);
  }
};
const textOf = (call) => (call.text ??= spokenText(call.node).toLowerCase());
// the texts are gathered while nobody waits
const gather = (from = 0) => {
  const until = performance.now() + 8;
  let at = from;
  while (at < calls.length && performance.now() < until) textOf(calls[at++]);
  if (at < calls.length) (window.requestIdleCallback || setTimeout)(() => gather(at));
};

const wanted = () => {
  const severities = all("button[data-severity]", form).filter(pressed).map((button) => button.dataset.severity);
  const exact = ["category", "rule", "side"].map((name) => [name, field(name).value]).filter(([, value]) => value);
  const verdict = field("verdict").value;
  return (hit) =>
    (!severities.length || severities.includes(hit.dataset.severity)) &&
    exact.every(([name, value]) => (hit.dataset[name] || "") === value) &&
    (!verdict || verdictOf(hit) === verdict);
};
const hide = (node, hidden) => { if (node.hidden !== hidden) node.hidden = hidden; };

const applyFilters = () => {
  const want = wanted();
  const exact = ["agent", "queue", "direction", "hour", "day"].map((name) => [name, field(name)?.value]).filter(([, value]) => value);
  const text = field("text").value.trim().toLowerCase();
  const narrow = all("button[data-severity]", form).some(pressed) ||
    ["category", "rule", "side", "verdict"].some((name) => field(name).value);
  let shownHits = 0;
  let shownCalls = 0;
  for (const call of calls) {
    const keeps = call.hits.filter(want);
    const visible = exact.every(([name, value]) => call[name] === value) && (keeps.length > 0 || !narrow) &&
      (!text || textOf(call).includes(text));
    if (visible) for (const hit of call.hits) hide(hit, !keeps.includes(hit));
    hide(call.node, !visible);
    if (visible) { shownHits += keeps.length; shownCalls += 1; }
  }
  fitGroups();
  field("count").value = say("shown", { hits: shownHits, all: hits.length, calls: shownCalls });
  hide(one("#no-match"), shownCalls > 0);
  press(one("#only-open"), field("verdict").value === "none");
  keepAddress();
  markSoon(text);
};

const ORDERS = {
  "": (a, b) => a.place - b.place,
  time: (a, b) => (a.day || "").localeCompare(b.day || "") || a.clock.localeCompare(b.clock) || a.place - b.place,
  hits: (a, b) => b.hits.length - a.hits.length || a.place - b.place,
  agent: (a, b) => a.agent.localeCompare(b.agent, "zh-CN") || a.place - b.place,
  points: (a, b) => (a.points ?? 101) - (b.points ?? 101) || a.place - b.place,
};
let order = "";
const applyOrder = () => {
  const next = field("sort").value;
  if (next === order) return;
  order = next;
  calls.sort(ORDERS[order] || ORDERS[""]);
  const own = [...groups].map(([group, members]) => [group, members.length]);
  let at = 0;
  for (const [group, size] of own) group.append(...calls.slice(at, (at += size)).map((call) => call.node));
  regroup();
};

if (form) {
  form.hidden = false;
  let soon = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(soon);
    // typing waits for the next pause between two keys
    if (event.target.id === "filter-text") { soon = setTimeout(applyFilters, 60); return; }
    applyOrder();
    applyFilters();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); applyFilters(); });
  form.addEventListener("reset", () => {
    for (const button of all("button[data-severity]", form)) press(button, false);
    setTimeout(() => { applyOrder(); applyFilters(); }); // the fields are cleared after this event
  });
  one("#only-open").addEventListener("click", () => {
    field("verdict").value = field("verdict").value === "none" ? "" : "none";
    applyFilters();
  });
  for (const button of all("button[data-severity]", form)) {
    button.addEventListener("click", () => { press(button, !pressed(button)); applyFilters(); });
  }
  one("#toggle-all")?.addEventListener("click", (event) => {
    const open = !pressed(event.currentTarget);
    press(event.currentTarget, open);
    event.currentTarget.textContent = say(open ? "close" : "open");
    for (const call of calls) if (!call.node.hidden) setOpen(call.node, open);
  });
  field("count").value = say("shown", { hits: hits.length, all: hits.length, calls: calls.length });
  (window.requestIdleCallback || setTimeout)(() => gather());
}
