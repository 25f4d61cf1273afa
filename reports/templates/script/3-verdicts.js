// Verdicts stay in this browser, by day, until they are exported as a file.
const review = one("#review");
const day = review ? review.dataset.day : "";
const STORE = "callqa-verdicts/1:" + day;
const NAME = "callqa-reviewer";
const CHOICES = { true: "真命中", false: "误命中", pending: "待定" };
let verdicts = {};
let saved = true;
const load = (key) => {
  try { return localStorage.getItem(key); } catch { saved = false; return null; }
};
const keep = (key, value) => {
  try { localStorage.setItem(key, value); } catch { saved = false; }
};
// read again before every change: the same day may be open in another tab, which judges, too
const recall = () => {
  try { verdicts = JSON.parse(load(STORE)) || verdicts; } catch { /* not ours: what this tab knows stays */ }
};
recall();

const hits = all(".hit");
const verdictOf = (hit) => (verdicts[hit.dataset.id] || {}).verdict || hit.dataset.verdict || "none";

const showJudge = (hit) => {
  const own = verdicts[hit.dataset.id] || {};
  for (const button of all(".judge button", hit)) press(button, button.dataset.verdict === own.verdict);
  one(".judge-note", hit).value = own.note || "";
};
// controls are made when their call comes near: five thousand of them at once would be slow
const offerJudge = (hit) => {
  if (one(".judge", hit)) return;
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
  one("#review-count").value = (saved ? "" : say("unsaved") + " ") + say("reviewed", { done, all: hits.length });
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
  offerJudge(hit);
  const same = (verdicts[hit.dataset.id] || {}).verdict === verdict;
  store(hit, { verdict: same ? "" : verdict, note: one(".judge-note", hit).value });
  for (const button of all(".judge button", hit)) press(button, !same && button.dataset.verdict === verdict);
};

const exported = () => ({
  format: "callqa-verdicts/1",
  day,
  reviewer: one("#reviewer").value.trim(),
  verdicts: Object.entries(verdicts).map(([finding_id, own]) => (
    { finding_id, verdict: CHOICES[own.verdict], note: own.note || "", at: own.at }
  )),
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
    const missing = !file.reviewer ? "reviewer" : file.verdicts.length ? "" : "nothing";
    if (missing) {
      one("#review-count").value = say(missing);
      if (missing === "reviewer") one("#reviewer").focus();
      return;
    }
    download(`callqa-verdicts-${day}.json`, JSON.stringify(file, null, 2));
    one("#review-count").value = say("exported", { n: file.verdicts.length });
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
    if (event.key !== STORE) return;
    recall();
    for (const hit of hits) if (one(".judge", hit)) showJudge(hit);
    tellReviewed();
  });
  tellReviewed();
}
