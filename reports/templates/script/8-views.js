// A view of the list stands in the address, so that it can be sent: filters, order, the open call.
const FIELDS = ["category", "rule", "side", "agent", "day", "queue", "direction", "hour", "verdict", "text", "sort"].filter(field);
const toggles = () => (form ? all("button[data-severity]", form) : []);
const opened = () => (lastOpened && !lastOpened.hidden && whole(lastOpened)?.open ? lastOpened.id : "");
let lastOpened = null;
const viewed = () => {
  const view = new URLSearchParams();
  const severities = toggles().filter(pressed).map((button) => button.dataset.severity);
  if (severities.length) view.set("severity", severities.join(","));
  for (const name of FIELDS) if (field(name).value) view.set(name, field(name).value);
  if (opened()) view.set("open", opened());
  for (const [id, column] of sorted) view.set(id, column);
  return view.toString();
};
let waiting = 0;
const writeAddress = () => {
  waiting = 0;
  const view = viewed();
  const here = lastOpened && view === "open=" + lastOpened.id && location.hash.startsWith("#" + lastOpened.id);
  const at = view && !here ? "#?" + view : location.hash.startsWith("#?") ? "#" : location.hash;
  if (at === location.hash || at === "") return;
  try { history.replaceState(null, "", at); } catch { /* a browser that forbids it for files */ }
};
// a thousand transcripts may open at once
function keepAddress() {
  if (form && !waiting) waiting = setTimeout(writeAddress);
}
const sorted = new Map();

// what the list is about: a call by its id, for links from elsewhere
const callOf = (id) => calls.find((call) => call.node.dataset.call === id)?.node;
const goToCall = (id) => {
  const here = callOf(id);
  if (here) { location.replace("#" + here.id); return; }
  const table = one("#calls details.later");
  if (table) unfold(table);
  const link = all("#calls .id a").find((each) => each.textContent === id);
  if (link) location.replace(link.href);
};
const readAddress = () => {
  if (!location.hash.startsWith("#?")) return;
  const view = new URLSearchParams(location.hash.slice(2));
  if (view.has("call")) { goToCall(view.get("call")); return; }
  if (!form) return;
  const severities = (view.get("severity") || "").split(",");
  for (const button of toggles()) press(button, severities.includes(button.dataset.severity));
  for (const name of FIELDS) {
    field(name).value = view.get(name) || "";
    if (field(name).selectedIndex === -1) field(name).selectedIndex = 0; // a value of another day
  }
  if (["rule", "side", "queue", "direction", "hour", "sort"].some((name) => field(name).value)) {
    one(".more", form).open = true;
  }
  applyOrder();
  applyFilters();
  for (const [id, column] of view) {
    const table = id.startsWith("t-") && document.getElementById(id);
    if (table) sortBy(table, parseInt(column, 10), column.endsWith("d"));
  }
  const call = document.getElementById(view.get("open") || "");
  if (call && call.matches(".call")) { lastOpened = call; setOpen(call, true); }
  const target = call && call.matches(".call") ? call : one("#flagged");
  if (![...view.keys()].every((key) => key.startsWith("t-"))) target.scrollIntoView({ block: "start" });
};
document.addEventListener("toggle", (event) => {
  if (!event.target.matches("details.whole")) return;
  if (event.target.open) lastOpened = event.target.closest(".call");
  if (event.target.open && form) markSoon(field("text").value.trim().toLowerCase());
  keepAddress();
}, true);
for (const link of all("a[data-show]")) link.href = "#?" + link.dataset.show;

// what was searched for is marked wherever it was said; transcripts that hold it open by themselves
const finder = window.Highlight && CSS.highlights ? new Highlight() : null;
if (finder) CSS.highlights.set("searched", finder);
const OPENED_AT_MOST = 20;
let bySearch = [];
let marking = 0;
const rangeIn = (root, from, to) => {
  const range = new Range();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const end = at + node.data.length;
    if (from >= at && from < end) range.setStart(node, from - at);
    if (to <= end) { range.setEnd(node, to - at); return range; }
    at = end;
  }
  return null;
};
const markIn = (call, text) => {
  for (const said of all(".said, .hit-rule, .whole-call", call)) {
    const whole = said.textContent.toLowerCase();
    for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + text.length)) {
      const range = rangeIn(said, at, at + text.length);
      if (range) finder.add(range);
    }
  }
};
const holdsOnlyInside = (call, text) => {
  const details = whole(call);
  if (!details || details.open) return false;
  return !all(".hit .said", call).some((said) => said.textContent.toLowerCase().includes(text));
};
function markSoon(text) {
  const own = (marking += 1);
  if (finder) finder.clear();
  if (!text) {
    for (const call of bySearch) setOpen(call, false);
    bySearch = [];
    return;
  }
  const shown = calls.filter((call) => !call.node.hidden).map((call) => call.node);
  const work = () => {
    if (own !== marking) return;
    const until = performance.now() + 10;
    while (shown.length && performance.now() < until) {
      const call = shown.shift();
      if (bySearch.length < OPENED_AT_MOST && holdsOnlyInside(call, text)) {
        bySearch.push(call);
        setOpen(call, true);
      }
      if (finder) markIn(call, text);
    }
    if (shown.length) (window.requestIdleCallback || setTimeout)(work);
  };
  setTimeout(work, 30);
}

// tables are sorted by a click on a head: numbers by what they count, times by their length, words by pinyin
const valueOf = (cell) => {
  const text = cell.textContent.trim();
  if (/^\d+(:\d\d)+$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const number = text.match(/^[≥≤▲▼\s-]*\d+(\.\d+)?/);
  return number ? parseFloat(number[0].replace(/[^\d.-]/g, "")) : text || null;
};
const compare = (a, b) => {
  if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, "zh-CN");
  return typeof a === "number" ? -1 : 1; // words stand for numbers that are not known
};
function sortBy(table, column, descending) {
  const rows = [...table.tBodies[0].rows].map((row) => [valueOf(row.cells[column]), row]);
  rows.sort(([a], [b]) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return typeof a === typeof b && descending ? compare(b, a) : compare(a, b);
  });
  table.tBodies[0].append(...rows.map(([, row]) => row));
  for (const [place, head] of [...table.tHead.rows[0].cells].entries()) {
    if (place === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  sorted.set(table.id, column + (descending ? "d" : ""));
  keepAddress();
}
const makeSortable = (root) => {
  for (const table of all("table.sortable", root)) {
    for (const head of table.tHead.rows[0].cells) {
      if (!head.textContent || one("button", head)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = say("sort");
      button.append(...head.childNodes);
      head.append(button);
    }
  }
};
document.addEventListener("click", (event) => {
  const head = event.target.closest("button.sort")?.closest("th");
  if (head) sortBy(head.closest("table"), head.cellIndex, head.getAttribute("aria-sort") === "ascending");
});
makeSortable(document);
for (const later of all("details.later:not(.whole)")) {
  later.addEventListener("toggle", () => setTimeout(() => makeSortable(later)));
}

const nextOpen = () => {
  const shown = shownHits();
  const from = current ? shown.indexOf(current) + 1 : 0;
  const next = [...shown.slice(from), ...shown.slice(0, from)].find((hit) => verdictOf(hit) === "none");
  if (next) goTo(next);
  else if (form) field("count").value = say("all_judged");
};
one("#next-open")?.addEventListener("click", nextOpen);
addEventListener("hashchange", readAddress);
readAddress();
