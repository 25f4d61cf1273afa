const form = one("#filters");
const field = (name) => one("#filter-" + name);
const spokenText = (call) => {
  const later = one("details.whole > noscript", call);
  if (!later) return call.textContent;
  const folded = later.textContent.replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
  return one("header", call).textContent + all(".hit", call).map((hit) => hit.textContent).join(" ") + folded;
};
const calls = all(".call").map((node) => ({
  node,
  agent: node.dataset.agent,
  hits: all(".hit", node),
  text: null,
}));
// groups of calls: one that is not on the screen is not laid out, and keeps the room of its calls
const groups = new Map();
for (const call of calls) {
  const group = call.node.parentNode;
  groups.set(group, [...(groups.get(group) || []), call]);
}
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
  const category = field("category").value;
  const verdict = field("verdict").value;
  return (hit) =>
    (!severities.length || severities.includes(hit.dataset.severity)) &&
    (!category || hit.dataset.category === category) &&
    (!verdict || verdictOf(hit) === verdict);
};
const hide = (node, hidden) => { if (node.hidden !== hidden) node.hidden = hidden; };

const applyFilters = () => {
  const want = wanted();
  const agent = field("agent").value;
  const text = field("text").value.trim().toLowerCase();
  const narrow = all("button[data-severity]", form).some(pressed) || field("category").value || field("verdict").value;
  let shownHits = 0;
  let shownCalls = 0;
  for (const call of calls) {
    const keeps = call.hits.filter(want);
    const visible = (!agent || call.agent === agent) && (keeps.length > 0 || !narrow) &&
      (!text || textOf(call).includes(text));
    if (visible) for (const hit of call.hits) hide(hit, !keeps.includes(hit));
    hide(call.node, !visible);
    if (visible) { shownHits += keeps.length; shownCalls += 1; }
  }
  fitGroups();
  field("count").value = say("shown", { hits: shownHits, all: hits.length, calls: shownCalls });
  hide(one("#no-match"), shownCalls > 0);
};

if (form) {
  form.hidden = false;
  let soon = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(soon);
    // typing waits for the next pause between two keys
    if (event.target.id === "filter-text") soon = setTimeout(applyFilters, 60);
    else applyFilters();
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); applyFilters(); });
  form.addEventListener("reset", () => {
    for (const button of all("button[data-severity]", form)) press(button, false);
    setTimeout(applyFilters); // the fields are cleared after this event
  });
  for (const button of all("button[data-severity]", form)) {
    button.addEventListener("click", () => { press(button, !pressed(button)); applyFilters(); });
  }
  one("#toggle-all").addEventListener("click", (event) => {
    const open = !pressed(event.currentTarget);
    press(event.currentTarget, open);
    event.currentTarget.textContent = say(open ? "close" : "open");
    for (const call of calls) if (!call.node.hidden) setOpen(call.node, open);
  });
  field("count").value = say("shown", { hits: hits.length, all: hits.length, calls: calls.length });
  (window.requestIdleCallback || setTimeout)(() => gather());
}
