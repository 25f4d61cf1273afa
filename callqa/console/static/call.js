// One call: its outline on the timeline, keys, a link to the moment, a hit that is heard again and again.
const article = one("article.call");
const hits = all(".hit", article);
const help = one("#help");
const svg = (name, attributes) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
};

// a wave around the middle of its lane, from peaks of 0 to 100
const wave = (peaks, top, height) => {
  const middle = top + height / 2;
  const step = 1000 / peaks.length;
  const above = peaks.map((peak, at) => `${(at * step).toFixed(1)} ${(middle - (peak * height) / 200).toFixed(2)}`);
  const below = peaks.map((peak, at) => `${(at * step).toFixed(1)} ${(middle + (peak * height) / 200).toFixed(2)}`);
  return `M${above.join("L")}L${below.reverse().join("L")}Z`;
};
const drawOutline = async () => {
  const timeline = one(".timeline", article);
  if (!timeline || !article.dataset.outline) return;
  const answer = await fetch(article.dataset.outline);
  if (!answer.ok) return;
  const { channels } = await answer.json();
  const lanes = all(".lane", timeline);
  const height = timeline.viewBox.baseVal.height;
  channels.forEach((peaks, number) => {
    const own = channels.length === lanes.length ? lanes[number] : null;
    const box = own ? own.getBBox() : null;
    const size = own ? 16 : (height - 8) / channels.length;
    const top = box && box.height ? box.y + box.height / 2 - size / 2 : 4 + number * size;
    const role = own ? own.getAttribute("class").replace("lane", "").trim() : "unknown";
    timeline.insertBefore(svg("path", { class: `wave ${role}`, d: wave(peaks, top, size) }), one(".mark, .playhead", timeline));
  });
  timeline.classList.add("with-waves");
};
drawOutline();

// the link leads whoever gets it to the second that is heard
const moment = one("#moment");
const linkTo = (ms) => { moment.href = `${moment.pathname}?at=${Math.floor(ms)}`; };
audio.addEventListener("timeupdate", () => { if (playing.piece) linkTo(nowMs()); });
const startAt = Number(article.dataset.start ?? -1);
if (startAt >= 0) {
  linkTo(startAt);
  const line = all(".talk .line", article).filter((each) => Number(each.dataset.at) <= startAt).pop();
  if (line) { line.classList.add("found"); line.scrollIntoView({ block: "center" }); }
}

let current = hits[0] || null;
const go = (by) => {
  const at = current ? hits.indexOf(current) : -1;
  current = hits[Math.min(Math.max(at + by, 0), hits.length - 1)] || null;
  current?.focus({ preventScroll: true });
  current?.scrollIntoView({ block: "center" });
};
document.addEventListener("focusin", (event) => { current = event.target.closest(".hit") || current; });
const LOOPED_MS = 8000;
audio.addEventListener("timeupdate", () => {
  const from = Number(one(".play", current || article)?.dataset.play ?? 0);
  if (one("#loop").checked && playing.call && nowMs() > from + LOOPED_MS) playAt(article, from);
});
const playOrPause = () => {
  if (playing.call && !audio.paused) { audio.pause(); return; }
  if (playing.call && !player.hidden) { audio.play().catch(() => tell(say("broken"))); return; }
  const from = startAt >= 0 ? startAt : Number(one(".play", current || article)?.dataset.play ?? 0);
  if (article.dataset.sound) playAt(article, from);
};
const seek = (by) => { if (playing.call) audio.currentTime = Math.max(audio.currentTime + by, 0); };
const followLink = (id) => { one(id)?.click(); };
const KEYS = {
  " ": playOrPause,
  ArrowLeft: () => seek(-5),
  ArrowRight: () => seek(5),
  j: () => go(1),
  k: () => go(-1),
  l: () => { one("#loop").checked = !one("#loop").checked; },
  "[": () => followLink("#before"),
  "]": () => followLink("#after"),
  "?": () => (help.open ? help.close() : help.showModal()),
  Escape: closePlayer,
};
one("#show-help").addEventListener("click", () => help.showModal());
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target.matches("input, select, textarea, audio")) return;
  if (event.key === " " && event.target.matches("button, a, summary")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// words that somebody selects in the conversation are those that they may want to record as missed
const missed = one("#miss-text");
document.addEventListener("selectionchange", () => {
  const selected = getSelection();
  const inside = selected.anchorNode?.parentElement?.closest(".talk");
  const text = selected.toString().trim().replace(/\s+/g, " ");
  if (missed && inside && text && text.length <= 200) missed.value = text;
});
