// Verdicts and misses stay in this browser, by day, until they are exported as a file.
const review = one("#review");
const day = review ? review.dataset.day : "";
const STORE = "callqa-verdicts/1:" + day;
const MISSES = "callqa-misses/1:" + day;
const SENT = "callqa-exported/1:" + day;
const NAME = "callqa-reviewer";
const CHOICES = { true: "真命中", false: "误命中", pending: "待定" };
let verdicts = {};
let misses = [];
let sent = {}; // when what was exported last was said
let saved = true;
const load = (key) => {
  try { return localStorage.getItem(key); } catch { saved = false; return null; }
};
const keep = (key, value) => {
  try { localStorage.setItem(key, value); } catch { saved = false; }
};
// read again before every change: the same day may be open in another tab, which judges, too
const read = (key, before) => {
  try { return JSON.parse(load(key)) || before; } catch { return before; /* not ours: what this tab knows stays */ }
};
const recall = () => {
  verdicts = read(STORE, verdicts);
  misses = read(MISSES, misses);
  sent = read(SENT, sent);
};
recall();

const hits = all(".hit");
// only what this page shows leaves it: the rest was judged on another page, or its hit is gone
const shownIds = new Set(hits.map((hit) => hit.dataset.id));
const shownCalls = new Set(all(".call").map((call) => call.dataset.call));
const missKey = (miss) => ["miss", miss.call_id, miss.about, miss.text].join("|");
const ownVerdicts = () => Object.entries(verdicts).filter(([id]) => shownIds.has(id));
const ownMisses = () => misses.filter((miss) => shownCalls.has(miss.call_id));
const own = () => [
  ...ownVerdicts().map(([id, said]) => [id, said.at]),
  ...ownMisses().map((miss) => [missKey(miss), miss.at]),
];
const unexported = () => own().filter(([key, at]) => sent[key] !== at).length;
const elsewhere = () => Object.keys(verdicts).length + misses.length - own().length;
const verdictOf = (hit) => (verdicts[hit.dataset.id] || {}).verdict || hit.dataset.verdict || "none";

const showJudge = (hit) => {
  const own = verdicts[hit.dataset.id] || {};
  for (const button of all(".judge button", hit)) press(button, button.dataset.verdict === own.verdict);
  one(".judge-note", hit).value = own.note || "";
};
// controls are made when their call comes near: five thousand of them at once would be slow
const offerJudge = (hit) => {
  if (!review || one(".judge", hit)) return; // a page of several days leads to where its hits are judged
  hit.append(one("#verdict-form").content.cloneNode(true));
  showJudge(hit);
};
const tellReviewed = () => {
  if (!review) return;
  for (const link of all(".first li > a")) {
    const hit = document.getElementById(link.hash.slice(1));
    link.classList.toggle("judged", hit !== null && hit.dataset.id in verdicts);
  }
  const done = hits.filter((hit) => verdictOf(hit) !== "none").length;
  const waiting = unexported();
  one("#review-count").value = [
    saved ? "" : say("unsaved"),
    hits.length ? say("reviewed", { done, all: hits.length }) : "",
    waiting ? say("waiting", { n: waiting }) : "",
  ].filter(Boolean).join(" · ");
};
const store = (hit, change) => {
  recall();
  const id = hit.dataset.id;
  const next = { ...verdicts[id], ...change, at: new Date().toISOString() };
  if (next.verdict) verdicts[id] = next;
  else delete verdicts[id];
  keep(STORE, JSON.stringify(verdicts));
  tellReviewed();
};
const judge = (hit, verdict) => {
  if (!review) return;
  offerJudge(hit);
  const same = (verdicts[hit.dataset.id] || {}).verdict === verdict;
  store(hit, { verdict: same ? "" : verdict, note: one(".judge-note", hit).value });
  for (const button of all(".judge button", hit)) press(button, !same && button.dataset.verdict === verdict);
};

const exported = () => ({
  format: "callqa-verdicts/1",
  day,
  reviewer: one("#reviewer").value.trim(),
  verdicts: ownVerdicts().map(([finding_id, said]) => (
    { finding_id, verdict: CHOICES[said.verdict], note: said.note || "", at: said.at }
  )),
  misses: ownMisses(),
});
const download = (name, text) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
};

if (review) {
  review.hidden = false;
  one("#reviewer").value = load(NAME) || "";
  one("#reviewer").addEventListener("input", () => keep(NAME, one("#reviewer").value));
  review.addEventListener("submit", (event) => {
    event.preventDefault();
    recall();
    const file = exported();
    const missing = !file.reviewer ? "reviewer" : file.verdicts.length + file.misses.length ? "" : "nothing";
    if (missing) {
      one("#review-count").value = say(missing);
      if (missing === "reviewer") one("#reviewer").focus();
      return;
    }
    download(`callqa-verdicts-${day}.json`, JSON.stringify(file, null, 2));
    keep(SENT, JSON.stringify((sent = { ...sent, ...Object.fromEntries(own()) })));
    const left = elsewhere();
    one("#review-count").value = say("exported", { n: file.verdicts.length, misses: file.misses.length }) +
      (left ? say("elsewhere", { n: left }) : "");
  });
  window.addEventListener("beforeunload", (event) => {
    recall();
    if (unexported()) event.preventDefault(); // the browser asks in its own words
  });
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      all(".hit", entry.target).forEach(offerJudge);
    }
  }, { rootMargin: "600px" });
  for (const call of all(".call")) near.observe(call);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".judge button");
    if (button) judge(button.closest(".hit"), button.dataset.verdict);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".judge-note")) return;
    const hit = event.target.closest(".hit");
    // a note alone is a verdict that is still open
    const verdict = (verdicts[hit.dataset.id] || {}).verdict || (event.target.value ? "pending" : "");
    store(hit, { verdict, note: event.target.value });
    for (const each of all(".judge button", hit)) press(each, each.dataset.verdict === verdict);
  });
  window.addEventListener("storage", (event) => {
    if (![STORE, MISSES, SENT].includes(event.key)) return;
    recall();
    for (const hit of hits) if (one(".judge", hit)) showJudge(hit);
    tellReviewed();
  });
  tellReviewed();
}
